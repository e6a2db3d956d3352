//! The conditions of "exports" that consumers could set, and those that they can set now.

use std::{cell::Cell, collections::BTreeSet};

use crate::{
    diff::{
        change::{Change, ChangeEffect, ChangeKind},
        conditioned::{GivenWithCondition, ProvedStatement},
        releases::Releases,
        statements::loading,
    },
    entry_points::target_file,
    package::Package,
    path::PackagePath,
    resolve::{Mode, NodeTarget, Referrer, resolve},
    surface::{conditions::conditions, keys, offered::Offered},
};

/// The changes of conditions. A subpath that is gone altogether is said to be so elsewhere.
pub(super) fn changes(releases: &Releases<'_>) -> Vec<Change> {
    let node = releases.node();
    let [old, new] = [releases.old, releases.new].map(|session| conditions(session.package(), node.version));
    let (old_keys, new_keys) = (&releases.old_keys, keys(releases.new.package(), node.version));
    let none = BTreeSet::new();
    let (left, files_left) = (Cell::new(MOST_STEPS), Cell::new(MOST_FILES));
    let compared = ComparedConditions { releases, node, left, files_left };
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
    /// The number of subpaths whose files may still be compared.
    files_left: Cell<usize>,
}

/// The number of conditions that are passed in all answers: each condition of a subpath is passed for each that is asked.
const MOST_STEPS: usize = 2_000_000;

/// The most subpaths with a condition whose files are compared.
const MOST_FILES: usize = 16;

/// The most subpaths of a pattern that are asked for.
const MOST_EXPANSIONS: usize = 256;

/// The file that those who set a condition get now.
enum FoundNow {
    /// None, in one of the modes: the subpath, and the mode.
    Nothing(String, Mode),
    /// The one that they got before.
    Same,
    /// Another one: the subpath that shows it, where it was asked.
    Other(Option<String>),
}

impl ComparedConditions<'_> {
    fn removed(&self, subpath: &str, name: &str, steps: usize) -> Change {
        let node = self.with(name);
        let (effect, words, proof) = match self.found_now(subpath, &node, steps) {
            FoundNow::Nothing(asked, mode) => {
                let proof = self.refusal(&asked, mode, &node);
                (ChangeEffect::Major, "those who set it find nothing".to_owned(), proof)
            }
            FoundNow::Same => (ChangeEffect::Patch, "those who set it find the same file".to_owned(), None),
            FoundNow::Other(asked) => {
                let given = asked.filter(|_| spend(&self.files_left, 1)).and_then(|asked| {
                    GivenWithCondition { releases: self.releases, node: &node, subpath: &asked }.compared()
                });
                given.unwrap_or_else(|| {
                    let words = "it cannot be told whether what is taken now serves those who set it";
                    (ChangeEffect::Unknown, words.to_owned(), None)
                })
            }
        };
        let message = format!("\"{subpath}\" has no condition \"{name}\" any more, and {words}");
        let change = self.change(ChangeKind::ConditionRemoved, effect, subpath, name, message);
        let (statement, now) = proof.unzip();
        Change { statement, now, ..change }
    }

    /// A Node of which a condition is set.
    fn with(&self, name: &str) -> NodeTarget {
        let conditions = self.node.conditions.iter().cloned().chain([name.to_owned()]).collect();
        NodeTarget { version: self.node.version, conditions }
    }

    /// A consumer's statement, and the words by which Node refuses it with the condition set.
    fn refusal(&self, subpath: &str, mode: Mode, node: &NodeTarget) -> Option<ProvedStatement> {
        let statement = loading(&self.releases.specifier(subpath), mode, Offered::Module);
        let errors = self.releases.errors(&statement, node);
        let now = errors.first().map(|error| format!("{}: {}", error.code, error.message))?;
        Some((statement, now))
    }

    fn added(&self, subpath: &str, name: &str) -> Change {
        let message = format!("\"{subpath}\" has the condition \"{name}\"");
        self.change(ChangeKind::ConditionAdded, ChangeEffect::Minor, subpath, name, message)
    }

    /// Asks both releases with the condition set; of a pattern, for the subpaths that it stands for.
    fn found_now(&self, subpath: &str, node: &NodeTarget, steps: usize) -> FoundNow {
        let asked = if subpath.contains('*') { self.expansions(subpath) } else { vec![subpath.to_owned()] };
        let mut found = if asked.is_empty() { FoundNow::Other(None) } else { FoundNow::Same };
        for subpath in asked {
            if !spend(&self.left, steps) {
                return FoundNow::Other(None);
            }
            match (self.found_of(&subpath, node), &found) {
                (nothing @ FoundNow::Nothing(..), _) => return nothing,
                (other @ FoundNow::Other(_), FoundNow::Same) => found = other,
                _ => {}
            }
        }
        found
    }

    /// The subpaths of a pattern that both releases have without the condition.
    fn expansions(&self, pattern: &str) -> Vec<String> {
        let facts = self.releases.old.facts(&self.node);
        let entries = facts.entry_points.iter();
        let of_pattern = entries.filter(|entry| entry.pattern.as_deref() == Some(pattern));
        let subpaths = of_pattern.map(|entry| &entry.subpath).take(MOST_EXPANSIONS);
        let is_kept = |subpath: &&String| {
            let find = |mode| self.file(self.releases.new.package(), subpath, mode, &self.node);
            Mode::ALL.into_iter().any(|mode| find(mode).is_some())
        };
        subpaths.filter(is_kept).cloned().collect()
    }

    fn found_of(&self, subpath: &str, node: &NodeTarget) -> FoundNow {
        let found = Mode::ALL.map(|mode| {
            let old = self.file(self.releases.old.package(), subpath, mode, node);
            (mode, old, self.file(self.releases.new.package(), subpath, mode, node))
        });
        let lost = found.iter().find(|(_, old, new)| old.is_some() && new.is_none());
        match lost {
            Some((mode, ..)) => FoundNow::Nothing(subpath.to_owned(), *mode),
            _ if found.iter().all(|(_, old, new)| old == new) => FoundNow::Same,
            _ => FoundNow::Other(Some(subpath.to_owned())),
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

/// Takes from what may still be spent; tells whether it was enough.
fn spend(left: &Cell<usize>, cost: usize) -> bool {
    let rest = left.get().checked_sub(cost);
    left.set(rest.unwrap_or_default());
    rest.is_some()
}
