//! Matches one name of a path with the pieces of one part of a pattern.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap},
    rc::Rc,
};

use crate::trace::glob::parse::GlobPiece;

/// A name that is matched.
pub struct GlobSubject {
    text: Vec<char>,
    nocase: bool,
    /// The answers of [`Self::leads_to_end`], by the place of the pieces in memory.
    known: RefCell<HashMap<*const GlobPiece, Rc<Vec<bool>>>>,
}

impl GlobSubject {
    pub fn new(text: Vec<char>, nocase: bool) -> Self {
        Self { text, nocase, known: RefCell::default() }
    }

    /// Tells whether the pieces match the whole name.
    pub fn is_all_of(&self, pieces: &[GlobPiece]) -> bool {
        self.ends(pieces, &BTreeSet::from([0])).contains(&self.text.len())
    }

    /// The places where the pieces may end, if they start at any of these.
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
        match piece {
            GlobPiece::Many => match places.first() {
                Some(&first) => (first..=self.text.len()).collect(),
                None => BTreeSet::new(),
            },
            GlobPiece::Group { kind: '!', choices } => {
                let open = self.open(choices, &self.leads_to_end(after), places);
                open.first().map(|&first| (first..=self.text.len()).collect()).unwrap_or_default()
            }
            GlobPiece::Group { kind, choices } => self.group(*kind, choices, places),
            one => {
                let taken = |&&place: &&usize| self.takes(one, place);
                places.iter().filter(taken).map(|place| place + 1).collect()
            }
        }
    }

    /// Tells whether a piece that stands for one character takes that of the name.
    fn takes(&self, piece: &GlobPiece, place: usize) -> bool {
        let fits = |&char: &char| match piece {
            GlobPiece::Char(wanted) => char == self.fold(*wanted),
            GlobPiece::One => true,
            GlobPiece::Class { members, is_negated } => self.is_member(members, char) != *is_negated,
            GlobPiece::Many | GlobPiece::Group { .. } => false,
        };
        self.text.get(place).is_some_and(fits)
    }

    /// The places that `!(…)` does not refuse. As in minimatch, `!(a)b` refuses a name only if `b` matches all that is
    /// behind `a`.
    fn open(
        &self,
        choices: &[Vec<GlobPiece>],
        is_good_end: &[bool],
        places: &BTreeSet<usize>,
    ) -> BTreeSet<usize> {
        let is_refused = |start: usize| {
            let ends = self.once(choices, &BTreeSet::from([start]));
            ends.into_iter().any(|end| is_good_end.get(end) == Some(&true))
        };
        places.iter().copied().filter(|&start| !is_refused(start)).collect()
    }

    /// Tells of each place whether the pieces may match all of the name behind it. The pieces are read from the last one on, so
    /// that one `!(…)` behind the other does not ask the rest anew for each place.
    fn leads_to_end(&self, pieces: &[GlobPiece]) -> Rc<Vec<bool>> {
        let place = pieces.first().map(std::ptr::from_ref);
        if let Some(known) = place.and_then(|place| self.known.borrow().get(&place).cloned()) {
            return known;
        }
        let mut good = vec![false; self.text.len()];
        good.push(true);
        let mut good = Rc::new(good);
        for (nth, piece) in pieces.iter().enumerate().rev() {
            good = Rc::new(self.leads_to(piece, &good));
            // Only `!(…)` asks for what is behind it.
            let is_asked =
                nth == 0 || matches!(pieces.get(nth - 1), Some(GlobPiece::Group { kind: '!', .. }));
            if is_asked {
                self.known.borrow_mut().insert(std::ptr::from_ref(piece), Rc::clone(&good));
            }
        }
        good
    }

    /// Tells of each place whether the piece may lead from it to one of the good places.
    fn leads_to(&self, piece: &GlobPiece, good: &[bool]) -> Vec<bool> {
        let is_good = |place: &usize| good.get(*place) == Some(&true);
        let last = good.iter().rposition(|is_good| *is_good);
        let reaches_good = |place: usize| last.is_some_and(|last| place <= last);
        let leads = |place: usize| match piece {
            GlobPiece::Many => reaches_good(place),
            GlobPiece::Group { kind: '!', choices } => {
                reaches_good(place) && !self.open(choices, good, &BTreeSet::from([place])).is_empty()
            }
            GlobPiece::Group { kind, choices } => {
                self.group(*kind, choices, &BTreeSet::from([place])).iter().any(is_good)
            }
            one => is_good(&(place + 1)) && self.takes(one, place),
        };
        (0..good.len()).map(leads).collect()
    }

    fn once(&self, choices: &[Vec<GlobPiece>], from: &BTreeSet<usize>) -> BTreeSet<usize> {
        choices.iter().flat_map(|choice| self.ends(choice, from)).collect()
    }

    fn group(&self, kind: char, choices: &[Vec<GlobPiece>], places: &BTreeSet<usize>) -> BTreeSet<usize> {
        match kind {
            '@' => self.once(choices, places),
            '?' => places.union(&self.once(choices, places)).copied().collect(),
            _ => {
                let mut all = if kind == '*' { places.clone() } else { self.once(choices, places) };
                let mut new = all.clone();
                // Each place is gone on from once.
                while !new.is_empty() {
                    new = self.once(choices, &new).difference(&all).copied().collect();
                    all.extend(&new);
                }
                all
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

#[cfg(test)]
mod tests {
    use crate::trace::glob::{Glob, GlobOptions};

    #[test]
    fn one_exclusion_behind_the_other_does_not_multiply() {
        for (pattern, name, expected) in [
            ("!(a)".repeat(60), "b".repeat(60), true),
            ("!(a)".repeat(60) + "c", "a".repeat(60), false),
            ("!(a)!(b)c".to_owned(), "abc".to_owned(), true),
            ("!(a|b)".to_owned(), "b".to_owned(), false),
            ("@(!(a)!(a)!(a)x)".repeat(10), "x".repeat(60), true),
            ("+(!(a))".repeat(30) + "b", "a".repeat(100), false),
        ] {
            assert_eq!(Glob::new(&pattern, GlobOptions::default()).matches(&name), expected, "{pattern}");
        }
    }
}
