//! The names that a module offers through all of its `export *` together (GetExportedNames), and the module
//! that makes each name.
//!
//! ResolveExport looks through every `export *` anew for each name. Most names have one maker among all the
//! modules that are looked through, and then that maker's answer is the answer: every other way of asking for
//! the name leads to that maker, or to nothing. All other names are left to the algorithm.

use std::borrow::Cow;

use crate::{hash::HashMap, link::graph::ModuleId};

/// The names that one module offers, directly or through `export *`.
pub(super) struct Offers<'g> {
    /// The module that makes each name; `None` if several do, or one of Node's own.
    makers: HashMap<Cow<'g, str>, Option<ModuleId>>,
    /// True if these are all names.
    pub(super) complete: bool,
    /// True if some name may come from a module of unknown names, which may be one of Node's own.
    pub(super) is_open: bool,
}

impl<'g> Offers<'g> {
    /// Returns an offer without names, which is complete.
    pub(super) fn new() -> Self {
        Self { makers: HashMap::default(), complete: true, is_open: false }
    }

    pub(super) fn add(&mut self, name: Cow<'g, str>, maker: Option<ModuleId>) {
        self.makers.entry(name).and_modify(|known| *known = None).or_insert(maker);
    }

    /// Returns the module that makes a name; `Some(None)` if several do, or one of Node's own.
    pub(super) fn maker_of(&self, name: &str) -> Option<Option<ModuleId>> {
        self.makers.get(name).copied()
    }

    /// The number of names.
    pub(super) fn len(&self) -> usize {
        self.makers.len()
    }

    /// Returns the names in order.
    pub(super) fn names(&self) -> Vec<&str> {
        let mut names: Vec<_> = self.makers.keys().map(|name| &**name).collect();
        names.sort_unstable();
        names
    }
}
