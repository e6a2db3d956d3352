//! Styles, images and sources that only patterns of "exports" offer: those that are gone, and those that are new.

use crate::{
    diff::{
        change::{Change, ChangeEffect, ChangeKind},
        hashed::has_hash,
        merged::merged,
        releases::Releases,
        statements::loading,
    },
    entry_points::{EntryPoint, target_file},
    package::Package,
    report::at,
    resolve::{Mode, NodeTarget, Resolver},
    surface::{assets_of_patterns, deep::is_open, offered::Offered},
};

/// The changes of assets behind patterns. No Node loads them, so that one stands for all.
pub(super) fn changes(releases: &Releases<'_>) -> Vec<Change> {
    let node = releases.node();
    let [old, new] = [releases.old, releases.new].map(|session| session.package());
    let compared = ComparedAssets { releases, node: &node };
    let mut changes = Vec::new();
    let mut now = AnsweringRelease::of(new, &node);
    for entry in assets_of_patterns(old, &node) {
        let had = modes(&entry);
        let lost: Vec<Mode> = had.iter().copied().filter(|mode| !now.has(&entry.subpath, *mode)).collect();
        let kind = if lost == had { ChangeKind::SubpathRemoved } else { ChangeKind::ModeRemoved };
        changes.extend(merged(lost.into_iter().map(|mode| compared.lost(&entry, mode, kind)).collect()));
    }
    let mut before = AnsweringRelease::of(old, &node);
    for entry in assets_of_patterns(new, &node) {
        let is_new = Mode::ALL.into_iter().all(|mode| !before.has(&entry.subpath, mode));
        changes.extend(is_new.then(|| compared.gained(&entry)));
    }
    changes
}

/// The modes in which an asset is found.
fn modes(entry: &EntryPoint) -> Vec<Mode> {
    let found = entry.resolutions.iter().filter(|(_, resolution)| target_file(resolution).is_some());
    found.map(|(mode, _)| *mode).collect()
}

/// A release that is asked whether it has a subpath.
struct AnsweringRelease<'p> {
    resolvers: [(Mode, Resolver<'p>); 2],
}

impl<'p> AnsweringRelease<'p> {
    fn of(package: &'p Package, node: &NodeTarget) -> Self {
        Self { resolvers: Mode::ALL.map(|mode| (mode, Resolver::new(package, mode, node))) }
    }

    fn has(&mut self, subpath: &str, mode: Mode) -> bool {
        let of_mode = self.resolvers.iter_mut().find(|(other, _)| *other == mode);
        of_mode.is_some_and(|(_, resolver)| resolver.resolve_subpath(subpath).is_ok())
    }
}

struct ComparedAssets<'r> {
    releases: &'r Releases<'r>,
    node: &'r NodeTarget,
}

impl ComparedAssets<'_> {
    fn lost(&self, entry: &EntryPoint, mode: Mode, kind: ChangeKind) -> Change {
        let specifier = self.releases.specifier(&entry.subpath);
        let statement = loading(&specifier, mode, Offered::Asset);
        let errors = self.releases.errors(&statement, self.node);
        let error = errors.first();
        let is_built = has_hash(&entry.subpath);
        let verb = match (kind, mode) {
            (ChangeKind::SubpathRemoved, _) => "loaded",
            (_, Mode::Require) => "required",
            (_, Mode::Import) => "imported",
        };
        let reason = if is_built { ": a build made its name" } else { "" };
        let message = format!("{specifier} can no longer be {verb}{reason}");
        let is_certain = error.is_some() && !is_built;
        let effect = if is_certain { ChangeEffect::Major } else { ChangeEffect::Unknown };
        Change {
            mode: Some(mode),
            old: entry.declared.as_ref().map(|place| at(self.releases.old.package(), place)),
            new: error.and_then(|error| error.at.clone()),
            now: error.map(|error| format!("{}: {}", error.code, error.message)),
            statement: Some(statement),
            ..self.change(entry, kind, effect, message)
        }
    }

    fn gained(&self, entry: &EntryPoint) -> Change {
        let specifier = self.releases.specifier(&entry.subpath);
        let message = format!("{specifier} can be loaded");
        Change {
            new: entry.declared.as_ref().map(|place| at(self.releases.new.package(), place)),
            statement: Some(loading(&specifier, Mode::Import, Offered::Asset)),
            ..self.change(entry, ChangeKind::SubpathAdded, self.effect_of_gain(entry), message)
        }
    }

    /// The effect of an asset that is new: a file more below a pattern that both releases have, or where every path was open, is no promise
    /// of its own.
    fn effect_of_gain(&self, entry: &EntryPoint) -> ChangeEffect {
        let old = self.releases.old.package();
        let is_old = |pattern: &String| self.releases.old_keys.contains(pattern);
        let is_small = is_open(old, self.node) || entry.pattern.as_ref().is_some_and(is_old);
        if is_small { ChangeEffect::Patch } else { ChangeEffect::Minor }
    }

    fn change(&self, entry: &EntryPoint, kind: ChangeKind, effect: ChangeEffect, message: String) -> Change {
        let node = self.releases.options.node_names();
        let subpath = Some(entry.subpath.clone());
        Change { subpath, node, ..Change::new(kind, effect, message) }
    }
}
