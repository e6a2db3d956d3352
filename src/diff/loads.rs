//! The packages that a release certainly loads, whatever its package.json says of them.

use crate::{
    facts::NodeFacts,
    hash::HashSet,
    link::graph::{Module, ReachedBy},
    resolve::parse_package_name,
};

/// The names of the packages that the release's own modules load as soon as an entry point loads them.
pub(super) fn loaded_packages(facts: &NodeFacts) -> HashSet<&str> {
    let modules = facts.linkage.graph.iter().map(|(_, module)| module);
    modules.filter(|module| is_own(module)).flat_map(certainly_loaded).collect()
}

fn is_own(module: &Module) -> bool {
    module.reached_by == ReachedBy::Node && !module.path.is_outside()
}

fn certainly_loaded(module: &Module) -> impl Iterator<Item = &str> {
    let specifiers = module.requests.iter().filter(|edge| edge.is_certain());
    specifiers.filter_map(|edge| Some(parse_package_name(&edge.request.specifier.value)?.name))
}
