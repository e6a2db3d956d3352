//! Judges entry points: the causes that break each, and its names.

use std::sync::Arc;

use crate::{
    entry_points::{EntryKind, EntryPoint},
    hash::HashMap,
    limits::{Limit, LimitReached, name_weight},
    link::{
        cause::GivenCauses,
        causes::Causes,
        entry_faults::{EntryFaults, Root},
        evaluate::Evaluation,
        exports::ExportedNames,
        fault::Fault,
        graph::{ModuleGraph, ModuleId, mode_of},
        names::NameResolver,
        require_cycles::RequireCycles,
        required::Required,
        root_causes::{RootCauses, main_requests},
        verdict::Verdict,
    },
    package::Package,
    resolve::NodeTarget,
};

/// Finds the causes that break each root, and makes the verdicts.
pub(super) struct Judge<'g> {
    graph: &'g ModuleGraph,
    names: NameResolver<'g>,
    entry_faults: EntryFaults<'g>,
    causes: RootCauses<'g>,
    given: GivenCauses,
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
        late: &'g [Vec<Arc<Fault>>],
    ) -> Self {
        let limits = package.limits();
        let evaluation = Evaluation::new(graph, &mut names, &node.version.profile());
        let cycles = RequireCycles::new(graph, late, &required, &node.version.profile());
        let causes = Causes::new(graph, late, evaluation, cycles, limits);
        Self {
            graph,
            names,
            entry_faults: EntryFaults { graph, package, node, required },
            causes: RootCauses { graph, package, node, late, causes },
            given: GivenCauses::new(limits.errors()),
            known_names: HashMap::default(),
            named: 0,
            names_allowed: limits.names(),
        }
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
        self.causes.causes.trace(&modes.chain(later).collect());
        let verdicts =
            roots.into_iter().filter_map(|root| Some(self.verdict(entries.get(root.entry)?, root)));
        let verdicts = verdicts.collect();
        let names =
            self.names_allowed.check(self.named, || "not all names of all entry points are given".to_owned());
        let cut = names
            .err()
            .into_iter()
            .chain(self.names.cut())
            .chain(self.causes.causes.cut())
            .chain(self.given.cut());
        (verdicts, cut.collect())
    }

    fn verdict(&mut self, entry: &EntryPoint, root: Root) -> Verdict {
        let (fault, unkept) = self.entry_faults.of(entry, &root).unzip();
        let module = root.module.ok();
        let of_module = module.into_iter().flat_map(|id| self.causes.of(id, root.mode, entry.kind));
        let causes = self.given.take(fault.into_iter().chain(of_module));
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

    fn names_of(&mut self, id: ModuleId) -> Arc<ExportedNames> {
        let names = match self.known_names.get(&id) {
            // Many entry points may lead to one module with many names, so the names of all verdicts count
            // together.
            _ if self.named > self.names_allowed.value => return Arc::default(),
            Some(known) => Arc::clone(known),
            None => Arc::new(self.names.of(id)),
        };
        self.named = self.named.saturating_add(names.names.iter().map(|name| name_weight(name)).sum());
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
