//! The names that packed files export.

use std::collections::BTreeSet;

use crate::{
    hash::HashMap,
    module::source::{SourceModule, read_source},
    package::Package,
};

/// The names that a module exports, and the modules whose names it passes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ModuleOffers {
    names: BTreeSet<String>,
    /// The specifiers of `export *` without their extensions, which compilers change.
    stars: BTreeSet<String>,
}

impl ModuleOffers {
    /// Returns `None` where a module offers nothing that could be compared.
    pub fn of(module: &SourceModule) -> Option<Self> {
        let stars = module.values.stars.iter().map(|specifier| with_code_extension_cut(specifier)).collect();
        let offers = Self { names: module.names.clone(), stars };
        (!offers.names.is_empty() || !offers.stars.is_empty()).then_some(offers)
    }
}

fn with_code_extension_cut(specifier: &str) -> String {
    let endings = [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".jsx"];
    let cut = endings.iter().find_map(|ending| specifier.strip_suffix(ending));
    cut.unwrap_or(specifier).to_owned()
}

/// The names that packed files export by their texts. Each file is read once, however many sources may be in it.
pub(super) struct OutputNames<'p> {
    pub package: &'p Package,
    known: HashMap<String, Option<ModuleOffers>>,
}

impl<'p> OutputNames<'p> {
    pub fn new(package: &'p Package) -> Self {
        Self { package, known: HashMap::default() }
    }

    /// Returns `None` where the file is not there or is no ES module, or passes on what is not known.
    pub fn of(&mut self, path: &str) -> Option<&BTreeSet<String>> {
        let offers = self.offers(path)?;
        offers.stars.is_empty().then_some(&offers.names)
    }

    /// Returns `None` where the file is not there or is no ES module.
    pub fn offers(&mut self, path: &str) -> Option<&ModuleOffers> {
        if !self.known.contains_key(path) {
            self.known.insert(path.to_owned(), offers_of(self.package, path));
        }
        self.known.get(path)?.as_ref()
    }
}

fn offers_of(package: &Package, path: &str) -> Option<ModuleOffers> {
    let text = std::str::from_utf8(package.files().contents(path)?).ok()?;
    ModuleOffers::of(&read_source(path, text)?)
}
