//! The causes that break an entry point: every fault that its module certainly reaches, with the imports that
//! lead there.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{
    hash::HashMap,
    limits::{Limit, LimitReached, Limits},
    link::{
        branches::{BrokenBranches, fails_in_arm},
        cause::{LinkCause, NOT_ALL_ERRORS},
        evaluate::Evaluation,
        fault::Fault,
        graph::{Module, ModuleGraph, ModuleId, ReachedBy},
        reach::{Backwards, Towards},
        require_cycles::{RefusedRequire, RequireCycles},
    },
    path::PackagePath,
    resolve::Mode,
};

/// Finds causes, as many and as long as the limits allow; every module that has a cause gets at least one.
pub(super) struct Causes<'g> {
    graph: &'g ModuleGraph,
    /// The faults of each module that have not been added to the graph yet.
    late: &'g [Vec<Arc<Fault>>],
    backwards: Backwards,
    evaluation: Evaluation<'g>,
    cycles: RequireCycles<'g>,
    of: BTreeMap<ModuleId, Vec<LinkCause>>,
    /// The causes that depend on the mode in which a module is loaded.
    of_mode: BTreeMap<(ModuleId, Mode), Vec<LinkCause>>,
    steps: u64,
    steps_allowed: Limit,
    count: u64,
    count_allowed: Limit,
    chained: usize,
}

/// A fault of a module, and the files behind that on the way to it.
struct FaultBehind {
    fault: Arc<Fault>,
    way: Arc<[PackagePath]>,
}

/// The number of files that are named in chains; further chains have only their ends.
const MOST_CHAINED: usize = 1 << 17;

/// Returns the faults of a module that break every module that loads it.
fn breaking<'g>(
    graph: &'g ModuleGraph,
    late: &'g [Vec<Arc<Fault>>],
    id: ModuleId,
) -> impl Iterator<Item = &'g Arc<Fault>> + use<'g> {
    let module = graph.get(id).filter(|module| module.reached_by == ReachedBy::Node);
    let late = late.get(id.0).into_iter().flatten();
    let faults = module.into_iter().flat_map(move |module| module.faults.iter().chain(late.clone()));
    faults.filter(|fault| fault.breaks())
}

impl<'g> Causes<'g> {
    pub(super) fn new(
        graph: &'g ModuleGraph,
        late: &'g [Vec<Arc<Fault>>],
        evaluation: Evaluation<'g>,
        cycles: RequireCycles<'g>,
        limits: &Limits,
    ) -> Self {
        let mut backwards = Backwards::new(graph, Module::loads);
        let faulty = graph.iter().map(|(id, _)| id).filter(|id| breaking(graph, late, *id).next().is_some());
        backwards.add(&BrokenBranches::of(graph, &backwards, faulty, fails_in_arm).loaded);
        Self {
            graph,
            late,
            backwards,
            evaluation,
            cycles,
            of: BTreeMap::new(),
            of_mode: BTreeMap::new(),
            steps: 0,
            steps_allowed: limits.link_steps(),
            count: 0,
            count_allowed: limits.errors(),
            chained: 0,
        }
    }

    /// Finds the causes that break these modules: one faulty module after the other, so that memory does not
    /// grow with their number.
    pub(super) fn trace(&mut self, modes: &BTreeSet<(ModuleId, Mode)>) {
        let roots: BTreeSet<_> = modes.iter().map(|(root, _)| *root).collect();
        let all = self.graph.iter().map(|(id, _)| id);
        let faulty: Vec<_> = all.filter(|id| self.breaking(*id).next().is_some()).collect();
        // The iterator is kept: what it has not given when the steps are spent goes to `trace_nearest`.
        let mut faulty = faulty.into_iter();
        while !self.is_spent()
            && let Some(id) = faulty.next()
        {
            let towards = self.backwards.towards(id);
            self.steps = self.steps.saturating_add(towards.len() as u64);
            // `starts` has no order of its own; the set gives one, and the causes stand in it.
            let broken: BTreeSet<_> = towards.starts().filter(|start| roots.contains(start)).collect();
            let faults = self.faults_with_ways(id);
            for root in broken {
                self.add(root, id, Some(&towards), &faults);
            }
        }
        self.trace_nearest(&roots, faulty);
        for root in roots {
            self.add_early_reads(root);
        }
        for (root, mode) in modes {
            self.add_refused_requires(*root, *mode);
        }
    }

    fn breaking(&self, id: ModuleId) -> impl Iterator<Item = &'g Arc<Fault>> + use<'g> {
        breaking(self.graph, self.late, id)
    }

    /// Returns the causes that break a module, loaded in this mode.
    pub(super) fn of(&self, root: ModuleId, mode: Mode) -> impl Iterator<Item = LinkCause> {
        let (always, of_mode) = (self.of.get(&root), self.of_mode.get(&(root, mode)));
        always.into_iter().chain(of_mode).flatten().cloned()
    }

    /// Returns the limits that were reached.
    pub(super) fn cut(&self) -> Vec<LimitReached> {
        let steps = self
            .steps_allowed
            .check(self.steps, || "the search for what breaks entry points was given up".to_owned());
        let count = self.count_allowed.check(self.count, || NOT_ALL_ERRORS.to_owned());
        [steps.err(), count.err()].into_iter().flatten().collect()
    }

    fn is_spent(&self) -> bool {
        self.steps > self.steps_allowed.value
    }

    /// Gives one of these faulty modules to each root that reaches one and has no cause yet.
    fn trace_nearest(&mut self, roots: &BTreeSet<ModuleId>, faulty: impl ExactSizeIterator<Item = ModuleId>) {
        if faulty.len() == 0 {
            return;
        }
        let nearest = self.backwards.first_reached(faulty);
        for &root in roots {
            if let Some(id) = nearest.from(root).filter(|_| !self.of.contains_key(&root)) {
                self.add(root, id, None, &self.faults_alone(id));
            }
        }
    }

    /// Adds the faults of a module; without `towards`, the chain has only its ends.
    fn add(&mut self, root: ModuleId, id: ModuleId, towards: Option<&Towards>, faults: &[FaultBehind]) {
        let chain = self.chain(root, id, towards);
        for FaultBehind { fault, way } in faults {
            // A module may have as many faults as there are roots.
            if self.is_full(root) {
                return;
            }
            let chain: Vec<_> = chain.iter().chain(&**way).cloned().collect();
            self.chained = self.chained.saturating_add(chain.len());
            self.push(root, LinkCause::new(Arc::clone(fault), chain));
        }
    }

    /// Returns each fault of a module, with the files behind it on the way to a fault that lies in a function of another module,
    /// which it calls.
    fn faults_with_ways(&self, id: ModuleId) -> Vec<FaultBehind> {
        let mut ways = HashMap::<&PackagePath, Arc<[PackagePath]>>::default();
        let mut way = |fault: &'g Arc<Fault>| {
            let way = ways.entry(&fault.at.file).or_insert_with(|| self.way(id, &fault.at.file).into());
            Arc::clone(way)
        };
        let is_own = |fault: &Arc<Fault>| self.graph.get(id).is_none_or(|it| it.path == fault.at.file);
        let behind = |fault: &'g Arc<Fault>| FaultBehind {
            fault: Arc::clone(fault),
            way: if is_own(fault) { Arc::default() } else { way(fault) },
        };
        self.breaking(id).map(behind).collect()
    }

    fn way(&self, id: ModuleId, file: &PackagePath) -> Vec<PackagePath> {
        let makers = self.graph.iter().filter(|(_, module)| module.path == *file);
        let ways = makers.filter_map(|(maker, _)| self.backwards.towards(maker).chain(self.graph, id));
        ways.min_by_key(Vec::len).into_iter().flatten().skip(1).collect()
    }

    fn faults_alone(&self, id: ModuleId) -> Vec<FaultBehind> {
        let alone = |fault: &Arc<Fault>| FaultBehind { fault: Arc::clone(fault), way: Arc::default() };
        self.breaking(id).map(alone).collect()
    }

    /// Tells whether no further cause of a root is kept.
    fn is_full(&self, root: ModuleId) -> bool {
        self.count > self.count_allowed.value && self.of.contains_key(&root)
    }

    fn push(&mut self, root: ModuleId, cause: LinkCause) {
        self.count = self.count.saturating_add(1);
        let causes = self.of.entry(root).or_default();
        // Beyond the limit an entry point still gets its first cause, as without any it would count as
        // loadable.
        if causes.is_empty() || self.count <= self.count_allowed.value {
            causes.push(cause);
        }
    }

    fn chain(&self, root: ModuleId, id: ModuleId, towards: Option<&Towards>) -> Vec<PackagePath> {
        let ends =
            || [root, id].into_iter().filter_map(|id| Some(self.graph.get(id)?.path.clone())).collect();
        // Entry points times faults times the length of a chain grow with the cube of a package's size.
        match towards.filter(|_| self.chained < MOST_CHAINED) {
            Some(towards) => towards.chain(self.graph, root).unwrap_or_default(),
            None => ends(),
        }
    }

    fn add_early_reads(&mut self, root: ModuleId) {
        if self.is_spent() || !self.evaluation.is_suspect(root) {
            return;
        }
        self.steps = self.steps.saturating_add(self.graph.len() as u64);
        for early in self.evaluation.early_reads(root) {
            // Finding the cycle takes two searches of the graph, and finding the chain one.
            self.steps = self.steps.saturating_add(3 * self.graph.len() as u64);
            if self.is_spent() {
                return;
            }
            let Some(fault) = self.evaluation.fault(early) else { continue };
            self.add_fault(root, early.reader, fault);
        }
    }

    fn add_refused_requires(&mut self, root: ModuleId, mode: Mode) {
        if self.is_spent() || !self.cycles.is_suspect(root) {
            return;
        }
        self.steps = self.steps.saturating_add(self.graph.len() as u64);
        for RefusedRequire { fault, chain, steps } in self.cycles.refused(root, mode) {
            self.steps = self.steps.saturating_add(steps);
            if self.is_spent() {
                return;
            }
            let chain = if self.chained < MOST_CHAINED { chain } else { Vec::new() };
            self.chained = self.chained.saturating_add(chain.len());
            self.count = self.count.saturating_add(1);
            let causes = self.of_mode.entry((root, mode)).or_default();
            if causes.is_empty() || self.count <= self.count_allowed.value {
                causes.push(LinkCause::new(Arc::new(fault), chain));
            }
        }
    }

    /// Adds a fault that depends on where evaluation starts.
    fn add_fault(&mut self, root: ModuleId, id: ModuleId, fault: Fault) {
        let towards = self.backwards.towards(id);
        let chain = self.chain(root, id, Some(&towards));
        self.chained = self.chained.saturating_add(chain.len());
        self.push(root, LinkCause::new(Arc::new(fault), chain));
    }
}
