//! The modules that reach a module, and the imports by which they do.

use std::collections::VecDeque;

use crate::{
    hash::HashMap,
    link::graph::{Module, ModuleGraph, ModuleId},
    path::PackagePath,
};

/// For one module: the next step towards it, from every module that leads to it.
pub(super) struct Towards {
    pub target: ModuleId,
    next: HashMap<ModuleId, ModuleId>,
}

/// The edges of a graph, backwards.
pub(super) struct Backwards {
    referrers: Vec<Vec<ModuleId>>,
}

impl Backwards {
    /// Reverses the edges that `follow` returns.
    pub(super) fn new(graph: &ModuleGraph, follow: fn(&Module) -> Vec<ModuleId>) -> Self {
        let mut referrers = vec![Vec::new(); graph.len()];
        for (id, module) in graph.iter() {
            for target in follow(module) {
                if let Some(list) = referrers.get_mut(target.0) {
                    list.push(id);
                }
            }
        }
        Self { referrers }
    }

    /// Adds edges to those that lead from some modules.
    pub(super) fn add(&mut self, edges: &HashMap<ModuleId, Vec<ModuleId>>) {
        let pairs = edges.iter().flat_map(|(id, targets)| targets.iter().map(|target| (*id, *target)));
        let mut pairs: Vec<_> = pairs.collect();
        // The ways that are found follow from their order.
        pairs.sort_unstable();
        for (id, target) in pairs {
            if let Some(list) = self.referrers.get_mut(target.0) {
                list.push(id);
            }
        }
    }

    /// Returns a shortest way to `target` from every module that leads there.
    pub(super) fn towards(&self, target: ModuleId) -> Towards {
        let mut next = HashMap::default();
        // Breadth first, so that the first way that is found is a shortest one.
        let mut open = VecDeque::from([target]);
        while let Some(id) = open.pop_front() {
            for &referrer in self.referrers(id) {
                if referrer != target && !next.contains_key(&referrer) {
                    next.insert(referrer, id);
                    open.push_back(referrer);
                }
            }
        }
        Towards { target, next }
    }

    /// Returns for each module the first of `targets` that it leads to; looks at every edge once.
    pub(super) fn first_reached(&self, targets: impl Iterator<Item = ModuleId>) -> LeadingModules {
        let mut first = vec![None; self.referrers.len()];
        for target in targets {
            let mut open = vec![target];
            while let Some(id) = open.pop() {
                // A module that leads to one with an earlier target leads to that target itself, and has it
                // already.
                if let Some(reached @ None) = first.get_mut(id.0) {
                    *reached = Some(target);
                    open.extend(self.referrers(id));
                }
            }
        }
        LeadingModules { first }
    }

    pub(super) fn referrers(&self, id: ModuleId) -> &[ModuleId] {
        self.referrers.get(id.0).map_or(&[], Vec::as_slice)
    }
}

/// The modules that lead to one of several targets, each with the first of them.
#[derive(Default)]
pub(super) struct LeadingModules {
    first: Vec<Option<ModuleId>>,
}

impl LeadingModules {
    /// Returns the first of the targets that a module leads to, or is.
    pub(super) fn from(&self, start: ModuleId) -> Option<ModuleId> {
        self.first.get(start.0).copied().flatten()
    }
}

impl Towards {
    /// Returns the files from `start` to the target, both included; `None` if no way leads there.
    pub(super) fn chain(&self, graph: &ModuleGraph, start: ModuleId) -> Option<Vec<PackagePath>> {
        let mut chain = Vec::new();
        let mut at = start;
        loop {
            chain.push(graph.get(at)?.path.clone());
            if at == self.target {
                return Some(chain);
            }
            at = *self.next.get(&at)?;
        }
    }

    /// Returns every module that leads there, the target included, in no order.
    pub(super) fn starts(&self) -> impl Iterator<Item = ModuleId> {
        self.next.keys().copied().chain([self.target])
    }

    /// The number of these modules.
    pub(super) fn len(&self) -> usize {
        self.next.len().saturating_add(1)
    }
}
