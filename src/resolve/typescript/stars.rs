//! Texts with one `*`, of which those that match a name are found without trying each.

use std::collections::BTreeSet;

use crate::hash::HashMap;

/// Texts with one `*`, by what stands before it and after it. Unlike in Node, `*` may stand for nothing.
#[derive(Clone, Debug, Default)]
pub struct StarTexts {
    by_start: HashMap<Box<str>, StarEnds>,
    lengths: BTreeSet<usize>,
}

#[derive(Clone, Debug, Default)]
struct StarEnds {
    place_of: HashMap<Box<str>, usize>,
    lengths: BTreeSet<usize>,
}

/// A text that matches: its place, and what the `*` stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StarMatch<'n> {
    pub place: usize,
    /// The length of what stands before the `*`.
    pub start: usize,
    pub star: &'n str,
}

impl StarTexts {
    /// Adds `start*end`; of equal texts the first counts.
    pub fn add(&mut self, start: &str, end: &str, place: usize) {
        self.lengths.insert(start.len());
        let ends = self.by_start.entry(start.into()).or_default();
        ends.lengths.insert(end.len());
        ends.place_of.entry(end.into()).or_insert(place);
    }

    /// The match with the longest start; of several, the first that was added.
    pub fn first<'n>(&self, name: &'n str) -> Option<StarMatch<'n>> {
        self.find(name, |ends, rest| ends.matches(rest).min_by_key(|found| found.place))
    }

    /// The match with the longest start; of several, the one with the longest end.
    pub fn longest<'n>(&self, name: &'n str) -> Option<StarMatch<'n>> {
        self.find(name, |ends, rest| ends.matches(rest).next())
    }

    fn find<'n>(
        &self,
        name: &'n str,
        choose: impl Fn(&StarEnds, &'n str) -> Option<StarMatch<'n>>,
    ) -> Option<StarMatch<'n>> {
        // Each length is looked up once, so that the time depends on the length of the name, not on the
        // number of patterns.
        self.lengths.range(..=name.len()).rev().find_map(|length| {
            let (start, rest) = name.split_at_checked(*length)?;
            choose(self.by_start.get(start)?, rest).map(|found| StarMatch { start: *length, ..found })
        })
    }
}

impl StarEnds {
    /// All ends that match, the longest first.
    fn matches<'n>(&self, rest: &'n str) -> impl Iterator<Item = StarMatch<'n>> {
        self.lengths.range(..=rest.len()).rev().filter_map(|length| {
            let (star, end) = rest.split_at_checked(rest.len() - length)?;
            self.place_of.get(end).map(|place| StarMatch { place: *place, start: 0, star })
        })
    }
}

/// The keys of "exports" or "imports" that stand for more than themselves: patterns, and folders.
#[derive(Clone, Debug, Default)]
pub(super) struct ExpandingKeys {
    patterns: StarTexts,
    folders: StarTexts,
}

impl ExpandingKeys {
    pub fn of<'k>(keys: impl Iterator<Item = &'k str>) -> Self {
        let mut index = Self::default();
        for (place, key) in keys.enumerate() {
            match key.split_once('*') {
                Some((start, end)) if !end.contains('*') => index.patterns.add(start, end, place),
                None if key.ends_with('/') => index.folders.add(key, "", place),
                _ => {}
            }
        }
        index
    }

    /// `comparePatternKeys`: the match with the longest key up to its `*`, and whether it is a pattern, which comes before a folder.
    pub fn find<'n>(&self, name: &'n str) -> Option<(StarMatch<'n>, bool)> {
        let pattern = self.patterns.longest(name);
        let folder = self.folders.longest(name);
        match (pattern, folder) {
            (Some(pattern), Some(folder)) if folder.start > pattern.start + 1 => Some((folder, false)),
            (Some(pattern), _) => Some((pattern, true)),
            (None, folder) => folder.map(|folder| (folder, false)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(keys: &[&str], name: &str) -> String {
        let index = ExpandingKeys::of(keys.iter().copied());
        index.find(name).map_or("-".to_owned(), |(found, _)| format!("{} {}", keys[found.place], found.star))
    }

    #[test]
    fn the_longest_start_wins_then_the_longest_end() {
        let keys =
            ["./*", "./a/*", "./a/*.js", "./a/", "./dir/", "./dir/b", "./x*y*", "./dir*", "./lib/", "./li*"];
        for (name, expected) in [
            ("./q", "./* q"),
            ("./a/c.js", "./a/*.js c"),
            ("./a/", "./a/* "),
            // Where both are as long, the pattern comes first.
            ("./dir/x", "./dir* /x"),
            ("./dirt", "./dir* t"),
            ("./lib/x", "./lib/ x"),
            ("./x1y2", "./* x1y2"),
            (".", "-"),
        ] {
            assert_eq!(found(&keys, name), expected, "{name}");
        }
    }

    #[test]
    fn of_equal_starts_the_first_counts_for_paths() {
        let mut stars = StarTexts::default();
        for (place, key) in ["*", "*.js", "a*"].into_iter().enumerate() {
            let (start, end) = key.split_once('*').unwrap();
            stars.add(start, end, place);
        }
        for (name, expected) in [("x.js", (0, "x.js")), ("a.js", (2, ".js")), ("", (0, ""))] {
            let found = stars.first(name).unwrap();
            assert_eq!((found.place, found.star), expected, "{name}");
        }
    }
}
