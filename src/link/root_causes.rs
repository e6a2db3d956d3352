//! All causes that break the module of an entry point: those of what it loads, and those of how it is asked for.

use std::sync::Arc;

use crate::{
    entry_points::EntryKind,
    link::{
        cause::LinkCause,
        causes::Causes,
        fault::Fault,
        graph::{Edge, Module, ModuleGraph, ModuleId, mode_of},
        marks::mark_fault,
    },
    module::When,
    package::Package,
    resolve::{Mode, NodeTarget},
};

/// The causes that were found, and what else tells of one.
pub(super) struct RootCauses<'g> {
    pub(super) graph: &'g ModuleGraph,
    pub(super) package: &'g Package,
    pub(super) node: &'g NodeTarget,
    pub(super) late: &'g [Vec<Arc<Fault>>],
    pub(super) causes: Causes<'g>,
}

impl RootCauses<'_> {
    /// The causes that break a module; they are copied as they are taken, as there may be many.
    pub(super) fn of(&self, id: ModuleId, mode: Mode, kind: EntryKind) -> impl Iterator<Item = LinkCause> {
        let always = self.causes.of(id, mode).chain(self.mark_cause(id, mode));
        let main = (kind == EntryKind::Bin).then(|| self.of_main(id));
        always.chain(main.into_iter().flatten())
    }

    fn mark_cause(&self, id: ModuleId, mode: Mode) -> Option<LinkCause> {
        let Module { format, path, .. } = self.graph.get(id).filter(|_| mode == Mode::Require)?;
        let fault = mark_fault(*format, path, self.package, &self.node.version.profile(), When::Eager)?;
        Some(LinkCause::new(Arc::new(fault), vec![path.clone()]))
    }

    /// Returns the causes that break a module only where Node is started with it.
    fn of_main(&self, id: ModuleId) -> impl Iterator<Item = LinkCause> {
        self.graph.get(id).into_iter().flat_map(move |module| {
            let own = module.faults.iter().chain(self.late.get(id.0).into_iter().flatten());
            let own = own.filter(|fault| fault.when == When::Main && fault.is_error());
            let own = own.map(|fault| LinkCause::new(Arc::clone(fault), vec![module.path.clone()]));
            let loaded = main_requests(module)
                .flat_map(|(target, edge)| self.causes.of(target, mode_of(edge.request.kind)));
            let loaded = loaded.map(|mut cause| {
                cause.chain.insert(0, module.path.clone());
                cause
            });
            own.chain(loaded)
        })
    }
}

/// Returns the modules that a module loads only where Node is started with it.
pub(super) fn main_requests(module: &Module) -> impl Iterator<Item = (ModuleId, &Edge)> {
    let edges = module.requests.iter().filter(|edge| edge.request.when == When::Main && edge.loads());
    edges.filter_map(|edge| Some((edge.module()?, edge)))
}
