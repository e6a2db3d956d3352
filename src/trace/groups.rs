//! Groups the modules of a folder that share a fate.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    path::parent,
    trace::{
        fate::{SharedFate, TracedModule},
        stage::Stage,
    },
};

/// Modules that share a folder and a fate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleGroup {
    /// The folder that they have in common; the file, where it is one.
    pub folder: String,
    pub stage: Stage,
    /// They are meant to arrive, and do not.
    pub is_lost: bool,
    /// Their places in the list of modules.
    pub modules: Vec<usize>,
}

/// The modules that are lost come first, and then the stages in the order of the way.
type GroupKey<'m> = (bool, Stage, &'m str, SharedFate<'m>);

/// Groups modules by the highest folders whose modules share one fate, and in other folders by their fates. The groups
/// that are lost first stand first.
pub fn groups(modules: &[TracedModule]) -> Vec<ModuleGroup> {
    let mut fates: BTreeMap<&str, BTreeSet<(Stage, bool, SharedFate<'_>)>> = BTreeMap::new();
    for module in modules {
        for folder in folders(&module.source) {
            fates.entry(folder).or_default().insert((module.stage(), module.is_lost(), module.shared_fate()));
        }
    }
    let home = |source| {
        let uniform = folders(source)
            .filter(|folder| !folder.is_empty() && fates.get(folder).is_some_and(|fates| fates.len() == 1));
        uniform.last().or(parent(source)).unwrap_or_default()
    };
    let mut all: BTreeMap<GroupKey<'_>, Vec<usize>> = BTreeMap::new();
    for (place, module) in modules.iter().enumerate() {
        let key = (!module.is_lost(), module.stage(), home(&module.source), module.shared_fate());
        all.entry(key).or_default().push(place);
    }
    let group = |((is_kept, stage, folder, _), places): (GroupKey<'_>, Vec<usize>)| {
        let only = match places.as_slice() {
            [only] => modules.get(*only).map(|module| module.source.to_string()),
            _ => None,
        };
        ModuleGroup {
            folder: only.unwrap_or_else(|| folder.to_owned()),
            stage,
            is_lost: !is_kept,
            modules: places,
        }
    };
    all.into_iter().map(group).collect()
}

/// The folders above a file, the nearest first.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(parent(path), |folder| parent(folder))
}
