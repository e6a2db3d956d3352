//! The folder of a project while its build runs: what was there, and what each step has written since.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound::{Included, Unbounded},
};

use crate::{
    manifest::shell::ShellWord,
    trace::{
        build_work::{BuildWork, MOST_LOOKED_AT},
        glob::{Glob, GlobOptions},
        paths::{is_below, joined},
        source_path::SourcePath,
        source_tree::SourceTree,
    },
};

/// A write of a step: the file that it reads, and the file that it makes of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BuildWrite {
    pub source: SourcePath,
    pub output: SourcePath,
    pub how: WriteKind,
}

/// The way in which a step makes one file of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WriteKind {
    Compiled,
    Copied,
    /// It goes into one file with others.
    Bundled,
}

/// A write that has happened. Its origin is the file that a person wrote, even where the step read what another step made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastWrite {
    pub step: usize,
    pub origin: SourcePath,
    pub output: SourcePath,
    pub how: WriteKind,
}

/// The most writes of a build that are followed. A test gets there in a tenth of the time.
pub const MOST_WRITES: usize = if cfg!(test) { 20_000 } else { 200_000 };

/// A write, or the removal of a file, takes as long as a look at so many files.
const LOOKS_OF_A_WRITE: usize = 16;

/// The folder of a project while its build runs.
#[derive(Debug)]
pub struct BuildDisk<'t> {
    pub tree: &'t SourceTree,
    /// Every write, in order.
    pub history: Vec<PastWrite>,
    /// The last writes of each output, as places in the history.
    live: BTreeMap<SourcePath, Vec<usize>>,
    /// The writes of each output, as places in the history; the last two of many that follow each other and have one origin.
    past: BTreeMap<SourcePath, Vec<usize>>,
    /// The files that are gone, each with the command that took it away, by its place among those of the plan.
    removed: BTreeMap<SourcePath, Option<usize>>,
    /// Folders that were made, empty as they may be.
    made: BTreeSet<String>,
    pub work: BuildWork,
}

impl<'t> BuildDisk<'t> {
    pub fn new(tree: &'t SourceTree) -> Self {
        Self {
            tree,
            history: Vec::new(),
            live: BTreeMap::new(),
            past: BTreeMap::new(),
            removed: BTreeMap::new(),
            made: BTreeSet::new(),
            work: BuildWork::new(MOST_LOOKED_AT),
        }
    }

    /// Adds the writes of a step, which may read what an earlier step has written. Returns false, and adds none, where there
    /// would be more than any build has: copies of copies grow exponentially.
    pub fn apply(&mut self, step: usize, writes: &[BuildWrite]) -> bool {
        let new: usize = writes.iter().map(|write| self.live.get(&write.source).map_or(1, Vec::len)).sum();
        if self.history.len().saturating_add(new) > MOST_WRITES {
            // What the steps behind it read would have to be there first.
            self.work.spend();
            return false;
        }
        self.work.take(new.saturating_mul(LOOKS_OF_A_WRITE));
        // All origins are looked up before the first write is noted: a step reads what was there when it
        // began.
        let mut written: BTreeMap<&SourcePath, Vec<PastWrite>> = BTreeMap::new();
        for write in writes {
            let all = written.entry(&write.output).or_default();
            for origin in self.origins(&write.source) {
                all.push(PastWrite { step, origin, output: write.output.clone(), how: write.how });
            }
        }
        for (output, mut all) in written {
            all.dedup();
            let start = self.history.len();
            self.history.extend(all);
            let past = self.past.entry(output.clone()).or_default();
            for place in start..self.history.len() {
                add_past(past, place, &self.history);
            }
            self.live.insert(output.clone(), (start..self.history.len()).collect());
            self.removed.remove(output);
        }
        true
    }

    /// Makes a folder.
    pub fn make(&mut self, path: &str) {
        self.made.insert(path.to_owned());
    }

    /// Removes a file, or all below a folder, by a command of the plan.
    pub fn remove(&mut self, path: &str, by: Option<usize>) {
        let below = format!("{path}/");
        let from = (Included(path), Unbounded);
        let made = self.made.range::<str, _>(from).take_while(|folder| folder.starts_with(path));
        let made = made.filter(|folder| *folder == path || path.is_empty() || folder.starts_with(&below));
        let made: Vec<String> = made.cloned().collect();
        for folder in made {
            self.made.remove(&folder);
        }
        let own = Some(SourcePath::from(path)).filter(|path| self.is_file(path));
        let gone: Vec<SourcePath> = self.under(path).into_iter().chain(own).collect();
        self.work.take(gone.len().saturating_mul(LOOKS_OF_A_WRITE));
        for file in gone {
            self.live.remove(&file);
            self.removed.insert(file, by);
        }
    }

    /// Removes what earlier steps have written below a folder.
    pub fn empty(&mut self, path: &str, by: usize) {
        let gone: Vec<SourcePath> = self.written_below(path).cloned().collect();
        self.work.take(gone.len().saturating_mul(LOOKS_OF_A_WRITE));
        for file in gone {
            self.live.remove(&file);
            self.removed.insert(file, Some(by));
        }
    }

    /// Lets the files of a folder be there again that commands took away and no step has written: a bundler writes to the folder,
    /// and what lies there is what the bundler made when the build ran last. Of the project's own folder, only its files count.
    pub fn bring_back(&mut self, folder: &str) {
        let gone = self.removed.range::<SourcePath, _>((Included(SourcePath::from(folder)), Unbounded));
        let below: Vec<&SourcePath> =
            gone.map(|(path, _)| path).take_while(|path| path.starts_with(folder)).collect();
        self.work.take(below.len());
        let is_own = |path: &&SourcePath| {
            is_below(path, folder)
                && (!folder.is_empty() || !path.contains('/'))
                && self.tree.contains(path)
                && !self.past.contains_key(*path)
        };
        let own: Vec<SourcePath> = below.into_iter().filter(is_own).cloned().collect();
        for path in own {
            self.removed.remove(&path);
        }
    }

    /// The files of which this one is made, as far back as a person wrote them.
    pub fn origins(&self, path: &str) -> Vec<SourcePath> {
        match self.live.get(path) {
            Some(places) => {
                places.iter().filter_map(|&place| Some(self.history.get(place)?.origin.clone())).collect()
            }
            None => vec![path.into()],
        }
    }

    /// The writes whose outputs are there at the end.
    pub fn live(&self) -> impl Iterator<Item = &PastWrite> {
        self.live.values().flatten().filter_map(|&place| self.history.get(place))
    }

    /// The writes of one output, the last first; two at most that follow each other and have one origin.
    pub fn past_at(&self, output: &str) -> impl Iterator<Item = &PastWrite> {
        let places = self.past.get(output).into_iter().flatten();
        places.rev().filter_map(|&place| self.history.get(place))
    }

    /// The last writes of one output.
    pub fn live_at(&self, output: &str) -> impl Iterator<Item = &PastWrite> {
        let places = self.live.get(output).into_iter().flatten();
        places.filter_map(|&place| self.history.get(place))
    }

    /// The command that took a file away, by its place among those of the plan.
    pub fn removed_by(&self, path: &str) -> Option<usize> {
        *self.removed.get(path)?
    }

    pub fn is_written(&self, path: &str) -> bool {
        self.live.contains_key(path)
    }

    pub fn files(&self) -> Vec<SourcePath> {
        self.under("")
    }

    /// The files below a folder, at any depth, sorted; none once the build has looked at more files than any does.
    pub fn under(&self, directory: &str) -> Vec<SourcePath> {
        if self.work.is_spent() {
            return Vec::new();
        }
        let own = self.tree.under(directory).filter(|path| !self.removed.contains_key(*path));
        let all: BTreeSet<SourcePath> =
            own.map(SourcePath::from).chain(self.written_below(directory).cloned()).collect();
        self.work.take(1 + all.len());
        all.into_iter().collect()
    }

    fn written_below<'d>(&'d self, directory: &str) -> impl Iterator<Item = &'d SourcePath> + use<'d, 't> {
        let prefix = if directory.is_empty() { String::new() } else { format!("{directory}/") };
        let start = (Included(SourcePath::from(prefix.as_str())), Unbounded);
        let below = self.live.range(start).map(|(path, _)| path);
        below.take_while(move |path| path.starts_with(&prefix))
    }

    pub fn is_file(&self, path: &str) -> bool {
        self.is_written(path) || (self.tree.contains(path) && !self.removed.contains_key(path))
    }

    pub fn is_directory(&self, path: &str) -> bool {
        let is_left = |file: &str| !self.removed.contains_key(file);
        path.is_empty()
            || self.made.contains(path)
            || self.tree.under(path).any(is_left)
            || self.written_below(path).next().is_some()
    }

    /// Tells whether a step of the build has made the folder, or has written into it.
    pub fn is_made(&self, path: &str) -> bool {
        self.made.contains(path) || self.written_below(path).next().is_some()
    }

    /// The files and folders that a word on a command line stands for: the word itself, where it is no pattern or matches nothing.
    pub fn expand(&self, directory: &str, word: &ShellWord) -> Vec<String> {
        let Some(path) = joined(directory, &word.text) else { return Vec::new() };
        // A file may be named like a pattern: `[id].js`.
        if !Glob::is_pattern(&word.text) || self.is_file(&path) || self.is_directory(&path) {
            return vec![path];
        }
        let found = self.matching(&path);
        if found.is_empty() { vec![path] } else { found }
    }

    /// The files and folders that a pattern matches.
    pub fn matching(&self, pattern: &str) -> Vec<String> {
        let glob = Glob::new(pattern, GlobOptions::default());
        let mut all = BTreeSet::new();
        let files = self.files();
        self.work.take(files.len());
        for file in files {
            let folders = file.match_indices('/').filter_map(|(at, _)| file.get(..at));
            all.extend(folders.filter(|folder| glob.matches(folder)).map(str::to_owned));
            if glob.matches(&file) {
                all.insert(file.to_string());
            }
        }
        all.into_iter().collect()
    }
}

/// Adds a write to those of its output. Of writes of one origin that follow each other, the first ones tell no more than the last two.
fn add_past(past: &mut Vec<usize>, place: usize, history: &[PastWrite]) {
    let origin = |place: usize| history.get(place).map(|write| &write.origin);
    if let [.., one, other] = past.as_slice()
        && [*one, *other].into_iter().all(|earlier| origin(earlier) == origin(place))
    {
        past.remove(past.len() - 2);
    }
    past.push(place);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_looked_at_as_long_as_work_is_left() {
        let tree = SourceTree::of([("a/x.ts", "import './y'"), ("a/y.ts", ""), ("b.ts", "")]);
        let mut disk = BuildDisk::new(&tree);
        disk.work = BuildWork::new(8);
        assert_eq!(disk.matching("a/*"), ["a/x.ts", "a/y.ts"]);
        assert!(!disk.work.is_spent() && disk.under("a").len() == 2 && disk.work.is_spent());
        assert!(disk.files().is_empty());
        disk.work.end();
        assert_eq!(disk.files().len(), 3);
        let path = SourcePath::from("a/x.ts");
        for text in [tree.text("a/x.ts"), None] {
            assert_eq!(*disk.work.specifiers(&path, text), ["./y".to_owned()]);
        }
    }

    #[test]
    fn what_a_bundler_writes_again_is_there() {
        let tree =
            SourceTree::of([("dist/a.js", ""), ("dist/deep/b.js", ""), ("dist/c.js", ""), ("d.js", "")]);
        let here = |folder: &str| {
            let mut disk = BuildDisk::new(&tree);
            let write =
                BuildWrite { source: "d.js".into(), output: "dist/c.js".into(), how: WriteKind::Copied };
            assert!(disk.apply(0, &[write]));
            disk.remove("dist", Some(0));
            disk.remove("d.js", Some(1));
            disk.bring_back(folder);
            disk.files().iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(here("dist"), ["dist/a.js", "dist/deep/b.js"]);
        assert_eq!(here("dist/deep"), ["dist/deep/b.js"]);
        assert_eq!(here(""), ["d.js"]);
        assert!(here("lib").is_empty());
    }

    #[test]
    fn of_writes_of_one_origin_the_last_two_are_remembered() {
        let tree = SourceTree::of([("a.ts", ""), ("b.ts", "")]);
        let mut disk = BuildDisk::new(&tree);
        for (step, source) in ["a.ts", "a.ts", "a.ts", "b.ts", "a.ts"].into_iter().enumerate() {
            let output = SourcePath::from("x.js");
            assert!(
                disk.apply(step, &[BuildWrite { source: source.into(), output, how: WriteKind::Compiled }])
            );
        }
        let past: Vec<_> = disk.past_at("x.js").map(|write| (write.step, &*write.origin)).collect();
        assert_eq!(past, [(4, "a.ts"), (3, "b.ts"), (2, "a.ts"), (1, "a.ts")]);
    }

    #[test]
    fn nothing_is_read_behind_more_writes_than_any_build_has() {
        let tree = SourceTree::of([("a.ts", "")]);
        let mut disk = BuildDisk::new(&tree);
        let write = |place: usize| BuildWrite {
            source: "a.ts".into(),
            output: format!("{place}.js").as_str().into(),
            how: WriteKind::Copied,
        };
        assert!(disk.apply(0, &(0..MOST_WRITES).map(write).collect::<Vec<_>>()) && !disk.work.is_spent());
        assert!(!disk.apply(1, &[write(0)]) && disk.work.is_spent());
    }

    #[test]
    fn a_folder_that_was_made_is_removed_with_those_in_it() {
        let tree = SourceTree::of([]);
        for (removed, left) in [("a", [false, false, true]), ("a/b", [true, false, true]), ("b", [true; 3])] {
            let mut disk = BuildDisk::new(&tree);
            for path in ["a", "a/b", "a-b"] {
                disk.make(path);
            }
            disk.remove(removed, None);
            assert_eq!(["a", "a/b", "a-b"].map(|path| disk.is_directory(path)), left, "{removed}");
        }
    }
}
