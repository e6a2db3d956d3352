//! Judges modules that are loaded after an entry point: by `import()`, or by a `require` in a function.
//!
//! A module that the entry point has evaluated stays evaluated, so that the order of a cycle says nothing here: only faults
//! count that no order avoids.

use std::{collections::VecDeque, sync::Arc};

use crate::{
    facts::NodeFacts,
    hash::HashMap,
    link::{
        LinkCause,
        by_path::faults_by_path,
        fault::Fault,
        graph::{Module, ModuleId},
    },
    package::Package,
    path::PackagePath,
};

/// The number of modules whose faults are given for one.
const MOST_FAULTY: usize = 8;

/// The modules of a package, each with the answer to loading it later.
#[derive(Debug)]
pub struct LaterLoads {
    facts: Arc<NodeFacts>,
    places: HashMap<PackagePath, ModuleId>,
    /// Without "exports", the faults of those whose path alone leads to them.
    by_path: HashMap<ModuleId, Vec<Fault>>,
    /// The modules that certainly load a fault.
    doomed: Vec<bool>,
}

impl LaterLoads {
    pub fn new(package: &Package, facts: Arc<NodeFacts>, has_exports: bool) -> Self {
        let graph = &facts.linkage.graph;
        let by_path =
            if has_exports { HashMap::default() } else { faults_by_path(package, &facts.node, graph) };
        let mut places = HashMap::default();
        for (id, module) in graph.iter() {
            places.entry(module.path.clone()).or_insert(id);
        }
        let doomed = doomed(&facts, &by_path);
        Self { facts, places, by_path, doomed }
    }

    /// A module is sound if nothing that it certainly loads has a fault.
    pub fn is_sound(&self, id: ModuleId) -> bool {
        self.doomed.get(id.0) != Some(&true)
    }

    /// The causes for which loading a file fails; `None` where it is no module.
    pub fn causes(&self, path: &str) -> Option<Vec<LinkCause>> {
        let root = *self.places.get(path)?;
        Some(if self.is_sound(root) { Vec::new() } else { self.search(root) })
    }

    /// Finds the nearest faults, breadth first.
    fn search(&self, root: ModuleId) -> Vec<LinkCause> {
        let graph = &self.facts.linkage.graph;
        let mut from: HashMap<ModuleId, ModuleId> = HashMap::from_iter([(root, root)]);
        let mut open = VecDeque::from([root]);
        let mut faulty = 0;
        let mut causes = Vec::new();
        while let Some(id) = open.pop_front()
            && faulty < MOST_FAULTY
        {
            let Some(module) = graph.get(id) else { continue };
            let before = causes.len();
            let chain = || self.chain(&from, id);
            let faults =
                module.faults.iter().map(Arc::as_ref).chain(self.by_path.get(&id).into_iter().flatten());
            let breaking = faults.filter(|fault| fault.breaks());
            causes.extend(breaking.map(|fault| LinkCause::new(Arc::new(fault.clone()), chain())));
            faulty += usize::from(causes.len() > before);
            for next in module.loads().into_iter().filter(|next| !self.is_sound(*next)) {
                if let std::collections::hash_map::Entry::Vacant(entry) = from.entry(next) {
                    entry.insert(id);
                    open.push_back(next);
                }
            }
        }
        causes
    }

    fn chain(&self, from: &HashMap<ModuleId, ModuleId>, end: ModuleId) -> Vec<PackagePath> {
        let graph = &self.facts.linkage.graph;
        let steps =
            // The root is its own predecessor, and ends the chain.
            std::iter::successors(Some(end), |id| from.get(id).filter(|before| *before != id).copied());
        let mut chain: Vec<PackagePath> =
            steps.filter_map(|id| graph.get(id)).map(|module| module.path.clone()).collect();
        chain.reverse();
        chain
    }
}

/// The modules that certainly load a fault, found from the faults backwards.
fn doomed(facts: &NodeFacts, by_path: &HashMap<ModuleId, Vec<Fault>>) -> Vec<bool> {
    let graph = &facts.linkage.graph;
    let is_faulty = |module: &Module| module.faults.iter().any(|fault| fault.breaks());
    let faulty = graph.iter().filter(|(_, module)| is_faulty(module)).map(|(id, _)| id);
    let mut open: Vec<ModuleId> = faulty.chain(by_path.keys().copied()).collect();
    let mut doomed = vec![false; graph.len()];
    if open.is_empty() {
        return doomed;
    }
    let mut loaded_by: Vec<Vec<ModuleId>> = vec![Vec::new(); graph.len()];
    for (id, module) in graph.iter() {
        for next in module.loads() {
            if let Some(referrers) = loaded_by.get_mut(next.0) {
                referrers.push(id);
            }
        }
    }
    while let Some(id) = open.pop() {
        if let Some(known @ false) = doomed.get_mut(id.0) {
            *known = true;
            open.extend(loaded_by.get(id.0).into_iter().flatten());
        }
    }
    doomed
}
