//! The branches of which every arm leads to a fault: whichever arm runs, the module is broken.

use crate::{
    hash::HashMap,
    link::{
        graph::{ModuleGraph, ModuleId},
        reach::Backwards,
    },
};

/// An `if` with what its arms load.
struct ArmedBranch {
    module: ModuleId,
    arms: [Vec<ModuleId>; 2],
    /// For each arm, true if something that it loads is broken.
    broken: [bool; 2],
}

/// Returns, for each module that has such branches, what their arms load.
pub(super) fn broken_branches(
    graph: &ModuleGraph,
    backwards: &Backwards,
    faulty: impl Iterator<Item = ModuleId>,
) -> HashMap<ModuleId, Vec<ModuleId>> {
    let mut search = BranchSearch::of(graph);
    let mut found: HashMap<ModuleId, Vec<ModuleId>> = HashMap::default();
    if search.branches.is_empty() {
        return found;
    }
    let mut open: Vec<_> = faulty.collect();
    while let Some(id) = open.pop() {
        if std::mem::replace(search.seen.get_mut(id.0).unwrap_or(&mut true), true) {
            continue;
        }
        open.extend(backwards.referrers(id));
        for (module, loaded) in search.completed_by(id) {
            open.push(module);
            found.entry(module).or_default().extend(loaded);
        }
    }
    found
}

struct BranchSearch {
    branches: Vec<ArmedBranch>,
    /// For each module that an arm loads, the branches and the arms.
    arms_of: HashMap<ModuleId, Vec<(usize, usize)>>,
    seen: Vec<bool>,
}

impl BranchSearch {
    fn of(graph: &ModuleGraph) -> Self {
        let mut branches: HashMap<(ModuleId, u32), ArmedBranch> = HashMap::default();
        for (id, module) in graph.iter() {
            for edge in module.requests.iter().filter(|edge| edge.loads()) {
                let (Some(arm), Some(target)) = (edge.request.arm, edge.module()) else { continue };
                let new = || ArmedBranch { module: id, arms: Default::default(), broken: [false; 2] };
                let branch = branches.entry((id, arm.branch)).or_insert_with(new);
                let [first, second] = &mut branch.arms;
                if arm.is_else { second.push(target) } else { first.push(target) }
            }
        }
        let branches: Vec<_> = branches.into_values().collect();
        let mut arms_of: HashMap<ModuleId, Vec<(usize, usize)>> = HashMap::default();
        for (place, branch) in branches.iter().enumerate() {
            for (arm, targets) in branch.arms.iter().enumerate() {
                targets.iter().for_each(|target| arms_of.entry(*target).or_default().push((place, arm)));
            }
        }
        Self { branches, arms_of, seen: vec![false; graph.len()] }
    }

    /// Returns the branches of which the last sound arm is broken by this module.
    fn completed_by(&mut self, broken: ModuleId) -> Vec<(ModuleId, Vec<ModuleId>)> {
        let mut completed = Vec::new();
        for (place, arm) in self.arms_of.remove(&broken).unwrap_or_default() {
            let Some(branch) = self.branches.get_mut(place) else { continue };
            let was_broken = branch.broken == [true; 2];
            if let Some(arm) = branch.broken.get_mut(arm) {
                *arm = true;
            }
            if branch.broken == [true; 2] && !was_broken {
                completed.push((branch.module, branch.arms.concat()));
            }
        }
        completed
    }
}
