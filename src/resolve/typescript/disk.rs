//! The package as TypeScript sees it on disk: below the node_modules of a consumer, with the packages beside it.

use std::{
    cell::{Cell, OnceCell, RefCell},
    ptr,
    rc::Rc,
};

use crate::{
    beside::{BesidePlace, PackagesBeside, types_package},
    hash::HashMap,
    json::{JsonNode, Member},
    manifest::{Manifest, target::in_js_order},
    package::Package,
    path::{PackagePath, YARN_STORE, join, package_folder, parent},
    resolve::typescript::{
        stars::{StarMatch, StarTexts},
        versions,
        wanted::is_typescript,
    },
};

/// The packages beside the package that a file sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TypesSight {
    /// The package of `@types` that holds its types: a consumer of the package looks.
    Own,
    /// Those that the package declares: a file of the package looks.
    Declared,
    /// All: a file of another package looks.
    All,
}

/// A package at `/node_modules/<its name>`, or at its place among those beside it.
#[derive(Debug)]
pub(super) struct TypesDisk<'p> {
    package: &'p Package,
    root: String,
    /// The package of `@types` that may hold its types.
    types_package: String,
    sight: Cell<TypesSight>,
    /// True if an answer depended on something that is not known.
    is_unsure: Cell<bool>,
    /// The paths that "typesVersions" of each package.json comes to: its ranges are read once.
    version_paths: RefCell<HashMap<*const Manifest, Option<Rc<VersionPaths<'p>>>>>,
    /// The answers about ranges.
    ranges: RefCell<HashMap<Box<str>, bool>>,
    /// True if a look-up of TypeScript and declarations alone may find a file.
    has_typed: OnceCell<bool>,
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
        let mut stars = Vec::new();
        for (place, member) in in_js_order(members).enumerate() {
            let key = member.key.value.as_str();
            paths.exact.insert(key, &member.value);
            paths.targets.push(&member.value);
            match key.split_once('*') {
                Some((start, end)) if !end.contains('*') => stars.push((start, end, place)),
                _ => {}
            }
        }
        paths.stars = StarTexts::of(stars.into_iter());
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
        let root = match package.types_beside() {
            Some(beside) => format!("/{}", beside.mount()),
            None => format!("/node_modules/{}", package.name()),
        };
        let (sight, is_unsure) = (Cell::new(TypesSight::Own), Cell::new(false));
        Self {
            package,
            root,
            types_package: types_package(package.name()),
            sight,
            is_unsure,
            version_paths: RefCell::default(),
            ranges: RefCell::default(),
            has_typed: OnceCell::new(),
        }
    }

    /// Begins to look with the eyes of a file.
    pub fn look_as(&self, sight: TypesSight) {
        self.sight.set(sight);
        self.is_unsure.set(false);
    }

    /// Tells whether an answer depended on something that is not known.
    pub fn is_unsure(&self) -> bool {
        self.is_unsure.get()
    }

    /// The folder of the consumer.
    pub fn consumer(&self) -> &str {
        let above =
            self.root.strip_suffix(self.package.name()).and_then(|path| path.strip_suffix("/node_modules/"));
        above.unwrap_or_default()
    }

    /// Tells whether a package is declared, and installed where the package finds it.
    pub fn is_there(&self, name: &str) -> bool {
        let limits = self.package.limits();
        let beside = self
            .package
            .types_beside()
            .filter(|beside| beside.is_fitting(name, self.package.manifest(), limits));
        beside.is_some_and(|beside| beside.nearest(name).is_some())
    }

    /// The folder of a file.
    pub fn folder_of(&self, path: &PackagePath) -> String {
        match path.outside() {
            Some(outside) => format!("/{}", parent(outside).unwrap_or_default()),
            None => self.path_of(path.directory()),
        }
    }

    /// Tells whether a look-up of TypeScript and declarations alone may find a file.
    pub fn has_typed(&self) -> bool {
        *self.has_typed.get_or_init(|| {
            self.package.types_beside().is_some()
                || self.package.files().iter().any(|(path, _)| is_typescript(path.as_str()))
                // Its targets are taken as they stand, whatever kind of file is looked for.
                || self.package.manifests().any(|manifest| manifest.get("typesVersions").is_some())
        })
    }

    /// The thing at a path beside the package, if it is seen.
    fn place(&self, path: &str) -> Option<(&'p PackagesBeside, &'p BesidePlace)> {
        let beside = self.package.types_beside()?;
        let path = path.strip_prefix('/')?;
        let is_below = path.strip_prefix(beside.mount()).is_some_and(|rest| rest.starts_with('/'));
        if is_below && !beside.holds_own() {
            return None;
        }
        if !self.sees(beside, path) {
            return None;
        }
        let place = beside.place(path);
        if matches!(place, BesidePlace::Unknown) {
            self.is_unsure.set(true);
        }
        Some((beside, place))
    }

    /// Tells whether there are no packages beside it.
    pub fn is_alone(&self) -> bool {
        self.package.types_beside().is_none()
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

    /// Tells whether the package that a path leads into is one that may be found.
    fn sees(&self, beside: &PackagesBeside, path: &str) -> bool {
        let folder = package_folder(path);
        let name = folder.rsplit_once("node_modules/").map_or(folder, |(_, name)| name);
        match self.sight.get() {
            TypesSight::All => true,
            TypesSight::Own => name == self.types_package,
            TypesSight::Declared => {
                let is_linked = name.starts_with(YARN_STORE);
                is_linked
                    || !name.is_empty()
                        && beside.is_fitting(name, self.package.manifest(), self.package.limits())
            }
        }
    }

    /// The file of the package that lies there.
    pub fn packed(&self, path: &str) -> Option<&'p PackagePath> {
        let own = |inside: &str| self.package.files().get(inside).map(|(path, _)| path);
        if let Some(file) = self.inside(path).and_then(own) {
            return Some(file);
        }
        let (beside, BesidePlace::File(file)) = self.place(path)? else { return None };
        // A link may lead back into the package; then the packed file counts.
        let real = file.outside().and_then(|real| real.strip_prefix(beside.mount())?.strip_prefix('/'));
        Some(real.and_then(own).unwrap_or(file))
    }

    /// Tells whether anything may be at a path or below: with no packages beside it, the package is all there is.
    pub fn may_hold(&self, path: &str) -> bool {
        let is_own = || self.inside(path).is_some() || path == self.root;
        self.package.types_beside().is_some() || is_own()
    }

    pub fn is_file(&self, path: &str) -> bool {
        self.packed(path).is_some()
    }

    /// The package.json in exactly this folder.
    pub fn manifest(&self, directory: &str) -> Option<&'p Manifest> {
        let inside = if directory == self.root { Some("") } else { self.inside(directory) };
        if let Some(manifest) = inside.and_then(|inside| self.package.manifest_in(inside)) {
            return Some(manifest);
        }
        let (beside, BesidePlace::File(_)) = self.place(&format!("{directory}/package.json"))? else {
            return None;
        };
        beside.manifest_in(directory.strip_prefix('/')?, self.package.limits()).ok().flatten()
    }

    /// The paths of "typesVersions" that hold for the version of TypeScript.
    pub fn version_paths(&self, manifest: &'p Manifest) -> Option<Rc<VersionPaths<'p>>> {
        let mut known = self.version_paths.borrow_mut();
        // The address stands for the package.json: each is read once and lives as long as the package.
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
