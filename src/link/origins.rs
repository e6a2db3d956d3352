//! The module that makes each name that another module offers.

use std::collections::BTreeMap;

use crate::{
    link::{
        commonjs::LexedAhead,
        graph::{Destination, ModuleGraph, ModuleId},
        names::{Export, NameResolver},
    },
    module::pool,
    package::Package,
    path::PackagePath,
    resolve::NodeTarget,
};

/// Returns, for each of the modules, its names and the file that makes each; names without a known maker are
/// left out.
pub fn origins(
    graph: &ModuleGraph,
    package: &Package,
    node: &NodeTarget,
    modules: &[ModuleId],
) -> Vec<BTreeMap<String, PackagePath>> {
    let all = || {
        let mut names = NameResolver::new(graph, package, node, LexedAhead::default());
        modules.iter().map(|id| of_module(graph, &mut names, *id)).collect()
    };
    match pool() {
        Some(pool) => pool.install(all),
        None => all(),
    }
}

fn of_module(
    graph: &ModuleGraph,
    names: &mut NameResolver<'_>,
    id: ModuleId,
) -> BTreeMap<String, PackagePath> {
    let offered = names.of(id).names;
    let maker = |name: &String| match names.resolve(&Destination::Module(id), name) {
        Export::Found(binding) => graph.get(binding.module).map(|module| module.path.clone()),
        _ => None,
    };
    let found = offered.iter().map(maker).collect::<Vec<_>>();
    offered.into_iter().zip(found).filter_map(|(name, path)| Some((name, path?))).collect()
}
