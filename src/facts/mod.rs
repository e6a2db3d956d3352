//! Everything that the stages have found out about a package, for the rules to judge.

mod problems;
mod reached;

use std::sync::OnceLock;

use crate::{
    entry_points::{EntryPoint, entry_points_within},
    limits::Reached,
    link::{Linkage, Verdict, link},
    package::Package,
    resolve::{Mode, NodeTarget},
};

pub use problems::{Problem, Thrown};

/// What is true of a package, for each version of Node that was asked for.
#[derive(Debug)]
pub struct Facts<'p> {
    pub package: &'p Package,
    pub nodes: Vec<NodeFacts>,
    /// What Node would throw, over all versions, entry points and modes.
    pub problems: Vec<Problem>,
    /// The name of the rule that reports each of them, once it was asked for.
    pub(crate) responsible: OnceLock<Vec<Option<&'static str>>>,
}

/// What is true for one version of Node.
#[derive(Debug)]
pub struct NodeFacts {
    pub node: NodeTarget,
    pub entry_points: Vec<EntryPoint>,
    pub linkage: Linkage,
    /// The limits that kept entry points from being looked at.
    pub cut: Vec<Reached>,
}

impl<'p> Facts<'p> {
    pub fn gather(package: &'p Package, targets: Vec<NodeTarget>) -> Self {
        let of = |node: NodeTarget| {
            let (entry_points, cut) = entry_points_within(package, &node);
            let linkage = link(package, &entry_points, &node);
            NodeFacts { node, entry_points, linkage, cut }
        };
        let nodes: Vec<_> = targets.into_iter().map(of).collect();
        let problems = problems::gather(package, &nodes);
        Self { package, nodes, problems, responsible: OnceLock::new() }
    }
}

/// Whether the package offers an entry point to a mode, so that its failure is a fault of the package.
pub fn is_meant(package: &Package, entry: &EntryPoint, mode: Mode, verdict: Option<&Verdict>) -> bool {
    entry.is_meant_for(package, mode) && verdict.is_none_or(Verdict::is_meant)
}
