//! File patterns as the JavaScript tools read them: `*`, `**`, `?`, classes, braces and `!(…)`, `@(…)`, `?(…)`, `*(…)`,
//! `+(…)`.
//!
//! No crate knows all of these, and it is just in them that packages go wrong. All places that a pattern could have got to
//! are followed at once, so that no pattern takes long.

mod braces;
mod literal;
mod name;
mod parse;

use std::collections::BTreeSet;

use crate::trace::glob::{
    braces::{braces, split},
    literal::{is_in, literal},
    name::GlobSubject,
    parse::{GlobPart, GlobPiece},
};

/// The options by which a tool reads its patterns.
#[derive(Clone, Copy, Debug, Default)]
pub struct GlobOptions {
    /// `*` takes names that begin with a dot, too.
    pub dot: bool,
    /// Case does not matter.
    pub nocase: bool,
    /// A pattern without a slash matches the last name of a path.
    pub base: bool,
}

/// A pattern, its braces expanded.
#[derive(Clone, Debug)]
pub struct Glob {
    alternatives: Vec<GlobAlternative>,
    taken: GlobOptions,
}

/// A pattern without braces.
#[derive(Clone, Debug)]
struct GlobAlternative {
    parts: Vec<GlobPart>,
    /// Letters that every path has in it that matches: most patterns are done with by these.
    literal: String,
}

impl Glob {
    pub fn new(pattern: &str, taken: GlobOptions) -> Self {
        let alternative = |pattern: &String| {
            let parts: Vec<GlobPart> = split(pattern).iter().map(|part| GlobPart::parse(part)).collect();
            GlobAlternative { literal: literal(&parts), parts }
        };
        Self { alternatives: braces(pattern).iter().map(alternative).collect(), taken }
    }

    /// A text is a pattern if it has a wildcard in it.
    pub fn is_pattern(text: &str) -> bool {
        // `?(` and `*(` begin with a wildcard anyway.
        text.contains(['*', '?', '[', '{']) || ["!(", "@(", "+("].iter().any(|group| text.contains(group))
    }

    /// Matches a whole path.
    pub fn matches(&self, path: &str) -> bool {
        let may = |one: &&GlobAlternative| is_in(path, &one.literal, self.taken.nocase);
        self.alternatives.iter().filter(may).any(|one| self.try_match(&one.parts, path, GlobExtent::Whole))
    }

    /// Matches a path, or could match something below it.
    pub fn may_match_below(&self, path: &str) -> bool {
        self.alternatives.iter().any(|one| self.try_match(&one.parts, path, GlobExtent::Beginning))
    }

    /// One of its alternatives is a single name, perhaps with a slash after it.
    pub fn is_single_name(&self) -> bool {
        self.alternatives.iter().any(|one| match one.parts.as_slice() {
            [] | [_] => true,
            [_, GlobPart::Name(last)] => last.is_empty(),
            _ => false,
        })
    }

    fn try_match(&self, parts: &[GlobPart], path: &str, reach: GlobExtent) -> bool {
        let names: Vec<&str> = path.split('/').collect();
        // As in minimatch, only patterns without a slash are for the last name (`matchBase`).
        if self.taken.base && parts.len() == 1 {
            let last = names.iter().rev().find(|name| !name.is_empty()).copied().unwrap_or_default();
            return self.parts(parts, &[last], reach);
        }
        self.parts(parts, &names, reach)
    }

    /// Matches one part after the other, and keeps every number of names that the parts so far can stand for.
    fn parts(&self, parts: &[GlobPart], names: &[&str], reach: GlobExtent) -> bool {
        let mut places = BTreeSet::from([0]);
        for (nth, part) in parts.iter().enumerate() {
            if reach == GlobExtent::Beginning && places.contains(&names.len()) {
                return true;
            }
            let is_last = nth + 1 == parts.len();
            places = match part {
                GlobPart::Any => {
                    places.iter().flat_map(|&place| self.swallow(names, place, is_last)).collect()
                }
                GlobPart::Name(pieces) => {
                    let fits = |&&place: &&usize| {
                        names.get(place).is_some_and(|name| self.name_matches(pieces, name))
                    };
                    places.iter().filter(fits).map(|place| place + 1).collect()
                }
            };
        }
        // A path that ends with a slash has an empty last name, which need not be matched.
        let is_end =
            |&place: &usize| place == names.len() || (place + 1 == names.len() && names.last() == Some(&""));
        places.iter().any(is_end)
    }

    /// The places where `**` may end; the last `**` takes at least one name.
    fn swallow(&self, names: &[&str], place: usize, is_last: bool) -> Vec<usize> {
        let rest = names.get(place..).unwrap_or_default();
        let takes = |name: &&&str| self.taken.dot || !name.starts_with('.');
        let most = rest.iter().take_while(takes).count();
        (place + usize::from(is_last)..=place + most).collect()
    }

    fn name_matches(&self, pieces: &[GlobPiece], name: &str) -> bool {
        let is_hidden = name.starts_with('.');
        let is_literal = matches!(pieces.first(), Some(GlobPiece::Char('.')));
        if is_hidden && !self.taken.dot && !is_literal {
            return false;
        }
        if name.is_empty() {
            return pieces.is_empty();
        }
        if let Some(answer) = self.plainly(pieces, name) {
            return answer;
        }
        let folded: Vec<char> =
            if self.taken.nocase { name.to_lowercase().chars().collect() } else { name.chars().collect() };
        GlobSubject::new(folded, self.taken.nocase).is_all_of(pieces)
    }
}

impl Glob {
    /// A quick answer for a plain name, or `*` with a plain end; `None` for any other.
    fn plainly(&self, pieces: &[GlobPiece], name: &str) -> Option<bool> {
        let (plain, is_end) = match pieces {
            [GlobPiece::Many, rest @ ..] => (rest, true),
            all => (all, false),
        };
        let mut names = name.chars().rev();
        for piece in plain.iter().rev() {
            let GlobPiece::Char(wanted) = piece else { return None };
            let is_equal = |char: char| {
                char == *wanted || (self.taken.nocase && char.to_lowercase().eq(wanted.to_lowercase()))
            };
            if !names.next().is_some_and(is_equal) {
                let rest_is_plain = plain.iter().all(|piece| matches!(piece, GlobPiece::Char(_)));
                return rest_is_plain.then_some(false);
            }
        }
        Some(is_end || names.next().is_none())
    }
}

/// The part of a pattern that must be used up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum GlobExtent {
    Whole,
    Beginning,
}

#[cfg(test)]
mod tests {
    use super::*;

    const NPM: GlobOptions = GlobOptions { dot: true, nocase: true, base: true };

    #[test]
    fn patterns_as_the_tools_read_them() {
        for (pattern, path, plain, npm) in [
            ("*.js", "a.js", true, true),
            ("*.js", "lib/a.js", false, true),
            ("*.JS", "a.js", false, true),
            ("*", ".hidden", false, true),
            ("dist/!(bin)", "dist/bin", false, false),
            ("dist/!(bin)", "dist/binary", true, true),
            ("dist/!(bin)", "dist/a/b.js", false, false),
            ("dist/!(bin)/**", "dist/a/b.js", true, true),
            ("**/*.test.{js,ts}", "a/b/c.test.ts", true, true),
            ("**/*.test.{js,ts}", "c.test.js", true, true),
            ("a/**", "a", false, false),
            ("a/**", "a/b", true, true),
            ("**/b", "b", true, true),
            ("a/**/b", "a/b", true, true),
            ("@(a|b)+(c).js", "accc.js", true, true),
            ("?(a)b", "b", true, true),
            ("*(ab)", "ababa", false, false),
            ("[a-c]?", "bz", true, true),
            ("[!a]", "a", false, false),
            ("a{1..3}", "a2", true, true),
            ("readme{,.*[^~$]}", "README.md", false, true),
            ("readme{,.*[^~$]}", "README.md~", false, false),
            ("!(*.test).js", "a.test.js", false, false),
            ("!(*.test).js", "a.js", true, true),
        ] {
            assert_eq!(Glob::new(pattern, GlobOptions::default()).matches(path), plain, "{pattern} {path}");
            assert_eq!(Glob::new(pattern, NPM).matches(path), npm, "npm: {pattern} {path}");
        }
    }

    #[test]
    fn a_folder_may_lead_to_what_a_pattern_matches() {
        for (pattern, path, expected) in
            [("a/b/*.js", "a", true), ("a/b/*.js", "a/c", false), ("**/x", "q", true), ("/a/b", "/a", true)]
        {
            assert_eq!(Glob::new(pattern, NPM).may_match_below(path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn no_pattern_takes_long() {
        let pattern = "*(a|aa)".repeat(30) + "b";
        assert!(!Glob::new(&pattern, NPM).matches(&"a".repeat(200)));
        for open in ["!(", "@(a|", "+([", "{", "{a,", "[", "a//", "*(@("] {
            // None of these closes, so that each stands for itself.
            assert!(!Glob::new(&open.repeat(20_000), NPM).matches("b"), "{open}");
        }
    }

    #[test]
    fn what_does_not_close_stands_for_itself() {
        for (pattern, path, expected) in [
            ("!(a", "!(a", true),
            ("@(a|@(b)", "@(a|b", true),
            ("@(a|b", "a", false),
            ("@([)]a)", ")a", true),
            ("@(a\\)b)", "a)b", true),
            ("[a", "[a", true),
            ("{a,{b,c}", "{a,b", true),
            ("{a,{1..2}}", "2", true),
            ("{{1..2}}", "{2}", true),
            ("{a}{b,c}", "{a}c", true),
            ("a//b", "a/b", true),
            ("@(@(@(@(@(@(a))))))", "a", true),
        ] {
            assert_eq!(
                Glob::new(pattern, GlobOptions::default()).matches(path),
                expected,
                "{pattern} {path}"
            );
        }
    }
}
