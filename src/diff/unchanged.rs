//! The modules that are the same in both releases, with all that they load: nothing of them needs to be compared.

use crate::{
    hash::HashSet,
    link::graph::{Destination, ModuleGraph},
    resolve::NodeTarget,
    session::Session,
};

/// The paths of the modules that are the same in both releases, with all that they can load.
pub(super) fn unchanged(old: &Session, new: &Session, node: &NodeTarget) -> HashSet<String> {
    let (old_facts, new_facts) = (old.facts(node), new.facts(node));
    let (graph, other) = (&old_facts.linkage.graph, &new_facts.linkage.graph);
    let kept: HashSet<(&str, _)> =
        other.iter().map(|(_, module)| (module.path.as_str(), module.format)).collect();
    let is_same = |path: &crate::path::PackagePath, format| {
        kept.contains(&(path.as_str(), format))
            && old.package().contents(path) == new.package().contents(path)
    };
    let changed = graph.iter().filter(|(_, module)| !is_same(&module.path, module.format));
    let mut open: Vec<usize> = changed.map(|(id, _)| id.0).collect();
    let loaded_by = loaded_by(graph);
    let mut reached: HashSet<usize> = open.iter().copied().collect();
    while let Some(id) = open.pop() {
        let users = loaded_by.get(id).into_iter().flatten().copied();
        open.extend(users.filter(|user| reached.insert(*user)));
    }
    let same = graph.iter().filter(|(id, _)| !reached.contains(&id.0));
    same.map(|(_, module)| module.path.as_str().to_owned()).collect()
}

/// The modules that ask for each module.
fn loaded_by(graph: &ModuleGraph) -> Vec<Vec<usize>> {
    let mut users = vec![Vec::new(); graph.len()];
    for (id, module) in graph.iter() {
        for edge in &module.requests {
            if let Destination::Module(target) = edge.destination
                && let Some(users) = users.get_mut(target.0)
            {
                users.push(id.0);
            }
        }
    }
    users
}
