//! Which modules may be loaded, and which Node does not get to.

use crate::{
    link::graph::{Edge, Module, ModuleGraph, ModuleId, ReachedBy},
    module::When,
};

/// Every module that the roots may load, now or later, other than where a failure is caught.
pub(super) fn reached(graph: &ModuleGraph, roots: impl Iterator<Item = ModuleId>) -> Vec<&Module> {
    let mut is_reached = vec![false; graph.len()];
    let mut open: Vec<ModuleId> = roots.collect();
    while let Some(id) = open.pop() {
        if let Some(seen @ false) = is_reached.get_mut(id.0) {
            *seen = true;
            open.extend(graph.get(id).into_iter().flat_map(may_load));
        }
    }
    let all = graph.iter().zip(is_reached).filter(|(_, is_reached)| *is_reached);
    all.map(|((_, module), _)| module).collect()
}

/// Every module that Node does not get to; whoever does minds its broken imports, too.
pub(super) fn unreached(graph: &ModuleGraph) -> impl Iterator<Item = &Module> {
    graph.iter().map(|(_, module)| module).filter(|module| module.reached_by != ReachedBy::Node)
}

fn may_load(module: &Module) -> impl Iterator<Item = ModuleId> {
    module.requests.iter().filter(|edge| edge.request.when != When::Guarded).filter_map(Edge::module)
}
