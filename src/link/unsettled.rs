//! Top-level `await`s that never end: of the `import()` of a module that waits for the one that awaits.
//!
//! A module ends no earlier than those that it imports, and an `import()` is settled when its module has ended, or the
//! cycle in which that is evaluated. Hence no module of a circle ends that an awaited `import()` closes, wherever evaluation begins.

use crate::{
    link::{
        components::Components,
        fault::{Fault, FaultKind},
        graph::{Edge, Module, ModuleGraph, ModuleId},
        reach::Backwards,
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
    circles: Option<Components>,
}

impl<'g> UnsettledAwaits<'g> {
    pub(super) fn of(graph: &'g ModuleGraph) -> Self {
        let awaits_import = |module: &Module| module.awaits() && awaited(module).next().is_some();
        let is_asked = graph.iter().any(|(_, module)| awaits_import(module));
        Self { graph, circles: is_asked.then(|| Components::over(graph, waits_for)) }
    }

    /// Returns the faults of one module's awaited imports.
    pub(super) fn faults(&self, id: ModuleId, module: &Module) -> Vec<Fault> {
        let Some(circles) = self.circles.as_ref().filter(|_| !module.is_hooked) else { return Vec::new() };
        let is_closed = |target: &ModuleId| *target == id || circles.share_cycle(id, *target);
        let closed = awaited(module).filter_map(|edge| Some((edge, edge.module().filter(is_closed)?)));
        closed.filter_map(|(edge, target)| self.fault((id, module), edge, target)).collect()
    }

    fn fault(&self, (id, module): (ModuleId, &Module), edge: &Edge, target: ModuleId) -> Option<Fault> {
        let back = Backwards::new(self.graph, waits_for).towards(id).chain(self.graph, target)?;
        let cycle: Vec<PackagePath> = [module.path.clone()].into_iter().chain(back).collect();
        Some(Fault {
            kind: FaultKind::UnsettledAwait { cycle },
            code: CODE,
            message: MESSAGE.to_owned(),
            ..at_specifier(&module.path, &edge.request)
        })
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
