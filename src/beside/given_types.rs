//! The package of `@types` that is given for the package, whatever is installed.

use crate::{
    beside::disk::{DiskEntry, InstalledDisk},
    files::FileTree,
};

/// A package of types, and the folder that it counts as installed in.
#[derive(Debug)]
pub(super) struct GivenTypes {
    folder: String,
    files: FileTree,
}

/// A disk on which nothing is.
#[derive(Debug)]
pub(super) struct EmptyDisk;

impl InstalledDisk for EmptyDisk {
    fn look(&self, _: &str) -> DiskEntry {
        DiskEntry::Nothing
    }

    fn read(&self, _: &str, _: u64) -> Option<Vec<u8>> {
        None
    }
}

/// The thing at a path of the given package.
pub(super) enum GivenPlace<'f> {
    Nothing,
    Directory,
    File(&'f [u8]),
}

impl GivenTypes {
    /// The types for the package `name`, which counts as installed in the folder `mount`.
    pub fn new(mount: &str, name: &str, files: FileTree) -> Self {
        let modules = mount.strip_suffix(name).unwrap_or("node_modules/");
        Self { folder: format!("{modules}{}", types_package(name)), files }
    }

    /// The thing at a path; `None` if it lies elsewhere.
    pub fn place(&self, path: &str) -> Option<GivenPlace<'_>> {
        let inside = match path.strip_prefix(self.folder.as_str())? {
            "" => "",
            rest => rest.strip_prefix('/')?,
        };
        Some(match self.files.contents(inside) {
            Some(contents) => GivenPlace::File(contents),
            None if self.files.is_directory(inside) => GivenPlace::Directory,
            None => GivenPlace::Nothing,
        })
    }
}

/// Returns the package of `@types` that holds the types of a package.
pub fn types_package(name: &str) -> String {
    match name.strip_prefix('@').and_then(|scoped| scoped.split_once('/')) {
        Some((scope, plain)) => format!("@types/{scope}__{plain}"),
        None => format!("@types/{name}"),
    }
}
