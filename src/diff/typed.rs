//! The declarations of both releases: subpaths that lose them or get some, altogether or in a mode of TypeScript.

use std::collections::BTreeMap;

use crate::{
    diff::{
        change::{Change, ChangeEffect, ChangeKind},
        releases::Releases,
        type_names::{DeclaredPair, name_changes},
    },
    entry_points::EntryPoint,
    hash::HashMap,
    package::development::{DevelopmentFile, is_example},
    path::PackagePath,
    resolve::typescript::{TypeScriptResolver, TypesMode, TypesPass, TypesReferrer},
    session::Session,
    surface::typed::serves,
    types::{ModuleKind, TypedEntry, TypesFacts, TypesOutcome},
};

/// The changes of declarations; `told` are those of what Node loads, from which some of these follow.
pub(super) fn changes(releases: &Releases<'_>, told: &[Change]) -> Vec<Change> {
    let told = by_subpath(told);
    let Some(old) = releases.old.declared_types(&releases.options, |_| true) else { return Vec::new() };
    let before = typed_entries(&old);
    // The declarations of a subpath that is new are not told by themselves.
    let is_asked = |entry: &EntryPoint| {
        let subpath = entry.subpath.as_str();
        before.contains_key(subpath) || !is_added(told.get(subpath).map(Vec::as_slice).unwrap_or_default())
    };
    let Some(new) = releases.new.declared_types(&releases.options, is_asked) else { return Vec::new() };
    let after = typed_entries(&new);
    let compared = ComparedTypes {
        releases,
        told,
        resolvers: [releases.old, releases.new].map(|session| TypeScriptResolver::new(session.package())),
        has_declarations: has_declarations(releases.old),
    };
    let mut changes = Vec::new();
    for (subpath, entry) in &before {
        changes.extend(compared.of_subpath(entry, after.get(subpath).copied()));
    }
    let is_new = |subpath: &str| !before.get(subpath).is_some_and(|entry| is_typed(entry));
    let new = after.iter().filter(|(subpath, _)| is_new(subpath));
    changes.extend(new.filter_map(|(_, entry)| compared.added(entry)));
    changes
}

fn typed_entries(facts: &TypesFacts) -> BTreeMap<&str, &TypedEntry> {
    facts.entries.iter().map(|entry| (entry.subpath.as_str(), entry)).collect()
}

fn by_subpath(told: &[Change]) -> HashMap<&str, Vec<&Change>> {
    let mut found: HashMap<&str, Vec<&Change>> = HashMap::default();
    for change in told {
        found.entry(change.subpath.as_deref().unwrap_or_default()).or_default().push(change);
    }
    found
}

/// Tells whether a package has declarations of its own, wherever they are; those of its tests and examples are for others.
fn has_declarations(session: &Session) -> bool {
    let is_own = |path: &PackagePath| {
        let is_bundled = path.as_str().split('/').any(|folder| folder == "node_modules");
        let is_test = DevelopmentFile::of(path) == Some(DevelopmentFile::Test);
        !is_bundled && !is_test && !is_example(path)
    };
    let mut files = session.package().files().iter();
    files.any(|(path, _)| is_declaration_file(path.as_str()) && is_own(path))
}

fn is_declaration_file(path: &str) -> bool {
    [".d.ts", ".d.mts", ".d.cts"].iter().any(|ending| path.ends_with(ending))
}

/// The modes of TypeScript that find declarations for a subpath, declared or by its path. That of old projects is asked for
/// itself: nothing else is found out about it here.
fn modes(entry: Option<&TypedEntry>, resolver: &TypeScriptResolver<'_>, specifier: &str) -> Vec<TypesMode> {
    let finds = |mode: &TypesMode| {
        let found =
            resolver.resolve(TypesReferrer::Consumer, specifier, *mode, mode.syntax(), TypesPass::Types);
        found.file.is_some_and(|file| ModuleKind::is_declared_by(&file))
    };
    let Some(entry) = entry else { return TypesMode::ALL.into_iter().filter(finds).collect() };
    let serving = entry.outcomes.iter().filter(|outcome| serves(outcome)).map(|outcome| outcome.mode);
    serving.chain([TypesMode::Node10].into_iter().filter(finds)).collect()
}

/// Tells whether a subpath is told to be new, or loaded again.
fn is_added(told: &[&Change]) -> bool {
    told.iter().any(|change| change.kind == ChangeKind::SubpathAdded)
}

fn is_typed(entry: &TypedEntry) -> bool {
    entry.outcomes.iter().any(serves)
}

/// The declarations of both releases.
struct ComparedTypes<'r> {
    releases: &'r Releases<'r>,
    /// The changes of what Node loads, by their subpaths.
    told: HashMap<&'r str, Vec<&'r Change>>,
    /// Those of the older and of the newer release.
    resolvers: [TypeScriptResolver<'r>; 2],
    /// The older release has files of declarations.
    has_declarations: bool,
}

impl ComparedTypes<'_> {
    fn told_of(&self, subpath: &str) -> &[&Change] {
        self.told.get(subpath).map(Vec::as_slice).unwrap_or_default()
    }

    fn of_subpath(&self, old: &TypedEntry, new: Option<&TypedEntry>) -> Vec<Change> {
        let told = self.told_of(&old.subpath);
        // A subpath that is gone takes its declarations along.
        if told.iter().any(|change| change.kind == ChangeKind::SubpathRemoved) {
            return Vec::new();
        }
        let [before, after] = &self.resolvers;
        let had = modes(Some(old), before, &old.specifier);
        let has = modes(new, after, &old.specifier);
        let without = |modes: &[TypesMode], others: &[TypesMode]| -> Vec<TypesMode> {
            modes.iter().copied().filter(|mode| !others.contains(mode)).collect()
        };
        let (lost, gained) = (without(&had, &has), without(&has, &had));
        let mut changes = self.lost_modes(old, new, &lost, &had);
        if !is_typed(old) {
            return changes; // What the newer release has in other modes is its first.
        }
        if !gained.is_empty() {
            let message = format!("{} has declarations in more modes of TypeScript", old.specifier);
            let change = self.change(ChangeKind::TypesModeAdded, ChangeEffect::Patch, &old.subpath, message);
            changes.push(Change { types_modes: gained, ..change });
        }
        let Some(new) = new else { return changes };
        let pairs = old.outcomes.iter().filter(|one| serves(one)).filter_map(|outcome| {
            let other = new.outcomes.iter().find(|other| other.mode == outcome.mode && serves(other))?;
            Some(DeclaredPair { old: outcome, new: other })
        });
        changes.extend(name_changes(self.releases, old, &pairs.collect::<Vec<_>>(), told));
        changes
    }

    /// The modes that find nothing any more. That of old projects is told by itself, as another cause may lie behind it.
    fn lost_modes(
        &self,
        old: &TypedEntry,
        new: Option<&TypedEntry>,
        lost: &[TypesMode],
        had: &[TypesMode],
    ) -> Vec<Change> {
        let is_old = |mode: &&TypesMode| **mode == TypesMode::Node10;
        let (of_old, others): (Vec<TypesMode>, Vec<TypesMode>) = lost.iter().partition(is_old);
        let specifier = &old.specifier;
        let kept = had.iter().filter(|mode| !lost.contains(mode)).collect::<Vec<_>>();
        if kept.iter().all(is_old) && !others.is_empty() {
            let but = if kept.is_empty() { "" } else { ", but for TypeScript in node10" };
            let message = format!("{specifier} has no declarations any more{but}");
            return vec![self.lost(ChangeKind::TypesRemoved, old, new, lost, message)];
        }
        let parts = [others, of_old].into_iter().filter(|modes| !modes.is_empty());
        let change = |modes: Vec<TypesMode>| {
            let names: Vec<&str> = modes.iter().map(|mode| mode.name()).collect();
            let message =
                format!("{specifier} has no declarations any more for TypeScript in {}", names.join(", "));
            self.lost(ChangeKind::TypesModeRemoved, old, new, &modes, message)
        };
        parts.map(change).collect()
    }

    fn lost(
        &self,
        kind: ChangeKind,
        old: &TypedEntry,
        new: Option<&TypedEntry>,
        lost: &[TypesMode],
        message: String,
    ) -> Change {
        let first = lost.first().copied();
        let outcome = new.and_then(|new| new.outcomes.iter().find(|outcome| Some(outcome.mode) == first));
        let is_refused = outcome.is_some_and(TypesOutcome::is_typed);
        let now = match outcome.map(|outcome| outcome.target.is_some()) {
            _ if is_refused => "TypeScript refuses to `require` an ES module (TS1479)",
            _ if first == Some(TypesMode::Node10) => "TypeScript 6 and older find no declarations for it",
            Some(true) => "TypeScript finds no declaration file (TS7016)",
            _ => "TypeScript cannot find the module or its declarations (TS2307)",
        };
        let told = self.told_of(&old.subpath);
        let leads = |change: &&&Change| {
            is_refused
                && change.effect == ChangeEffect::Major
                && matches!(change.kind, ChangeKind::ModeRemoved | ChangeKind::FormatChanged)
        };
        // A subpath that is a file of declarations is there for another's "types": only type imports could name it.
        let effect =
            if is_declaration_file(&old.subpath) { ChangeEffect::Unknown } else { ChangeEffect::Major };
        // A type alone may be imported of an ES module, with a mode of resolution (TS1541).
        let keyword = if is_refused { "import" } else { "import type" };
        Change {
            types_modes: lost.to_vec(),
            statement: Some(format!("{keyword} * as it from '{}'", old.specifier)),
            now: Some(now.to_owned()),
            follows: told.iter().find(leads).map(|change| change.kind),
            ..self.change(kind, effect, &old.subpath, message)
        }
    }

    fn added(&self, new: &TypedEntry) -> Option<Change> {
        let told = self.told_of(&new.subpath);
        let modes = new.outcomes.iter().filter(|outcome| serves(outcome)).map(|outcome| outcome.mode);
        let modes: Vec<TypesMode> = modes.collect();
        let message = format!("{} has declarations", new.specifier);
        // A package that had declarations for others, or where no mode looks, mends that.
        let effect = if self.has_declarations { ChangeEffect::Patch } else { ChangeEffect::Minor };
        let change = self.change(ChangeKind::TypesAdded, effect, &new.subpath, message);
        (!modes.is_empty() && !is_added(told)).then_some(Change { types_modes: modes, ..change })
    }

    fn change(&self, kind: ChangeKind, effect: ChangeEffect, subpath: &str, message: String) -> Change {
        Change {
            subpath: Some(subpath.to_owned()),
            old: self.releases.old_places.of_subpath(subpath),
            new: self.releases.new_places.of_subpath(subpath),
            ..Change::new(kind, effect, message)
        }
    }
}
