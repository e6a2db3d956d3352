//! Loops over the keys of an object, as far as code gives each of them.

use std::collections::BTreeSet;

use oxc_syntax::symbol::SymbolId;

use super::sure_writes::WritePlace;

/// The object whose keys a variable has, one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct KeysOf {
    pub(super) symbol: Option<SymbolId>,
    pub(super) specifier: Option<String>,
    /// The keys for which the loop does nothing.
    pub(super) left_out: BTreeSet<String>,
    /// The places of the loop and of its body.
    pub(super) around: WritePlace,
    pub(super) within: WritePlace,
    /// The loop may leave others out.
    pub(super) is_doubtful: bool,
}

impl KeysOf {
    /// Tells whether another one is of one object with this one.
    pub(super) fn is_of(&self, other: &Self) -> bool {
        (self.symbol.is_some() || self.specifier.is_some())
            && self.symbol == other.symbol
            && self.specifier == other.specifier
    }
}
