//! The members of namespaces that both releases export as one name.

use std::collections::BTreeSet;

use crate::{
    diff::{
        change::{Change, ChangeEffect, ChangeKind},
        kinds::ComparedKinds,
        pair::OutcomePair,
        releases::Releases,
        statements::naming_member,
    },
    hash::HashSet,
    link::{graph::ModuleId, namespaces::Namespace},
    resolve::Mode,
};

/// The most pairs of namespaces of one subpath that are compared.
const MOST_COMPARED: usize = 4096;

/// Names in namespaces that Node adds to every CommonJS module.
const ADDED: [&str; 2] = ["module.exports", "__esModule"];

/// A namespace of both releases, with the names that lead to it.
struct NamespacePair {
    path: Vec<String>,
    old: ModuleId,
    new: ModuleId,
}

impl OutcomePair<'_> {
    /// The changes of members of namespaces, nested ones as well; each pair of modules is compared once.
    pub fn changes_in_namespaces(
        &self,
        releases: &Releases<'_>,
        kinds: &mut ComparedKinds<'_>,
    ) -> Vec<Change> {
        let roots = kinds.old.module_of(self.old).zip(kinds.new.module_of(self.new));
        let Some((old, new)) = roots.filter(|_| self.mode == Mode::Import) else { return Vec::new() };
        let mut open = vec![NamespacePair { path: Vec::new(), old, new }];
        let mut seen = HashSet::from_iter([(old, new)]);
        let mut changes = Vec::new();
        while let Some(pair) = open.pop().filter(|_| seen.len() < MOST_COMPARED) {
            let known = kinds.old.namespace(pair.old).zip(kinds.new.namespace(pair.new));
            let Some((before, after)) = known.filter(|_| !kinds.is_same_module(pair.old, pair.new)) else {
                continue;
            };
            if !pair.path.is_empty() {
                changes.extend(self.changes_of_members_of(releases, kinds, &pair, [&before, &after]));
            }
            for (name, old) in &before.namespaces {
                let path: Vec<String> = pair.path.iter().chain([name]).cloned().collect();
                match after.namespaces.get(name) {
                    Some(new) if seen.insert((*old, *new)) => {
                        open.push(NamespacePair { path, old: *old, new: *new });
                    }
                    None if after.names.contains(name) => changes.push(self.no_namespace(releases, &path)),
                    _ => {}
                }
            }
        }
        changes
    }

    fn changes_of_members_of(
        &self,
        releases: &Releases<'_>,
        kinds: &ComparedKinds<'_>,
        pair: &NamespacePair,
        [old, new]: [&Namespace; 2],
    ) -> Vec<Change> {
        let names = |of: &Namespace| -> BTreeSet<String> {
            of.names.iter().filter(|name| !ADDED.contains(&name.as_str())).cloned().collect()
        };
        let (before, after) = (names(old), names(new));
        let place = |name: &str| releases.old_places.of_name(&kinds.old.path(pair.old)?, name, Mode::Import);
        let mut changes: Vec<Change> = before
            .difference(&after)
            .map(|name| Change { old: place(name), ..self.member_removed(releases, &pair.path, name, new) })
            .collect();
        if old.complete {
            let place =
                |name: &str| releases.new_places.of_name(&kinds.new.path(pair.new)?, name, Mode::Import);
            changes.extend(
                after
                    .difference(&before)
                    .map(|name| Change { new: place(name), ..self.member_added(releases, &pair.path, name) }),
            );
        } else {
            changes.push(self.unknown_members(releases, &pair.path));
        }
        changes
    }

    fn member_removed(
        &self,
        releases: &Releases<'_>,
        path: &[String],
        name: &str,
        new: &Namespace,
    ) -> Change {
        let (specifier, namespace) = (releases.specifier(self.subpath), path.join("."));
        let what = format!("{namespace} of {specifier} does not have {name} any more");
        let (effect, message) = if new.complete {
            (ChangeEffect::Major, what)
        } else {
            (ChangeEffect::Unknown, format!("{what}, unless another package has it: that cannot be told"))
        };
        Change {
            new: releases.new_places.of_subpath(self.subpath),
            now: new.complete.then(|| "undefined".to_owned()),
            ..self.of_member(releases, ChangeKind::NameRemoved, effect, path, name, message)
        }
    }

    fn member_added(&self, releases: &Releases<'_>, path: &[String], name: &str) -> Change {
        let message = format!("{} of {} has {name}", path.join("."), releases.specifier(self.subpath));
        self.of_member(releases, ChangeKind::NameAdded, ChangeEffect::Minor, path, name, message)
    }

    fn of_member(
        &self,
        releases: &Releases<'_>,
        kind: ChangeKind,
        effect: ChangeEffect,
        path: &[String],
        name: &str,
        message: String,
    ) -> Change {
        let full: Vec<&str> = path.iter().map(String::as_str).chain([name]).collect();
        Change {
            statement: Some(naming_member(&releases.specifier(self.subpath), &full)),
            node: releases.options.node_names(), // One is asked for all.
            ..self.change(kind, effect, Some(&full.join(".")), message)
        }
    }

    /// A name that was a namespace and is something else.
    fn no_namespace(&self, releases: &Releases<'_>, path: &[String]) -> Change {
        let (specifier, namespace) = (releases.specifier(self.subpath), path.join("."));
        let message = format!(
            "{namespace} of {specifier} was a namespace and is none; it cannot be told whether it has the same members"
        );
        let node = releases.options.node_names();
        let change = self.change(ChangeKind::KindChanged, ChangeEffect::Unknown, Some(&namespace), message);
        Change { node, ..change }
    }

    fn unknown_members(&self, releases: &Releases<'_>, path: &[String]) -> Change {
        let (specifier, namespace) = (releases.specifier(self.subpath), path.join("."));
        let message = format!(
            "{namespace} of {specifier} has names of another package; it cannot be told whether any is gone"
        );
        let node = releases.options.node_names();
        let change = self.change(ChangeKind::NamesUnknown, ChangeEffect::Unknown, Some(&namespace), message);
        Change { node, ..change }
    }
}
