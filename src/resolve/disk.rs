//! The package on a consumer's disk: below `node_modules`, with nothing else installed, or with the packages beside it.

use std::{borrow::Cow, cell::Cell};

use crate::{
    beside::{BesidePlace, PackagesBeside},
    files::FileTree,
    manifest::Manifest,
    package::Package,
    path::{PackagePath, YARN_STORE},
    resolve::urls::path_to_url,
};

/// The folder of the consumer's project. Nothing exists outside the package but this folder, its
/// `node_modules` and the folders above them.
pub const ROOT: &str = "/consumer";

/// The kind of thing at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stat {
    File,
    Directory,
    Nothing,
}

/// The packages beside the package that a module sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// None.
    Own,
    /// Those that the package declares, in versions that it admits: a module of the package looks.
    Declared,
    /// All: a module of another package looks.
    All,
}

/// The package, mounted below the consumer's `node_modules`.
#[derive(Clone, Debug)]
pub struct PackageDisk<'p> {
    package: &'p Package,
    mount: String,
    sight: Cell<Sight>,
    /// True if an answer depended on something that is not known.
    is_unsure: Cell<bool>,
}

impl<'p> PackageDisk<'p> {
    pub fn new(package: &'p Package) -> Self {
        let mount = match package.beside() {
            Some(beside) => format!("{ROOT}/{}", beside.mount()),
            None => format!("{ROOT}/node_modules/{}", package.name()),
        };
        Self { package, mount, sight: Cell::new(Sight::All), is_unsure: Cell::new(false) }
    }

    pub fn package(&self) -> &'p Package {
        self.package
    }

    /// Begins to look with the eyes of a module.
    pub(super) fn look_as(&self, sight: Sight) {
        self.sight.set(sight);
        self.is_unsure.set(false);
    }

    /// Tells whether an answer depended on something that is not known.
    pub(super) fn is_unsure(&self) -> bool {
        self.is_unsure.get()
    }

    /// Returns the absolute path of a file of the package, or of one beside it.
    pub fn path_of(&self, path: &PackagePath) -> String {
        match path.outside() {
            Some(path) => format!("{ROOT}/{path}"),
            None => format!("{}/{path}", self.mount),
        }
    }

    /// Returns the consumer's folder.
    pub(super) fn consumer(&self) -> &str {
        let above =
            self.mount.strip_suffix(self.package.name()).and_then(|path| path.strip_suffix("/node_modules/"));
        above.unwrap_or(ROOT)
    }

    /// Returns the kind of thing at an absolute path; repeated slashes count as one, as on a real disk.
    pub fn stat(&self, path: &str) -> Stat {
        // The packed files come first: beside them, the disk may hold others of the same name.
        match self.inside(path) {
            Some(inside) if self.files().get(&inside).is_some() => Stat::File,
            Some(inside) if self.files().is_directory(&inside) => Stat::Directory,
            None if self.is_above(path) => Stat::Directory,
            _ => self.stat_beside(path),
        }
    }

    fn stat_beside(&self, path: &str) -> Stat {
        match self.place(path) {
            Some((_, BesidePlace::File(_))) => Stat::File,
            Some((_, BesidePlace::Directory(_))) => Stat::Directory,
            _ => Stat::Nothing,
        }
    }

    /// Returns the file at an absolute path, links followed.
    pub fn file(&self, path: &str) -> Option<&'p PackagePath> {
        let own = |inside: &str| self.files().get(inside).map(|(path, _)| path);
        if let Some(file) = self.inside(path).and_then(|inside| own(&inside)) {
            return Some(file);
        }
        match self.place(path)? {
            (beside, BesidePlace::File(file)) => {
                // A link may lead back into the package, as between workspaces. Then the packed file counts,
                // not the one on disk.
                let real =
                    file.outside().and_then(|real| real.strip_prefix(beside.mount())?.strip_prefix('/'));
                Some(real.and_then(own).unwrap_or(file))
            }
            _ => None,
        }
    }

    /// Returns the thing at an absolute path beside the package, if it is seen.
    fn place(&self, path: &str) -> Option<(&'p PackagesBeside, &'p BesidePlace)> {
        let beside = self.package.beside()?;
        let path = collapse(path);
        let path = path.strip_prefix(ROOT)?.strip_prefix('/')?;
        if !self.sees(beside, path) {
            return None;
        }
        let place = beside.place(path);
        if matches!(place, BesidePlace::Unknown) {
            self.is_unsure.set(true);
        }
        Some((beside, place))
    }

    fn sees(&self, beside: &PackagesBeside, path: &str) -> bool {
        // Unless the package itself is installed at its place, the disk below that place holds nothing of it.
        let is_below = path.strip_prefix(beside.mount()).is_some_and(|rest| rest.starts_with('/'));
        if is_below && !beside.holds_own() {
            return false;
        }
        match self.sight.get() {
            Sight::Own => false,
            Sight::All => true,
            Sight::Declared => self.is_declared(beside, path),
        }
    }

    /// Tells whether a path is that of a `node_modules`, or leads into a package that may be found.
    fn is_declared(&self, beside: &PackagesBeside, path: &str) -> bool {
        // The folder of packages that the package itself has lies below another: `node_modules/name/node_modules`.
        if path == "node_modules" || path.ends_with("/node_modules") {
            return true;
        }
        let Some((_, rest)) = path.rsplit_once("node_modules/") else { return false };
        // No specifier names it: only the link of a package that may be found leads there.
        if rest.starts_with(YARN_STORE) {
            return true;
        }
        let name_end = match rest.strip_prefix('@') {
            Some(scoped) => match scoped.split_once('/') {
                Some((scope, name)) => scope.len() + 2 + name.find('/').unwrap_or(name.len()),
                None => return true, // The folder of a scope.
            },
            None => rest.find('/').unwrap_or(rest.len()),
        };
        let name = rest.get(..name_end).unwrap_or(rest);
        beside.is_fitting(name, self.package.manifest(), self.package.limits())
    }

    /// Returns the bytes of a file of the package, or of one beside it.
    pub fn contents(&self, path: &PackagePath) -> &'p [u8] {
        self.package.contents(path).unwrap_or_default()
    }

    /// Returns the package.json in a folder given by its absolute path.
    pub fn manifest_in(&self, directory: &str) -> Option<&'p Manifest> {
        if let Some(manifest) = self.inside(directory).and_then(|inside| self.package.manifest_in(&inside)) {
            return Some(manifest);
        }
        let BesidePlace::File(_) = self.place(&format!("{directory}/package.json"))?.1 else { return None };
        let (beside, path) = (self.package.beside()?, collapse(directory));
        let path = path.strip_prefix(ROOT)?.strip_prefix('/')?;
        beside.manifest_in(path, self.package.limits()).ok().flatten()
    }

    /// Turns an absolute path into one inside the package (`""` is its root); `None` if it is outside.
    pub fn inside<'a>(&self, path: &'a str) -> Option<Cow<'a, str>> {
        let inside = |path: &'_ str| match path.strip_prefix(&self.mount)? {
            "" => Some(path.len()),
            rest => rest.starts_with('/').then(|| path.len() - rest.len() + 1),
        };
        match collapse(path) {
            Cow::Borrowed(path) => path.get(inside(path)?..).map(Cow::Borrowed),
            Cow::Owned(path) => path.get(inside(&path)?..).map(|path| Cow::Owned(path.to_owned())),
        }
    }

    /// Returns a path as reports show it: from the consumer's project on, as in `/node_modules/name/index.js`. A path above it begins at
    /// the outermost folder.
    pub fn shown<'a>(&self, path: &'a str) -> &'a str {
        let below = |folder: &str| path.strip_prefix(folder).filter(|rest| rest.starts_with('/'));
        below(self.consumer()).or_else(|| below(ROOT)).unwrap_or(path)
    }

    /// Returns a `file:` URL as reports show it.
    pub fn shown_url(&self, url: &str) -> String {
        let from = |folder: &str| path_to_url(folder).map(|folder| format!("{folder}/"));
        let folders = [self.consumer(), ROOT].into_iter().filter_map(from);
        let rest = folders.filter_map(|folder| url.strip_prefix(&folder)).next();
        rest.map_or_else(|| url.to_owned(), |rest| format!("file:///{rest}"))
    }

    pub fn files(&self) -> &'p FileTree {
        self.package.files()
    }

    fn is_above(&self, path: &str) -> bool {
        let path = collapse(path);
        path == "/" || self.mount.strip_prefix(&*path).is_some_and(|rest| rest.starts_with('/'))
    }
}

/// Node's posix `path.resolve` of a folder and a relative or absolute path.
pub fn path_resolve(directory: &str, path: &str) -> String {
    let joined = if path.starts_with('/') { path.to_owned() } else { format!("{directory}/{path}") };
    let mut segments: Vec<&str> = Vec::new();
    for segment in joined.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            _ => segments.push(segment),
        }
    }
    format!("/{}", segments.join("/"))
}

/// Node's posix `path.dirname` of an absolute path.
pub fn dirname(path: &str) -> &str {
    match path.rfind('/') {
        Some(0) | None => "/",
        Some(slash) => path.get(..slash).unwrap_or("/"),
    }
}

/// Makes repeated slashes one, and removes those at the end. Most paths have neither.
fn collapse(path: &str) -> Cow<'_, str> {
    // The root is one slash, which stays.
    let is_plain = !path.contains("//") && (path.len() < 2 || !path.ends_with('/'));
    if is_plain {
        return Cow::Borrowed(path);
    }
    let mut collapsed = String::with_capacity(path.len());
    for character in path.chars() {
        if character != '/' || !collapsed.ends_with('/') {
            collapsed.push(character);
        }
    }
    if collapsed.len() > 1 && collapsed.ends_with('/') {
        collapsed.pop();
    }
    Cow::Owned(collapsed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::beside::{DiskEntry, InstalledDisk};

    #[derive(Debug)]
    struct NoDisk;

    impl InstalledDisk for NoDisk {
        fn look(&self, _path: &str) -> DiskEntry {
            DiskEntry::Nothing
        }

        fn read(&self, _path: &str, _bytes: u64) -> Option<Vec<u8>> {
            None
        }
    }

    #[test]
    fn stat_knows_the_package_and_what_is_above_it() {
        let files = [("package.json", r#"{"name":"@s/p"}"#), ("lib/a.js", "")];
        let package = Package::new(FileTree::of(files));
        let disk = PackageDisk::new(&package);
        for (path, expected) in [
            ("/", Stat::Directory),
            ("/consumer/node_modules", Stat::Directory),
            ("/consumer/node_modules/@s", Stat::Directory),
            ("/consumer/node_modules/@s/p", Stat::Directory),
            ("/consumer/node_modules/@s/p/lib", Stat::Directory),
            ("/consumer/node_modules/@s/p//lib/a.js", Stat::File),
            ("/consumer/node_modules/@s/p/lib/b.js", Stat::Nothing),
            ("/consumer/node_modules/@s/px", Stat::Nothing),
            ("/consumer/node_modules/@", Stat::Nothing),
            ("/elsewhere", Stat::Nothing),
        ] {
            assert_eq!(disk.stat(path), expected, "{path}");
        }
    }

    #[test]
    fn paths_are_shown_from_the_project_of_the_consumer_on() {
        let files = FileTree::of([("package.json", r#"{"name":"p"}"#)]);
        let alone = Package::new(files.clone());
        let mount = "packages/a b/node_modules/p".to_owned();
        let beside = PackagesBeside::new(Box::new(NoDisk), mount, false);
        let nested = Package::new(files).with_packages(beside);
        for (package, path, expected) in [
            (&alone, "/consumer/node_modules/p/a.js", "/node_modules/p/a.js"),
            (&alone, "/consumer/consumer.mjs", "/consumer.mjs"),
            (&nested, "/consumer/packages/a b/node_modules/p/a.js", "/node_modules/p/a.js"),
            (&nested, "/consumer/packages/a b/consumer.mjs", "/consumer.mjs"),
            (&nested, "/consumer/node_modules/dep/a.js", "/node_modules/dep/a.js"),
            (&nested, "/consumer/packages/a bc/x.js", "/packages/a bc/x.js"),
        ] {
            let disk = PackageDisk::new(package);
            assert_eq!(disk.shown(path), expected, "{path}");
            let url = |path: &str| path_to_url(path).unwrap().to_string();
            assert_eq!(disk.shown_url(&url(path)), url(expected), "{path}");
        }
    }

    #[test]
    fn paths_resolve_as_posix() {
        for (directory, path, expected) in [
            ("/a/b", "c", "/a/b/c"),
            ("/a/b", "../c", "/a/c"),
            ("/a/b", "/c", "/c"),
            ("/a", "../../..", "/"),
            ("/a", "b//./c/", "/a/b/c"),
        ] {
            assert_eq!(path_resolve(directory, path), expected, "{directory} {path}");
        }
    }
}
