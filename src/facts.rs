//! Everything that the stages have found out about a package, for the rules to judge.

use crate::{
    entry_points::{EntryPoint, entry_points},
    link::{Linkage, link},
    package::Package,
    resolve::NodeTarget,
};

/// What is true of a package, for each version of Node that was asked for.
#[derive(Debug)]
pub struct Facts<'p> {
    pub package: &'p Package,
    pub nodes: Vec<NodeFacts>,
}

/// What is true for one version of Node.
#[derive(Debug)]
pub struct NodeFacts {
    pub node: NodeTarget,
    pub entry_points: Vec<EntryPoint>,
    pub linkage: Linkage,
}

impl<'p> Facts<'p> {
    pub fn gather(package: &'p Package, targets: Vec<NodeTarget>) -> Self {
        let of = |node: NodeTarget| {
            let entry_points = entry_points(package, &node);
            let linkage = link(package, &entry_points, &node);
            NodeFacts { node, entry_points, linkage }
        };
        Self { package, nodes: targets.into_iter().map(of).collect() }
    }
}
