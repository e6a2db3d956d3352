//! Values of parameters and their uses, while functions are folded and walked.

use std::cell::{Cell, RefCell};

use oxc_ast::ast::Argument;
use oxc_semantic::SymbolId;

use super::{callable::Callable, place::KnownValue};
use crate::hash::{HashMap, HashSet};

/// The values of parameters and their uses.
#[derive(Default)]
pub(super) struct Parameters<'a> {
    /// The names of the function that is folded, the innermost last.
    pub(super) bound: RefCell<Vec<(SymbolId, BoundName<'a>)>>,
    /// The values that the functions which are walked were given.
    pub(super) given: HashMap<SymbolId, KnownValue<'a>>,
    /// The parameters, and what is made of them, each with the code that they are of.
    pub(super) owners: HashMap<SymbolId, usize>,
    /// The code of whose parameters the last folding asked.
    pub(super) asked: Cell<Option<usize>>,
    /// The code that opens a path which it makes of its parameters.
    pub(super) opening: HashSet<usize>,
    /// Calls that stand in functions, which may open a file.
    pub(super) calls: Vec<GivenCall<'a>>,
    /// The bytes of such code that may still be walked again.
    pub(super) left: u32,
}

/// The value of a name in a function that is folded.
pub(super) enum BoundName<'a> {
    Value(Option<KnownValue<'a>>),
    /// That of a rest parameter.
    List(Vec<Option<KnownValue<'a>>>),
}

/// A call of a function of the module with values that are known.
pub(super) struct GivenCall<'a> {
    pub(super) callable: Callable<'a>,
    pub(super) values: Vec<Option<KnownValue<'a>>>,
    /// True if a failure of the call is handled where it stands.
    pub(super) caught: bool,
}

impl Parameters<'_> {
    /// Begins with so many bytes that may be walked again.
    pub fn with(left: u32) -> Self {
        Self { left, ..Self::default() }
    }
}

/// All that a call passes to a function.
#[derive(Default)]
pub(super) struct Passed<'a> {
    /// The arguments; `None` where someone else passes them.
    pub(super) arguments: Option<&'a [Argument<'a>]>,
    /// Values in place of arguments.
    pub(super) values: Option<Vec<Option<KnownValue<'a>>>>,
    /// True if a failure of the call is handled where it stands.
    pub(super) caught: bool,
}
