//! Texts with one `*`, of which those that match a name are found without trying each.

use std::collections::BTreeMap;

/// Texts with one `*`, by what stands before it and after it. Unlike in Node, `*` may stand for nothing.
#[derive(Clone, Debug, Default)]
pub struct StarTexts {
    /// By their starts; then by their ends, of which the bytes are turned around.
    starts: Prefixes<Prefixes<usize>>,
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
    /// Texts `start*end`, each with its place; of equal texts the first counts.
    pub fn of<'t>(texts: impl Iterator<Item = (&'t str, &'t str, usize)>) -> Self {
        let mut starts: BTreeMap<&[u8], BTreeMap<Vec<u8>, usize>> = BTreeMap::new();
        for (start, end, place) in texts {
            starts.entry(start.as_bytes()).or_default().entry(backwards(end)).or_insert(place);
        }
        let starts = starts.into_iter().map(|(start, ends)| (start.to_vec(), Prefixes::of(ends.into_iter())));
        Self { starts: Prefixes::of(starts) }
    }

    /// The match with the longest start; of several, the first that was added.
    pub fn first<'n>(&self, name: &'n str) -> Option<StarMatch<'n>> {
        self.find(name, |ends| ends.min_by_key(|(_, place)| *place))
    }

    /// The match with the longest start; of several, the one with the longest end.
    pub fn longest<'n>(&self, name: &'n str) -> Option<StarMatch<'n>> {
        self.find(name, |ends| ends.next())
    }

    fn find<'n>(
        &self,
        name: &'n str,
        choose: impl Fn(&mut dyn Iterator<Item = (usize, usize)>) -> Option<(usize, usize)>,
    ) -> Option<StarMatch<'n>> {
        let turned = backwards(name);
        self.starts.begin(name.as_bytes()).find_map(|(start, ends)| {
            let mut fitting = ends
                .begin(&turned)
                .filter(|(end, _)| start + end <= name.len())
                .map(|(end, place)| (end, *place));
            let (end, place) = choose(&mut fitting)?;
            Some(StarMatch { place, start, star: name.get(start..name.len() - end)? })
        })
    }
}

fn backwards(text: &str) -> Vec<u8> {
    text.bytes().rev().collect()
}

/// Texts, of which those that a name begins with are found in one look, each with a value.
#[derive(Clone, Debug)]
struct Prefixes<T> {
    sorted: Vec<Prefix<T>>,
}

#[derive(Clone, Debug)]
struct Prefix<T> {
    text: Vec<u8>,
    /// The longest other text that this one begins with.
    within: Option<usize>,
    value: T,
}

impl<T> Default for Prefixes<T> {
    fn default() -> Self {
        Self { sorted: Vec::new() }
    }
}

impl<T> Prefixes<T> {
    /// The texts come sorted, each once.
    fn of(texts: impl Iterator<Item = (Vec<u8>, T)>) -> Self {
        let mut all = Self::default();
        for (text, value) in texts {
            let last = all.sorted.len().checked_sub(1);
            let is_begin = |at: &usize| all.sorted.get(*at).is_some_and(|it| text.starts_with(&it.text));
            let within = all.chain(last).find(is_begin);
            all.sorted.push(Prefix { text, within, value });
        }
        all
    }

    /// A text, the one that it begins with, and so on.
    fn chain(&self, first: Option<usize>) -> impl Iterator<Item = usize> {
        std::iter::successors(first, |at| self.sorted.get(*at)?.within)
    }

    /// The texts that a name begins with, the longest first: their lengths and values.
    fn begin(&self, name: &[u8]) -> impl Iterator<Item = (usize, &T)> {
        // All of them are in the chain of the last text that is not behind the name.
        let last = self.sorted.partition_point(|it| it.text.as_slice() <= name).checked_sub(1);
        let text = last.and_then(|last| self.sorted.get(last)).map(|it| it.text.as_slice());
        let text = text.unwrap_or_default();
        let common = text.iter().zip(name).take_while(|(one, other)| one == other).count();
        let found = self.chain(last).filter_map(|at| self.sorted.get(at));
        found.filter(move |it| it.text.len() <= common).map(|it| (it.text.len(), &it.value))
    }
}

/// The keys of "exports" or "imports" that stand for more than themselves: patterns, and folders.
#[derive(Clone, Debug, Default)]
pub(super) struct ExpandingKeys {
    patterns: StarTexts,
    folders: StarTexts,
}

impl ExpandingKeys {
    pub fn of<'k>(keys: impl Iterator<Item = &'k str> + Clone) -> Self {
        let keys = keys.enumerate();
        let patterns = keys.clone().filter_map(|(place, key)| {
            let (start, end) = key.split_once('*').filter(|(_, end)| !end.contains('*'))?;
            Some((start, end, place))
        });
        let folders = keys.filter(|(_, key)| key.ends_with('/') && !key.contains('*'));
        let folders = folders.map(|(place, key)| (key, "", place));
        Self { patterns: StarTexts::of(patterns), folders: StarTexts::of(folders) }
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
        let texts = [("", "", 0), ("", ".js", 1), ("a", "", 2)];
        let stars = StarTexts::of(texts.into_iter());
        for (name, expected) in [("x.js", (0, "x.js")), ("a.js", (2, ".js")), ("", (0, ""))] {
            let found = stars.first(name).unwrap();
            assert_eq!((found.place, found.star), expected, "{name}");
        }
    }
    #[test]
    fn starts_inside_of_each_other_and_ends_inside_of_each_other() {
        let all = ["a", "ab", "abc", "abd", "b", "ab"].into_iter().enumerate();
        let ends = ["", "c", "c", "xc", "c", "xc"];
        let stars = StarTexts::of(all.zip(ends).map(|((place, start), end)| (start, end, place)));
        for (name, expected) in [
            ("abc", Some((1, ""))),
            ("abcc", Some((2, ""))),
            ("abdxc", Some((3, ""))),
            ("abxc", Some((5, ""))),
            ("abcd", Some((0, "bcd"))),
            ("abdc", Some((1, "d"))),
            ("bc", Some((4, ""))),
            ("b", None),
            ("\u{e4}c", None),
        ] {
            let found = stars.longest(name).map(|found| (found.place, found.star));
            assert_eq!(found, expected, "{name}");
        }
    }

    #[test]
    fn many_long_texts_take_linear_time() {
        let texts: Vec<String> = (0..2000).map(|length| "b".repeat(length)).collect();
        let stars = StarTexts::of(texts.iter().enumerate().map(|(place, text)| (text.as_str(), "x", place)));
        for at in 0..2000 {
            let name = format!("{}{at}", "b".repeat(2000));
            assert_eq!(stars.longest(&name), None);
        }
    }
}
