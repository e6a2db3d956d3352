//! The modules that may be loaded, and those that Node does not get to.

use std::collections::BTreeSet;

use crate::{
    hash::HashMap,
    link::graph::{Edge, Module, ModuleGraph, ModuleId, ReachedBy},
    module::When,
    path::parent,
};

/// Returns every module that the roots may load, now or later, except by requests whose failure is caught.
pub(super) fn reached(
    graph: &ModuleGraph,
    roots: impl Iterator<Item = ModuleId>,
) -> Vec<(ModuleId, &Module)> {
    let mut is_reached = vec![false; graph.len()];
    let mut open: Vec<ModuleId> = roots.collect();
    while let Some(id) = open.pop() {
        if let Some(seen @ false) = is_reached.get_mut(id.0) {
            *seen = true;
            open.extend(graph.get(id).into_iter().flat_map(may_load));
        }
    }
    // The modules are returned in the order of the graph, which does not depend on the order of the search.
    let all = graph.iter().zip(is_reached).filter(|(_, is_reached)| *is_reached);
    all.map(|(module, _)| module).collect()
}

/// The number of modules that are looked at in search of the entry points that lead to later errors; beyond
/// it, each error gets one entry point.
const MOST_STEPS: usize = 1 << 21;

/// The entry points and bins that may load a module, now or later.
pub(super) struct Ways<'g> {
    graph: &'g ModuleGraph,
    roots: HashMap<ModuleId, BTreeSet<&'g str>>,
    referrers: Vec<Vec<ModuleId>>,
    steps: usize,
    /// One root for each module that is reached; made once there were too many steps.
    first: Option<Vec<Option<ModuleId>>>,
}

impl<'g> Ways<'g> {
    pub(super) fn new(graph: &'g ModuleGraph, roots: impl Iterator<Item = (ModuleId, &'g str)>) -> Self {
        let mut of: HashMap<ModuleId, BTreeSet<&str>> = HashMap::default();
        roots.for_each(|(id, name)| {
            of.entry(id).or_default().insert(name);
        });
        Self { graph, roots: of, referrers: Vec::new(), steps: 0, first: None }
    }

    /// Returns the subpaths and names of bins from which a module can be reached.
    pub(super) fn from(&mut self, target: ModuleId) -> BTreeSet<&'g str> {
        if self.steps > MOST_STEPS {
            return self.first_to(target);
        }
        // Made with the first question, as a package without later errors and computed paths asks none.
        if self.referrers.is_empty() {
            self.referrers = referrers(self.graph);
        }
        let mut is_seen = vec![false; self.graph.len()];
        let mut open = vec![target];
        let mut names = BTreeSet::new();
        while let Some(id) = open.pop() {
            if let Some(seen @ false) = is_seen.get_mut(id.0) {
                *seen = true;
                names.extend(self.roots.get(&id).into_iter().flatten());
                open.extend(self.referrers.get(id.0).into_iter().flatten());
            }
        }
        // Each question costs a table of all modules, and the names that it finds, which are copied several times.
        self.steps = self.steps.saturating_add(self.graph.len() + 16 * names.len());
        names
    }

    fn first_to(&mut self, target: ModuleId) -> BTreeSet<&'g str> {
        let (graph, roots) = (self.graph, &self.roots);
        let first = self.first.get_or_insert_with(|| first_roots(graph, roots.keys().copied().collect()));
        let root = first.get(target.0).copied().flatten();
        let names = root.and_then(|root| self.roots.get(&root)).into_iter().flatten();
        names.take(1).copied().collect()
    }
}

fn referrers(graph: &ModuleGraph) -> Vec<Vec<ModuleId>> {
    let mut referrers = vec![Vec::new(); graph.len()];
    for (id, module) in graph.iter() {
        for target in may_load(module) {
            referrers.get_mut(target.0).into_iter().for_each(|list: &mut Vec<ModuleId>| list.push(id));
        }
    }
    add_computed(graph, &mut referrers);
    referrers
}

/// Adds the modules that may load a module by a computed path.
fn add_computed(graph: &ModuleGraph, referrers: &mut [Vec<ModuleId>]) {
    let mut of_folder: HashMap<&str, Vec<(ModuleId, bool)>> = HashMap::default();
    for (from, folder) in &graph.computed {
        of_folder.entry(&folder.path).or_default().push((*from, folder.is_deep));
    }
    let is_computed = |module: &Module| module.reached_by == ReachedBy::Computed && !of_folder.is_empty();
    // A hostile package can load every folder from every module.
    let mut left = MOST_STEPS;
    for (id, module) in graph.iter().filter(|(_, module)| is_computed(module)) {
        let own = module.path.directory();
        let mut around = Some(own);
        while let Some(folder) = around {
            let loaders = of_folder.get(folder).into_iter().flatten();
            let loaders = loaders.filter(|(from, is_deep)| *from != id && (*is_deep || folder == own));
            let loaders: Vec<_> = loaders.map(|(from, _)| *from).take(left).collect();
            left = left.saturating_sub(loaders.len() + 1);
            referrers.get_mut(id.0).into_iter().for_each(|list| list.extend(&loaders));
            around = parent(folder);
        }
    }
}

fn first_roots(graph: &ModuleGraph, mut roots: Vec<ModuleId>) -> Vec<Option<ModuleId>> {
    // Sorted, as the keys of a hash map come in another order in each process.
    roots.sort_unstable();
    let mut first = vec![None; graph.len()];
    for root in roots {
        let mut open = vec![root];
        while let Some(id) = open.pop() {
            if let Some(reached @ None) = first.get_mut(id.0) {
                *reached = Some(root);
                open.extend(graph.get(id).into_iter().flat_map(may_load));
            }
        }
    }
    first
}

/// Returns every module that Node does not get to. Consumers that load one need its imports, too.
pub(super) fn unreached(graph: &ModuleGraph) -> impl Iterator<Item = (ModuleId, &Module)> {
    graph.iter().filter(|(_, module)| module.reached_by != ReachedBy::Node)
}

fn may_load(module: &Module) -> impl Iterator<Item = ModuleId> {
    module.requests.iter().filter(|edge| edge.request.when != When::Guarded).filter_map(Edge::module)
}
