//! A file's place in a package.

use std::{
    borrow::Borrow,
    fmt,
    sync::{Arc, LazyLock},
};

use memchr::memmem::FinderRev;

/// A file's place in a package: relative, `/`-separated, without empty, `.` or `..` segments.
///
/// ```
/// use packproof::path::PackagePath;
///
/// let path = PackagePath::new("dist/index.js").unwrap();
/// assert_eq!(path.directory(), "dist");
/// assert_eq!(path.file_name(), "index.js");
/// assert!(PackagePath::new("../index.js").is_none());
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackagePath(Arc<str>);

impl PackagePath {
    /// Takes a path that is already normalised; returns `None` for any other.
    pub fn new(path: &str) -> Option<Self> {
        is_normal(path).then(|| Self(path.into()))
    }

    /// Makes the path of a file of another package, from the folder that holds all of them: it is written as one that leads
    /// out, so that no path of the package itself is the same.
    pub(crate) fn beside(path: &str) -> Option<Self> {
        is_normal(path).then(|| Self(format!("{OUTSIDE}{path}").into()))
    }

    /// Returns the path of a file of another package, from the folder that holds all of them.
    pub(crate) fn outside(&self) -> Option<&str> {
        self.0.strip_prefix(OUTSIDE)
    }

    /// Tells whether this is a file of another package.
    pub fn is_outside(&self) -> bool {
        self.0.starts_with(OUTSIDE)
    }

    /// Returns the path as it is written in reports.
    pub fn shown(&self) -> &str {
        self.outside().unwrap_or(&self.0)
    }

    /// Returns the path in the package.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the folder that the file is in; `""` for the root of the package.
    pub fn directory(&self) -> &str {
        parent(self.as_str()).unwrap_or("")
    }

    /// Returns the last segment.
    pub fn file_name(&self) -> &str {
        memchr::memrchr(b'/', self.0.as_bytes()).and_then(|at| self.0.get(at + 1..)).unwrap_or(&self.0)
    }

    /// Returns the extension as Node's `path.extname` does, the dot included: `""` for `LICENSE` and for
    /// `.npmrc`.
    pub fn extension(&self) -> &str {
        extension(self.file_name())
    }
}

/// The beginning of the path of a file of another package.
pub(crate) const OUTSIDE: &str = "../";

/// The folder of `node_modules` in which yarn's pnpm linker keeps packages, each as `.store/KEY/package`.
pub(crate) const YARN_STORE: &str = ".store/";

/// Returns the folder of the package that a file belongs to: the root, or one below the innermost `node_modules`.
pub(crate) fn package_folder(path: &str) -> &str {
    let inside = match INSTALLED.rfind(path.as_bytes()) {
        // `my_node_modules/` is a folder like any other.
        Some(at) if at == 0 || path.get(..at).is_some_and(|before| before.ends_with('/')) => {
            at + "node_modules/".len()
        }
        _ => return "",
    };
    let rest = path.get(inside..).unwrap_or_default();
    let segments = match rest {
        _ if rest.starts_with(YARN_STORE) => 3,
        _ if rest.starts_with('@') => 2,
        _ => 1,
    };
    let end = rest.match_indices('/').nth(segments - 1).map_or(rest.len(), |(at, _)| at);
    path.get(..inside + end).unwrap_or_default()
}

/// Finds the folder of packages that are installed.
static INSTALLED: LazyLock<FinderRev<'static>> = LazyLock::new(|| FinderRev::new("node_modules/"));

/// Returns the folder above a path; `None` at the root (`""`).
pub fn parent(path: &str) -> Option<&str> {
    match memchr::memrchr(b'/', path.as_bytes()) {
        Some(end) => path.get(..end),
        None if path.is_empty() => None,
        None => Some(""),
    }
}

/// Returns Node's `path.extname` of a file name, the dot included.
pub fn extension(file_name: &str) -> &str {
    match memchr::memrchr(b'.', file_name.as_bytes()) {
        None | Some(0) => "",
        Some(_) if file_name == ".." => "",
        Some(dot) => file_name.get(dot..).unwrap_or_default(),
    }
}

/// Joins a folder (`""` is the root) and a relative path.
pub fn join(directory: &str, rest: &str) -> String {
    match directory {
        "" => rest.to_owned(),
        _ => format!("{directory}/{rest}"),
    }
}

/// Joins a folder and a relative path, and normalises the result; `None` where it leads out of the root.
pub fn beside(directory: &str, relative: &str) -> Option<String> {
    let mut segments: Vec<&str> = directory.split('/').filter(|segment| !segment.is_empty()).collect();
    for segment in relative.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()?),
            _ => segments.push(segment),
        }
    }
    Some(segments.join("/"))
}

/// Tells whether a path has no empty, `.` or `..` segments. Few segments are empty or begin with a dot, and
/// only those are looked at more closely.
pub(crate) fn is_normal(path: &str) -> bool {
    let bytes = path.as_bytes();
    let is_odd = |slash: usize| matches!(bytes.get(slash + 1), None | Some(b'/' | b'.'));
    let may_be_odd = path.starts_with(['/', '.']) || memchr::memchr_iter(b'/', bytes).any(is_odd);
    !path.is_empty() && (!may_be_odd || path.split('/').all(is_plain_segment))
}

fn is_plain_segment(segment: &str) -> bool {
    !matches!(segment, "" | "." | "..")
}

impl Borrow<str> for PackagePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PackagePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.shown())
    }
}

impl fmt::Debug for PackagePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl serde::Serialize for PackagePath {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.shown())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn extension_is_what_node_says() {
        for (name, expected) in [
            ("a.js", ".js"),
            ("a.d.ts", ".ts"),
            ("LICENSE", ""),
            (".npmrc", ""),
            (".a.js", ".js"),
            ("x.", "."),
            ("..a", ".a"),
        ] {
            assert_eq!(extension(name), expected, "{name}");
        }
    }

    #[test]
    fn only_normalised_paths_are_paths() {
        for bad in ["", "/a", "a/", "a//b", "./a", "a/..", ".."] {
            assert!(PackagePath::new(bad).is_none(), "{bad}");
        }
        assert!(PackagePath::new("a/..b/c.js").is_some());
    }

    proptest! {
        #[test]
        fn a_path_is_what_normalising_leaves_alone(text in "[ab./]{0,8}") {
            let is_path = PackagePath::new(&text).is_some();
            prop_assert_eq!(is_path, !text.is_empty() && beside("", &text) == Some(text.clone()), "{}", text);
        }

        #[test]
        fn a_relative_path_leads_where_its_segments_do(directory in "([ab]/){0,2}[ab]|", relative in "(\\./|\\.\\./|[ab]/|/){0,5}[ab]") {
            let joined = join(&directory, &relative);
            let (mut place, mut left) = (Vec::new(), false);
            for segment in joined.split('/').filter(|segment| !matches!(*segment, "" | ".")) {
                match segment {
                    ".." => left |= place.pop().is_none(),
                    _ => place.push(segment),
                }
            }
            prop_assert_eq!(beside(&directory, &relative), (!left).then(|| place.join("/")), "{}", joined);
        }

        #[test]
        fn a_file_lies_in_its_folder(directory in "([ab.]/){0,2}[ab]|", name in "[ab.]{1,4}") {
            let path = join(&directory, &name);
            prop_assert_eq!(parent(&path), Some(directory.as_str()));
            if let Some(path) = PackagePath::new(&path) {
                prop_assert_eq!((path.directory(), path.file_name()), (directory.as_str(), name.as_str()));
                prop_assert!(name.ends_with(path.extension()));
            }
        }
    }
}
