//! Finds the subpath pattern that Node would choose, without trying every key.

use std::collections::BTreeSet;

use crate::hash::HashMap;

/// The keys with one `*`, by the texts before it and after it.
///
/// PATTERN_KEY_COMPARE prefers the longest text before the `*`, then the longest key. Because all keys that
/// match one request share their prefix and their suffix with it, trying the known lengths from long to short
/// finds the same key in time that does not grow with the number of keys.
#[derive(Clone, Debug, Default)]
pub struct Patterns {
    by_base: HashMap<Box<str>, Trailers>,
    base_lengths: BTreeSet<usize>,
}

#[derive(Clone, Debug, Default)]
struct Trailers {
    key_of: HashMap<Box<str>, usize>,
    lengths: BTreeSet<usize>,
}

/// A pattern that matches: the index of its key, and the text that its `*` stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match<'r> {
    pub key: usize,
    pub star: &'r str,
}

impl Patterns {
    /// Adds a key; one without exactly one `*` never matches and is left out.
    pub fn add(&mut self, key: &str, index: usize) {
        let Some((base, trailer)) = key.split_once('*').filter(|(_, trailer)| !trailer.contains('*')) else {
            return;
        };
        self.base_lengths.insert(base.len());
        let trailers = self.by_base.entry(base.into()).or_default();
        trailers.lengths.insert(trailer.len());
        trailers.key_of.insert(trailer.into(), index);
    }

    /// Returns the best match for a request; the `*` stands for at least one character.
    pub fn find<'r>(&self, request: &'r str) -> Option<Match<'r>> {
        self.base_lengths.range(..request.len()).rev().find_map(|&length| {
            let (base, rest) = request.split_at_checked(length)?;
            self.by_base.get(base)?.find(rest)
        })
    }
}

impl Trailers {
    fn find<'r>(&self, rest: &'r str) -> Option<Match<'r>> {
        self.lengths.range(..rest.len()).rev().find_map(|&length| {
            let (star, trailer) = rest.split_at_checked(rest.len() - length)?;
            self.key_of.get(trailer).map(|&key| Match { key, star })
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn find<'r>(keys: &[&str], request: &'r str) -> Option<(String, &'r str)> {
        let mut patterns = Patterns::default();
        for (index, key) in keys.iter().enumerate() {
            patterns.add(key, index);
        }
        patterns.find(request).map(|found| (keys[found.key].to_owned(), found.star))
    }

    /// Finds the pattern by PATTERN_KEY_COMPARE as Node writes it, over all keys.
    fn find_by_the_book<'r>(keys: &[&str], request: &'r str) -> Option<(String, &'r str)> {
        let matches = |key: &&str| {
            let Some((base, trailer)) = key.split_once('*') else { return false };
            !trailer.contains('*')
                && request.len() >= key.len()
                && request.starts_with(base)
                && request.ends_with(trailer)
        };
        let rank = |key: &&str| (key.find('*'), key.len());
        let best = keys.iter().copied().filter(|key| matches(key)).max_by_key(|key| rank(key))?;
        let (base, trailer) = best.split_once('*')?;
        Some((best.to_owned(), request.strip_prefix(base)?.strip_suffix(trailer)?))
    }

    #[test]
    fn the_longest_base_wins_then_the_longest_key() {
        let keys = ["./*", "./a/*", "./a/*.js", "./a/b*", "./*.js", "./x*y*", "./dir/"];
        for (request, expected) in [
            ("./q", Some(("./*", "q"))),
            ("./q.js", Some(("./*.js", "q"))),
            ("./a/c.js", Some(("./a/*.js", "c"))),
            ("./a/bc.js", Some(("./a/b*", "c.js"))),
            ("./a/b", Some(("./a/*", "b"))),
            ("./a/.js", Some(("./a/*", ".js"))),
            ("./", None),
            (".", None),
        ] {
            let expected = expected.map(|(key, star)| (key.to_owned(), star));
            assert_eq!(find(&keys, request), expected, "{request}");
        }
    }

    proptest! {
        #[test]
        fn finds_what_the_book_finds(keys in prop::collection::hash_set("\\./[ab/]{0,3}[*]?[ab]{0,2}", 0..8), request in "\\./[ab/]{0,6}") {
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            prop_assert_eq!(find(&keys, &request), find_by_the_book(&keys, &request));
        }
    }
}
