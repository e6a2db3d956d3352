//! The names that a CommonJS module surely gives, whichever way its code takes: where an `if` gives `module.exports` one value
//! and its `else` another, each is a way.

use std::collections::BTreeSet;

/// A module whose names another module gives as well.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReExport {
    pub specifier: String,
    /// It gives `default` as well, which helpers of compilers leave out; `None` where that is not known.
    pub has_default: Option<bool>,
}

/// The names that one way through a module surely gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportWay {
    pub names: BTreeSet<String>,
    pub modules: BTreeSet<ReExport>,
}

impl ExportWay {
    /// Keeps what another way gives as well.
    fn keep_common(&mut self, other: &Self) {
        self.names.retain(|name| other.names.contains(name));
        self.modules.retain(|module| other.modules.contains(module));
    }

    fn add(&mut self, other: &Self) {
        self.names.extend(other.names.iter().cloned());
        self.modules.extend(other.modules.iter().cloned());
    }
}

/// The thing that `module.exports` is at the end of a piece of code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum GivenValue {
    /// The value that it had at its beginning.
    #[default]
    Kept,
    Value,
    /// A variable, which may have got names before.
    Variable,
}

/// One way through a piece of code, and its effects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct SureWay {
    given: GivenValue,
    gives: ExportWay,
}

/// A piece of code, and the ways through it.
#[derive(Debug)]
struct Piece {
    ways: Vec<SureWay>,
    /// The names that it gives to variables.
    of_variables: ExportWay,
}

impl Default for Piece {
    fn default() -> Self {
        Self { ways: vec![SureWay::default()], of_variables: ExportWay::default() }
    }
}

/// The most ways that are told apart; of more, only what they have in common is known.
const MOST_WAYS: usize = 8;

impl Piece {
    /// One of two pieces runs. Ways that leave `module.exports` what it is become one, with the names that they have in common.
    fn either(mut self, mut other: Self) -> Self {
        self.of_variables.keep_common(&other.of_variables);
        let mut ways: Vec<SureWay> = Vec::new();
        for way in self.ways.drain(..).chain(other.ways.drain(..)) {
            let is_kept = way.given == GivenValue::Kept;
            match ways.iter_mut().find(|known| **known == way || is_kept && known.given == GivenValue::Kept) {
                Some(known) => known.gives.keep_common(&way.gives),
                None => ways.push(way),
            }
        }
        Self { ways: bounded(ways), of_variables: self.of_variables }
    }

    /// Another piece runs behind this one.
    fn then(&mut self, next: Self) {
        self.of_variables.add(&next.of_variables);
        let (kept, given): (Vec<SureWay>, Vec<SureWay>) =
            next.ways.into_iter().partition(|way| way.given == GivenValue::Kept);
        let mut ways = Vec::new();
        if let Some(added) = kept.into_iter().next() {
            ways.append(&mut self.ways);
            ways.iter_mut().for_each(|way| way.gives.add(&added.gives));
        }
        for way in given {
            if !ways.contains(&way) {
                ways.push(way);
            }
        }
        self.ways = bounded(ways);
    }
}

fn bounded(mut ways: Vec<SureWay>) -> Vec<SureWay> {
    if ways.len() > MOST_WAYS {
        for way in ways.split_off(1) {
            ways.iter_mut().for_each(|first| first.gives.keep_common(&way.gives));
        }
    }
    ways
}

/// Notes what is surely given, while a program is walked through in the order of its text.
#[derive(Debug)]
pub(super) struct SureWrites {
    /// The pieces around the place where the walk is, the innermost last.
    pieces: Vec<Piece>,
    /// The functions around it that are not called on the spot: what they do is not sure.
    functions: usize,
    /// Names may be taken away where the walk does not see it.
    is_lost: bool,
}

impl Default for SureWrites {
    fn default() -> Self {
        Self { pieces: vec![Piece::default()], functions: 0, is_lost: false }
    }
}

impl SureWrites {
    fn piece(&mut self) -> Option<&mut Piece> {
        self.pieces.last_mut().filter(|_| self.functions == 0)
    }

    pub fn write(&mut self, name: &str, is_of_variable: bool) {
        let Some(piece) = self.piece() else { return };
        let of_variables = is_of_variable.then_some(&mut piece.of_variables);
        for gives in piece.ways.iter_mut().map(|way| &mut way.gives).chain(of_variables) {
            gives.names.insert(name.to_owned());
        }
    }

    pub fn re_export(&mut self, module: &ReExport, is_of_variable: bool) {
        let Some(piece) = self.piece() else { return };
        let of_variables = is_of_variable.then_some(&mut piece.of_variables);
        for gives in piece.ways.iter_mut().map(|way| &mut way.gives).chain(of_variables) {
            gives.modules.insert(module.clone());
        }
    }

    /// A loop over the names of a module gives each, but for tests of single names.
    pub fn re_export_anywhere(&mut self, module: ReExport) {
        let ways = self.pieces.first_mut().map(|piece| &mut piece.ways);
        for way in ways.into_iter().flatten() {
            way.gives.modules.insert(module.clone());
        }
    }

    /// `module.exports` gets another value.
    pub fn replace(&mut self, is_variable: bool) {
        let given = if is_variable { GivenValue::Variable } else { GivenValue::Value };
        match self.piece() {
            Some(piece) => piece.ways = vec![SureWay { given, ..SureWay::default() }],
            None => self.lose(),
        }
    }

    /// Names may be taken away.
    pub fn lose(&mut self) {
        self.is_lost = true;
    }

    pub fn begin(&mut self) {
        if self.functions == 0 {
            self.pieces.push(Piece::default());
        }
    }

    /// Ends two pieces, of which one runs.
    pub fn end_either(&mut self) {
        if self.functions > 0 || self.pieces.len() < 3 {
            return;
        }
        let (second, first) = (self.pieces.pop(), self.pieces.pop());
        let (Some(first), Some(second), Some(outer)) = (first, second, self.pieces.last_mut()) else {
            return;
        };
        outer.then(first.either(second));
    }

    pub fn enter_function(&mut self) {
        self.functions += 1;
    }

    pub fn leave_function(&mut self) {
        self.functions = self.functions.saturating_sub(1);
    }

    /// The ways through the whole program; `None` where names may be taken away.
    pub fn ways(self) -> Option<Vec<ExportWay>> {
        let Piece { ways, of_variables } = self.pieces.into_iter().next().filter(|_| !self.is_lost)?;
        let finish = |way: SureWay| {
            let mut gives = way.gives;
            if way.given == GivenValue::Variable {
                gives.add(&of_variables);
            }
            gives
        };
        Some(ways.into_iter().map(finish).collect())
    }
}
