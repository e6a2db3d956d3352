//! The facts for one version of Node.

use std::sync::Arc;

use crate::{
    entry_points::{EntryPoint, entry_points_within},
    facts::hosts::hosts_of,
    limits::{Limit, LimitReached, name_weight},
    link::{Linkage, Verdict, link, link_declared, link_reached},
    module::on_pool,
    package::Package,
    resolve::{Mode, NodeTarget, typescript::TypesMode},
    types::TypesFacts,
};

/// The facts for one version of Node.
#[derive(Debug)]
pub struct NodeFacts {
    pub node: NodeTarget,
    pub entry_points: Vec<EntryPoint>,
    pub linkage: Linkage,
    /// The limits that kept entry points from being looked at.
    pub cut: Vec<LimitReached>,
}

impl NodeFacts {
    /// Gathers the facts about everything that package.json declares.
    pub fn gather(package: &Package, node: NodeTarget) -> Self {
        let (entry_points, cut, linkage) = link_declared(package, &node);
        Self { node, entry_points, linkage, cut }
    }

    /// Finds out what TypeScript sees, and compares it with what this Node loads.
    pub fn types(&self, package: &Package, modes: &[TypesMode]) -> TypesFacts {
        // Each declaration is read on a thread with room: there the whole of it needs no way to another and back.
        let types =
            on_pool(|| TypesFacts::gather(package, &self.entry_points, &self.linkage, &self.node, modes));
        with_names_within(package.limits().names(), types)
    }

    /// Finds the declarations of some entry points and their names, and judges nothing.
    pub fn declared_types(
        &self,
        package: &Package,
        modes: &[TypesMode],
        is_asked: impl Fn(&EntryPoint) -> bool,
    ) -> TypesFacts {
        let types = TypesFacts::declared(package, &self.entry_points, modes, is_asked);
        with_names_within(package.limits().names(), types)
    }

    /// Gathers the facts about what is declared, and about those modules only that it leads to.
    pub fn reached(package: &Package, node: NodeTarget) -> Self {
        let (entry_points, cut) = entry_points_within(package, &node);
        let linkage = link_reached(package, &entry_points, &node);
        Self { node, entry_points, linkage, cut }
    }

    /// Gathers the facts about these entry points.
    pub fn of(package: &Package, entry_points: Vec<EntryPoint>, node: NodeTarget) -> Self {
        let linkage = link(package, &entry_points, &node);
        Self { node, entry_points, linkage, cut: Vec::new() }
    }
}

/// Leaves out names once there are too many of all entry points together: many of them may lead to one file of many
/// names, and each is told its names.
fn with_names_within(limit: Limit, mut types: TypesFacts) -> TypesFacts {
    let mut named: u64 = 0;
    for outcome in types.entries.iter_mut().flat_map(|entry| &mut entry.outcomes) {
        let names = &outcome.names;
        let of_problems = outcome.problems.iter().flat_map(|problem| &problem.names);
        let all = names.values.keys().chain(&names.types).chain(of_problems);
        let messages = outcome.problems.iter().map(|problem| name_weight(&problem.message) - 1);
        named = named.saturating_add(all.map(|name| name_weight(name)).chain(messages).sum());
        if named > limit.value {
            (outcome.names, outcome.problems) = (Arc::default(), Vec::new());
        }
    }
    let reached = limit.check(named, || "not all declared names of all entry points are given".to_owned());
    types.cut.extend(reached.err());
    types
}

/// Returns true if the package offers an entry point to a mode, so that its failure is a fault of the
/// package. What is written for another host is not offered to Node.
pub fn is_meant(package: &Package, entry: &EntryPoint, mode: Mode, verdict: Option<&Verdict>) -> bool {
    let is_promised = verdict.is_some_and(Verdict::is_promised);
    let is_of_host = || verdict.is_some_and(|verdict| hosts_of(package, entry, verdict).is_some());
    is_promised
        || (entry.is_meant_for(package, mode) && verdict.is_none_or(Verdict::is_meant) && !is_of_host())
}
