//! The files of a package as npm lays them out, and every archive entry that installs differently from how it is packed.

use std::{ops::Range, sync::Arc};

use crate::{path::PackagePath, tarball::hazard::Hazard};

/// One installed file: a range of the unpacked archive, never a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub range: Range<usize>,
    /// The permission bits that npm sets with a umask of 022, for example `0o644`.
    pub mode: u32,
}

impl File {
    pub fn size(&self) -> u64 {
        self.range.len() as u64
    }
}

/// The files of a package, sorted by path.
#[derive(Clone, Debug, Default)]
pub struct FileTree {
    unpacked: Arc<Vec<u8>>,
    files: Vec<(PackagePath, File)>,
    directories: Vec<Box<str>>,
    hazards: Vec<Hazard>,
}

impl FileTree {
    /// A tree of `files` whose contents are ranges of `unpacked`; a later file replaces an earlier one of the same path.
    pub fn new(unpacked: Vec<u8>, files: Vec<(PackagePath, File)>, hazards: Vec<Hazard>) -> Self {
        let files = sorted_last_wins(files);
        let directories = directories_of(&files);
        Self { unpacked: Arc::new(unpacked), files, directories, hazards }
    }

    /// A tree from paths and contents, for fixtures and tests.
    ///
    /// ```
    /// let tree = packproof::files::FileTree::of([("index.js", "export {}")]);
    /// assert_eq!(tree.contents("index.js"), Some(&b"export {}"[..]));
    /// ```
    pub fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut unpacked = Vec::new();
        let mut entries = Vec::new();
        for (path, contents) in files {
            let start = unpacked.len();
            unpacked.extend_from_slice(contents.as_bytes());
            let file = File { range: start..unpacked.len(), mode: 0o644 };
            entries.extend(PackagePath::new(path).map(|path| (path, file)));
        }
        Self::new(unpacked, entries, Vec::new())
    }

    pub fn len(&self) -> usize {
        self.files.len()
    }

    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&PackagePath, &File)> {
        self.files.iter().map(|(path, file)| (path, file))
    }

    /// The file at exactly this path.
    pub fn get(&self, path: &str) -> Option<(&PackagePath, &File)> {
        let at = self.files.binary_search_by(|(other, _)| other.as_str().cmp(path)).ok()?;
        self.files.get(at).map(|(path, file)| (path, file))
    }

    /// The bytes of the file at exactly this path.
    pub fn contents(&self, path: &str) -> Option<&[u8]> {
        let (_, file) = self.get(path)?;
        self.unpacked.get(file.range.clone())
    }

    /// Whether a folder exists at this path; `""` is the root.
    pub fn is_directory(&self, path: &str) -> bool {
        path.is_empty() || self.directories.binary_search_by(|other| (**other).cmp(path)).is_ok()
    }

    /// The files below a folder, at any depth; `""` is the root.
    pub fn under<'a>(&'a self, directory: &'a str) -> impl Iterator<Item = (&'a PackagePath, &'a File)> {
        let prefix = if directory.is_empty() { String::new() } else { format!("{directory}/") };
        let start = self.files.partition_point(|(path, _)| path.as_str() < prefix.as_str());
        self.files
            .get(start..)
            .unwrap_or_default()
            .iter()
            .take_while(move |(path, _)| path.as_str().starts_with(&prefix))
            .map(|(path, file)| (path, file))
    }

    /// A file whose path differs from `path` only by case.
    pub fn differing_only_by_case(&self, path: &str) -> Option<&PackagePath> {
        let folded = path.to_lowercase();
        self.files
            .iter()
            .map(|(other, _)| other)
            .find(|other| other.as_str() != path && other.as_str().to_lowercase() == folded)
    }

    /// Archive entries that install differently from how they are packed.
    pub fn hazards(&self) -> &[Hazard] {
        &self.hazards
    }
}

fn sorted_last_wins(mut files: Vec<(PackagePath, File)>) -> Vec<(PackagePath, File)> {
    files.reverse();
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    files.dedup_by(|(later, _), (earlier, _)| later == earlier);
    files
}

fn directories_of(files: &[(PackagePath, File)]) -> Vec<Box<str>> {
    let mut directories = Vec::new();
    let mut previous = "";
    for (path, _) in files {
        let directory = path.directory();
        if directory != previous {
            directories.extend(ancestors(directory));
            previous = directory;
        }
    }
    directories.sort_unstable();
    directories.dedup();
    directories
}

fn ancestors(directory: &str) -> impl Iterator<Item = Box<str>> {
    let ends = directory.match_indices('/').map(|(at, _)| at);
    ends.chain((!directory.is_empty()).then_some(directory.len())).map(|end| directory[..end].into())
}
