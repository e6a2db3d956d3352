//! The facts that the stages have found out about a package, for the rules to judge.

mod engines;
mod hosts;
mod node_facts;
mod problems;
mod reached;
mod requests;

use std::sync::Arc;

use crate::{
    budget::SizeBudget,
    package::Package,
    resolve::{NodeTarget, typescript::TypesMode},
    types::TypesFacts,
};

pub use engines::{PackageVersions, UnkeptVersion, too_low, too_new, verdicts_alike};
pub use hosts::{Host, hosts_of};
pub use node_facts::{NodeFacts, is_meant};
pub use problems::{Problem, ThrownBy, Unkept};

/// The facts about a package, for each version of Node that was asked for.
#[derive(Debug)]
pub struct Facts<'p> {
    pub package: &'p Package,
    pub nodes: Vec<Arc<NodeFacts>>,
    /// The errors that Node would throw, over all versions, entry points and modes.
    pub problems: Vec<Problem>,
    /// The declarations as TypeScript sees them, unless they are not asked for.
    pub types: Option<Arc<TypesFacts>>,
    /// A package without declarations is wrong.
    pub types_required: bool,
    /// No version was asked for: "engines" and the maintained lines say which ones matter.
    pub by_engines: bool,
    /// The most that the package may weigh, as far as the caller says.
    pub budget: SizeBudget,
}

impl<'p> Facts<'p> {
    pub(crate) fn new(package: &'p Package, nodes: Vec<Arc<NodeFacts>>, problems: Vec<Problem>) -> Self {
        let (types, types_required, budget) = (None, false, SizeBudget::default());
        Self { package, nodes, problems, types, types_required, by_engines: false, budget }
    }

    pub fn gather(package: &'p Package, targets: Vec<NodeTarget>) -> Self {
        let nodes = targets.into_iter().map(|node| Arc::new(NodeFacts::gather(package, node)));
        let nodes: Vec<Arc<NodeFacts>> = nodes.collect();
        let types = nodes.first().map(|node| node.types(package, &TypesMode::DEFAULT));
        Self { types: types.map(Arc::new), ..Self::of(package, nodes) }
    }

    /// Gathers the facts over several versions of Node from the facts for each.
    pub fn of(package: &'p Package, nodes: Vec<Arc<NodeFacts>>) -> Self {
        let problems = problems::gather(package, &nodes);
        Self::new(package, nodes, problems)
    }
}
