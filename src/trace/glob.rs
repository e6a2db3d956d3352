//! File patterns as the JavaScript tools read them: `*`, `**`, `?`, classes, braces and `!(…)`, `@(…)`, `?(…)`, `*(…)`,
//! `+(…)`.
//!
//! No crate knows all of these, and it is just in them that packages go wrong. A part of a path is matched by following
//! all places that are possible at once, so that no pattern takes long.

use std::collections::BTreeSet;

/// How a pattern is taken.
#[derive(Clone, Copy, Debug, Default)]
pub struct GlobOptions {
    /// `*` takes names that begin with a dot, too.
    pub dot: bool,
    /// Case does not matter.
    pub nocase: bool,
    /// A pattern without a slash is for the last part of a path.
    pub base: bool,
}

/// A pattern, its braces expanded.
#[derive(Clone, Debug)]
pub struct Glob {
    alternatives: Vec<Vec<GlobPart>>,
    taken: GlobOptions,
}

#[derive(Clone, Debug)]
enum GlobPart {
    /// `**`
    Any,
    Name(Vec<GlobPiece>),
}

#[derive(Clone, Debug)]
enum GlobPiece {
    Char(char),
    One,
    Many,
    Class { members: Vec<(char, char)>, is_negated: bool },
    Group { kind: char, choices: Vec<Vec<GlobPiece>> },
}

/// How deep groups may nest, and how many patterns braces may make.
const DEPTH: usize = 6;
const ALTERNATIVES: usize = 256;

impl Glob {
    pub fn new(pattern: &str, taken: GlobOptions) -> Self {
        let parts = |pattern: &String| split(pattern).iter().map(|part| GlobPart::parse(part)).collect();
        Self { alternatives: braces(pattern).iter().map(parts).collect(), taken }
    }

    /// Whether a text has anything in it that makes it a pattern.
    pub fn is_pattern(text: &str) -> bool {
        text.contains(['*', '?', '[', '{']) || ["!(", "@(", "+("].iter().any(|group| text.contains(group))
    }

    /// Whether it matches a path.
    pub fn matches(&self, path: &str) -> bool {
        self.alternatives.iter().any(|parts| self.try_match(parts, path, GlobExtent::Whole))
    }

    /// Whether it matches a path, or could match something below it.
    pub fn may_match_below(&self, path: &str) -> bool {
        self.alternatives.iter().any(|parts| self.try_match(parts, path, GlobExtent::Beginning))
    }

    /// Whether one alternative is a single name, perhaps with a slash after it.
    pub fn is_single_name(&self) -> bool {
        self.alternatives.iter().any(|parts| match parts.as_slice() {
            [] | [_] => true,
            [_, GlobPart::Name(last)] => last.is_empty(),
            _ => false,
        })
    }

    fn try_match(&self, parts: &[GlobPart], path: &str, reach: GlobExtent) -> bool {
        let names: Vec<&str> = path.split('/').collect();
        if self.taken.base && parts.len() == 1 {
            let last = names.iter().rev().find(|name| !name.is_empty()).copied().unwrap_or_default();
            return self.parts(parts, &[last], reach);
        }
        self.parts(parts, &names, reach)
    }

    /// All numbers of names that the parts so far can stand for, one part after the other.
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
        let is_end =
            |&place: &usize| place == names.len() || (place + 1 == names.len() && names.last() == Some(&""));
        places.iter().any(is_end)
    }

    /// Where `**` may end: the last one takes at least one name.
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
        let subject = GlobSubject { text: folded, nocase: self.taken.nocase };
        subject.ends(pieces, &BTreeSet::from([0])).contains(&subject.text.len())
    }
}

impl Glob {
    /// A plain name, or `*` with a plain end, needs no places.
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

/// How much of a pattern must be used up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum GlobExtent {
    Whole,
    Beginning,
}

/// One name that is matched.
struct GlobSubject {
    text: Vec<char>,
    nocase: bool,
}

impl GlobSubject {
    /// Where the pieces may end, from any of these places on.
    fn ends(&self, pieces: &[GlobPiece], starts: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut places = starts.clone();
        let mut rest = pieces;
        while let Some((piece, after)) = rest.split_first() {
            places = self.step(piece, after, &places);
            rest = after;
        }
        places
    }

    fn step(&self, piece: &GlobPiece, after: &[GlobPiece], places: &BTreeSet<usize>) -> BTreeSet<usize> {
        let one = |fits: &dyn Fn(char) -> bool| {
            let taken = |&&place: &&usize| self.text.get(place).is_some_and(|&char| fits(char));
            places.iter().filter(taken).map(|place| place + 1).collect()
        };
        match piece {
            GlobPiece::Char(wanted) => {
                let wanted = self.fold(*wanted);
                one(&|char| char == wanted)
            }
            GlobPiece::One => one(&|_| true),
            GlobPiece::Class { members, is_negated } => {
                one(&|char| self.is_member(members, char) != *is_negated)
            }
            GlobPiece::Many => match places.first() {
                Some(&first) => (first..=self.text.len()).collect(),
                None => BTreeSet::new(),
            },
            GlobPiece::Group { kind, choices } => self.group(*kind, choices, after, places),
        }
    }

    fn group(
        &self,
        kind: char,
        choices: &[Vec<GlobPiece>],
        after: &[GlobPiece],
        places: &BTreeSet<usize>,
    ) -> BTreeSet<usize> {
        let once = |from: &BTreeSet<usize>| -> BTreeSet<usize> {
            choices.iter().flat_map(|choice| self.ends(choice, from)).collect()
        };
        match kind {
            '@' => once(places),
            '?' => places.union(&once(places)).copied().collect(),
            '!' => {
                let is_refused = |start: usize| {
                    let ends = once(&BTreeSet::from([start]));
                    self.ends(after, &ends).contains(&self.text.len())
                };
                let open = places.iter().filter(|&&start| !is_refused(start));
                open.flat_map(|&start| start..=self.text.len()).collect()
            }
            _ => {
                let mut all = if kind == '*' { places.clone() } else { once(places) };
                loop {
                    let more: BTreeSet<usize> = all.union(&once(&all)).copied().collect();
                    if more == all {
                        return all;
                    }
                    all = more;
                }
            }
        }
    }

    fn is_member(&self, members: &[(char, char)], char: char) -> bool {
        let inside = |char: char| members.iter().any(|&(from, to)| (from..=to).contains(&char));
        inside(char) || (self.nocase && char.to_uppercase().any(inside))
    }

    fn fold(&self, char: char) -> char {
        match self.nocase {
            true => char.to_lowercase().next().unwrap_or(char),
            false => char,
        }
    }
}

impl GlobPart {
    fn parse(part: &str) -> Self {
        match part {
            "**" => Self::Any,
            _ => Self::Name(GlobParser { text: part.chars().collect(), at: 0 }.pieces(0)),
        }
    }
}

struct GlobParser {
    text: Vec<char>,
    at: usize,
}

impl GlobParser {
    fn pieces(&mut self, depth: usize) -> Vec<GlobPiece> {
        let mut pieces = Vec::new();
        while let Some(&char) = self.text.get(self.at) {
            if depth > 0 && matches!(char, '|' | ')') {
                break;
            }
            let piece = self.piece(char, depth);
            if !matches!((&piece, pieces.last()), (GlobPiece::Many, Some(GlobPiece::Many))) {
                pieces.push(piece);
            }
        }
        pieces
    }

    fn piece(&mut self, char: char, depth: usize) -> GlobPiece {
        let is_group = matches!(char, '!' | '@' | '?' | '*' | '+') && self.peek(1) == Some('(');
        if is_group
            && depth < DEPTH
            && let Some(group) = self.group(char, depth)
        {
            return group;
        }
        self.at += 1;
        match char {
            '*' => GlobPiece::Many,
            '?' => GlobPiece::One,
            '[' => self.class().unwrap_or(GlobPiece::Char('[')),
            '\\' => {
                let escaped = self.peek(0);
                self.at += usize::from(escaped.is_some());
                GlobPiece::Char(escaped.unwrap_or('\\'))
            }
            _ => GlobPiece::Char(char),
        }
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.text.get(self.at + ahead).copied()
    }

    /// `None`, and nothing read, where it does not close.
    fn group(&mut self, kind: char, depth: usize) -> Option<GlobPiece> {
        let start = self.at;
        self.at += 2;
        let mut choices = vec![self.pieces(depth + 1)];
        while self.peek(0) == Some('|') {
            self.at += 1;
            choices.push(self.pieces(depth + 1));
        }
        if self.peek(0) == Some(')') {
            self.at += 1;
            return Some(GlobPiece::Group { kind, choices });
        }
        self.at = start;
        None
    }

    /// After the `[`.
    fn class(&mut self) -> Option<GlobPiece> {
        let rest = self.text.get(self.at..)?;
        let is_negated = matches!(rest.first(), Some('!' | '^'));
        let from = usize::from(is_negated);
        let end = rest.iter().skip(from + 1).position(|&char| char == ']')? + from + 1;
        let inside = rest.get(from..end)?;
        let mut members = Vec::new();
        let mut at = 0;
        while let Some(&first) = inside.get(at) {
            match (inside.get(at + 1), inside.get(at + 2)) {
                (Some('-'), Some(&last)) => {
                    members.push((first, last));
                    at += 3;
                }
                _ => {
                    members.push((first, first));
                    at += 1;
                }
            }
        }
        self.at += end + 1;
        Some(GlobPiece::Class { members, is_negated })
    }
}

/// The parts between slashes; several slashes are one.
fn split(pattern: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for (nth, part) in pattern.split('/').enumerate() {
        let is_inner = nth > 0 && nth < pattern.split('/').count() - 1;
        if !(part.is_empty() && is_inner) {
            parts.push(part.to_owned());
        }
    }
    parts
}

/// `a{b,c}` to `ab` and `ac`; `{1..3}` too.
fn braces(pattern: &str) -> Vec<String> {
    let mut done = Vec::new();
    let mut open = vec![pattern.to_owned()];
    while let Some(next) = open.pop() {
        match first_braces(&next) {
            Some((before, choices, after)) if done.len() + open.len() + choices.len() < ALTERNATIVES => {
                open.extend(choices.iter().rev().map(|choice| format!("{before}{choice}{after}")));
            }
            _ => done.push(next),
        }
    }
    done
}

/// The first pair of braces with a comma or a range in it.
fn first_braces(pattern: &str) -> Option<(&str, Vec<String>, &str)> {
    for (start, _) in pattern.match_indices('{') {
        let inside = pattern.get(start + 1..)?;
        let (mut depth, mut commas) = (1, Vec::new());
        let end = inside.char_indices().find_map(|(at, char)| {
            depth += i32::from(char == '{') - i32::from(char == '}');
            if char == ',' && depth == 1 {
                commas.push(at);
            }
            (depth == 0).then_some(at)
        });
        let Some(end) = end else { continue };
        let (before, after) = (pattern.get(..start)?, inside.get(end + 1..)?);
        if let Some(choices) = choices(inside.get(..end)?, &commas) {
            return Some((before, choices, after));
        }
    }
    None
}

fn choices(inside: &str, commas: &[usize]) -> Option<Vec<String>> {
    if commas.is_empty() {
        let (from, to) = inside.split_once("..")?;
        let (from, to) = (from.parse::<u32>().ok()?, to.parse::<u32>().ok()?);
        return (from <= to && to - from < 100)
            .then(|| (from..=to).map(|number| number.to_string()).collect());
    }
    let starts = std::iter::once(0).chain(commas.iter().map(|at| at + 1));
    let ends = commas.iter().copied().chain([inside.len()]);
    Some(starts.zip(ends).filter_map(|(start, end)| inside.get(start..end)).map(str::to_owned).collect())
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
        assert!(braces(&"{a,b}".repeat(40)).len() <= ALTERNATIVES);
    }
}
