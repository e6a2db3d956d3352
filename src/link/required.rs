//! `require` of ES modules: the versions of Node that can do it, and the modules that they refuse.

use crate::{
    link::{
        fault::{Fault, FaultKind},
        graph::{Destination, Edge, Module, ModuleGraph, ModuleId, mode_of},
        reach::{Backwards, LeadingModules},
        request_faults::at_specifier,
    },
    module::{RequestKind, When},
    node::Profile,
    path::PackagePath,
    resolve::{Mode, format::Format},
};

/// The ES modules that cannot be required: those that await at their top level or import one that does, and
/// those that import WebAssembly.
pub(super) struct Required<'g> {
    graph: &'g ModuleGraph,
    profile: Profile,
    /// For each module the first module that awaits, among those that it leads to and itself.
    awaiting: LeadingModules,
    /// For each module the first WebAssembly module that it leads to, if this version of Node does not
    /// require those.
    webassembly: LeadingModules,
}

/// The reason for which an ES module cannot be required.
pub(super) enum RequireRefusal {
    /// This version of Node requires no ES modules.
    Module,
    /// This version of Node requires an ES module only if it imports nothing; this is the first that it imports.
    Import(String),
    /// It waits for a top-level `await`, which is in this file.
    Async(PackagePath),
    /// It imports WebAssembly, which is this file.
    WebAssembly(PackagePath),
}

impl<'g> Required<'g> {
    pub(super) fn new(graph: &'g ModuleGraph, profile: &Profile) -> Self {
        let is_refused = |module: &Module| !profile.require_wasm && module.format == Format::Wasm;
        Self {
            graph,
            profile: *profile,
            awaiting: leading_to(graph, awaits),
            webassembly: leading_to(graph, is_refused),
        }
    }

    /// Returns the reason for which Node refuses to require an ES module, if it does.
    pub(super) fn refusal(&self, id: ModuleId) -> Option<RequireRefusal> {
        let module = self.graph.get(id).filter(|module| module.format == Format::Module)?;
        if !self.profile.require_esm {
            if !self.profile.require_detected_esm || module.is_declared {
                return Some(RequireRefusal::Module);
            }
            if let Some(imported) = self.first_import(module) {
                return Some(RequireRefusal::Import(imported));
            }
        }
        let awaiting = self.awaiting.from(id).and_then(|id| self.graph.get(id));
        let webassembly = self.webassembly.from(id).and_then(|id| self.graph.get(id));
        let refused = webassembly.map(|module| RequireRefusal::WebAssembly(module.path.clone()));
        // WebAssembly comes first: Node refuses it while it loads the graph, and looks for an `await` only
        // when all is loaded.
        refused.or(awaiting.map(|module| RequireRefusal::Async(module.path.clone())))
    }

    /// Returns the first file, or what else is asked for, that a module imports before it runs.
    fn first_import(&self, module: &Module) -> Option<String> {
        let is_static = |edge: &&Edge| {
            matches!(edge.request.kind, RequestKind::Import | RequestKind::ExportFrom)
                && edge.request.when == When::Link
        };
        let first = module.requests.iter().find(is_static)?;
        Some(match &first.destination {
            Destination::Module(id) => self.graph.get(*id)?.path.to_string(),
            Destination::Builtin(name) => format!("node:{}", name.trim_start_matches("node:")),
            _ => first.request.specifier.value.clone(),
        })
    }

    /// Returns the faults of one module's `require`s.
    pub(super) fn faults(&self, module: &Module) -> Vec<Fault> {
        let requires = module.requests.iter().filter(|edge| {
            mode_of(edge.request.kind) == Mode::Require && edge.request.kind != RequestKind::RequireResolve
        });
        requires.filter_map(|edge| self.fault(module, edge)).collect()
    }

    fn fault(&self, module: &Module, edge: &Edge) -> Option<Fault> {
        let target = edge.module()?;
        let refusal = self.refusal(target)?;
        let path = &self.graph.get(target)?.path;
        let (code, message) = refusal.words(path);
        Some(Fault { kind: refusal.kind(), code, message, ..at_specifier(&module.path, &edge.request) })
    }
}

/// The modules that wait for a top-level `await`, so that they cannot be required.
pub struct WaitingModules(LeadingModules);

impl WaitingModules {
    pub fn of(graph: &ModuleGraph) -> Self {
        Self(leading_to(graph, awaits))
    }

    /// Tells whether a module awaits at its top level, or imports one that does.
    pub fn contains(&self, id: ModuleId) -> bool {
        self.0.from(id).is_some()
    }
}

fn awaits(module: &Module) -> bool {
    module.es().is_some_and(|es| es.top_level_await.is_some())
}

/// Returns for each module the first module for which `is_one` is true among those that it leads to.
fn leading_to(graph: &ModuleGraph, is_one: impl Fn(&Module) -> bool) -> LeadingModules {
    let mut found = graph.iter().filter(|(_, module)| is_one(module)).map(|(id, _)| id).peekable();
    match found.peek() {
        None => LeadingModules::default(),
        Some(_) => Backwards::new(graph, Module::links).first_reached(found),
    }
}

impl RequireRefusal {
    /// Returns the kind of fault that the refusal is.
    pub(super) fn kind(self) -> FaultKind {
        match self {
            Self::Module | Self::Import(_) => FaultKind::RequiredModule,
            Self::Async(awaiting) => FaultKind::RequiredAsync { awaiting },
            Self::WebAssembly(file) => FaultKind::RequiredWasm { file },
        }
    }

    /// Returns Node's code and words.
    pub(super) fn words(&self, path: &PackagePath) -> (&'static str, String) {
        match self {
            Self::Module => ("ERR_REQUIRE_ESM", format!("require() of ES Module {path} not supported.")),
            Self::Import(imported) => {
                ("ERR_REQUIRE_ESM", format!("require() of ES Module {imported} not supported."))
            }
            Self::WebAssembly(_) => {
                ("ERR_INTERNAL_ASSERTION", "WASM is currently unsupported by require(esm)".to_owned())
            }
            Self::Async(_) => (
                "ERR_REQUIRE_ASYNC_MODULE",
                "require() cannot be used on an ESM graph with top-level await. Use import() instead. To see where the \
                 top-level await comes from, use --experimental-print-required-tla."
                    .to_owned(),
            ),
        }
    }
}
