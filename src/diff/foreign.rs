//! The names that modules of a release give to what other modules of it export.

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    facts::NodeFacts,
    hash::{HashMap, HashSet},
    link::graph::{Edge, ModuleId},
    module::CommonJsModule,
    path::PackagePath,
    session::Session,
};

/// What one module gives to another; no names where code makes them.
type GivenNames = (ModuleId, Option<BTreeSet<String>>);

/// By file, the names that its exports get from other modules.
pub(super) struct ForeignNames(HashMap<PackagePath, Vec<GivenNames>>);

impl ForeignNames {
    pub fn of(session: &Session, facts: &NodeFacts) -> Self {
        let graph = &facts.linkage.graph;
        let read = |path: &PackagePath| session.package().readings().commonjs(path);
        let modules: Vec<(ModuleId, Arc<CommonJsModule>)> =
            graph.iter().filter_map(|(id, module)| Some((id, read(&module.path)?))).collect();
        let reaching = modules.iter().filter(|(_, module)| module.shapes.foreign.reaches_parent);
        let reaching: HashSet<ModuleId> = reaching.map(|(id, _)| *id).collect();
        let mut found = Self(HashMap::default());
        for (id, read) in &modules {
            let Some(module) = graph.get(*id) else { continue };
            let mut loaded = module.requests.iter().filter_map(Edge::module);
            if let Some(by) = loaded.find(|id| reaching.contains(id)) {
                found.add(&module.path, (by, None));
            }
            for edge in &module.requests {
                let names = read.shapes.foreign.names.get(&edge.request.specifier.value);
                if let (Some(names), Some(loaded)) = (names, edge.module().and_then(|id| graph.get(id))) {
                    found.add(&loaded.path, (*id, names.clone()));
                }
            }
        }
        found
    }

    fn add(&mut self, path: &PackagePath, given: GivenNames) {
        self.0.entry(path.clone()).or_default().push(given);
    }

    /// The names that some of these files get from modules that the first of all loads, or from that; `None` where code
    /// makes them.
    pub fn get(
        &self,
        files: &[PackagePath],
        root: Option<ModuleId>,
        facts: &NodeFacts,
    ) -> Option<BTreeSet<String>> {
        let mut given = files.iter().filter_map(|file| self.0.get(file)).flatten().peekable();
        if given.peek().is_none() {
            return Some(BTreeSet::new());
        }
        let loaded = loaded_by(root?, facts);
        let mut found = BTreeSet::new();
        for (_, names) in given.filter(|(by, _)| loaded.contains(by)) {
            found.extend(names.as_ref()?.iter().cloned());
        }
        Some(found)
    }
}

/// A module, and all that it may load.
fn loaded_by(root: ModuleId, facts: &NodeFacts) -> HashSet<ModuleId> {
    let (mut loaded, mut open) = (HashSet::from_iter([root]), vec![root]);
    while let Some(module) = open.pop().and_then(|id| facts.linkage.graph.get(id)) {
        let next = module.requests.iter().filter_map(Edge::module);
        open.extend(next.filter(|id| loaded.insert(*id)));
    }
    loaded
}
