//! The names that packed files export.

use std::collections::BTreeSet;

use crate::{hash::HashMap, module::source::read_source, package::Package};

/// The names that packed files export by their texts. Each file is read once, however many sources may be in it.
pub(super) struct OutputNames<'p> {
    pub package: &'p Package,
    known: HashMap<String, Option<BTreeSet<String>>>,
}

impl<'p> OutputNames<'p> {
    pub fn new(package: &'p Package) -> Self {
        Self { package, known: HashMap::default() }
    }

    /// Returns `None` where the file is not there or is no ES module, or passes on what is not known.
    pub fn of(&mut self, path: &str) -> Option<&BTreeSet<String>> {
        if !self.known.contains_key(path) {
            self.known.insert(path.to_owned(), names_of(self.package, path));
        }
        self.known.get(path)?.as_ref()
    }
}

fn names_of(package: &Package, path: &str) -> Option<BTreeSet<String>> {
    let text = std::str::from_utf8(package.files().contents(path)?).ok()?;
    let module = read_source(path, text)?;
    (!module.has_stars && !module.names.is_empty()).then_some(module.names)
}
