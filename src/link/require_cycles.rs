//! Cycles through `require` of an ES module, which Node refuses: the module is required while it is being
//! evaluated.
//!
//! A `require` may load an ES module that was evaluated before, or that is linked and not yet evaluated. It
//! must not load one that is being evaluated, nor link one that imports such a module or a CommonJS module
//! that is running: `ERR_REQUIRE_CYCLE_MODULE`. A cycle of `require` among CommonJS modules is allowed.
//! `require` of a module that waits, and imports a CommonJS module which was imported and is running, ends the
//! process: a check of V8 fails, which nothing catches. So does `require` of a new module that imports such a one.
//! Before, Node refused whatever waits its turn. Between these versions (22.15 and 22.16, 23.10 and 23.11, 24.0), the
//! process ends only where `require` linked the module that waits. What ends the process does so within `try`, too.

use std::sync::Arc;

use crate::{
    hash::HashSet,
    link::{
        components::Components,
        cycle_run::{CycleGround, CycleRun, End, RefusedEdge},
        fault::{Fault, FaultKind},
        graph::{Destination, Edge, Module, ModuleGraph, ModuleId},
        reach::{Backwards, LeadingModules, Towards},
        request_faults::at_specifier,
        required::{RequireRefusal, Required},
    },
    module::{RequestKind, When},
    node::Profile,
    path::PackagePath,
    resolve::{Mode, format::Format},
};

/// The `require`s of modules that may be under evaluation at that time, depending on where evaluation starts.
pub(super) struct RequireCycles<'g> {
    ground: CycleGround<'g>,
    backwards: Option<Backwards>,
    /// The modules that lead to a suspect.
    leading: LeadingModules,
}

pub(super) const IN_CYCLE: &str = "ERR_REQUIRE_CYCLE_MODULE";
/// V8's word for what ends the process.
const FATAL: &str = "Fatal error";
const FAILED_CHECK: &str = "Check failed: module_status == kLinked || module_status == kEvaluatingAsync || module_status == kEvaluated.";

/// A `require` that Node refuses, and the imports that lead to its module.
pub(super) struct RefusedRequire {
    pub fault: Fault,
    pub chain: Vec<PackagePath>,
    /// The steps that it took to find the ways.
    pub steps: u64,
}

impl<'g> RequireCycles<'g> {
    pub(super) fn new(
        graph: &'g ModuleGraph,
        late: &[Vec<Arc<Fault>>],
        required: &Required<'_>,
        profile: &Profile,
    ) -> Self {
        let may_require = |id: ModuleId| match required.refusal(id) {
            None | Some(RequireRefusal::Async(_)) => true,
            Some(RequireRefusal::Module | RequireRefusal::Import(_) | RequireRefusal::WebAssembly(_)) => {
                false
            }
        };
        let mut suspects: HashSet<_> = required_modules(graph).filter(|(_, id)| may_require(*id)).collect();
        // Only a circle can be refused, except by versions that refuse whatever waits, be there a circle or
        // not.
        if !suspects.is_empty() && !profile.refuses_waiting_module {
            let circles = Components::over(graph, runs);
            suspects.retain(|(requirer, id)| requirer == id || circles.share_cycle(*requirer, *id));
        }
        let mut ground = CycleGround::new(graph, profile);
        // Nearly every package ends here, before the graph is turned around and its cycles are looked for.
        if suspects.is_empty() {
            return Self { ground, backwards: None, leading: LeadingModules::default() };
        }
        let backwards = Backwards::new(graph, runs);
        let leading = backwards.first_reached(suspects.iter().map(|(requirer, _)| *requirer));
        let waits = |id: &ModuleId| matches!(required.refusal(*id), Some(RequireRefusal::Async(_)));
        ground.suspects = suspects;
        ground.doubtful = backwards.first_reached(doubtful_modules(graph, late));
        ground.waiting = graph.iter().map(|(id, _)| id).filter(waits).collect();
        ground.together = Some(Components::new(graph));
        Self { ground, backwards: Some(backwards), leading }
    }

    /// Tells whether a module leads to any `require` that may be refused.
    pub(super) fn is_suspect(&self, root: ModuleId) -> bool {
        self.leading.from(root).is_some()
    }

    /// Returns every `require` that is certainly refused when evaluation starts at `root`, loaded in this mode. The ways to it are
    /// looked for as it is asked for, so that the caller may give up.
    pub(super) fn refused(&self, root: ModuleId, mode: Mode) -> impl Iterator<Item = RefusedRequire> {
        let refused = CycleRun::new(&self.ground).refused(root, mode).into_iter();
        let mut last: Option<Towards> = None;
        refused.filter_map(move |refused| {
            let graph = self.ground.graph;
            // The `require`s of one file mostly follow each other, and the ways to it are the same.
            let known = last.take().filter(|towards| towards.target == refused.requirer);
            let searched = if known.is_some() { 0 } else { graph.len() };
            let towards = match known {
                Some(known) => known,
                None => self.backwards.as_ref()?.towards(refused.requirer),
            };
            let towards = last.insert(towards);
            let cycle = self.cycle(refused, towards);
            let chain = towards.chain(graph, root).unwrap_or_default();
            let steps = searched + chain.len() + cycle.as_ref().map_or(0, Vec::len);
            Some(RefusedRequire { fault: self.fault(refused, cycle)?, chain, steps: steps as u64 })
        })
    }

    fn fault(&self, refused: RefusedEdge<'_>, cycle: Option<Vec<PackagePath>>) -> Option<Fault> {
        let RefusedEdge { requirer, edge, end } = refused;
        let target = edge.module()?;
        let path = &self.ground.graph.get(requirer)?.path;
        let required = &self.ground.graph.get(target)?.path;
        let in_cycle = || format!("Cannot require() ES Module {required} in a cycle. (from {path})");
        let (kind, code, message) = match (end, cycle) {
            (End::Refused, Some(cycle)) => (FaultKind::RequiredInCycle { cycle }, IN_CYCLE, in_cycle()),
            (End::Refused, None) => (FaultKind::RequiredBeforeItsTurn, IN_CYCLE, in_cycle()),
            (End::Forgotten, cycle) => {
                (FaultKind::RequiredInCycle { cycle: cycle? }, "ERR_INTERNAL_ASSERTION", in_cycle())
            }
            (End::Crash, cycle) => {
                (FaultKind::RequiredWhileWaiting { cycle: cycle? }, FATAL, FAILED_CHECK.to_owned())
            }
        };
        Some(Fault { kind, code, message, when: When::Eager, ..at_specifier(path, &edge.request) })
    }

    /// Returns the files from the module that requires to the one that it requires and back.
    fn cycle(&self, refused: RefusedEdge<'_>, towards: &Towards) -> Option<Vec<PackagePath>> {
        let back = towards.chain(self.ground.graph, refused.edge.module()?)?;
        let start = self.ground.graph.get(refused.requirer)?.path.clone();
        Some([start].into_iter().chain(back).collect())
    }
}

/// Returns every ES module that another module certainly requires, after the module that requires it.
fn required_modules(graph: &ModuleGraph) -> impl Iterator<Item = (ModuleId, ModuleId)> {
    let is_module = |id: &ModuleId| graph.get(*id).is_some_and(|module| module.format == Format::Module);
    let required = |module: &Module| -> Vec<ModuleId> {
        let edges = module.requests.iter().filter(|edge| is_certain_require(edge));
        edges.filter_map(Edge::module).collect()
    };
    let all = graph.iter().flat_map(move |(id, module)| required(module).into_iter().map(move |to| (id, to)));
    all.filter(move |(_, to)| is_module(to))
}

fn is_certain_require(edge: &Edge) -> bool {
    let request = &edge.request;
    request.kind == RequestKind::Require && (request.when == When::Eager || request.begins_try)
}

/// Returns the modules that a module certainly runs, be it that a `try` catches their failure.
fn runs(module: &Module) -> Vec<ModuleId> {
    let certain = module.requests.iter().filter(|edge| edge.is_certain() || is_certain_require(edge));
    certain.filter_map(Edge::module).collect()
}

/// Returns the modules that fail by themselves, and those that load a package which perhaps is not there.
fn doubtful_modules(graph: &ModuleGraph, late: &[Vec<Arc<Fault>>]) -> impl Iterator<Item = ModuleId> {
    let is_open = |edge: &Edge| matches!(edge.destination, Destination::External | Destination::Nowhere);
    let all = graph.iter().filter(move |(id, module)| {
        let late = late.get(id.0).into_iter().flatten();
        module.faults.iter().chain(late).any(|fault| fault.breaks())
            || module.requests.iter().any(|edge| edge.is_certain() && is_open(edge))
    });
    all.map(|(id, _)| id)
}
