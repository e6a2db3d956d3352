//! Reads of globals that Node lacks, those of browsers and those that nobody has, and the modules that certainly load them.

use crate::{
    hash::{HashMap, HashSet},
    link::{
        graph::{Edge, Module, ModuleGraph, ModuleId},
        reach::{Backwards, LeadingModules},
        undeclared::undeclared_readers,
    },
    module::{ANY_GLOBAL, GlobalRead, When},
    node::NodeVersion,
    package::Package,
    path::PackagePath,
};

/// The reads of globals that one version of Node lacks, and the modules that lead to them.
pub struct GlobalNeeds<'g> {
    graph: &'g ModuleGraph,
    readers: HashMap<ModuleId, &'g GlobalRead>,
    /// All such reads, where others than the first of a module are known.
    reads: HashMap<ModuleId, Vec<&'g GlobalRead>>,
    leading: LeadingModules,
    /// A module may set `NODE_ENV`, so that nothing is certain by its absence.
    sets_mode: bool,
}

/// The read that ends the loading of a module.
pub struct GlobalNeed<'g> {
    pub reader: &'g Module,
    pub read: &'g GlobalRead,
    /// The files from the module that is loaded to the one that reads.
    pub chain: Vec<PackagePath>,
    /// Node comes there only where `NODE_ENV` is not set.
    pub is_unset: bool,
}

impl<'g> GlobalNeeds<'g> {
    /// The reads of browsers' globals that a version lacks. `None` if no module reads one, or if one asks for a package that defines
    /// them.
    pub fn of_browsers(graph: &'g ModuleGraph, version: NodeVersion) -> Option<Self> {
        let sets_mode = sets_mode(graph);
        let made = MadeGlobals::of(graph);
        let first_of = |module| missing(&made, module, version, sets_mode);
        let mut readers: HashMap<_, _> =
            graph.by_node().filter_map(|(id, module)| Some((id, first_of(module)?))).collect();
        keep_first_definers(graph, &mut readers);
        // A package such as jsdom may define every global at a time that the graph does not show, so that
        // nothing is certain.
        if readers.is_empty() || graph.by_node().any(|(_, module)| brings_dom(module)) {
            return None;
        }
        Some(Self::new(graph, readers, HashMap::default(), sets_mode))
    }

    /// The reads of names that nothing declares and that neither Node nor a browser has; `None` if there are none.
    pub fn of_undeclared(package: &Package, graph: &'g ModuleGraph) -> Option<Self> {
        let sets_mode = sets_mode(graph);
        let reads = undeclared_readers(package, graph, sets_mode);
        let readers: HashMap<_, _> =
            reads.iter().filter_map(|(id, all)| Some((*id, *all.first()?))).collect();
        (!readers.is_empty()).then(|| Self::new(graph, readers, reads, sets_mode))
    }

    fn new(
        graph: &'g ModuleGraph,
        readers: HashMap<ModuleId, &'g GlobalRead>,
        reads: HashMap<ModuleId, Vec<&'g GlobalRead>>,
        sets_mode: bool,
    ) -> Self {
        let followed = if sets_mode { Module::loads } else { loads_unset };
        let leading = Backwards::new(graph, followed).first_reached(readers.keys().copied());
        Self { graph, readers, reads, leading, sets_mode }
    }

    /// Tells whether loading a module comes to such a read.
    pub fn has(&self, start: ModuleId) -> bool {
        self.leading.from(start).is_some()
    }

    /// Returns the first such read in the order of evaluation, which is depth first.
    pub fn first(&self, start: ModuleId) -> Option<GlobalNeed<'g>> {
        let mut entered = HashSet::from_iter([start]);
        let mut open = vec![(start, self.before_read(start))];
        while let Some((id, rest)) = open.last_mut() {
            let id = *id;
            if let Some(next) = rest.next() {
                // Modules that lead to no reader are passed over, so that each question costs no more than
                // the way there.
                if self.has(next) && entered.insert(next) {
                    open.push((next, self.before_read(next)));
                }
                continue;
            }
            // The read comes when all that the module loads before it has run.
            if let Some(read) = self.readers.get(&id) {
                let way: Vec<_> = open.iter().map(|(id, _)| *id).collect();
                return self.need(id, read, &way);
            }
            open.pop();
        }
        None
    }

    /// Returns the reads of other names to which loading these modules would come next, each name once.
    pub fn next(&self, starts: &[ModuleId], first: &GlobalNeed<'g>) -> Vec<(&'g Module, &'g GlobalRead)> {
        let mut loaded = vec![false; self.graph.len()];
        let mut open = starts.to_vec();
        let mut found = Vec::new();
        while let Some(id) = open.pop() {
            if let (Some(module), Some(known @ false)) = (self.graph.get(id), loaded.get_mut(id.0)) {
                *known = true;
                let reads = self.reads.get(&id).into_iter().flatten();
                found.extend(reads.filter(|read| read.name != first.read.name).map(|read| (module, *read)));
                let loads = if self.sets_mode { module.loads() } else { loads_unset(module) };
                open.extend(loads);
            }
        }
        found.sort_by_key(|(module, read)| (&read.name, &module.path, read.span));
        found.dedup_by(|later, kept| later.1.name == kept.1.name);
        found
    }

    fn need(&self, reader: ModuleId, read: &'g GlobalRead, way: &[ModuleId]) -> Option<GlobalNeed<'g>> {
        let is_certain = |step: &[ModuleId]| {
            let [from, to] = step else { return true };
            self.graph.get(*from).is_some_and(|from| from.loads().contains(to))
        };
        let is_unset = read.is_unset || !way.windows(2).all(is_certain);
        let files = way.iter().filter_map(|id| Some(self.graph.get(*id)?.path.clone()));
        Some(GlobalNeed { reader: self.graph.get(reader)?, read, chain: files.collect(), is_unset })
    }

    /// Returns the modules that a module certainly loads before its own read: all that it imports, and those
    /// that it requires earlier in its text.
    fn before_read(&self, id: ModuleId) -> impl Iterator<Item = ModuleId> + use<'g> {
        let read = self.readers.get(&id).map(|read| read.span.start);
        let sets_mode = self.sets_mode;
        let edges = self.graph.get(id).into_iter().flat_map(|module| &module.requests);
        let before = edges.filter(move |edge| {
            let is_import = edge.request.when == When::Link;
            (edge.is_certain() || is_loaded_unset(edge) && !sets_mode)
                && (is_import || read.is_none_or(|read| edge.request.span.start < read))
        });
        before.filter_map(Edge::module)
    }
}

/// Returns the modules that a module certainly loads where `NODE_ENV` is not set.
fn loads_unset(module: &Module) -> Vec<ModuleId> {
    module.requests.iter().filter(|edge| is_loaded_unset(edge)).filter_map(Edge::module).collect()
}

fn is_loaded_unset(edge: &Edge) -> bool {
    edge.is_certain() || edge.request.is_unset
}

/// Tells whether a module may set `NODE_ENV`.
fn sets_mode(graph: &ModuleGraph) -> bool {
    graph.by_node().any(|(_, module)| module.effects.sets_mode || brings_mode(module))
}

/// Leaves out the modules for AMD loaders before which another module runs: that may bring a `define` along in ways that no syntax
/// shows, as loaders do that add it to every module.
fn keep_first_definers(graph: &ModuleGraph, readers: &mut HashMap<ModuleId, &GlobalRead>) {
    if readers.values().all(|read| read.name != "define") {
        return;
    }
    let loaded: HashSet<ModuleId> = graph.by_node().flat_map(|(_, module)| module.loads()).collect();
    let loads_nothing =
        |id: &ModuleId| graph.get(*id).is_some_and(|it| !it.requests.iter().any(Edge::is_certain));
    readers.retain(|id, read| read.name != "define" || (!loaded.contains(id) && loads_nothing(id)));
}

/// The globals that modules of the package define.
struct MadeGlobals<'g> {
    names: HashSet<&'g str>,
}

impl<'g> MadeGlobals<'g> {
    fn of(graph: &'g ModuleGraph) -> Self {
        Self {
            names: graph.by_node().flat_map(|(_, module)| &module.effects.defined_globals).copied().collect(),
        }
    }

    fn has(&self, name: &str) -> bool {
        self.names.contains(name) || self.names.contains(ANY_GLOBAL)
    }
}

/// Returns the first read of a global that this Node lacks and that no module of the package defines.
fn missing<'g>(
    made: &MadeGlobals<'_>,
    module: &'g Module,
    version: NodeVersion,
    sets_mode: bool,
) -> Option<&'g GlobalRead> {
    let is_made = |name: &str| made.has(name);
    let mut reads = module.effects.browser_reads.iter().filter(|read| !read.is_unset || !sets_mode);
    // The module that defines a global may run before the reader.
    let is_spared = |read: &GlobalRead| read.unless.is_some_and(is_made);
    reads.find(|read| version.lacks_global(&read.name) && !is_made(&read.name) && !is_spared(read))
}

/// Tells whether a module asks for a package that may set `NODE_ENV`.
fn brings_mode(module: &Module) -> bool {
    let mut specifiers = module.requests.iter().map(|edge| edge.request.specifier.value.as_str());
    specifiers.any(|specifier| ["dotenv", "env-cmd", "cross-env"].iter().any(|name| specifier.contains(name)))
}

/// Tells whether a module asks for a package that defines the globals of browsers.
fn brings_dom(module: &Module) -> bool {
    const BRINGERS: [&str; 8] = [
        "jsdom",
        "happy-dom",
        "linkedom",
        "domino",
        "undom",
        "dom-shim",
        "browser-env",
        "install-browser-globals",
    ];
    let mut specifiers = module.requests.iter().map(|edge| edge.request.specifier.value.as_str());
    // A part of the specifier is enough: there are `jsdom-global`, `global-jsdom` and
    // `@happy-dom/global-registrator`.
    specifiers.any(|specifier| BRINGERS.iter().any(|bringer| specifier.contains(bringer)))
}
