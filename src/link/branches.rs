//! The branches of which every arm leads to a fault: whichever arm runs, the module is broken.

use std::sync::Arc;

use crate::{
    hash::{HashMap, HashSet},
    link::{
        fault::{Fault, FaultKind},
        graph::{Edge, Module, ModuleGraph, ModuleId},
        reach::Backwards,
    },
    module::{BranchArm, When},
    package::Package,
    text::Span,
};

/// The branches of which every arm is broken.
#[derive(Default)]
pub(super) struct BrokenBranches {
    /// For each module that has such branches, what their arms load.
    pub loaded: HashMap<ModuleId, Vec<ModuleId>>,
    /// The requests in their arms that fail by themselves, by the places of their specifiers.
    failing: HashSet<(ModuleId, Span)>,
}

impl BrokenBranches {
    /// Finds them; `faulty` are the modules that are broken by themselves, and `fails` tells whether a fault of a request makes it fail.
    pub fn of(
        graph: &ModuleGraph,
        backwards: &Backwards,
        faulty: impl Iterator<Item = ModuleId>,
        fails: impl Fn(&Module, &Fault) -> bool,
    ) -> Self {
        let mut search = BranchSearch::of(graph, fails);
        let mut found = Self::default();
        if search.branches.is_empty() {
            return found;
        }
        let mut open: Vec<_> = faulty.collect();
        open.extend(search.broken_alone().into_iter().filter_map(|place| search.told(place, &mut found)));
        while let Some(id) = open.pop() {
            if std::mem::replace(search.seen.get_mut(id.0).unwrap_or(&mut true), true) {
                continue;
            }
            open.extend(backwards.referrers(id));
            let completed = search.completed_by(id);
            open.extend(completed.into_iter().filter_map(|place| search.told(place, &mut found)));
        }
        found
    }
}

/// Makes the faults certain that stand in the arms of broken branches.
pub(super) fn settle_faults(package: &Package, graph: &mut ModuleGraph) {
    let fails = |module: &Module, fault: &Fault| may_fail_in_arm(package, module, fault);
    let is_any = graph.iter().any(|(_, module)| !failing_in_arms(module, fails).is_empty());
    if !is_any || makes_files_when_installed(package) {
        return;
    }
    let backwards = Backwards::new(graph, Module::loads);
    let is_faulty = |module: &Module| module.faults.iter().any(|fault| fault.breaks());
    let faulty = graph.iter().filter(|(_, module)| is_faulty(module)).map(|(id, _)| id);
    let failing = BrokenBranches::of(graph, &backwards, faulty, fails).failing;
    for (id, module) in graph.modules.iter_mut().enumerate() {
        let settled =
            module.faults.iter_mut().filter(|fault| failing.contains(&(ModuleId(id), fault.at.span)));
        settled.for_each(|fault| Arc::make_mut(fault).when = When::Eager);
    }
}

/// Tells whether an install script runs, which may make files in ways that are not read.
fn makes_files_when_installed(package: &Package) -> bool {
    let scripts = package.manifest().and_then(|manifest| manifest.get("scripts"));
    let has = |name: &&str| scripts.is_some_and(|scripts| scripts.get(name).is_some());
    ["preinstall", "install", "postinstall"].iter().any(has) || package.files().get("binding.gyp").is_some()
}

/// Tells whether a request of the package's own code fails where its arm runs, for this fault: nothing is there that it could load,
/// and nobody but the package could bring it.
fn may_fail_in_arm(package: &Package, module: &Module, fault: &Fault) -> bool {
    let is_own = !module.path.is_outside() && !module.path.as_str().contains("node_modules/");
    let meta = package.manifest().and_then(|manifest| manifest.get("peerDependenciesMeta"));
    let is_brought = || match &fault.kind {
        FaultKind::OutsidePackage => true,
        FaultKind::Undeclared { package, .. } => meta.is_some_and(|meta| meta.get(package).is_some()),
        _ => false,
    };
    is_own && fault.is_error() && !is_brought()
}

/// Tells whether a request in an arm certainly fails with its arm, for this fault.
pub(super) fn fails_in_arm(_: &Module, fault: &Fault) -> bool {
    fault.breaks()
}

/// Returns the places of the requests in arms that lead to no module and have a fault that makes them fail.
fn failing_in_arms(module: &Module, fails: impl Fn(&Module, &Fault) -> bool) -> HashSet<Span> {
    let asked = module.requests.iter().filter(|edge| is_lost_in_arm(edge));
    let asked: HashSet<Span> = asked.map(|edge| edge.request.specifier.span).collect();
    let is_of_one = |fault: &&Fault| asked.contains(&fault.at.span) && fault.at.file == module.path;
    let faults = module.faults.iter().map(Arc::as_ref).filter(is_of_one);
    faults.filter(|fault| fails(module, fault)).map(|fault| fault.at.span).collect()
}

fn is_lost_in_arm(edge: &Edge) -> bool {
    edge.request.arm.is_some() && edge.loads() && edge.module().is_none()
}

/// A choice with what its arms load.
struct ArmedBranch {
    module: ModuleId,
    arms: Vec<BranchedArm>,
    /// The number of arms that are sound.
    sound: usize,
    /// The requests that fail by themselves.
    failing: Vec<Span>,
}

#[derive(Clone, Default)]
struct BranchedArm {
    loaded: Vec<ModuleId>,
    /// True if something that it loads is broken.
    is_broken: bool,
}

impl ArmedBranch {
    fn of(module: ModuleId, count: usize) -> Self {
        Self { module, arms: vec![BranchedArm::default(); count], sound: count, failing: Vec::new() }
    }

    fn add(&mut self, arm: usize, edge: &Edge, fails: bool) {
        let loaded = self.arms.get_mut(arm).map(|arm| &mut arm.loaded);
        loaded.into_iter().for_each(|loaded| loaded.extend(edge.module()));
        if fails {
            self.failing.push(edge.request.specifier.span);
            self.break_arm(arm);
        }
    }

    /// Marks an arm as broken, and tells whether it was the last sound one.
    fn break_arm(&mut self, arm: usize) -> bool {
        let Some(arm) = self.arms.get_mut(arm).filter(|arm| !arm.is_broken) else { return false };
        arm.is_broken = true;
        self.sound = self.sound.saturating_sub(1);
        self.sound == 0
    }
}

struct BranchSearch {
    branches: Vec<ArmedBranch>,
    /// For each module that an arm loads, the branches and the arms.
    arms_of: HashMap<ModuleId, Vec<(usize, usize)>>,
    seen: Vec<bool>,
}

impl BranchSearch {
    fn of(graph: &ModuleGraph, fails: impl Fn(&Module, &Fault) -> bool) -> Self {
        let mut branches: HashMap<(ModuleId, u32), ArmedBranch> = HashMap::default();
        for (id, module) in graph.iter() {
            let failing = failing_in_arms(module, &fails);
            for edge in module.requests.iter().filter(|edge| edge.loads()) {
                let Some(BranchArm { branch, arm, count }) = edge.request.arm else { continue };
                let fails = is_lost_in_arm(edge) && failing.contains(&edge.request.specifier.span);
                let branch = branches.entry((id, branch)).or_insert_with(|| ArmedBranch::of(id, count));
                branch.add(arm, edge, fails);
            }
        }
        let branches: Vec<_> = branches.into_values().collect();
        let mut arms_of: HashMap<ModuleId, Vec<(usize, usize)>> = HashMap::default();
        for (place, branch) in branches.iter().enumerate() {
            for (arm, branched) in branch.arms.iter().enumerate() {
                let targets = branched.loaded.iter();
                targets.for_each(|target| arms_of.entry(*target).or_default().push((place, arm)));
            }
        }
        Self { branches, arms_of, seen: vec![false; graph.len()] }
    }

    /// Returns the branches of which every arm fails by itself.
    fn broken_alone(&self) -> Vec<usize> {
        let all = self.branches.iter().enumerate();
        all.filter(|(_, branch)| branch.sound == 0).map(|(place, _)| place).collect()
    }

    /// Returns the branches of which the last sound arm is broken by this module.
    fn completed_by(&mut self, broken: ModuleId) -> Vec<usize> {
        let mut completed = Vec::new();
        for (place, arm) in self.arms_of.remove(&broken).unwrap_or_default() {
            let Some(branch) = self.branches.get_mut(place) else { continue };
            completed.extend(branch.break_arm(arm).then_some(place));
        }
        completed
    }

    /// Notes a branch of which every arm is broken, and returns its module.
    fn told(&self, place: usize, found: &mut BrokenBranches) -> Option<ModuleId> {
        let branch = self.branches.get(place)?;
        found.loaded.entry(branch.module).or_default().extend(branch.arms.iter().flat_map(|arm| &arm.loaded));
        found.failing.extend(branch.failing.iter().map(|span| (branch.module, *span)));
        Some(branch.module)
    }
}
