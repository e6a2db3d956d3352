//! Modules of one folder with one fate, as one.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    path::parent,
    trace::{stage::Stage, verdict::TracedModule},
};

/// Modules with one fate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleGroup {
    /// The folder that they have in common; the file, where it is one.
    pub folder: String,
    pub stage: Stage,
    /// Places in the list of modules.
    pub modules: Vec<usize>,
}

/// The groups: the highest folders whose modules share one fate, and in other folders those that do. What is lost first
/// stands first.
pub fn groups(modules: &[TracedModule]) -> Vec<ModuleGroup> {
    let fate = |module: &TracedModule| (module.stage, module.key.clone());
    let mut fates: BTreeMap<&str, BTreeSet<(Stage, String)>> = BTreeMap::new();
    for module in modules {
        for folder in folders(&module.source) {
            fates.entry(folder).or_default().insert(fate(module));
        }
    }
    let home = |module: &TracedModule| {
        let uniform = folders(&module.source)
            .filter(|folder| !folder.is_empty() && fates.get(folder).is_some_and(|fates| fates.len() == 1));
        let highest = uniform.last();
        highest.or(parent(&module.source)).unwrap_or_default().to_owned()
    };
    let mut all: BTreeMap<(Stage, String, String), Vec<usize>> = BTreeMap::new();
    for (place, module) in modules.iter().enumerate() {
        let key = (module.stage, home(module), module.key.clone());
        all.entry(key).or_default().push(place);
    }
    let group = |((stage, folder, _), places): ((Stage, String, String), Vec<usize>)| {
        let only = match places.as_slice() {
            [only] => modules.get(*only).map(|module| module.source.clone()),
            _ => None,
        };
        ModuleGroup { folder: only.unwrap_or(folder), stage, modules: places }
    };
    all.into_iter().map(group).collect()
}

/// The folders above a file, the nearest first.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(parent(path), |folder| parent(folder))
}
