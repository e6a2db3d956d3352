//! Judges modules that are loaded after an entry point: by `import()`, or by a `require` in a function.
//!
//! A module that the entry point has evaluated stays evaluated, so that the order of a cycle says nothing here: only faults
//! count that no order avoids.

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

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
/// The number of modules that all searches look at, and of files that all chains name. After that, a module is given the faults of the
/// nearest faulty one, and the chain has only its ends.
const MOST_STEPS: usize = 1 << 18;

/// The modules of a package, each with the answer to loading it later.
#[derive(Debug)]
pub struct LaterLoads {
    facts: Arc<NodeFacts>,
    places: HashMap<PackagePath, ModuleId>,
    /// Without "exports", the faults of those whose path alone leads to them.
    by_path: HashMap<ModuleId, Vec<Fault>>,
    /// For each module that certainly loads a fault, the nearest module that has one.
    nearest_faulty: Vec<Option<ModuleId>>,
    steps: AtomicUsize,
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
        let nearest_faulty = nearest_faulty(&facts, &by_path);
        Self { facts, places, by_path, nearest_faulty, steps: AtomicUsize::new(0) }
    }

    /// A module is sound if nothing that it certainly loads has a fault.
    pub fn is_sound(&self, id: ModuleId) -> bool {
        self.nearest(id).is_none()
    }

    /// The causes for which loading a file fails; `None` where it is no module.
    pub fn causes(&self, path: &str) -> Option<Vec<LinkCause>> {
        let root = *self.places.get(path)?;
        Some(match self.nearest(root) {
            None => Vec::new(),
            Some(faulty) if self.steps.load(Ordering::Relaxed) >= MOST_STEPS => {
                let ends = [root, faulty].into_iter().take(if root == faulty { 1 } else { 2 });
                self.faults_of(faulty, &self.paths(ends))
            }
            Some(_) => self.search(root),
        })
    }

    fn nearest(&self, id: ModuleId) -> Option<ModuleId> {
        self.nearest_faulty.get(id.0).copied().flatten()
    }

    /// Returns the faults of one module that break it, with the chain of files that leads there.
    fn faults_of(&self, id: ModuleId, chain: &[PackagePath]) -> Vec<LinkCause> {
        let own = self.facts.linkage.graph.get(id).into_iter().flat_map(|module| &module.faults);
        let faults = own.map(Arc::as_ref).chain(self.by_path.get(&id).into_iter().flatten());
        let breaking = faults.filter(|fault| fault.breaks());
        breaking.map(|fault| LinkCause::new(Arc::new(fault.clone()), chain.to_vec())).collect()
    }

    fn paths(&self, ids: impl Iterator<Item = ModuleId>) -> Vec<PackagePath> {
        let graph = &self.facts.linkage.graph;
        ids.filter_map(|id| graph.get(id)).map(|module| module.path.clone()).collect()
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
            if self.nearest(id) == Some(id) {
                let chain = self.chain(&from, id);
                let faults = self.faults_of(id, &chain);
                self.steps.fetch_add(chain.len() * faults.len(), Ordering::Relaxed);
                causes.extend(faults);
                faulty += 1;
            }
            for next in module.loads().into_iter().filter(|next| !self.is_sound(*next)) {
                if let std::collections::hash_map::Entry::Vacant(entry) = from.entry(next) {
                    entry.insert(id);
                    open.push_back(next);
                }
            }
        }
        self.steps.fetch_add(from.len(), Ordering::Relaxed);
        causes
    }

    fn chain(&self, from: &HashMap<ModuleId, ModuleId>, end: ModuleId) -> Vec<PackagePath> {
        let steps =
            // The root is its own predecessor, and ends the chain.
            std::iter::successors(Some(end), |id| from.get(id).filter(|before| *before != id).copied());
        let mut chain = self.paths(steps);
        chain.reverse();
        chain
    }
}

/// Finds for each module that certainly loads a fault the nearest module that has one: from the faults backwards, breadth first.
fn nearest_faulty(facts: &NodeFacts, by_path: &HashMap<ModuleId, Vec<Fault>>) -> Vec<Option<ModuleId>> {
    let graph = &facts.linkage.graph;
    let is_faulty = |(id, module): &(ModuleId, &Module)| {
        let of_path = by_path.get(id).into_iter().flatten();
        module.faults.iter().map(Arc::as_ref).chain(of_path).any(Fault::breaks)
    };
    let faulty: Vec<_> = graph.iter().filter(is_faulty).map(|(id, _)| id).collect();
    let mut nearest = vec![None; graph.len()];
    if faulty.is_empty() {
        return nearest;
    }
    let mut loaded_by: Vec<Vec<ModuleId>> = vec![Vec::new(); graph.len()];
    for (id, module) in graph.iter() {
        for next in module.loads() {
            if let Some(referrers) = loaded_by.get_mut(next.0) {
                referrers.push(id);
            }
        }
    }
    let mut open: VecDeque<_> = faulty.into_iter().map(|id| (id, id)).collect();
    while let Some((id, fault)) = open.pop_front() {
        if let Some(known @ None) = nearest.get_mut(id.0) {
            *known = Some(fault);
            open.extend(loaded_by.get(id.0).into_iter().flatten().map(|referrer| (*referrer, fault)));
        }
    }
    nearest
}
