//! The facts that the stages have found out about a package, for the rules to judge.

mod problems;
mod reached;
mod requests;

use std::sync::{Arc, OnceLock};

use crate::{
    entry_points::EntryPoint,
    limits::Reached,
    link::{Linkage, Verdict, link, link_declared},
    package::Package,
    resolve::{Mode, NodeTarget},
};

pub use problems::{Problem, Thrown, Unkept};

/// The facts about a package, for each version of Node that was asked for.
#[derive(Debug)]
pub struct Facts<'p> {
    pub package: &'p Package,
    pub nodes: Vec<Arc<NodeFacts>>,
    /// The errors that Node would throw, over all versions, entry points and modes.
    pub problems: Vec<Problem>,
    /// The name of the rule that reports each problem; made when a rule first asks for it.
    pub(crate) responsible: OnceLock<Vec<Option<&'static str>>>,
}

/// The facts for one version of Node.
#[derive(Debug)]
pub struct NodeFacts {
    pub node: NodeTarget,
    pub entry_points: Vec<EntryPoint>,
    pub linkage: Linkage,
    /// The limits that kept entry points from being looked at.
    pub cut: Vec<Reached>,
}

impl<'p> Facts<'p> {
    pub(crate) fn new(package: &'p Package, nodes: Vec<Arc<NodeFacts>>, problems: Vec<Problem>) -> Self {
        Self { package, nodes, problems, responsible: OnceLock::new() }
    }

    pub fn gather(package: &'p Package, targets: Vec<NodeTarget>) -> Self {
        let nodes = targets.into_iter().map(|node| Arc::new(NodeFacts::gather(package, node)));
        Self::of(package, nodes.collect())
    }

    /// Gathers the facts over several versions of Node from the facts for each.
    pub fn of(package: &'p Package, nodes: Vec<Arc<NodeFacts>>) -> Self {
        let problems = problems::gather(package, &nodes);
        Self::new(package, nodes, problems)
    }
}

impl NodeFacts {
    /// Gathers the facts about everything that package.json declares.
    pub fn gather(package: &Package, node: NodeTarget) -> Self {
        let (entry_points, cut, linkage) = link_declared(package, &node);
        Self { node, entry_points, linkage, cut }
    }

    /// Gathers the facts about these entry points.
    pub fn of(package: &Package, entry_points: Vec<EntryPoint>, node: NodeTarget) -> Self {
        let linkage = link(package, &entry_points, &node);
        Self { node, entry_points, linkage, cut: Vec::new() }
    }
}

/// Returns true if the package offers an entry point to a mode, so that its failure is a fault of the
/// package.
pub fn is_meant(package: &Package, entry: &EntryPoint, mode: Mode, verdict: Option<&Verdict>) -> bool {
    let is_promised = verdict.is_some_and(Verdict::is_promised);
    is_promised || (entry.is_meant_for(package, mode) && verdict.is_none_or(Verdict::is_meant))
}
