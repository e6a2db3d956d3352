//! Which file uses which: a name that a module hands on leads to the file that makes it.

use std::collections::{BTreeMap, BTreeSet};

use crate::{paths::NamedPaths, sources::SourceFile};

/// The files, by their place in the list that was given.
pub struct FileGraph {
    pub uses: Vec<BTreeSet<usize>>,
}

impl FileGraph {
    pub fn of(files: &[SourceFile]) -> Self {
        let named: Vec<NamedPaths> = files.iter().map(NamedPaths::of).collect();
        let places = Places {
            of_module: files
                .iter()
                .enumerate()
                .map(|(place, file)| (file.module.as_slice(), place))
                .collect(),
            named: &named,
        };
        let uses = named.iter().enumerate().map(|(own, named)| {
            let targets = named.used.iter().filter_map(|path| places.of_path(path, 0));
            targets.filter(|target| *target != own).collect()
        });
        Self { uses: uses.collect() }
    }

    /// The groups of files that use each other, in a circle or several.
    pub fn circles(&self) -> Vec<BTreeSet<usize>> {
        let reached: Vec<BTreeSet<usize>> =
            (0..self.uses.len()).map(|file| self.reached_from(file)).collect();
        let of_file = |file: usize| -> BTreeSet<usize> {
            reached[file].iter().copied().filter(|other| reached[*other].contains(&file)).collect()
        };
        let circles: BTreeSet<BTreeSet<usize>> = (0..self.uses.len()).map(of_file).collect();
        circles.into_iter().filter(|circle| circle.len() > 1).collect()
    }

    fn reached_from(&self, file: usize) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        let mut open = vec![file];
        while let Some(next) = open.pop() {
            open.extend(self.uses[next].iter().copied().filter(|target| reached.insert(*target)));
        }
        reached
    }
}

struct Places<'f> {
    of_module: BTreeMap<&'f [String], usize>,
    named: &'f [NamedPaths],
}

impl Places<'_> {
    /// The file that makes what a path names; `None` for other crates.
    fn of_path(&self, path: &[String], depth: usize) -> Option<usize> {
        let inside = path.strip_prefix(&["crate".to_owned()][..])?;
        let known = (0..=inside.len()).rev().find(|end| self.of_module.contains_key(&inside[..*end]))?;
        let file = self.of_module[&inside[..known]];
        let known_as = inside.get(known).and_then(|name| {
            self.named[file].known_as.iter().find(|(own, _)| own == name).map(|(_, path)| path)
        });
        match known_as {
            Some(path) if depth < 8 => self.of_path(path, depth + 1).or(Some(file)),
            _ => Some(file),
        }
    }
}
