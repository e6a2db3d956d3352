//! Who reaches a module, and by which imports.

use std::collections::VecDeque;

use crate::{
    link::graph::{Module, ModuleGraph, ModuleId},
    path::PackagePath,
};

/// For one module: the next step towards it, for every module that certainly loads it.
pub(super) struct Towards {
    target: ModuleId,
    next: Vec<Option<ModuleId>>,
}

/// The edges of a graph, backwards.
pub(super) struct Backwards {
    referrers: Vec<Vec<ModuleId>>,
}

impl Backwards {
    /// Over the edges that `follow` names.
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

    /// For every module the first of the targets that it leads to.
    pub(super) fn first_reached(&self, targets: impl Iterator<Item = ModuleId>) -> Vec<Option<ModuleId>> {
        let mut first = vec![None; self.referrers.len()];
        for target in targets {
            let mut open = vec![target];
            while let Some(id) = open.pop() {
                // Who leads to a module that is taken is taken, too.
                if let Some(free @ None) = first.get_mut(id.0) {
                    *free = Some(target);
                    open.extend(self.referrers.get(id.0).into_iter().flatten());
                }
            }
        }
        first
    }

    /// A shortest way to `target` from everywhere that leads there.
    pub(super) fn towards(&self, target: ModuleId) -> Towards {
        let mut next = vec![None; self.referrers.len()];
        let mut open = VecDeque::from([target]);
        while let Some(id) = open.pop_front() {
            for &referrer in self.referrers.get(id.0).into_iter().flatten() {
                if let Some(step @ None) = next.get_mut(referrer.0)
                    && referrer != target
                {
                    *step = Some(id);
                    open.push_back(referrer);
                }
            }
        }
        Towards { target, next }
    }
}

impl Towards {
    /// The files from `start` to the target, both included; `None` where no way leads there.
    pub(super) fn chain(&self, graph: &ModuleGraph, start: ModuleId) -> Option<Vec<PackagePath>> {
        let mut chain = Vec::new();
        let mut at = start;
        loop {
            chain.push(graph.get(at)?.path.clone());
            if at == self.target {
                return Some(chain);
            }
            at = (*self.next.get(at.0)?)?;
        }
    }

    /// How many modules lead there, more or less.
    pub(super) fn reached(&self) -> usize {
        self.next.iter().flatten().count()
    }

    pub(super) fn leads_from(&self, start: ModuleId) -> bool {
        start == self.target || self.next.get(start.0).is_some_and(Option::is_some)
    }
}
