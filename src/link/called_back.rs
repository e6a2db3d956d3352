//! An ES module that, while it loads, calls a function of CommonJS which then requires that ES module: the call closes a circle.

use std::sync::Arc;

use crate::{
    hash::HashSet,
    link::{
        fault::{Fault, FaultKind},
        graph::{Edge, Module, ModuleGraph, ModuleId, ReachedBy},
        joined::{JoinedFaults, is_commonjs, linked, order_from},
        joined_program::JoinedProgram,
        reach::Backwards,
        request_faults::at_specifier,
        require_cycles::IN_CYCLE,
    },
    module::{JoinedReading, ModuleRequest, RequestKind, When},
};

/// A `require` that a call closes a circle with.
struct CalledBack<'g> {
    requirer: &'g Module,
    by: ModuleId,
    edge: &'g Edge,
    /// The faults that Node finds in it, be there a circle or not.
    known: Vec<Arc<Fault>>,
}

impl<'g> JoinedFaults<'_, 'g> {
    /// Adds these faults to those of the ES modules that call.
    pub(super) fn add_called_back(&mut self, late: &mut [Vec<Arc<Fault>>]) {
        let callers = callers(self.graph);
        let backwards = (!callers.is_empty()).then(|| Backwards::new(self.graph, linked));
        for caller in callers {
            let is_inner = |_: &Module, to: &Module| is_commonjs(to);
            let order = order_from(self.graph, [caller].into_iter(), is_inner);
            // To look whether they stand apart takes a look at every module.
            if !self.allows(&order, late) || !self.look(self.graph.len()) {
                return;
            }
            if !self.leads_back(&order, caller) || !self.is_apart(&order, caller) {
                continue;
            }
            let found = self.called_back(&order, caller, late);
            let faults = found.into_iter().filter_map(|it| self.fault(caller, it, backwards.as_ref()?));
            let faults: Vec<_> = faults.map(Arc::new).collect();
            if let Some(late) = late.get_mut(caller.0) {
                late.extend(faults);
            }
        }
    }

    fn leads_back(&self, order: &[ModuleId], caller: ModuleId) -> bool {
        let modules = order.iter().filter_map(|id| self.graph.get(*id)).filter(|it| is_commonjs(it));
        modules.flat_map(|it| &it.requests).any(|edge| is_open_require(edge) && edge.module() == Some(caller))
    }

    /// Tells whether no other module can change this CommonJS, or be changed by it unseen.
    fn is_apart(&self, order: &[ModuleId], caller: ModuleId) -> bool {
        let known: HashSet<_> = order.iter().copied().collect();
        let is_es = |id: ModuleId| self.graph.get(id).is_some_and(|it| it.es().is_some());
        let is_inner = |edge: &Edge| edge.module().is_some_and(|to| known.contains(&to) && to != caller);
        self.graph.iter().all(|(id, module)| {
            if id == caller {
                let is_import =
                    |edge: &Edge| edge.request.when == When::Link && edge.module().is_some_and(is_es);
                let mut edges = module.requests.iter();
                !module.is_hooked && edges.all(|edge| is_import(edge) || self.is_known(module, edge, &known))
            } else if known.contains(&id) {
                self.is_closed(module, &known)
            } else {
                !module.requests.iter().any(is_inner)
            }
        })
    }

    fn called_back(
        &mut self,
        order: &[ModuleId],
        caller: ModuleId,
        late: &[Vec<Arc<Fault>>],
    ) -> Vec<CalledBack<'g>> {
        let mut found = self.requests_of(order, caller, late);
        // The requests that CommonJS makes by itself come before the ES module runs.
        let (graph, is_inner) =
            (self.graph, |from: &Module, to: &Module| is_commonjs(from) && is_commonjs(to));
        for id in graph.get(caller).map(Module::links).unwrap_or_default() {
            if found.is_empty() {
                break;
            }
            if graph.get(id).is_some_and(is_commonjs) {
                let before = self.requests_of(&order_from(graph, [id].into_iter(), is_inner), caller, late);
                let before: HashSet<_> = before.iter().map(|it| std::ptr::from_ref(it.edge)).collect();
                found.retain(|it| !before.contains(&std::ptr::from_ref(it.edge)));
            }
        }
        found
    }

    /// Returns the `require`s of the caller that these modules certainly make, although none shows it by itself.
    fn requests_of(
        &mut self,
        order: &[ModuleId],
        caller: ModuleId,
        late: &[Vec<Arc<Fault>>],
    ) -> Vec<CalledBack<'g>> {
        let Some(JoinedReading { requests, .. }) = self.read(order) else { return Vec::new() };
        let program = JoinedProgram::new(self.graph, order, late, &self.found);
        let found = requests.iter().filter_map(|(part, request): &(usize, ModuleRequest)| {
            let edge = program.shown(*part, request)?;
            let (by, requirer) = (*order.get(*part)?, program.module(*part)?);
            let is_back = is_open_require(edge) && edge.module() == Some(caller) && is_commonjs(requirer);
            let known = program.open_faults(*part, request)?.to_vec();
            is_back.then_some(CalledBack { requirer, by, edge, known })
        });
        found.collect()
    }

    fn fault(&self, caller: ModuleId, found: CalledBack<'g>, backwards: &Backwards) -> Option<Fault> {
        let CalledBack { requirer, by, edge, known } = found;
        if !self.node.version.profile().require_esm {
            let known = known.first()?;
            return Some(Fault { when: When::Eager, ..(**known).clone() });
        }
        // Versions of Node differ in their error for an `await` in a circle.
        let required = self.graph.get(caller).filter(|_| known.is_empty())?;
        let back = backwards.towards(by).chain(self.graph, caller)?;
        let cycle = [requirer.path.clone()].into_iter().chain(back).collect();
        let (from, to) = (&requirer.path, &required.path);
        Some(Fault {
            kind: FaultKind::RequiredInCycle { cycle },
            code: IN_CYCLE,
            message: format!("Cannot require() ES Module {to} in a cycle. (from {from})"),
            when: When::Eager,
            ..at_specifier(from, &edge.request)
        })
    }
}

/// Returns the ES modules that CommonJS requires in functions.
fn callers(graph: &ModuleGraph) -> Vec<ModuleId> {
    let required = graph.by_node().filter(|(_, module)| is_commonjs(module));
    let required =
        required.flat_map(|(_, module)| module.requests.iter().filter(|edge| is_open_require(edge)));
    let is_caller = |id: &ModuleId| {
        let module = graph.get(*id).filter(|it| it.reached_by == ReachedBy::Node);
        module.is_some_and(|it| it.es().is_some() && !it.awaits())
    };
    let mut callers: Vec<_> = required.filter_map(Edge::module).filter(is_caller).collect();
    callers.sort_unstable();
    callers.dedup();
    callers
}

fn is_open_require(edge: &Edge) -> bool {
    edge.request.kind == RequestKind::Require
        && matches!(edge.request.when, When::Deferred | When::Conditional)
}
