//! The package on a consumer's disk: below `node_modules`, with nothing else installed.

use std::borrow::Cow;

use crate::{files::FileTree, manifest::Manifest, package::Package, path::PackagePath};

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

/// The package, mounted below the consumer's `node_modules`.
#[derive(Clone, Debug)]
pub struct PackageDisk<'p> {
    package: &'p Package,
    mount: String,
}

impl<'p> PackageDisk<'p> {
    pub fn new(package: &'p Package) -> Self {
        Self { package, mount: format!("{ROOT}/node_modules/{}", package.name()) }
    }

    pub fn package(&self) -> &'p Package {
        self.package
    }

    /// Returns the absolute path of a file of the package.
    pub fn path_of(&self, path: &str) -> String {
        format!("{}/{path}", self.mount)
    }

    /// Returns the kind of thing at an absolute path; repeated slashes count as one, as on a real disk.
    pub fn stat(&self, path: &str) -> Stat {
        match self.inside(path) {
            Some(inside) if self.files().get(&inside).is_some() => Stat::File,
            Some(inside) if self.files().is_directory(&inside) => Stat::Directory,
            Some(_) => Stat::Nothing,
            None if self.is_above(path) => Stat::Directory,
            None => Stat::Nothing,
        }
    }

    /// Returns the file of the package at an absolute path.
    pub fn file(&self, path: &str) -> Option<&'p PackagePath> {
        self.files().get(&self.inside(path)?).map(|(path, _)| path)
    }

    /// Returns the bytes of a file of the package.
    pub fn contents(&self, path: &PackagePath) -> &'p [u8] {
        self.files().contents(path.as_str()).unwrap_or_default()
    }

    /// Returns the package.json in a folder given by its absolute path.
    pub fn manifest_in(&self, directory: &str) -> Option<&'p Manifest> {
        self.package.manifest_in(&self.inside(directory)?)
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

    pub fn files(&self) -> &'p FileTree {
        self.package.files()
    }

    fn is_above(&self, path: &str) -> bool {
        let path = collapse(path);
        path == "/" || self.mount.strip_prefix(&*path).is_some_and(|rest| rest.starts_with('/'))
    }
}

/// Returns a path as reports show it: from the consumer's project on, as in `/node_modules/name/index.js`.
pub fn shown(path: &str) -> &str {
    path.strip_prefix(ROOT).filter(|rest| rest.starts_with('/')).unwrap_or(path)
}

/// Returns a `file:` URL as reports show it.
pub fn shown_url(url: &str) -> String {
    url.replacen(&format!("file://{ROOT}/"), "file:///", 1)
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
