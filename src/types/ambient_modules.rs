//! The modules that files declare by `declare module "…"`, wherever their files would be.

use crate::{
    declarations::DeclarationModule,
    hash::{HashMap, HashSet},
    resolve::typescript::StarTexts,
    types::family::TypesFamily,
};

/// The modules that all files together declare.
#[derive(Default)]
pub(super) struct AmbientModules {
    names: HashSet<String>,
    patterns: StarTexts,
    /// The modules to which files add that are modules themselves.
    augmented: HashSet<String>,
    /// The file and the place in it, where one file of a family alone declares the module.
    places: HashMap<(TypesFamily, String), Option<(usize, usize)>>,
}

impl AmbientModules {
    /// Adds what a file declares. In a module, such statements add to modules that must be there.
    pub fn add(&mut self, file: usize, family: TypesFamily, module: &DeclarationModule) {
        if module.is_module {
            self.augmented.extend(module.ambient.iter().map(|(name, _)| name.value.clone()));
            return;
        }
        for (at, (name, _)) in module.ambient.iter().enumerate() {
            let known = self.places.entry((family, name.value.clone()));
            known.and_modify(|place| *place = None).or_insert(Some((file, at)));
            self.names.insert(name.value.clone());
        }
    }

    /// Makes the patterns such as `*.svg` known, when all files are.
    pub fn settle(&mut self) {
        let patterns = self.names.iter().filter_map(|name| name.split_once('*'));
        self.patterns = StarTexts::of(patterns.map(|(start, end)| (start, end, 0)));
    }

    /// Tells whether some file declares a module of exactly this name.
    pub fn has_exactly(&self, specifier: &str) -> bool {
        self.names.contains(specifier)
    }

    /// Tells whether some file declares a module of this name, or a pattern for it.
    pub fn has(&self, specifier: &str) -> bool {
        self.has_exactly(specifier) || self.patterns.longest(specifier).is_some()
    }

    /// The only place that declares a module: its file, and the place there.
    pub fn place(&self, family: TypesFamily, specifier: &str) -> Option<(usize, usize)> {
        if self.augmented.contains(specifier) {
            return None;
        }
        self.places.get(&(family, specifier.to_owned())).copied().flatten()
    }
}
