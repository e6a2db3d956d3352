//! Matches one name of a path with the pieces of one part of a pattern.

use std::collections::BTreeSet;

use crate::trace::glob::parse::GlobPiece;

/// A name that is matched.
pub struct GlobSubject {
    pub text: Vec<char>,
    pub nocase: bool,
}

impl GlobSubject {
    /// The places where the pieces may end, if they start at any of these.
    pub fn ends(&self, pieces: &[GlobPiece], starts: &BTreeSet<usize>) -> BTreeSet<usize> {
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
                // As in minimatch, `!(a)b` refuses a name only if `b` matches all that is behind `a`.
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
        if self.nocase { char.to_lowercase().next().unwrap_or(char) } else { char }
    }
}
