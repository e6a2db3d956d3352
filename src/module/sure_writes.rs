//! The names that a CommonJS module surely gives, whichever way its code takes: where an `if` gives `module.exports` one value
//! and its `else` another, each is a way.

use std::collections::BTreeSet;

use oxc_syntax::symbol::SymbolId;

use super::value_shapes::ValueShape;

/// A module whose names another module gives as well.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReExport {
    pub specifier: String,
    /// The member of it that is given, in place of itself.
    pub member: Option<String>,
    /// The names of it that are not given: helpers of compilers leave out `default`.
    pub left_out: BTreeSet<String>,
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

    fn len(&self) -> usize {
        self.names.len() + self.modules.len()
    }
}

/// The thing that `module.exports` is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportValue {
    /// The object that Node gives the module.
    Kept,
    Shape(ValueShape),
    /// The export of another module.
    Required(String),
}

/// The thing that `module.exports` is at the end of a piece of code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum GivenValue {
    /// The value that it had at its beginning.
    #[default]
    Kept,
    Shape(ValueShape),
    Required(String),
    /// A variable, which may have got names before.
    Variable(SymbolId),
}

/// One way through a piece of code, and its effects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct SureWay {
    given: GivenValue,
    gives: ExportWay,
    /// The number of functions around the `return` that ends it: it does nothing more in the innermost.
    ended: Option<usize>,
}

impl SureWay {
    fn is_kept(&self) -> bool {
        self.given == GivenValue::Kept
    }
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

/// The most names that are looked at while ways are put together.
const MOST_EFFORT: usize = 1 << 22;

impl Piece {
    /// One of two pieces runs. Ways that leave `module.exports` what it is become one, with the names that they have in common.
    fn either(mut self, mut other: Self) -> Self {
        self.of_variables.keep_common(&other.of_variables);
        let mut ways: Vec<SureWay> = Vec::new();
        for way in self.ways.drain(..).chain(other.ways.drain(..)) {
            let is_like = |known: &SureWay| known.is_kept() && way.is_kept() && known.ended == way.ended;
            match ways.iter_mut().find(|known| **known == way || is_like(known)) {
                Some(known) => known.gives.keep_common(&way.gives),
                None => ways.push(way),
            }
        }
        Self { ways, of_variables: self.of_variables }
    }

    /// Another piece runs behind this one.
    fn then(&mut self, next: Self) {
        if self.is_open() {
            self.of_variables.add(&next.of_variables);
        }
        if let [only] = next.ways.as_slice()
            && only.is_kept()
            && only.ended.is_none()
        {
            return self.ways_on().for_each(|way| way.gives.add(&only.gives));
        }
        let (mut ways, on): (Vec<SureWay>, Vec<SureWay>) =
            self.ways.drain(..).partition(|way| way.ended.is_some());
        for next in &next.ways {
            for way in on.iter().map(|way| followed(way, next)) {
                if !ways.contains(&way) {
                    ways.push(way);
                }
            }
        }
        self.ways = ways;
    }

    /// The ways that have not ended.
    fn ways_on(&mut self) -> impl Iterator<Item = &mut SureWay> {
        self.ways.iter_mut().filter(|way| way.ended.is_none())
    }

    /// Tells whether no way has ended.
    fn is_open(&self) -> bool {
        self.ways.iter().all(|way| way.ended.is_none())
    }

    /// Keeps the ways few; false if that makes those that have ended run on.
    fn bound(&mut self) -> bool {
        if self.ways.len() <= MOST_WAYS {
            return true;
        }
        let is_known = self.is_open();
        for way in self.ways.split_off(1) {
            for first in &mut self.ways {
                first.gives.keep_common(&way.gives);
                if first.given != way.given {
                    first.given = GivenValue::Shape(ValueShape::Unknown);
                }
            }
        }
        is_known
    }

    fn len(&self) -> usize {
        self.of_variables.len() + self.ways.iter().map(|way| 1 + way.gives.len()).sum::<usize>()
    }
}

/// A way, and another one behind it.
fn followed(way: &SureWay, next: &SureWay) -> SureWay {
    if !next.is_kept() {
        return next.clone();
    }
    let mut way = SureWay { ended: next.ended, ..way.clone() };
    way.gives.add(&next.gives);
    way
}

/// A place in a program, by what is around it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct WritePlace {
    pub pieces: usize,
    pub functions: usize,
}

/// Notes what is surely given, while a program is walked through in the order of its text.
#[derive(Debug)]
pub(super) struct SureWrites {
    /// The pieces around the place where the walk is, the innermost last.
    pieces: Vec<Piece>,
    /// The functions around it that are not called on the spot: what they do is not sure.
    functions: usize,
    /// The functions around it that are called on the spot.
    called: usize,
    /// Names may be taken away where the walk does not see it.
    is_lost: bool,
    /// So may what the module exports as a whole be.
    is_value_lost: bool,
    effort: usize,
}

impl Default for SureWrites {
    fn default() -> Self {
        Self {
            pieces: vec![Piece::default()],
            functions: 0,
            called: 0,
            is_lost: false,
            is_value_lost: false,
            effort: 0,
        }
    }
}

impl SureWrites {
    fn piece(&mut self) -> Option<&mut Piece> {
        self.pieces.last_mut().filter(|_| self.functions == 0)
    }

    pub fn place(&self) -> WritePlace {
        WritePlace { pieces: self.pieces.len(), functions: self.functions }
    }

    /// Adds to the ways, and to what variables get where nothing has ended before.
    fn add(&mut self, is_of_variable: bool, add: impl Fn(&mut ExportWay)) {
        let Some(piece) = self.piece() else { return };
        if is_of_variable && piece.is_open() {
            add(&mut piece.of_variables);
        }
        piece.ways_on().for_each(|way| add(&mut way.gives));
    }

    pub fn write(&mut self, name: &str, is_of_variable: bool) {
        self.add(is_of_variable, |gives| {
            gives.names.insert(name.to_owned());
        });
    }

    pub fn re_export(&mut self, module: &ReExport, is_of_variable: bool) {
        self.add(is_of_variable, |gives| {
            gives.modules.insert(module.clone());
        });
    }

    /// A loop gives all these: names, or those of a module.
    pub fn add_at(&mut self, place: WritePlace, given: &ExportWay) {
        let Some(piece) = self.pieces.get_mut(place.pieces.saturating_sub(1)) else { return };
        if place.functions == 0 {
            if piece.is_open() {
                piece.of_variables.add(given);
            }
            piece.ways_on().for_each(|way| way.gives.add(given));
        }
    }

    /// `module.exports` gets another value.
    pub fn replace(&mut self, given: GivenValue) {
        let Some(piece) = self.piece() else { return self.lose_value() };
        piece.ways.retain(|way| way.ended.is_some());
        piece.ways.push(SureWay { given, ..SureWay::default() });
    }

    /// Names may be taken away.
    pub fn lose(&mut self) {
        self.is_lost = true;
    }

    /// `module.exports` may become another value.
    pub fn lose_value(&mut self) {
        (self.is_lost, self.is_value_lost) = (true, true);
    }

    pub fn begin(&mut self) {
        self.pieces.push(Piece::default());
    }

    /// Ends two pieces, of which one runs.
    pub fn end_either(&mut self) {
        if self.pieces.len() < 3 {
            return;
        }
        let (second, first) = (self.pieces.pop(), self.pieces.pop());
        let (Some(first), Some(second), Some(outer)) = (first, second, self.pieces.last_mut()) else {
            return;
        };
        self.effort += first.len() + second.len() + outer.ways.len();
        if second.ways.len() > 1 || first.ways.len() > 1 || !first.is_open() || !second.is_open() {
            self.effort += outer.len();
        }
        if self.effort > MOST_EFFORT {
            return self.lose_value();
        }
        outer.then(first.either(second));
        if !outer.bound() {
            self.lose_value();
        }
    }

    pub fn enter_function(&mut self) {
        self.functions += 1;
    }

    pub fn leave_function(&mut self) {
        self.functions = self.functions.saturating_sub(1);
    }

    pub fn enter_called(&mut self) {
        self.called += 1;
    }

    /// Leaves a function that is called on the spot: the code behind it runs on whichever way was taken.
    pub fn leave_called(&mut self) {
        let called = self.called;
        let ways = self.piece().into_iter().flat_map(|piece| &mut piece.ways);
        ways.filter(|way| way.ended == Some(called)).for_each(|way| way.ended = None);
        self.called = called.saturating_sub(1);
    }

    /// A `return` ends all ways to it.
    pub fn end(&mut self) {
        let called = self.called;
        self.piece().into_iter().for_each(|piece| piece.ways_on().for_each(|way| way.ended = Some(called)));
    }

    /// The ways through the whole program; `None` where names may be taken away.
    pub fn ways(&self) -> Option<Vec<ExportWay>> {
        let Piece { ways, of_variables } = self.pieces.first().filter(|_| !self.is_lost)?;
        let finish = |way: &SureWay| {
            let mut gives = way.gives.clone();
            if matches!(way.given, GivenValue::Variable(_)) {
                gives.add(of_variables);
            }
            gives
        };
        Some(ways.iter().map(finish).collect())
    }

    /// The values that `module.exports` has at the end of the ways; `None` where it may have others.
    pub fn values(&self, of_variable: impl Fn(SymbolId) -> ExportValue) -> Option<Vec<ExportValue>> {
        let piece = self.pieces.first().filter(|_| !self.is_value_lost)?;
        let values = piece.ways.iter().map(|way| match &way.given {
            GivenValue::Kept => ExportValue::Kept,
            GivenValue::Shape(shape) => ExportValue::Shape(*shape),
            GivenValue::Required(specifier) => ExportValue::Required(specifier.clone()),
            GivenValue::Variable(symbol) => of_variable(*symbol),
        });
        Some(values.collect())
    }
}
