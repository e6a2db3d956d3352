//! The modules that lead to one in which two versions of Node may differ: of all others both say the same.

use crate::{
    facts::engines::differing::VersionDifference,
    hash::HashSet,
    link::graph::{Edge, Module, ModuleGraph, ModuleId, ReachedBy},
};

/// The search for such modules from one entry point after the other. It ends with the first that is found, so that few modules
/// need to be looked at.
pub(super) struct Suspicion<'s, 'f> {
    graph: &'f ModuleGraph,
    difference: &'s VersionDifference<'f>,
    /// The modules that lead to none.
    unsuspected: HashSet<ModuleId>,
}

impl<'s, 'f> Suspicion<'s, 'f> {
    pub fn new(graph: &'f ModuleGraph, difference: &'s VersionDifference<'f>) -> Self {
        Self { graph, difference, unsuspected: HashSet::default() }
    }

    /// Tells whether a module leads to one in which the versions may differ, or is one.
    pub fn is_raised_by(&mut self, start: ModuleId) -> bool {
        let (mut open, mut seen) = (vec![start], HashSet::default());
        while let Some(id) = open.pop() {
            if self.unsuspected.contains(&id) || !seen.insert(id) {
                continue;
            }
            let Some(module) = self.graph.get(id) else { continue };
            if self.difference.may_be_in(module) {
                return true;
            }
            open.extend(module.requests.iter().filter_map(Edge::module));
        }
        self.unsuspected.extend(seen);
        false
    }
}

/// The edges of a graph, backwards, whenever they are followed.
pub(super) struct AllReferrers<'f> {
    graph: &'f ModuleGraph,
    of_each: Vec<Vec<ModuleId>>,
}

impl<'f> AllReferrers<'f> {
    pub fn of(graph: &'f ModuleGraph) -> Self {
        let mut of_each = vec![Vec::new(); graph.len()];
        for (id, module) in graph.iter() {
            for target in module.requests.iter().filter_map(Edge::module) {
                of_each.get_mut(target.0).into_iter().for_each(|list: &mut Vec<ModuleId>| list.push(id));
            }
        }
        Self { graph, of_each }
    }

    /// The modules that lead to one of those that Node gets to and that are meant, or are one.
    pub fn leading_to(&self, is_meant: impl Fn(&Module) -> bool) -> HashSet<ModuleId> {
        let is_target = |module: &Module| module.reached_by == ReachedBy::Node && is_meant(module);
        let targets = self.graph.iter().filter(|(_, module)| is_target(module));
        let mut open: Vec<ModuleId> = targets.map(|(id, _)| id).collect();
        let mut leading = HashSet::default();
        while let Some(id) = open.pop() {
            if leading.insert(id) {
                open.extend(self.of_each.get(id.0).into_iter().flatten());
            }
        }
        leading
    }
}
