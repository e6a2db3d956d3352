//! The module that makes each name that another module offers.

use std::collections::BTreeMap;

use crate::{
    limits::name_weight,
    link::{
        commonjs::LexedAhead,
        exports::{BindingName, Export},
        graph::{Destination, ModuleGraph, ModuleId},
        names::NameResolver,
    },
    module::pool,
    package::Package,
    path::PackagePath,
    resolve::NodeTarget,
};

/// The module that makes a name, and the name that it has there.
pub type NameMaker = (ModuleId, String);

/// Returns, for each of the modules, its names and the file that makes each; names without a known maker are
/// left out.
pub fn origins(
    graph: &ModuleGraph,
    package: &Package,
    node: &NodeTarget,
    modules: &[ModuleId],
) -> Vec<BTreeMap<String, PackagePath>> {
    let paths = |names: BTreeMap<String, NameMaker>| {
        let path = |(name, (id, _)): (String, NameMaker)| Some((name, graph.get(id)?.path.clone()));
        names.into_iter().filter_map(path).collect()
    };
    makers(graph, package, node, modules).into_iter().map(paths).collect()
}

/// Like [`origins`], with the name that each has in the module that makes it; `*` for a namespace.
pub fn makers(
    graph: &ModuleGraph,
    package: &Package,
    node: &NodeTarget,
    modules: &[ModuleId],
) -> Vec<BTreeMap<String, NameMaker>> {
    let most = package.limits().names;
    let all = || {
        let mut names = NameResolver::new(graph, package, node, LexedAhead::default());
        let mut found: u64 = 0;
        let of_next = |id: &ModuleId| {
            // Verdicts have no more names, either.
            let made = if found > most { BTreeMap::new() } else { of_module(&mut names, *id) };
            found = found.saturating_add(made.keys().map(|name| name_weight(name)).sum());
            made
        };
        modules.iter().map(of_next).collect()
    };
    match pool() {
        Some(pool) => pool.install(all),
        None => all(),
    }
}

fn of_module(names: &mut NameResolver<'_>, id: ModuleId) -> BTreeMap<String, NameMaker> {
    let offered = names.of(id).names;
    let maker = |name: &String| match names.resolve(&Destination::Module(id), name) {
        Export::Found(binding) => {
            let own = match binding.name {
                BindingName::Export(name) => name,
                BindingName::Namespace { .. } => "*".to_owned(),
            };
            Some((binding.module, own))
        }
        _ => None,
    };
    let found = offered.iter().map(maker).collect::<Vec<_>>();
    offered.into_iter().zip(found).filter_map(|(name, path)| Some((name, path?))).collect()
}
