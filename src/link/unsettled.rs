//! Top-level `await`s that never end: of the `import()` of a module that waits for the one that awaits.
//!
//! A module ends no earlier than those that it imports, and an `import()` is settled when its module has ended, or the
//! cycle in which that is evaluated. Hence no module of a circle ends that an awaited `import()` closes, wherever evaluation begins.

use crate::{
    link::{
        components::Components,
        fault::{Fault, FaultKind},
        graph::{Edge, Module, ModuleGraph, ModuleId},
        reach::{Backwards, Towards},
        request_faults::at_specifier,
    },
    module::{Phase, When},
    path::PackagePath,
};

/// Node's words for the file that it was started with; who imports that file learns nothing.
const CODE: &str = "Warning";
const MESSAGE: &str = "Detected unsettled top-level await";

/// The circles of modules that wait for each other.
pub(super) struct UnsettledAwaits<'g> {
    graph: &'g ModuleGraph,
    /// `None` where no module awaits any `import()`.
    circles: Option<Circles>,
}

struct Circles {
    components: Components,
    backwards: Backwards,
    /// The steps that may still be gone in search of ways back.
    steps_left: usize,
    /// The files that may still be named in circles.
    files_left: usize,
}

/// The most steps that are gone in search of the circles of all faults. Each takes as many as the modules that lead to its module.
const MOST_STEPS: usize = 1 << 22;
/// The most files that the circles of all faults name.
const MOST_FILES: usize = 1 << 17;

impl<'g> UnsettledAwaits<'g> {
    pub(super) fn of(graph: &'g ModuleGraph) -> Self {
        let awaits_import = |module: &Module| module.awaits() && awaited(module).next().is_some();
        let is_asked = graph.iter().any(|(_, module)| awaits_import(module));
        let circles = || Circles {
            components: Components::over(graph, waits_for),
            backwards: Backwards::new(graph, waits_for),
            steps_left: MOST_STEPS,
            files_left: MOST_FILES,
        };
        Self { graph, circles: is_asked.then(circles) }
    }

    /// Returns the faults of one module's awaited imports.
    pub(super) fn faults(&mut self, id: ModuleId, module: &Module) -> Vec<Fault> {
        let Some(circles) = self.circles.as_mut().filter(|_| !module.is_hooked) else { return Vec::new() };
        let is_closed = |target: &ModuleId| *target == id || circles.components.share_cycle(id, *target);
        let closed = awaited(module).filter_map(|edge| Some((edge, edge.module().filter(is_closed)?)));
        let closed: Vec<_> = closed.collect();
        let towards = if closed.is_empty() { None } else { circles.towards(id) };
        let faults = closed.into_iter().map(|(edge, target)| {
            let cycle = circles.cycle(self.graph, module, target, towards.as_ref());
            fault(module, edge, cycle)
        });
        faults.collect()
    }
}

impl Circles {
    /// Returns the ways back to a module, as long as there are steps left.
    fn towards(&mut self, id: ModuleId) -> Option<Towards> {
        let towards = (self.steps_left > 0).then(|| self.backwards.towards(id))?;
        self.steps_left = self.steps_left.saturating_sub(towards.len());
        Some(towards)
    }

    /// Returns the files from a module to the one that it awaits and back; none where there are too many faults.
    fn cycle(
        &mut self,
        graph: &ModuleGraph,
        module: &Module,
        target: ModuleId,
        towards: Option<&Towards>,
    ) -> Vec<PackagePath> {
        let towards = towards.filter(|_| self.files_left > 0);
        let back = towards.and_then(|towards| towards.chain(graph, target)).unwrap_or_default();
        self.files_left = self.files_left.saturating_sub(back.len());
        let start = Some(module.path.clone()).filter(|_| !back.is_empty());
        start.into_iter().chain(back).collect()
    }
}

fn fault(module: &Module, edge: &Edge, cycle: Vec<PackagePath>) -> Fault {
    Fault {
        kind: FaultKind::UnsettledAwait { cycle },
        code: CODE,
        message: MESSAGE.to_owned(),
        ..at_specifier(&module.path, &edge.request)
    }
}

fn awaited(module: &Module) -> impl Iterator<Item = &Edge> {
    module.requests.iter().filter(|edge| edge.request.is_awaited && edge.request.phase == Phase::Evaluation)
}

/// Returns the modules that end before this one, or together with it.
fn waits_for(module: &Module) -> Vec<ModuleId> {
    let is_link = |edge: &&Edge| edge.request.when == When::Link && edge.request.phase == Phase::Evaluation;
    let links = module.requests.iter().filter(is_link);
    links.chain(awaited(module)).filter_map(Edge::module).collect()
}
