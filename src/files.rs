//! The files of a package as npm lays them out, and every archive entry that installs differently from how it is packed.

use std::{
    ops::Range,
    sync::{Arc, OnceLock},
};

use crate::{
    hash::{HashMap, HashSet},
    path::{PackagePath, parent},
    tarball::hazard::Hazard,
};

/// One installed file: a range of the unpacked archive, never a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstalledFile {
    pub range: Range<usize>,
    /// The permission bits that npm sets with a umask of 022, for example `0o644`.
    pub mode: u32,
}

impl InstalledFile {
    pub fn size(&self) -> u64 {
        self.range.len() as u64
    }
}

/// The files of a package, sorted by path.
#[derive(Clone, Debug, Default)]
pub struct FileTree {
    unpacked: Arc<Vec<u8>>,
    files: Vec<(PackagePath, InstalledFile)>,
    hazards: Vec<Hazard>,
    /// The index of each file in `files`; made when first asked for.
    places: OnceLock<HashMap<PackagePath, usize>>,
    /// Every folder that holds a file, at any depth; made when first asked for.
    directories: OnceLock<HashSet<PackagePath>>,
    /// The indices in `files` of the files of each name, in whatever folder; made when first asked for.
    names: OnceLock<HashMap<Box<str>, Vec<usize>>>,
    /// The indices in `files` of the files of each folder; made when first asked for.
    contents_of: OnceLock<HashMap<Box<str>, Vec<usize>>>,
    /// The paths in lower case, sorted, with their places in `files`; made when first asked for.
    folded: OnceLock<Vec<(String, usize)>>,
}

impl FileTree {
    /// Makes a tree of `files` whose contents are ranges of `unpacked`; a later file replaces an earlier one
    /// of the same path.
    pub fn new(unpacked: Vec<u8>, files: Vec<(PackagePath, InstalledFile)>, hazards: Vec<Hazard>) -> Self {
        let files = sorted_last_wins(files);
        Self { unpacked: Arc::new(unpacked), files, hazards, ..Self::default() }
    }

    /// Makes a tree from paths and contents, for fixtures and tests.
    ///
    /// ```
    /// let tree = packproof::files::FileTree::of([("index.js", "export {}")]);
    /// assert_eq!(tree.contents("index.js"), Some(&b"export {}"[..]));
    /// ```
    pub fn of<'a>(files: impl IntoIterator<Item = (&'a str, impl AsRef<[u8]>)>) -> Self {
        let mut unpacked = Vec::new();
        let mut entries = Vec::new();
        for (path, contents) in files {
            let start = unpacked.len();
            unpacked.extend_from_slice(contents.as_ref());
            let file = InstalledFile { range: start..unpacked.len(), mode: 0o644 };
            entries.extend(PackagePath::new(path).map(|path| (path, file)));
        }
        Self::new(unpacked, entries, Vec::new())
    }

    /// These of the files, without the memory that the others take.
    pub(crate) fn only(&self, paths: &HashSet<&str>) -> Self {
        let mut unpacked = Vec::new();
        let kept = self.files.iter().filter(|(path, _)| paths.contains(path.as_str()));
        let copied = kept.map(|(path, file)| {
            let start = unpacked.len();
            unpacked.extend_from_slice(self.unpacked.get(file.range.clone()).unwrap_or_default());
            (path.clone(), InstalledFile { range: start..unpacked.len(), mode: file.mode })
        });
        let files = copied.collect();
        Self::new(unpacked, files, self.hazards.clone())
    }

    pub fn len(&self) -> usize {
        self.files.len()
    }

    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&PackagePath, &InstalledFile)> {
        self.files.iter().map(|(path, file)| (path, file))
    }

    /// Returns the file at exactly this path.
    pub fn get(&self, path: &str) -> Option<(&PackagePath, &InstalledFile)> {
        let at = *self.places.get_or_init(|| places(&self.files)).get(path)?;
        self.files.get(at).map(|(path, file)| (path, file))
    }

    /// Returns the bytes of the file at exactly this path.
    pub fn contents(&self, path: &str) -> Option<&[u8]> {
        let (_, file) = self.get(path)?;
        self.unpacked.get(file.range.clone())
    }

    /// Tells whether a folder exists at this path; `""` is the root.
    pub fn is_directory(&self, path: &str) -> bool {
        path.is_empty() || self.directories.get_or_init(|| directories(&self.files)).contains(path)
    }

    /// Returns the files below a folder, at any depth; `""` is the root.
    pub fn under<'a>(
        &'a self,
        directory: &'a str,
    ) -> impl Iterator<Item = (&'a PackagePath, &'a InstalledFile)> {
        let prefix = if directory.is_empty() { String::new() } else { format!("{directory}/") };
        let start = self.files.partition_point(|(path, _)| path.as_str() < prefix.as_str());
        self.files
            .get(start..)
            .unwrap_or_default()
            .iter()
            .take_while(move |(path, _)| path.as_str().starts_with(&prefix))
            .map(|(path, file)| (path, file))
    }

    /// Returns the files whose paths begin with this text.
    pub fn starting_with(&self, text: &str) -> impl Iterator<Item = &PackagePath> {
        let start = self.files.partition_point(|(path, _)| path.as_str() < text);
        let rest = self.files.get(start..).unwrap_or_default();
        rest.iter().map(|(path, _)| path).take_while(move |path| path.as_str().starts_with(text))
    }

    /// Returns the files of this name, in any folder; sorted by path.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &PackagePath> {
        self.at(self.names.get_or_init(|| grouped(&self.files, PackagePath::file_name)).get(name))
    }

    /// Returns the files right in a folder, `""` for the root; sorted by path.
    pub fn right_in(&self, directory: &str) -> impl Iterator<Item = &PackagePath> {
        self.at(self.contents_of.get_or_init(|| grouped(&self.files, PackagePath::directory)).get(directory))
    }

    fn at<'a>(&'a self, places: Option<&'a Vec<usize>>) -> impl Iterator<Item = &'a PackagePath> {
        places.into_iter().flatten().filter_map(|at| self.files.get(*at)).map(|(path, _)| path)
    }

    /// Returns a file whose path differs from `path` only by case.
    pub fn differing_only_by_case(&self, path: &str) -> Option<&PackagePath> {
        let folded = path.to_lowercase();
        let index = self.folded.get_or_init(|| folded_paths(&self.files));
        let start = index.partition_point(|(other, _)| *other < folded);
        let same = index.get(start..).unwrap_or_default().iter().take_while(|(other, _)| *other == folded);
        let files = same.filter_map(|(_, at)| self.files.get(*at));
        files.map(|(other, _)| other).find(|other| other.as_str() != path)
    }

    /// Returns the archive entries that install differently from how they are packed.
    pub fn hazards(&self) -> &[Hazard] {
        &self.hazards
    }
}

fn sorted_last_wins(mut files: Vec<(PackagePath, InstalledFile)>) -> Vec<(PackagePath, InstalledFile)> {
    // A stable sort: of one path, the last file stands last.
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    files.dedup_by(|later, earlier| {
        let is_same = later.0 == earlier.0;
        // `dedup_by` drops its first argument, which is the later file.
        if is_same {
            std::mem::swap(later, earlier);
        }
        is_same
    });
    files
}

fn places(files: &[(PackagePath, InstalledFile)]) -> HashMap<PackagePath, usize> {
    files.iter().enumerate().map(|(at, (path, _))| (path.clone(), at)).collect()
}

fn directories(files: &[(PackagePath, InstalledFile)]) -> HashSet<PackagePath> {
    let mut all = HashSet::default();
    for (path, _) in files {
        let mut above = path.directory();
        // All folders above a known folder are known.
        while !above.is_empty() && !all.contains(above) {
            all.extend(PackagePath::new(above));
            above = parent(above).unwrap_or_default();
        }
    }
    all
}

fn grouped(
    files: &[(PackagePath, InstalledFile)],
    by: fn(&PackagePath) -> &str,
) -> HashMap<Box<str>, Vec<usize>> {
    let mut groups: HashMap<Box<str>, Vec<usize>> = HashMap::default();
    for (at, (path, _)) in files.iter().enumerate() {
        match groups.get_mut(by(path)) {
            Some(group) => group.push(at),
            None => drop(groups.insert(by(path).into(), vec![at])),
        }
    }
    groups
}

fn folded_paths(files: &[(PackagePath, InstalledFile)]) -> Vec<(String, usize)> {
    let mut folded: Vec<_> =
        files.iter().enumerate().map(|(at, (path, _))| (path.as_str().to_lowercase(), at)).collect();
    folded.sort_unstable();
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_what_files_lie_in() {
        let tree = FileTree::of([("lib/a/b.js", ""), ("lib-es/c.js", "")]);
        for (path, is_directory) in [
            ("", true),
            ("lib", true),
            ("lib/a", true),
            ("lib-es", true),
            ("li", false),
            ("lib/a/b.js", false),
            ("lib/", false),
        ] {
            assert_eq!(tree.is_directory(path), is_directory, "{path}");
        }
    }

    #[test]
    fn the_last_of_equal_paths_wins() {
        let tree = FileTree::of([("a", "1"), ("b", "2"), ("a", "3")]);
        assert_eq!(tree.contents("a"), Some(&b"3"[..]));
        assert_eq!(tree.len(), 2);
    }

    #[test]
    fn files_are_found_by_name_and_by_folder() {
        let tree = FileTree::of([("b/x.js", ""), ("a/x.js", ""), ("a/b/x.js", ""), ("y.js", "")]);
        let shown =
            |paths: Vec<&PackagePath>| paths.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        for (name, expected) in [("x.js", "a/b/x.js a/x.js b/x.js"), ("y.js", "y.js"), ("z.js", "")] {
            assert_eq!(shown(tree.named(name).collect()), expected, "{name}");
        }
        for (folder, expected) in [("", "y.js"), ("a", "a/x.js"), ("a/b", "a/b/x.js"), ("c", "")] {
            assert_eq!(shown(tree.right_in(folder).collect()), expected, "{folder}");
        }
    }

    #[test]
    fn only_case_may_differ() {
        let tree = FileTree::of([("Lib/A.js", ""), ("lib/b.js", "")]);
        for (path, found) in
            [("lib/a.js", Some("Lib/A.js")), ("lib/b.js", None), ("lib/B.js", Some("lib/b.js"))]
        {
            assert_eq!(tree.differing_only_by_case(path).map(PackagePath::as_str), found, "{path}");
        }
    }
}
