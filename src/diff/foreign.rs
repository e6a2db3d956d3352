//! The names that modules of a release give to what other modules of it export.

use std::collections::BTreeSet;

use crate::{
    diff::commonjs::CommonJsExports,
    facts::NodeFacts,
    hash::{HashMap, HashSet},
    link::graph::{Edge, Module, ModuleId},
    path::PackagePath,
};

/// A module and the names that it gives to another; `None` where code makes them.
type GivenNames = (ModuleId, Option<BTreeSet<String>>);

/// The modules of a release that may give names to what others export.
pub(super) struct ForeignNames {
    /// The modules of each file.
    modules: HashMap<PackagePath, Vec<ModuleId>>,
    /// The modules that load a file.
    loading: HashMap<PackagePath, Vec<ModuleId>>,
    /// The modules and requests that may still be looked at.
    looks_left: usize,
}

/// The modules and requests that are looked at for all subpaths, each of which may load every module.
const MOST_LOOKS: usize = 1 << 23;

impl ForeignNames {
    pub fn of(facts: &NodeFacts) -> Self {
        let graph = &facts.linkage.graph;
        let mut found =
            Self { modules: HashMap::default(), loading: HashMap::default(), looks_left: MOST_LOOKS };
        for (id, module) in graph.iter() {
            found.modules.entry(module.path.clone()).or_default().push(id);
            for loaded in module.requests.iter().filter_map(Edge::module).filter_map(|id| graph.get(id)) {
                found.loading.entry(loaded.path.clone()).or_default().push(id);
            }
        }
        found
    }

    /// The names that files get from other modules, as far as `root` loads those modules; `None` where code makes the names, or too
    /// much would have to be looked at.
    pub fn get(
        &mut self,
        files: &[PackagePath],
        root: Option<ModuleId>,
        facts: &NodeFacts,
        commonjs: &mut CommonJsExports<'_>,
    ) -> Option<BTreeSet<String>> {
        self.look(files.iter().map(|file| self.requests_to(file, facts)).sum())?;
        let given: Vec<GivenNames> =
            files.iter().flat_map(|file| self.given(file, facts, commonjs)).collect();
        if given.is_empty() {
            return Some(BTreeSet::new());
        }
        let loaded = loaded_by(root?, facts);
        self.look(loaded.len())?;
        let mut found = BTreeSet::new();
        for (_, names) in given.into_iter().filter(|(by, _)| loaded.contains(by)) {
            found.append(&mut names?);
        }
        Some(found)
    }

    fn look(&mut self, looks: usize) -> Option<()> {
        let left = self.looks_left.checked_sub(looks);
        self.looks_left = left.unwrap_or_default();
        left.map(|_| ())
    }

    /// The number of requests of the modules that load a file.
    fn requests_to(&self, file: &PackagePath, facts: &NodeFacts) -> usize {
        let modules = self.loading.get(file).into_iter().flatten();
        modules.filter_map(|id| facts.linkage.graph.get(*id)).map(|module| module.requests.len()).sum()
    }

    /// The names that a file gets from the modules that load it, and from those that it loads.
    fn given(
        &self,
        file: &PackagePath,
        facts: &NodeFacts,
        commonjs: &mut CommonJsExports<'_>,
    ) -> Vec<GivenNames> {
        let graph = &facts.linkage.graph;
        let mut given = Vec::new();
        for (id, module) in
            self.loading.get(file).into_iter().flatten().filter_map(|id| Some((*id, graph.get(*id)?)))
        {
            given.extend(given_by(module, file, facts, commonjs).into_iter().map(|names| (id, names)));
        }
        let own = self.modules.get(file).into_iter().flatten().filter_map(|id| graph.get(*id));
        for id in own.flat_map(|module| module.requests.iter().filter_map(Edge::module)) {
            if graph.get(id).is_some_and(|module| commonjs.gives_to_parent(&module.path)) {
                given.push((id, None));
            }
        }
        given
    }
}

/// The names that a module gives to a file, once for each specifier that leads there.
fn given_by(
    module: &Module,
    file: &PackagePath,
    facts: &NodeFacts,
    commonjs: &mut CommonJsExports<'_>,
) -> Vec<Option<BTreeSet<String>>> {
    let Some(written) = commonjs.writes(&module.path).filter(|written| !written.foreign.names.is_empty())
    else {
        return Vec::new();
    };
    let leads_there = |edge: &&Edge| {
        let loaded = edge.module().and_then(|id| facts.linkage.graph.get(id));
        loaded.is_some_and(|loaded| loaded.path == *file)
    };
    let leading = module.requests.iter().filter(leads_there);
    leading.filter_map(|edge| written.foreign.names.get(&edge.request.specifier.value).cloned()).collect()
}

/// A module, and all that it may load.
fn loaded_by(root: ModuleId, facts: &NodeFacts) -> HashSet<ModuleId> {
    let (mut loaded, mut open) = (HashSet::from_iter([root]), vec![root]);
    while let Some(module) = open.pop().and_then(|id| facts.linkage.graph.get(id)) {
        let next = module.requests.iter().filter_map(Edge::module);
        open.extend(next.filter(|id| loaded.insert(*id)));
    }
    loaded
}
