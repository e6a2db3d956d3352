//! The modules of the older release that are not the same in the newer one, or that load such a module.

use memchr::memmem;

use crate::{
    facts::NodeFacts,
    hash::{HashMap, HashSet},
    link::graph::{Destination, Edge, Module, ModuleGraph, ModuleId},
    session::Session,
};

/// A file in the format that it is loaded in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct ModuleKey<'m> {
    path: &'m str,
    is_es: bool,
}

impl<'m> ModuleKey<'m> {
    fn of(module: &'m Module) -> Self {
        Self { path: module.path.as_str(), is_es: module.es().is_some() }
    }
}

/// The modules of the older release that are touched: of all others the names and kinds are what they were.
pub(super) struct TouchedModules {
    touched: HashSet<ModuleId>,
    /// The modules of both releases that differ in nothing but in what they load.
    same_text: HashSet<ModuleId>,
}

impl TouchedModules {
    /// Compares each module with the one of the same path, and follows the requests backwards.
    pub fn of(old: (&Session, &NodeFacts), new: (&Session, &NodeFacts)) -> Self {
        let (before, after) = (&old.1.linkage.graph, &new.1.linkage.graph);
        let by_key: HashMap<ModuleKey<'_>, &Module> =
            after.iter().map(|(_, module)| (ModuleKey::of(module), module)).collect();
        let is_same_text = |module: &Module| {
            let path = module.path.as_str();
            let text = old.0.package().files().contents(path);
            text.is_some() && text == new.0.package().files().contents(path)
        };
        let mut found = Self { touched: HashSet::default(), same_text: HashSet::default() };
        for (id, module) in before.iter() {
            let other = by_key.get(&ModuleKey::of(module)).filter(|_| is_same_text(module));
            if other.is_some() {
                found.same_text.insert(id);
            }
            let is_same = other.is_some_and(|other| same_destinations((before, module), (after, other)))
                && !loads_what_no_list_has(old.0, module);
            if !is_same {
                found.touched.insert(id);
            }
        }
        found.follow_back(before);
        found
    }

    /// Adds all that load a module that is touched.
    fn follow_back(&mut self, graph: &ModuleGraph) {
        let mut loaded_by: HashMap<ModuleId, Vec<ModuleId>> = HashMap::default();
        for (id, module) in graph.iter() {
            for loaded in module.requests.iter().filter_map(Edge::module) {
                loaded_by.entry(loaded).or_default().push(id);
            }
        }
        let mut open: Vec<ModuleId> = self.touched.iter().copied().collect();
        while let Some(id) = open.pop() {
            let loading = loaded_by.remove(&id).unwrap_or_default();
            open.extend(loading.into_iter().filter(|id| self.touched.insert(*id)));
        }
    }

    /// Tells whether a module, or one that it loads, is another than it was.
    pub fn has(&self, id: ModuleId) -> bool {
        self.touched.contains(&id)
    }

    /// Tells whether the text of a module is what it was.
    pub fn is_same_text(&self, id: ModuleId) -> bool {
        self.same_text.contains(&id)
    }
}

/// Tells whether a module may load files that the graph does not lead to, as computed paths and what reads files do.
fn loads_what_no_list_has(session: &Session, module: &Module) -> bool {
    let text = session.package().files().contents(module.path.as_str()).unwrap_or_default();
    let requires = || memmem::find_iter(text, REQUIRE).any(|at| is_computed(text, at + REQUIRE.len()));
    module.es().is_none() && (memmem::find(text, b"readFile").is_some() || requires())
}

const REQUIRE: &[u8] = b"require(";

/// Tells whether an argument is anything but one text in plain quotes.
fn is_computed(text: &[u8], at: usize) -> bool {
    let argument = text.get(at..).unwrap_or_default().trim_ascii_start();
    let Some((quote @ (b'"' | b'\''), rest)) = argument.split_first() else {
        return !argument.starts_with(b")");
    };
    let end = memchr::memchr(*quote, rest).map_or(rest.len(), |end| end + 1);
    !rest.get(end..).unwrap_or_default().trim_ascii_start().starts_with(b")")
}

fn same_destinations(old: (&ModuleGraph, &Module), new: (&ModuleGraph, &Module)) -> bool {
    let is_same = |(a, b): (&Edge, &Edge)| match (&a.destination, &b.destination) {
        (Destination::Module(a), Destination::Module(b)) => {
            let keys = old.0.get(*a).zip(new.0.get(*b));
            keys.is_some_and(|(a, b)| ModuleKey::of(a) == ModuleKey::of(b))
        }
        (a, b) => a == b,
    };
    let (old, new) = (&old.1.requests, &new.1.requests);
    old.len() == new.len() && old.iter().zip(new).all(is_same)
}
