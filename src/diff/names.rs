//! The names of a subpath that both releases have: what is gone, and what is new.

use std::collections::BTreeSet;

use crate::{
    diff::{
        change::{Change, ChangeEffect, ChangeKind},
        kind_changes::compare,
        kinds::{ComparedKinds, gives_itself},
        pair::OutcomePair,
        places::ReleasePlaces,
        releases::Releases,
        statements::{loading, naming, naming_all},
    },
    hash::HashMap,
    module::ValueShape,
    report::OutcomeReport,
    resolve::Mode,
    surface::offered::{Offered, names},
};

/// The most names of one subpath for which the linker is asked; of the others it would say the same.
const MOST_PROVED: usize = 64;

impl OutcomePair<'_> {
    /// The changes of names; `told` are those that another mode has told to be gone.
    pub fn changes_of_names(
        &self,
        releases: &Releases<'_>,
        told: &BTreeSet<String>,
        kinds: &mut ComparedKinds<'_>,
    ) -> Vec<Change> {
        let is_same = kinds.are_same(self.old, self.new);
        let (old, new) = (set(self.old), set(self.new));
        if self.mode == Mode::Require && (gives_itself(self.old) || gives_itself(self.new)) {
            return (!is_same).then(|| self.unlisted(releases)).into_iter().collect();
        }
        let is_exact = self.mode == Mode::Import || self.new.format.as_deref() == Some("module");
        if !is_exact
            && !is_same
            && let Some(changes) = self
                .changes_of_data(releases, kinds)
                .or_else(|| self.changes_of_members(releases, kinds))
                .or_else(|| self.changes_of_required(releases, told, kinds))
        {
            return changes;
        }
        // What `require` gives of CommonJS has no default export but for what compilers make.
        let has_default = self.mode == Mode::Import || self.old.format.as_deref() == Some("module");
        let is_compiled = self.mode == Mode::Require && kinds.old.compiled_default(self.old) == Some(true);
        let is_meant = |name: &&str| *name != "default" || has_default || (is_compiled && is_exact);
        let removed: Vec<&str> = old.difference(&new).copied().filter(is_meant).collect();
        let added: Vec<&str> = new.difference(&old).copied().filter(is_meant).collect();
        let mut changes = if is_exact {
            self.removed(releases, &removed)
        } else {
            let open: Vec<&str> = removed.into_iter().filter(|name| !told.contains(*name)).collect();
            self.untold(releases, &open).into_iter().collect()
        };
        if !is_exact && !is_same && kinds.old.lexed_default(self.old) == Some(true) {
            match kinds.new.lexed_default(self.new) {
                Some(true) => {}
                _ if is_compiled && kinds.new.compiled_default(self.new) == Some(false) => {
                    changes.extend(self.removed(releases, &["default"]));
                }
                _ => changes.extend(self.untold(releases, &["default"])),
            }
        }
        if self.mode == Mode::Import && !self.old.exports_complete {
            changes.push(self.unknown(releases));
        }
        if changes.is_empty() && !is_exact && !is_same {
            changes.push(self.unlisted(releases));
        }
        if self.old.exports_complete && is_exact {
            changes.extend(added.into_iter().map(|name| self.added(releases, name)));
        }
        changes
    }

    /// The changes of what `require` gives of CommonJS, where the syntax of both releases tells all its names; `told` are those
    /// that another mode has told to be gone.
    fn changes_of_required(
        &self,
        releases: &Releases<'_>,
        told: &BTreeSet<String>,
        kinds: &mut ComparedKinds<'_>,
    ) -> Option<Vec<Change>> {
        let (old, new) = (kinds.old.required_names(self.old)?, kinds.new.required_names(self.new)?);
        if new.any.is_none() && self.may_be_called_no_more(kinds) {
            return None;
        }
        let mut gone = old.gone(&new)?;
        gone.retain(|name| name == "default" || !told.contains(name));
        let mut surely = old.surely_gone(&new);
        surely.retain(|name| gone.contains(name));
        let was_compiled = kinds.old.compiled_default(self.old) == Some(true);
        if gone.contains("default") && was_compiled && kinds.new.compiled_default(self.new) == Some(false) {
            surely.insert("default".to_owned());
        }
        gone.retain(|name| !surely.contains(name));
        let surely: Vec<&str> = surely.iter().map(String::as_str).collect();
        let mut changes = self.removed(releases, &surely);
        let gone: Vec<&str> = gone.iter().map(String::as_str).collect();
        changes.extend(self.untold(releases, &gone));
        if changes.is_empty() && old.leaves_outside(&new) {
            changes.push(self.unknown(releases));
        }
        Some(changes)
    }

    /// Tells whether it gave a function or class, and gives what code makes.
    fn may_be_called_no_more(&self, kinds: &mut ComparedKinds<'_>) -> bool {
        let was = kinds.old.of_outcome(self.old, "default");
        matches!(was, ValueShape::Function { .. } | ValueShape::Class { .. })
            && kinds.new.of_outcome(self.new, "default") == ValueShape::Unknown
    }

    /// The changes of what `require` gives, where that is JSON in both releases.
    fn changes_of_data(&self, releases: &Releases<'_>, kinds: &mut ComparedKinds<'_>) -> Option<Vec<Change>> {
        kinds.old.data_behind(self.old)?;
        kinds.new.data_behind(self.new)?;
        Some(self.changes_beside_data(releases, kinds))
    }

    /// The changes of what `require` gives, where the syntax of both releases says all its names.
    fn changes_of_members(
        &self,
        releases: &Releases<'_>,
        kinds: &mut ComparedKinds<'_>,
    ) -> Option<Vec<Change>> {
        let (old, new) = (kinds.old.members(self.old)?, kinds.new.members(self.new)?);
        let [old, new]: [BTreeSet<&str>; 2] = [&old, &new]
            .map(|names| names.iter().map(String::as_str).filter(|name| *name != "__esModule").collect());
        let removed: Vec<&str> = old.difference(&new).copied().collect();
        let mut changes = self.removed(releases, &removed);
        changes.extend(new.difference(&old).map(|name| self.added(releases, name)));
        Some(changes)
    }

    fn removed(&self, releases: &Releases<'_>, removed: &[&str]) -> Vec<Change> {
        let errors = self.proofs(releases, removed);
        let specifier = releases.specifier(self.subpath);
        let change = |(nth, name): (usize, &&str)| {
            let proof = errors.get(*name).cloned();
            let is_proved = self.mode == Mode::Require || proof.is_some() || nth >= MOST_PROVED;
            let is_certain = self.new.exports_complete && is_proved;
            let kind = if *name == "default" { ChangeKind::DefaultRemoved } else { ChangeKind::NameRemoved };
            let what = match *name {
                "default" => format!("{specifier} has no default export any more"),
                name => format!("{specifier} does not export {name} any more"),
            };
            let (effect, message) = if is_certain {
                (ChangeEffect::Major, what)
            } else {
                (ChangeEffect::Unknown, format!("{what}, unless another package has it: that cannot be told"))
            };
            let file = self.old.target.as_deref().unwrap_or_default();
            let now = proof.or_else(|| is_certain.then(|| self.without_proof()));
            Change {
                old: releases.old_places.of_name(file, name, self.mode),
                new: releases.new_places.of_subpath(self.subpath),
                statement: Some(naming(&specifier, self.mode, name)),
                now,
                ..self.change(kind, effect, Some(name), message)
            }
        };
        removed.iter().enumerate().map(change).collect()
    }

    /// The names of both releases that are another kind of thing now.
    pub fn kind_changes(&self, releases: &Releases<'_>, kinds: &mut ComparedKinds<'_>) -> Vec<Change> {
        let is_commonjs = self.old.format.as_deref() == Some("commonjs");
        if kinds.are_same(self.old, self.new) || is_commonjs && kinds.have_same_text(self.old, self.new) {
            return Vec::new();
        }
        let (old, new) = (set(self.old), set(self.new));
        let mut changes = Vec::new();
        for name in old.intersection(&new) {
            let was = kinds.old.of_outcome(self.old, name);
            let is = if was == ValueShape::Unknown { was } else { kinds.new.of_outcome(self.new, name) };
            let Some(found) = compare(name, was, is) else { continue };
            let specifier = releases.specifier(self.subpath);
            let what = match (*name, self.mode) {
                ("default", Mode::Import) => "the default export".to_owned(),
                ("default", Mode::Require) => "`module.exports`".to_owned(),
                (name, _) => name.to_owned(),
            };
            let statement = match (*name, self.mode) {
                ("default", Mode::Require) => loading(&specifier, self.mode, Offered::Module),
                (name, mode) => naming(&specifier, mode, name),
            };
            let message = format!("{what} of {specifier} {}", found.words);
            let place = |places: &ReleasePlaces<'_>, outcome: &OutcomeReport| {
                places.of_name(outcome.target.as_deref().unwrap_or_default(), name, self.mode)
            };
            changes.push(Change {
                old: place(&releases.old_places, self.old),
                new: place(&releases.new_places, self.new),
                statement: Some(statement),
                now: found.now,
                node: releases.options.node_names(), // One is asked for all.
                ..self.change(found.kind, found.effect, Some(name), message)
            });
        }
        changes
    }

    fn without_proof(&self) -> String {
        let now = if self.mode == Mode::Require { "undefined" } else { "SyntaxError" };
        now.to_owned()
    }

    /// The words of the linker about each name that cannot be imported.
    fn proofs(&self, releases: &Releases<'_>, names: &[&str]) -> HashMap<String, String> {
        let asked = names.get(..MOST_PROVED.min(names.len())).unwrap_or_default();
        if self.mode == Mode::Require || asked.is_empty() {
            return HashMap::default();
        }
        let statement = naming_all(&releases.specifier(self.subpath), asked);
        let errors = releases.errors(&statement, self.node).into_iter();
        let named = errors.filter_map(|error| {
            let said = format!("{}: {}", error.code, error.message);
            Some((error.missing?, said))
        });
        named.collect()
    }

    /// Names of CommonJS that the lexer no longer sees: code may make them all the same.
    fn untold(&self, releases: &Releases<'_>, removed: &[&str]) -> Option<Change> {
        let (specifier, names) = (releases.specifier(self.subpath), removed.join(", "));
        let message = format!("it cannot be told whether `require` of {specifier} still gives {names}");
        (!removed.is_empty())
            .then(|| self.change(ChangeKind::NamesUnknown, ChangeEffect::Unknown, None, message))
    }

    fn unknown(&self, releases: &Releases<'_>) -> Change {
        let specifier = releases.specifier(self.subpath);
        let message =
            format!("{specifier} has names of another package; it cannot be told whether any is gone");
        self.change(ChangeKind::NamesUnknown, ChangeEffect::Unknown, None, message)
    }

    fn added(&self, releases: &Releases<'_>, name: &str) -> Change {
        let specifier = releases.specifier(self.subpath);
        let (kind, message) = match name {
            "default" => (ChangeKind::DefaultAdded, format!("{specifier} has a default export")),
            name => (ChangeKind::NameAdded, format!("{specifier} exports {name}")),
        };
        let file = self.new.target.as_deref().unwrap_or_default();
        Change {
            new: releases.new_places.of_name(file, name, self.mode),
            statement: Some(naming(&specifier, self.mode, name)),
            ..self.change(kind, ChangeEffect::Minor, Some(name), message)
        }
    }
}

fn set(outcome: &OutcomeReport) -> BTreeSet<&str> {
    names(outcome).collect()
}
