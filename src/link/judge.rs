//! Judges entry points: the causes that break each, and its names.

use std::sync::Arc;

use crate::{
    entry_points::{EntryKind, EntryPoint},
    hash::HashMap,
    limits::{Limit, LimitReached},
    link::{
        cause::LinkCause,
        causes::Causes,
        entry_faults::{EntryFaults, Root},
        evaluate::Evaluation,
        exports::ExportedNames,
        fault::Fault,
        graph::{Edge, Module, ModuleGraph, ModuleId, mode_of},
        marks::mark_fault,
        names::NameResolver,
        require_cycles::RequireCycles,
        required::Required,
        verdict::Verdict,
    },
    module::When,
    package::Package,
    resolve::{Mode, NodeTarget},
};

/// Finds the causes that break each root, and makes the verdicts.
pub(super) struct Judge<'g> {
    graph: &'g ModuleGraph,
    package: &'g Package,
    node: &'g NodeTarget,
    names: NameResolver<'g>,
    entry_faults: EntryFaults<'g>,
    late: &'g [Vec<Fault>],
    causes: Causes<'g>,
    known_names: HashMap<ModuleId, Arc<ExportedNames>>,
    /// The number of names that were given so far, over all verdicts.
    named: u64,
    names_allowed: Limit,
}

impl<'g> Judge<'g> {
    pub(super) fn new(
        graph: &'g ModuleGraph,
        package: &'g Package,
        node: &'g NodeTarget,
        mut names: NameResolver<'g>,
        required: Required<'g>,
        late: &'g [Vec<Fault>],
    ) -> Self {
        let limits = package.limits();
        let evaluation = Evaluation::new(graph, &mut names, &node.version.profile());
        let cycles = RequireCycles::new(graph, late, &required, &node.version.profile());
        let causes = Causes::new(graph, late, evaluation, cycles, limits);
        let (known_names, names_allowed) = (HashMap::default(), limits.names());
        let entry_faults = EntryFaults { graph, package, node, required };
        Self { graph, package, node, names, entry_faults, late, causes, known_names, named: 0, names_allowed }
    }

    /// Returns the verdicts, and the limits that were reached on the way.
    pub(super) fn verdicts(
        mut self,
        entries: &[EntryPoint],
        roots: Vec<Root>,
    ) -> (Vec<Verdict>, Vec<LimitReached>) {
        let modes = roots.iter().filter_map(|root| Some((root.module.clone().ok()?, root.mode)));
        let started = roots.iter().filter(|root| is_started(entries, root));
        let started = started.filter_map(|root| self.graph.get(root.module.clone().ok()?));
        let later = started
            .flat_map(|module| main_requests(module).map(|(id, edge)| (id, mode_of(edge.request.kind))));
        self.causes.trace(&modes.chain(later).collect());
        let verdicts =
            roots.into_iter().filter_map(|root| Some(self.verdict(entries.get(root.entry)?, root)));
        let verdicts = verdicts.collect();
        let names =
            self.names_allowed.check(self.named, || "not all names of all entry points are given".to_owned());
        let cut = names.err().into_iter().chain(self.names.cut()).chain(self.causes.cut());
        (verdicts, cut.collect())
    }

    fn verdict(&mut self, entry: &EntryPoint, root: Root) -> Verdict {
        let (fault, unkept) = self.entry_faults.of(entry, &root).unzip();
        let mut causes: Vec<LinkCause> = fault.into_iter().collect();
        let module = root.module.ok();
        if let Some(id) = module {
            causes.extend(self.causes.of(id, root.mode));
            causes.extend(self.mark_cause(id, root.mode));
            if entry.kind == EntryKind::Bin {
                causes.extend(self.causes_of_main(id));
            }
        }
        Verdict {
            entry: root.entry,
            mode: root.mode,
            module,
            format: module.and_then(|id| self.graph.get(id)).map(|module| module.format),
            names: module.map(|id| self.names_of(id)).unwrap_or_default(),
            causes,
            unkept: unkept.flatten(),
        }
    }

    fn mark_cause(&self, id: ModuleId, mode: Mode) -> Option<LinkCause> {
        let Module { format, path, .. } = self.graph.get(id).filter(|_| mode == Mode::Require)?;
        let fault = mark_fault(*format, path, self.package, &self.node.version.profile(), When::Eager)?;
        Some(LinkCause { fault, chain: vec![path.clone()], is_entry: false })
    }

    /// Returns the causes that break a module only where Node is started with it.
    fn causes_of_main(&self, id: ModuleId) -> Vec<LinkCause> {
        let Some(module) = self.graph.get(id) else { return Vec::new() };
        let own = module.faults.iter().chain(self.late.get(id.0).into_iter().flatten());
        let own = own.filter(|fault| fault.when == When::Main && fault.is_error()).map(|fault| LinkCause {
            fault: fault.clone(),
            chain: vec![module.path.clone()],
            is_entry: false,
        });
        let loaded = main_requests(module)
            .flat_map(|(target, edge)| self.causes.of(target, mode_of(edge.request.kind)));
        let loaded = loaded.map(|mut cause| {
            cause.chain.insert(0, module.path.clone());
            cause
        });
        own.chain(loaded).collect()
    }

    fn names_of(&mut self, id: ModuleId) -> Arc<ExportedNames> {
        let names = match self.known_names.get(&id) {
            // Many entry points may lead to one module with many names, so the names of all verdicts count
            // together.
            _ if self.named > self.names_allowed.value => return Arc::default(),
            Some(known) => Arc::clone(known),
            None => Arc::new(self.names.of(id)),
        };
        self.named = self.named.saturating_add(names.names.len() as u64);
        if self.named > self.names_allowed.value {
            return Arc::default();
        }
        self.known_names.entry(id).or_insert_with(|| Arc::clone(&names));
        names
    }
}

/// Tells whether a root is a command, with which Node is started.
fn is_started(entries: &[EntryPoint], root: &Root) -> bool {
    entries.get(root.entry).is_some_and(|entry| entry.kind == EntryKind::Bin)
}

/// Returns the modules that a module loads only where Node is started with it.
fn main_requests(module: &Module) -> impl Iterator<Item = (ModuleId, &Edge)> {
    let edges = module.requests.iter().filter(|edge| edge.request.when == When::Main && edge.loads());
    edges.filter_map(|edge| Some((edge.module()?, edge)))
}
