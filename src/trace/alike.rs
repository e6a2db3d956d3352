//! The packed files that may be outputs of a source, because they end like it and lie in another top folder.

use std::collections::BTreeMap;

use crate::{
    hash::HashMap,
    trace::{
        paths::{extension_of, with_extension},
        source_path::SourcePath,
    },
};

/// The most files that are compared with one source: an ending that more of them have tells nothing. Those nearest to the root of
/// the package come first.
const MOST_COMPARED: usize = 100;

/// The most folders of an ending.
const MOST_FOLDERS: usize = 64;

/// Packed files by their endings, so that each source takes one look-up.
pub(super) struct AlikeFiles<'p> {
    by_ending: HashMap<&'p str, BTreeMap<&'p str, Vec<&'p str>>>,
}

impl<'p> AlikeFiles<'p> {
    pub fn new(paths: impl Iterator<Item = &'p str>) -> Self {
        let mut all = Self { by_ending: HashMap::default() };
        let mut paths: Vec<_> = paths.collect();
        paths.sort_by_key(|path| path.matches('/').count());
        for path in paths {
            for ending in endings(path) {
                let same = all.by_ending.entry(ending).or_default().entry(top(path)).or_default();
                if same.len() < MOST_COMPARED {
                    same.push(path);
                }
            }
        }
        all
    }

    /// Returns the files that end like a source, and lie in another top folder, as outputs do.
    pub fn of(&self, source: &SourcePath) -> Vec<&'p str> {
        let stem = with_extension(source, "");
        let tail = stem.split_once('/').map_or(stem.as_str(), |(_, tail)| tail);
        let same = self.by_ending.get(tail).into_iter().flatten();
        let elsewhere = same.filter(|(folder, _)| **folder != top(source)).flat_map(|(_, paths)| paths);
        elsewhere.copied().take(MOST_COMPARED).collect()
    }
}

fn top(path: &str) -> &str {
    path.split('/').next().unwrap_or(path)
}

/// Returns the endings of a path, without the extension: of `a/b/c.js` these are `c`, `b/c` and `a/b/c`.
fn endings(path: &str) -> impl Iterator<Item = &str> {
    let stem = path.strip_suffix(extension_of(path)).unwrap_or(path);
    let starts = stem.rmatch_indices('/').map(|(at, _)| at + 1).take(MOST_FOLDERS);
    let all = starts.filter_map(|start| stem.get(start..));
    all.chain((stem.matches('/').count() < MOST_FOLDERS).then_some(stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(files: &[String], source: &str) -> Vec<String> {
        let found = AlikeFiles::new(files.iter().map(String::as_str)).of(&SourcePath::from(source));
        found.into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn files_that_end_like_a_source_lie_elsewhere() {
        let files = ["dist/deep/a/b.js", "dist/a/b.js", "src/a/b.js", "dist/b.js", "dist/a/c.js"];
        let files = files.map(str::to_owned);
        assert_eq!(alike(&files, "src/a/b.ts"), ["dist/a/b.js", "dist/deep/a/b.js"]);
    }

    #[test]
    fn few_are_compared_however_many_end_alike() {
        let of = |folder: &str, nth: usize| format!("{folder}/d{nth}/index.js");
        let files: Vec<_> = (0..1000).flat_map(|nth| [of("dist", nth), of("src", nth)]).collect();
        assert_eq!(alike(&files, "src/index.ts").len(), MOST_COMPARED);
        let deep = ["dist/".to_owned() + &"d/".repeat(2000) + "a.js"];
        let endings = endings(&deep[0]).count();
        assert_eq!((endings, alike(&deep, "src/a.ts").len()), (MOST_FOLDERS, 1));
    }
}
