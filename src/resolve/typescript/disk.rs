//! The package as TypeScript sees it on disk: below the node_modules of a consumer at the root.

use std::{cell::RefCell, ptr, rc::Rc};

use crate::{
    hash::HashMap,
    json::{JsonNode, Member},
    manifest::{Manifest, target::in_js_order},
    package::Package,
    path::{PackagePath, join, parent},
    resolve::typescript::{
        stars::{StarMatch, StarTexts},
        versions,
    },
};

/// A package at `/node_modules/<its name>`.
#[derive(Debug)]
pub(super) struct TypesDisk<'p> {
    package: &'p Package,
    root: String,
    /// The paths that "typesVersions" of each package.json comes to: its ranges are read once.
    version_paths: RefCell<HashMap<*const Manifest, Option<Rc<VersionPaths<'p>>>>>,
    /// The answers about ranges.
    ranges: RefCell<HashMap<Box<str>, bool>>,
}

/// A map of "typesVersions": patterns to lists of paths.
#[derive(Debug, Default)]
pub(super) struct VersionPaths<'p> {
    exact: HashMap<&'p str, &'p JsonNode>,
    targets: Vec<&'p JsonNode>,
    stars: StarTexts,
}

impl<'p> VersionPaths<'p> {
    fn of(members: &'p [Member]) -> Self {
        let mut paths = Self::default();
        for (place, member) in in_js_order(members).enumerate() {
            let key = member.key.value.as_str();
            paths.exact.insert(key, &member.value);
            paths.targets.push(&member.value);
            match key.split_once('*') {
                Some((start, end)) if !end.contains('*') => paths.stars.add(start, end, place),
                _ => {}
            }
        }
        paths
    }

    /// `matchPatternOrExact`: the value of an equal key, or of the pattern with the longest start; and what `*` stands for.
    pub fn matching<'n>(&self, name: &'n str) -> Option<(&'p JsonNode, &'n str)> {
        if let Some(exact) = self.exact.get(name).filter(|_| !name.contains('*')) {
            return Some((exact, ""));
        }
        let StarMatch { place, star, .. } = self.stars.first(name)?;
        Some((self.targets.get(place)?, star))
    }
}

impl<'p> TypesDisk<'p> {
    pub fn new(package: &'p Package) -> Self {
        let root = format!("/node_modules/{}", package.name());
        Self { package, root, version_paths: RefCell::default(), ranges: RefCell::default() }
    }

    pub fn package(&self) -> &'p Package {
        self.package
    }

    /// The path on disk of a path in the package; `""` is its root.
    pub fn path_of(&self, path: &str) -> String {
        match path {
            "" => self.root.clone(),
            _ => join(&self.root, path),
        }
    }

    fn inside<'a>(&self, path: &'a str) -> Option<&'a str> {
        path.strip_prefix(self.root.as_str())?.strip_prefix('/')
    }

    /// The file of the package that lies there.
    pub fn packed(&self, path: &str) -> Option<&'p PackagePath> {
        self.package.files().get(self.inside(path)?).map(|(path, _)| path)
    }

    pub fn is_file(&self, path: &str) -> bool {
        self.packed(path).is_some()
    }

    /// The package.json in exactly this folder.
    pub fn manifest(&self, directory: &str) -> Option<&'p Manifest> {
        let inside = if directory == self.root { "" } else { self.inside(directory)? };
        self.package.manifest_in(inside)
    }

    /// The paths of "typesVersions" that hold for the version of TypeScript.
    pub fn version_paths(&self, manifest: &'p Manifest) -> Option<Rc<VersionPaths<'p>>> {
        let mut known = self.version_paths.borrow_mut();
        known.entry(ptr::from_ref(manifest)).or_insert_with(|| version_paths(manifest)).clone()
    }

    /// Tells whether a range, as in `types@>=5`, includes the version of TypeScript.
    pub fn includes(&self, range: &str) -> bool {
        let mut known = self.ranges.borrow_mut();
        if let Some(known) = known.get(range) {
            return *known;
        }
        *known.entry(range.into()).or_insert(versions::includes(range))
    }

    /// `getPackageScopeForPath`: the nearest package.json, and its folder.
    pub fn scope<'a>(&self, directory: &'a str) -> Option<(&'a str, &'p Manifest)> {
        ancestors(directory).find_map(|directory| Some((directory, self.manifest(directory)?)))
    }
}

/// `getPackageJsonTypesVersionsPaths`: the first range that holds.
fn version_paths(manifest: &Manifest) -> Option<Rc<VersionPaths<'_>>> {
    let versions = manifest.get("typesVersions")?.as_object()?;
    let holds = in_js_order(versions).find(|version| versions::includes(&version.key.value))?;
    holds.value.as_object().map(|paths| Rc::new(VersionPaths::of(paths)))
}

/// A folder, and all folders above it; the last is `""`.
pub(super) fn ancestors(directory: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(directory), |directory| parent(directory))
}
