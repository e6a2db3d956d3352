//! The namespaces that modules export as one name: `export * as ns from './ns.js'`.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    hash::HashMap,
    limits::name_weight,
    link::{
        commonjs::LexedAhead,
        exports::{BindingName, Export},
        graph::{Destination, Module, ModuleGraph, ModuleId},
        names::NameResolver,
    },
    module::{BindingKind, EsModule, ImportName, LocalExport, pool},
    package::Package,
    resolve::NodeTarget,
};

/// The names of a module, and those of them that are namespaces of modules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Namespace {
    pub names: BTreeSet<String>,
    /// True if these are all names.
    pub complete: bool,
    pub namespaces: BTreeMap<String, ModuleId>,
    /// The names that are namespaces of other packages or of modules of Node, each with the specifier.
    pub outside: BTreeMap<String, String>,
}

/// Returns the names of these modules and of the modules behind their namespaces; none where no module exports a namespace.
pub fn namespaces(
    graph: &ModuleGraph,
    package: &Package,
    node: &NodeTarget,
    modules: impl IntoIterator<Item = ModuleId> + Send,
) -> HashMap<ModuleId, Namespace> {
    let mut all = graph.iter().filter_map(|(_, module)| module.es());
    if !all.any(exports_namespace) {
        return HashMap::default();
    }
    let find = || of_modules(graph, package, node, modules);
    match pool() {
        Some(pool) => pool.install(find),
        None => find(),
    }
}

fn of_modules(
    graph: &ModuleGraph,
    package: &Package,
    node: &NodeTarget,
    modules: impl IntoIterator<Item = ModuleId>,
) -> HashMap<ModuleId, Namespace> {
    let most = package.limits().names;
    let mut resolver = NameResolver::new(graph, package, node, LexedAhead::default());
    let mut found = HashMap::default();
    let mut open: Vec<ModuleId> = modules.into_iter().collect();
    let mut weight: u64 = 0;
    while let Some(id) = open.pop() {
        if found.contains_key(&id) {
            continue;
        }
        // Verdicts have no more names, either.
        let namespace =
            if weight > most { Namespace::default() } else { of_module(&mut resolver, graph, id) };
        weight = weight.saturating_add(namespace.names.iter().map(|name| name_weight(name)).sum());
        open.extend(namespace.namespaces.values());
        found.insert(id, namespace);
    }
    found
}

fn exports_namespace(es: &EsModule) -> bool {
    es.indirect_exports.iter().any(|export| export.import == ImportName::Namespace)
        || es.local_exports.iter().any(|export| export.kind == BindingKind::Namespace)
}

fn of_module<'g>(resolver: &mut NameResolver<'g>, graph: &'g ModuleGraph, id: ModuleId) -> Namespace {
    let offered = resolver.of(id);
    let (mut namespaces, mut outside) = (BTreeMap::new(), BTreeMap::new());
    let is_es = graph.get(id).is_some_and(|module| module.es().is_some());
    let unresolved = namespaces_by_name(graph, id);
    for name in offered.names.iter().filter(|_| is_es) {
        let Export::Found(binding) = resolver.resolve(&Destination::Module(id), name) else {
            let specifier = unresolved.get(name.as_str()).and_then(|request| specifier(graph, id, *request));
            outside.extend(specifier.map(|specifier| (name.clone(), specifier)));
            continue;
        };
        let (target, foreign) = match &binding.name {
            BindingName::Namespace { .. } => (Some(binding.module), None),
            BindingName::Export(own) => {
                let es = graph.get(binding.module).and_then(Module::es);
                let export = resolver.local_export(binding.module, own);
                let export = export.filter(|export| export.kind == BindingKind::Namespace);
                let target = es
                    .zip(export)
                    .and_then(|(es, export)| resolver.imported_namespace(binding.module, es, export));
                let foreign = es.zip(export).filter(|_| target.is_none());
                (target, foreign.and_then(|(es, export)| imported(graph, binding.module, es, export)))
            }
        };
        namespaces.extend(target.map(|target| (name.clone(), target)));
        outside.extend(foreign.map(|specifier| (name.clone(), specifier)));
    }
    Namespace { names: offered.names, complete: offered.complete, namespaces, outside }
}

/// The requests of the namespaces that a module re-exports, by their names.
fn namespaces_by_name(graph: &ModuleGraph, id: ModuleId) -> HashMap<&str, usize> {
    let exports = graph.get(id).and_then(Module::es).into_iter().flat_map(|es| &es.indirect_exports);
    let namespaces = exports.filter(|export| export.import == ImportName::Namespace);
    namespaces.map(|export| (export.name.value.as_str(), export.request)).collect()
}

/// The specifier of the module whose namespace another one imports and exports.
fn imported(graph: &ModuleGraph, id: ModuleId, es: &EsModule, export: &LocalExport) -> Option<String> {
    let import = es.imports.iter().find(|import| import.local.value == export.local)?;
    specifier(graph, id, import.request)
}

fn specifier(graph: &ModuleGraph, id: ModuleId, request: usize) -> Option<String> {
    Some(graph.get(id)?.requests.get(request)?.request.specifier.value.clone())
}
