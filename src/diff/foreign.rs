//! The names that modules of a release give to what other modules of it export.

use std::collections::BTreeSet;

use crate::{
    diff::commonjs::CommonJsExports,
    facts::NodeFacts,
    hash::{HashMap, HashSet},
    link::graph::{Edge, Module, ModuleId},
    path::PackagePath,
};

/// The names that a module gives to another; `None` where code makes them.
type NamesOfOne = Option<BTreeSet<String>>;

/// A module and the names that it gives to another.
type GivenNames = (ModuleId, NamesOfOne);

/// The modules of a release that may give names to what others export.
pub(super) struct ForeignNames {
    /// The modules of each file.
    modules: HashMap<PackagePath, Vec<ModuleId>>,
    /// The modules that load a file.
    loading: HashMap<PackagePath, Vec<ModuleId>>,
    /// The names that each module gives, by the files that get them; of those that were asked for.
    givers: HashMap<ModuleId, HashMap<PackagePath, Vec<NamesOfOne>>>,
    /// The modules that may still be looked at.
    looks_left: usize,
}

/// The modules that are looked at for all subpaths, each of which may load every module.
const MOST_LOOKS: usize = 1 << 23;

impl ForeignNames {
    pub fn of(facts: &NodeFacts) -> Self {
        let graph = &facts.linkage.graph;
        let mut found = Self {
            modules: HashMap::default(),
            loading: HashMap::default(),
            givers: HashMap::default(),
            looks_left: MOST_LOOKS,
        };
        for (id, module) in graph.iter() {
            found.modules.entry(module.path.clone()).or_default().push(id);
            for loaded in module.requests.iter().filter_map(Edge::module).filter_map(|id| graph.get(id)) {
                let loading = found.loading.entry(loaded.path.clone()).or_default();
                if loading.last() != Some(&id) {
                    loading.push(id);
                }
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
        self.look(files.iter().filter_map(|file| self.loading.get(file)).map(Vec::len).sum())?;
        let mut given: Vec<GivenNames> = Vec::new();
        for file in files {
            given.extend(self.given(file, facts, commonjs));
        }
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

    /// The names that a file gets from the modules that load it, and from those that it loads.
    fn given(
        &mut self,
        file: &PackagePath,
        facts: &NodeFacts,
        commonjs: &mut CommonJsExports<'_>,
    ) -> Vec<GivenNames> {
        let graph = &facts.linkage.graph;
        let mut given = Vec::new();
        for (id, module) in
            self.loading.get(file).into_iter().flatten().filter_map(|id| Some((*id, graph.get(*id)?)))
        {
            let by_file = self.givers.entry(id).or_insert_with(|| given_by(module, facts, commonjs));
            given.extend(by_file.get(file).into_iter().flatten().map(|names| (id, names.clone())));
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

/// The names that a module gives to each file, once for each specifier that leads there.
fn given_by(
    module: &Module,
    facts: &NodeFacts,
    commonjs: &mut CommonJsExports<'_>,
) -> HashMap<PackagePath, Vec<NamesOfOne>> {
    let mut found: HashMap<PackagePath, Vec<NamesOfOne>> = HashMap::default();
    let written = commonjs.writes(&module.path).filter(|written| !written.foreign.names.is_empty());
    for edge in module.requests.iter().filter(|_| written.is_some()) {
        let names = written.as_ref().and_then(|it| it.foreign.names.get(&edge.request.specifier.value));
        let loaded = edge.module().and_then(|id| facts.linkage.graph.get(id));
        if let Some((names, loaded)) = names.zip(loaded) {
            found.entry(loaded.path.clone()).or_default().push(names.clone());
        }
    }
    found
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
