//! The facts that the stages have found out about a package, for the rules to judge.

mod node_facts;
mod problems;
mod reached;
mod requests;

use std::sync::{Arc, OnceLock};

use crate::{package::Package, resolve::NodeTarget};

pub use node_facts::{NodeFacts, is_meant};
pub use problems::{Problem, ThrownBy, Unkept};

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
