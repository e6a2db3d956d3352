//! The package as TypeScript sees it on disk: below the node_modules of a consumer at the root.

use crate::{
    manifest::Manifest,
    package::Package,
    path::{PackagePath, join, parent},
};

/// A package at `/node_modules/<its name>`.
#[derive(Debug)]
pub(super) struct TypesDisk<'p> {
    package: &'p Package,
    root: String,
}

impl<'p> TypesDisk<'p> {
    pub fn new(package: &'p Package) -> Self {
        Self { package, root: format!("/node_modules/{}", package.name()) }
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

    /// `getPackageScopeForPath`: the nearest package.json, and its folder.
    pub fn scope<'a>(&self, directory: &'a str) -> Option<(&'a str, &'p Manifest)> {
        ancestors(directory).find_map(|directory| Some((directory, self.manifest(directory)?)))
    }
}

/// A folder, and all folders above it; the last is `""`.
pub(super) fn ancestors(directory: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(directory), |directory| parent(directory))
}
