//! What breaks an entry point: every fault that its module certainly reaches, with the imports that lead there.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    limits::{Limit, Limits, Reached},
    link::{
        Cause,
        evaluate::Evaluation,
        fault::Fault,
        graph::{Module, ModuleGraph, ModuleId, ReachedBy},
        reach::{Backwards, Towards},
    },
    path::PackagePath,
};

/// Finds causes, as many and as long as the limits allow; every module that has one gets at least one.
pub(super) struct Causes<'g> {
    graph: &'g ModuleGraph,
    backwards: Backwards,
    evaluation: Evaluation<'g>,
    faulty: Vec<ModuleId>,
    of: BTreeMap<ModuleId, Vec<Cause>>,
    steps: u64,
    steps_allowed: Limit,
    count: u64,
    count_allowed: Limit,
    chained: usize,
}

/// So many files are named in chains; further chains have only their ends.
const MOST_CHAINED: usize = 1 << 17;

impl<'g> Causes<'g> {
    pub(super) fn new(graph: &'g ModuleGraph, evaluation: Evaluation<'g>, limits: &Limits) -> Self {
        let is_faulty =
            |module: &Module| module.reached_by == ReachedBy::Node && module.faults.iter().any(Fault::breaks);
        Self {
            graph,
            backwards: Backwards::new(graph, Module::loads),
            evaluation,
            faulty: graph.iter().filter(|(_, module)| is_faulty(module)).map(|(id, _)| id).collect(),
            of: BTreeMap::new(),
            steps: 0,
            steps_allowed: limits.link_steps(),
            count: 0,
            count_allowed: limits.findings(),
            chained: 0,
        }
    }

    /// Finds what breaks these modules: one faulty module after the other, so that memory does not grow with their number.
    pub(super) fn trace(&mut self, roots: BTreeSet<ModuleId>) {
        for id in std::mem::take(&mut self.faulty) {
            if self.is_spent() {
                self.trace_nearest(&roots, id);
                continue;
            }
            let towards = self.backwards.towards(id);
            self.steps = self.steps.saturating_add(towards.reached() as u64);
            for &root in roots.iter().filter(|root| towards.leads_from(**root)) {
                self.add(root, id, &towards);
            }
        }
        for root in roots {
            self.add_early_reads(root);
        }
    }

    /// What breaks a module.
    pub(super) fn of(&self, root: ModuleId) -> Vec<Cause> {
        self.of.get(&root).cloned().unwrap_or_default()
    }

    /// The limits that were reached.
    pub(super) fn cut(&self) -> Vec<Reached> {
        let steps = self
            .steps_allowed
            .check(self.steps, || "the search for what breaks entry points was given up".to_owned());
        let count = self
            .count_allowed
            .check(self.count, || "not all errors of all entry points are given".to_owned());
        [steps.err(), count.err()].into_iter().flatten().collect()
    }

    fn is_spent(&self) -> bool {
        self.steps > self.steps_allowed.value
    }

    /// Gives a faulty module to those who reach it and have no cause yet.
    fn trace_nearest(&mut self, roots: &BTreeSet<ModuleId>, id: ModuleId) {
        let bare: Vec<_> = roots.iter().filter(|root| !self.of.contains_key(root)).copied().collect();
        if !bare.is_empty() {
            let towards = self.backwards.towards(id);
            bare.into_iter()
                .filter(|root| towards.leads_from(*root))
                .for_each(|root| self.add(root, id, &towards));
        }
    }

    fn add(&mut self, root: ModuleId, id: ModuleId, towards: &Towards) {
        let Some(module) = self.graph.get(id) else { return };
        let chain = self.chain(root, id, towards);
        for fault in module.faults.iter().filter(|fault| fault.breaks()) {
            self.push(root, Cause { fault: fault.clone(), chain: chain.clone(), is_entry: false });
            self.chained = self.chained.saturating_add(chain.len());
        }
    }

    fn push(&mut self, root: ModuleId, cause: Cause) {
        self.count = self.count.saturating_add(1);
        let causes = self.of.entry(root).or_default();
        if causes.is_empty() || self.count <= self.count_allowed.value {
            causes.push(cause);
        }
    }

    fn chain(&self, root: ModuleId, id: ModuleId, towards: &Towards) -> Vec<PackagePath> {
        match self.chained < MOST_CHAINED {
            true => towards.chain(self.graph, root).unwrap_or_default(),
            false => [root, id].into_iter().filter_map(|id| Some(self.graph.get(id)?.path.clone())).collect(),
        }
    }

    fn add_early_reads(&mut self, root: ModuleId) {
        if self.is_spent() || !self.evaluation.has_suspects() {
            return;
        }
        self.steps = self.steps.saturating_add(self.graph.len() as u64);
        for early in self.evaluation.early_reads(root) {
            // Two ways round the cycle, and one to it.
            self.steps = self.steps.saturating_add(3 * self.graph.len() as u64);
            if self.is_spent() {
                return;
            }
            let Some(fault) = self.evaluation.fault(early) else { continue };
            let towards = self.backwards.towards(early.reader);
            let chain = self.chain(root, early.reader, &towards);
            self.chained = self.chained.saturating_add(chain.len());
            self.push(root, Cause { fault, chain, is_entry: false });
        }
    }
}
