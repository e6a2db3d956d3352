//! Which modules read globals that browsers have and Node lacks, and who loads them for certain.

use crate::{
    hash::HashMap,
    link::{
        graph::{Module, ModuleGraph, ModuleId, ReachedBy},
        reach::{Backwards, Towards},
    },
    module::BrowserRead,
    node::NodeVersion,
    path::PackagePath,
};

/// The reads of what one version of Node lacks, by the modules that load them.
pub struct BrowserNeeds<'g> {
    graph: &'g ModuleGraph,
    readers: HashMap<ModuleId, &'g BrowserRead>,
    /// For each module the reader that it leads to.
    first: super::reach::Reached,
    backwards: Backwards,
    towards: HashMap<ModuleId, Towards>,
}

/// The first read that loading a module comes to.
pub struct BrowserNeed<'g> {
    pub reader: &'g Module,
    pub read: &'g BrowserRead,
    /// The files from the module that is loaded to the one that reads.
    pub chain: Vec<PackagePath>,
}

impl<'g> BrowserNeeds<'g> {
    /// `None` where no module reads anything that is missing.
    pub fn of(graph: &'g ModuleGraph, version: NodeVersion) -> Option<Self> {
        let readers: HashMap<_, _> =
            by_node(graph).filter_map(|(id, module)| Some((id, missing(graph, module, version)?))).collect();
        if readers.is_empty() || by_node(graph).any(|(_, module)| brings_dom(module)) {
            return None;
        }
        let backwards = Backwards::new(graph, Module::loads);
        let mut order: Vec<_> = readers.keys().copied().collect();
        order.sort_unstable();
        let first = backwards.first_reached(order.into_iter());
        Some(Self { graph, readers, first, backwards, towards: HashMap::default() })
    }

    /// What a module needs.
    pub fn from(&mut self, start: ModuleId) -> Option<BrowserNeed<'g>> {
        let id = self.first.from(start)?;
        let towards = self.towards.entry(id).or_insert_with(|| self.backwards.towards(id));
        let chain = towards.chain(self.graph, start)?;
        Some(BrowserNeed { reader: self.graph.get(id)?, read: self.readers.get(&id)?, chain })
    }
}

fn by_node(graph: &ModuleGraph) -> impl Iterator<Item = (ModuleId, &Module)> {
    graph.iter().filter(|(_, module)| module.reached_by == ReachedBy::Node)
}

/// The first read of a global that this Node lacks and that no module of the package makes.
fn missing<'g>(graph: &'g ModuleGraph, module: &'g Module, version: NodeVersion) -> Option<&'g BrowserRead> {
    let is_made = |name: &str| by_node(graph).any(|(_, module)| module.effects.defines(name));
    let mut reads = module.effects.browser_reads.iter();
    reads.find(|read| version.lacks_global(read.name) && !is_made(read.name))
}

/// Whether a module loads a package that makes the globals of browsers.
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
    specifiers.any(|specifier| BRINGERS.iter().any(|bringer| specifier.contains(bringer)))
}
