//! The members of namespaces that both releases export as one name.

use std::{collections::BTreeSet, sync::Arc};

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
    report::OutcomeReport,
    resolve::{Mode, format::Format},
    surface::offered::names,
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
        while let Some(pair) = open.pop() {
            if kinds.is_same_module(pair.old, pair.new) {
                continue;
            }
            let Some([before, after]) = self.namespaces(kinds, &pair) else { continue };
            if !pair.path.is_empty() {
                changes.extend(self.changes_of_members_of(releases, kinds, &pair, [&before, &after]));
            }
            changes.extend(self.no_namespaces(releases, &pair, [&before, &after]));
            for (name, old) in &before.namespaces {
                let Some(new) = after.namespaces.get(name).filter(|new| !kinds.is_same_module(*old, **new))
                else {
                    continue;
                };
                if seen.len() >= MOST_COMPARED {
                    changes.push(self.too_many(releases));
                    return changes;
                }
                if seen.insert((*old, *new)) {
                    let path = pair.path.iter().chain([name]).cloned().collect();
                    open.push(NamespacePair { path, old: *old, new: *new });
                }
            }
        }
        changes
    }

    /// Both namespaces of a pair; `None` where neither release exports a namespace.
    fn namespaces(&self, kinds: &mut ComparedKinds<'_>, pair: &NamespacePair) -> Option<[Arc<Namespace>; 2]> {
        let (before, after) = (kinds.old.namespace(pair.old), kinds.new.namespace(pair.new));
        if before.is_none() && after.is_none() {
            return None;
        }
        // Without a namespace in the whole release, only the names of the subpath itself are asked for.
        let plain = |outcome: &OutcomeReport| {
            let names = names(outcome).map(str::to_owned).collect();
            Arc::new(Namespace { names, complete: outcome.exports_complete, ..Namespace::default() })
        };
        Some([before.unwrap_or_else(|| plain(self.old)), after.unwrap_or_else(|| plain(self.new))])
    }

    /// The names that are a namespace in one release only, or of another package in one of them.
    fn no_namespaces(
        &self,
        releases: &Releases<'_>,
        pair: &NamespacePair,
        [before, after]: [&Namespace; 2],
    ) -> Vec<Change> {
        let path = |name: &String| -> Vec<String> { pair.path.iter().chain([name]).cloned().collect() };
        let is_one =
            |of: &Namespace, name: &str| of.namespaces.contains_key(name) || of.outside.contains_key(name);
        let is_es = self.old.format.as_deref() == Some(Format::Module.name());
        let both = before.names.intersection(&after.names);
        let told = both.filter_map(|name| {
            let words = match (is_one(before, name), is_one(after, name)) {
                (true, false) => "was a namespace and is none",
                (false, true) if is_es => "was no namespace and is one",
                _ if before.outside.get(name) != after.outside.get(name) => {
                    "is the namespace of another module"
                }
                _ => return None,
            };
            Some(self.no_namespace(releases, &path(name), words))
        });
        told.collect()
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

    /// More namespaces than are compared.
    fn too_many(&self, releases: &Releases<'_>) -> Change {
        let specifier = releases.specifier(self.subpath);
        let message = format!(
            "{specifier} has more than {MOST_COMPARED} namespaces that are not what they were; it cannot be told whether the others have the same members"
        );
        self.change(ChangeKind::LimitReached, ChangeEffect::Unknown, None, message)
    }

    /// A name that was a namespace and is something else, or the reverse.
    fn no_namespace(&self, releases: &Releases<'_>, path: &[String], words: &str) -> Change {
        let (specifier, namespace) = (releases.specifier(self.subpath), path.join("."));
        let message =
            format!("{namespace} of {specifier} {words}; it cannot be told whether it has the same members");
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
