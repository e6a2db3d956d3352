//! The names that a CommonJS module gives to what others export.

use std::collections::{BTreeMap, BTreeSet};

/// The names that a module gives to others: to those that it requires, and to the one that requires it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ForeignWrites {
    /// The names by the specifier of the module that gets them; `None` where code makes them.
    pub names: BTreeMap<String, Option<BTreeSet<String>>>,
    /// It uses `module.parent.exports`.
    pub reaches_parent: bool,
}

impl ForeignWrites {
    pub(super) fn add(&mut self, specifier: String, names: Option<Vec<String>>) {
        let known = self.names.entry(specifier).or_insert_with(|| Some(BTreeSet::new()));
        match names {
            Some(names) => known.iter_mut().for_each(|known| known.extend(names.iter().cloned())),
            None => *known = None,
        }
    }
}
