//! The module graph: every module, every request that it makes, and the destination of each request.

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    link::{computed::ComputedFolder, fault::Fault},
    module::{Effects, EsModule, ModuleRequest, RequestKind, When},
    path::PackagePath,
    resolve::{Mode, format::Format},
};

/// The number of a module in the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModuleId(pub usize);

/// All modules that were looked at.
#[derive(Clone, Debug, Default)]
pub struct ModuleGraph {
    pub(super) modules: Vec<Module>,
    /// The folders of which a module may load any file, each with that module.
    pub computed: Vec<(ModuleId, ComputedFolder)>,
}

/// A file in the format that it is loaded in.
#[derive(Clone, Debug)]
pub struct Module {
    pub path: PackagePath,
    pub format: Format,
    /// True if an ES module is one by its extension or by `"type"`, not by its syntax alone.
    pub is_declared: bool,
    pub reached_by: ReachedBy,
    pub record: Record,
    pub requests: Vec<Edge>,
    pub faults: Vec<Arc<Fault>>,
    /// The faults of a module that Node reaches from no entry point: they matter to those who name its path.
    pub set_aside: Vec<Fault>,
    pub effects: Arc<Effects>,
    /// True if it runs behind a module that changes how Node loads others, or loads one.
    pub(super) is_hooked: bool,
}

/// The first reader that gets to a module, in the order in which the scan asks them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReachedBy {
    /// Node, from an entry point; perhaps only when some function is called.
    Node,
    /// Node, by a path that a module puts together while it runs.
    Computed,
    /// Bundlers, by a field or a condition that Node never takes.
    Bundlers,
    /// A consumer that names the file: without "exports", every path may be asked for.
    Path,
    /// No one.
    NoOne,
}

/// The part of a module's text that names are looked up in.
#[derive(Clone, Debug)]
pub enum Record {
    Es(Arc<EsModule>),
    CommonJs,
    /// The names that a WebAssembly module exports.
    Wasm(BTreeSet<String>),
    /// JSON or an addon, which makes no requests.
    Opaque,
    /// A file that does not parse; its names are unknown.
    Unreadable,
}

/// A request, and its destination.
#[derive(Clone, Debug)]
pub struct Edge {
    pub request: Arc<ModuleRequest>,
    pub destination: Destination,
}

/// The place that a request leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    Module(ModuleId),
    Builtin(String),
    /// A package that is declared, but not packed; or a `data:` URL; or a file that is no module and is not
    /// loaded.
    External,
    /// Nothing; the fault is the referrer's.
    Nowhere,
}

impl ModuleGraph {
    /// Returns the files of the package's own ES modules that declare a name and do not only re-export it; sorted.
    pub fn declaring(&self, name: &str) -> Vec<&PackagePath> {
        let declares = |module: &&Module| {
            let es = module.es();
            es.is_some_and(|es| es.local_exports.iter().any(|export| export.name.value == name))
        };
        let own = self.modules.iter().filter(|module| !module.path.is_outside());
        let mut found: Vec<_> = own.filter(declares).map(|module| &module.path).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    pub fn get(&self, id: ModuleId) -> Option<&Module> {
        self.modules.get(id.0)
    }

    pub fn iter(&self) -> impl Iterator<Item = (ModuleId, &Module)> {
        self.modules.iter().enumerate().map(|(index, module)| (ModuleId(index), module))
    }

    /// Returns the modules that Node reaches from entry points.
    pub(super) fn by_node(&self) -> impl Iterator<Item = (ModuleId, &Module)> {
        self.iter().filter(|(_, module)| module.reached_by == ReachedBy::Node)
    }

    pub fn len(&self) -> usize {
        self.modules.len()
    }

    pub fn is_empty(&self) -> bool {
        self.modules.is_empty()
    }
}

impl Module {
    /// Makes a module whose text is still to be read.
    pub(super) fn unread(
        path: PackagePath,
        format: Format,
        is_declared: bool,
        reached_by: ReachedBy,
    ) -> Self {
        let record = Record::Opaque;
        let (requests, faults, set_aside, effects, is_hooked) = Default::default();
        Self {
            path,
            format,
            is_declared,
            reached_by,
            record,
            requests,
            faults,
            set_aside,
            effects,
            is_hooked,
        }
    }

    /// Returns the ES module record, if the module has one.
    pub fn es(&self) -> Option<&EsModule> {
        match &self.record {
            Record::Es(module) => Some(module),
            _ => None,
        }
    }

    /// Tells whether the module awaits at its top level.
    pub(super) fn awaits(&self) -> bool {
        self.es().is_some_and(|es| es.top_level_await.is_some())
    }

    /// Returns the modules that are certainly loaded with this one, in source order.
    pub fn loads(&self) -> Vec<ModuleId> {
        self.requests.iter().filter(|edge| edge.is_certain()).filter_map(Edge::module).collect()
    }

    /// Returns the modules that the static imports of an ES module lead to, in source order.
    pub fn links(&self) -> Vec<ModuleId> {
        let links = self.requests.iter().filter(|edge| edge.request.when == When::Link);
        links.filter_map(Edge::module).collect()
    }

    /// Returns the destination of one of the record's requests.
    pub fn destination(&self, request: usize) -> &Destination {
        self.requests.get(request).map_or(&Destination::Nowhere, |edge| &edge.destination)
    }
}

impl Edge {
    pub fn module(&self) -> Option<ModuleId> {
        match self.destination {
            Destination::Module(id) => Some(id),
            _ => None,
        }
    }

    /// Returns true if the module that the request leads to is certainly loaded.
    pub fn is_certain(&self) -> bool {
        self.loads() && matches!(self.request.when, When::Link | When::Eager)
    }

    /// Returns true if the request loads the module, and does not only ask for its path.
    pub(super) fn loads(&self) -> bool {
        !matches!(
            self.request.kind,
            RequestKind::RequireResolve | RequestKind::ImportMetaResolve | RequestKind::Url
        )
    }
}

/// Returns the mode of a kind of request.
pub(crate) fn mode_of(kind: RequestKind) -> Mode {
    match kind {
        RequestKind::Require | RequestKind::RequireResolve => Mode::Require,
        _ => Mode::Import,
    }
}
