//! The conditions of "exports" that consumers could set, and those that they can set now.

use std::{cell::Cell, collections::BTreeSet};

use crate::{
    diff::{
        change::{Change, ChangeEffect, ChangeKind},
        releases::Releases,
    },
    entry_points::target_file,
    package::Package,
    path::PackagePath,
    resolve::{Mode, NodeTarget, Referrer, resolve},
    surface::{conditions::conditions, keys},
};

/// The changes of conditions. A subpath that is gone altogether is said to be so elsewhere.
pub(super) fn changes(releases: &Releases<'_>) -> Vec<Change> {
    let node = releases.node();
    let [old, new] = [releases.old, releases.new].map(|session| conditions(session.package(), node.version));
    let [old_keys, new_keys] =
        [releases.old, releases.new].map(|session| keys(session.package(), node.version));
    let none = BTreeSet::new();
    let compared = ComparedConditions { releases, node, left: Cell::new(MOST_STEPS) };
    let mut changes = Vec::new();
    for (subpath, names) in old.iter().filter(|(subpath, _)| new_keys.contains(*subpath)) {
        let now = new.get(subpath).unwrap_or(&none);
        let steps = names.len() + now.len();
        changes.extend(names.difference(now).map(|name| compared.removed(subpath, name, steps)));
    }
    for (subpath, names) in new.iter().filter(|(subpath, _)| old_keys.contains(*subpath)) {
        let added = names.difference(old.get(subpath).unwrap_or(&none));
        changes.extend(added.map(|name| compared.added(subpath, name)));
    }
    changes
}

/// The conditions of both releases.
struct ComparedConditions<'r> {
    releases: &'r Releases<'r>,
    node: NodeTarget,
    /// The number of conditions that may still be passed in answers.
    left: Cell<usize>,
}

/// The number of conditions that are passed in all answers: each condition of a subpath is passed for each that is asked.
const MOST_STEPS: usize = 2_000_000;

/// The file that those who set a condition get now.
enum FoundNow {
    /// None, in one of the modes.
    Nothing,
    /// The one that they got before.
    Same,
    Other,
}

impl ComparedConditions<'_> {
    fn removed(&self, subpath: &str, name: &str, steps: usize) -> Change {
        let found = match self.left.get().checked_sub(steps) {
            Some(left) => {
                self.left.set(left);
                self.found_now(subpath, name)
            }
            None => FoundNow::Other,
        };
        let (effect, words) = match found {
            FoundNow::Nothing => (ChangeEffect::Major, "and those who set it find nothing"),
            FoundNow::Same => (ChangeEffect::Patch, "and those who set it find the same file"),
            FoundNow::Other => (
                ChangeEffect::Unknown,
                "and it cannot be told whether what is taken now serves those who set it",
            ),
        };
        let message = format!("\"{subpath}\" has no condition \"{name}\" any more, {words}");
        self.change(ChangeKind::ConditionRemoved, effect, subpath, name, message)
    }

    fn added(&self, subpath: &str, name: &str) -> Change {
        let message = format!("\"{subpath}\" has the condition \"{name}\"");
        self.change(ChangeKind::ConditionAdded, ChangeEffect::Minor, subpath, name, message)
    }

    /// Asks both releases with the condition set; a pattern is not asked, as it stands for many files.
    fn found_now(&self, subpath: &str, name: &str) -> FoundNow {
        if subpath.contains('*') {
            return FoundNow::Other;
        }
        let conditions = self.node.conditions.iter().cloned().chain([name.to_owned()]).collect();
        let node = NodeTarget { version: self.node.version, conditions };
        let found = Mode::ALL.map(|mode| {
            let old = self.file(self.releases.old.package(), subpath, mode, &node);
            (old, self.file(self.releases.new.package(), subpath, mode, &node))
        });
        match found {
            _ if found.iter().any(|(old, new)| old.is_some() && new.is_none()) => FoundNow::Nothing,
            _ if found.iter().all(|(old, new)| old == new) => FoundNow::Same,
            _ => FoundNow::Other,
        }
    }

    fn file(&self, package: &Package, subpath: &str, mode: Mode, node: &NodeTarget) -> Option<PackagePath> {
        let specifier = format!("{}{}", package.name(), subpath.strip_prefix('.').unwrap_or(subpath));
        target_file(&resolve(package, &Referrer::Consumer, &specifier, mode, node)).cloned()
    }

    fn change(
        &self,
        kind: ChangeKind,
        effect: ChangeEffect,
        subpath: &str,
        name: &str,
        message: String,
    ) -> Change {
        Change {
            subpath: Some(subpath.to_owned()),
            name: Some(name.to_owned()),
            old: self.releases.old_places.of_subpath(subpath),
            new: self.releases.new_places.of_subpath(subpath),
            ..Change::new(kind, effect, message)
        }
    }
}
