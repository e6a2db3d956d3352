//! The declared subpaths of both releases, in each mode and each version of Node.

use std::{cell::RefCell, collections::BTreeSet};

use crate::{
    diff::{
        bundled,
        change::{Change, ChangeEffect, ChangeKind},
        conditions, effects,
        entries::ComparedEntries,
        hashed::has_hash,
        kinds::ComparedKinds,
        merged::merged,
        pair::OutcomePair,
        releases::{Releases, by_subpath},
        statements::loading,
    },
    entry_points::EntryKind,
    node::lines::SupportedNodes,
    report::{EntryPointReport, OutcomeReport},
    resolve::{Mode, NodeTarget},
    surface::{
        keys,
        offered::{Offered, outcome},
    },
};

/// The changes of subpaths, modes, formats, names and conditions.
pub(super) fn changes(
    releases: &Releases<'_>,
    entries: &ComparedEntries,
    supported: &SupportedNodes,
) -> Vec<Change> {
    let (old, new) = (&entries.old, &entries.new);
    let (known, before) = (by_subpath(new), by_subpath(old));
    let node = releases.node();
    let kinds = RefCell::new(ComparedKinds::new(releases.old, releases.new, &node));
    let by_path_now = by_subpath(&entries.undeclared_now);
    let by_path_before = by_subpath(&entries.undeclared_before);
    let mut changes = Vec::new();
    for entry in old.iter().filter(|entry| entry.kind != EntryKind::Bin) {
        let found = known.get(entry.subpath.as_str()).or_else(|| by_path_now.get(entry.subpath.as_str()));
        let compared = ComparedSubpath {
            releases,
            supported,
            kinds: &kinds,
            subpath: &entry.subpath,
            old: Some(entry),
            new: found.copied(),
        };
        changes.extend(compared.changes());
    }
    for entry in new.iter().filter(|entry| entry.kind != EntryKind::Bin) {
        if before.contains_key(entry.subpath.as_str()) {
            continue;
        }
        let old = by_path_before.get(entry.subpath.as_str()).copied();
        let compared = ComparedSubpath {
            releases,
            supported,
            kinds: &kinds,
            subpath: &entry.subpath,
            old,
            new: Some(entry),
        };
        changes.extend(compared.changes()); // It may have been asked for by its path before.
    }
    changes.extend(conditions::changes(releases));
    let roots = before.get(".").copied().zip(known.get(".").copied());
    changes
        .extend(roots.and_then(|(old, new)| bundled::change(releases, [old, new], &mut kinds.borrow_mut())));
    changes
}

/// The codes by which Node refuses modes that a release never offered: there is no fault to mend.
const NEVER_OFFERED: [&str; 3] =
    ["ERR_PACKAGE_PATH_NOT_EXPORTED", "ERR_REQUIRE_ASYNC_MODULE", "ERR_REQUIRE_ESM"];

/// One subpath in both releases.
struct ComparedSubpath<'r, 's> {
    releases: &'r Releases<'s>,
    supported: &'r SupportedNodes,
    /// By the first version of Node.
    kinds: &'r RefCell<ComparedKinds<'s>>,
    subpath: &'r str,
    old: Option<&'r EntryPointReport>,
    new: Option<&'r EntryPointReport>,
}

/// One mode and version of Node of a subpath, in both releases.
struct ComparedMode<'r> {
    mode: Mode,
    node: &'r NodeTarget,
    old: Option<&'r OutcomeReport>,
    new: Option<&'r OutcomeReport>,
}

impl ComparedMode<'_> {
    fn offered(&self) -> (Offered, Offered) {
        (Offered::of(self.old), Offered::of(self.new))
    }

    fn is_lost(&self) -> bool {
        match self.offered() {
            (Offered::Nothing, _) => false,
            (_, Offered::Nothing) => true,
            (old, Offered::Asset) => old != Offered::Asset,
            // JSON needs an attribute, and a module refuses it.
            (Offered::Data, Offered::Module) | (Offered::Module, Offered::Data) => self.mode == Mode::Import,
            _ => false,
        }
    }

    fn imports_es_module(&self) -> bool {
        let format = self.new.and_then(|outcome| outcome.format.as_deref());
        self.mode == Mode::Import && format == Some("module")
    }

    fn is_gained(&self) -> bool {
        matches!(self.offered(), (Offered::Nothing, new) if new != Offered::Nothing)
    }
}

impl<'r> ComparedSubpath<'r, '_> {
    fn modes(&self) -> Vec<ComparedMode<'r>> {
        let modes = self.releases.targets.iter().flat_map(|target| Mode::ALL.map(|mode| (mode, target)));
        let compared = modes.map(|(mode, (node, name))| {
            let find = |entry: Option<&'r EntryPointReport>| outcome(entry?, mode, name);
            let (old, new) = (find(self.old), find(self.new));
            ComparedMode { mode, node, old, new }
        });
        compared.collect()
    }

    fn changes(&self) -> Vec<Change> {
        let modes = self.modes();
        let had = modes.iter().filter(|mode| mode.offered().0 != Offered::Nothing).count();
        let lost: Vec<_> = modes.iter().filter(|mode| mode.is_lost()).collect();
        let kind = if lost.len() == had { ChangeKind::SubpathRemoved } else { ChangeKind::ModeRemoved };
        let mut changes = merged(lost.iter().map(|mode| self.lost(mode, kind)).collect());
        let kind = if had > 0 { ChangeKind::ModeAdded } else { ChangeKind::SubpathAdded };
        let mut gained: Vec<_> = modes.iter().filter(|mode| mode.is_gained()).collect();
        gained.sort_by_key(|mode| mode.imports_es_module()); // The statement of the last one is shown.
        let mut gained = merged(gained.into_iter().map(|mode| self.gained(mode, kind)).collect());
        if !self.is_asked_of_all() {
            gained.iter_mut().for_each(|change| change.node.clear());
        }
        changes.extend(gained);
        let kept = modes.iter().filter(|mode| !mode.is_lost());
        let mut told = BTreeSet::new();
        let mut of_kept = Vec::new();
        for mode in kept {
            let found = self.kept(mode, &told);
            let names = found.iter().filter(|change| change.kind == ChangeKind::NameRemoved);
            told.extend(names.filter_map(|change| change.name.clone()));
            of_kept.extend(found);
        }
        changes.extend(merged(of_kept));
        changes
    }

    /// Tells whether every version was asked about the newer release. One is enough for what only that one has.
    fn is_asked_of_all(&self) -> bool {
        let outcomes = self.new.map_or(&[][..], |entry| &entry.outcomes);
        let is_asked = |name: &String| outcomes.iter().any(|outcome| outcome.node.contains(name));
        self.releases.targets.iter().all(|(_, name)| is_asked(name))
    }

    /// A mode that no longer leads anywhere, with the words of the linker.
    fn lost(&self, mode: &ComparedMode<'_>, kind: ChangeKind) -> Change {
        let specifier = self.releases.specifier(self.subpath);
        let statement = loading(&specifier, mode.mode, mode.offered().0);
        let errors = self.releases.errors(&statement, mode.node);
        let error = errors.first();
        let needs_newer = error.is_some_and(|error| error.code == "ERR_REQUIRE_ESM");
        let message = match (kind, mode.mode) {
            (_, Mode::Require) if needs_newer => format!(
                "{specifier} is an ES module only, which Node {} cannot require",
                self.supported.words_of_unable()
            ),
            (ChangeKind::ModeRemoved, Mode::Require) => format!("{specifier} can no longer be required"),
            (ChangeKind::ModeRemoved, Mode::Import) => format!("{specifier} can no longer be imported"),
            _ => format!("{specifier} can no longer be loaded"),
        };
        // Node compares the attribute with the format; the linker does not know it.
        let refused = (mode.offered() == (Offered::Data, Offered::Module)).then(|| {
            let file = mode.new.and_then(|new| new.target.as_deref()).unwrap_or_default();
            format!("ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE: Module \"{file}\" is not of type \"json\"")
        });
        let now = error.map(|error| format!("{}: {}", error.code, error.message)).or(refused);
        // Nobody can rely on a name that each build makes anew, though a pattern lets it through.
        let is_built = self.old.is_some_and(|entry| entry.pattern.is_some()) && has_hash(self.subpath);
        let is_certain = now.is_some() && !is_built;
        let effect = if is_certain { ChangeEffect::Major } else { ChangeEffect::Unknown };
        let message = if is_built { format!("{message}: a build made its name") } else { message };
        Change {
            old: self.releases.old_places.of_subpath(self.subpath),
            new: error.and_then(|error| {
                error.at.clone().or_else(|| self.releases.new_places.of_subpath(self.subpath))
            }),
            now,
            statement: Some(statement),
            ..self.change(kind, effect, mode, message)
        }
    }

    fn gained(&self, mode: &ComparedMode<'_>, kind: ChangeKind) -> Change {
        let specifier = self.releases.specifier(self.subpath);
        let message = match (kind, mode.mode) {
            _ if self.is_mended(mode) => format!("{specifier} can be loaded, which was broken"),
            (ChangeKind::ModeAdded, Mode::Require) => format!("{specifier} can be required"),
            (ChangeKind::ModeAdded, Mode::Import) => format!("{specifier} can be imported"),
            _ => format!("{specifier} can be loaded"),
        };
        Change {
            new: self.releases.new_places.of_subpath(self.subpath),
            statement: Some(loading(&specifier, mode.mode, mode.offered().1)),
            ..self.change(kind, self.effect_of_gain(mode), mode, message)
        }
    }

    /// The effect of a subpath that is new. A file more below a pattern that both releases have is no promise of its own,
    /// package.json is for tools, and to mend what was declared is what a patch is for.
    fn effect_of_gain(&self, mode: &ComparedMode<'_>) -> ChangeEffect {
        let node = self.releases.node().version;
        let pattern = self.new.and_then(|entry| entry.pattern.as_ref());
        let is_old = pattern.is_some_and(|pattern| keys(self.releases.old.package(), node).contains(pattern));
        let is_for_tools = self.subpath == "./package.json";
        let is_small = is_old || is_for_tools || self.is_mended(mode);
        if is_small { ChangeEffect::Patch } else { ChangeEffect::Minor }
    }

    /// Tells whether the older release declares the subpath, and what it leads to there was broken.
    fn is_mended(&self, mode: &ComparedMode<'_>) -> bool {
        let is_declared =
            self.releases.old_places.of_subpath(self.subpath).is_some() && !self.is_main_empty();
        let errors = mode.old.map_or(&[][..], |outcome| &outcome.errors);
        let is_offered = |code: &str| !NEVER_OFFERED.contains(&code);
        is_declared && !errors.is_empty() && errors.iter().all(|error| is_offered(&error.code))
    }

    /// Tells whether the older release names nothing by `"main": ""`, as packages of types do.
    fn is_main_empty(&self) -> bool {
        let Some(manifest) = self.releases.old.package().manifest() else { return false };
        let main = manifest.get("main").filter(|_| manifest.get("exports").is_none());
        self.subpath == "." && main.is_some_and(|main| main.as_str().is_none_or(str::is_empty))
    }

    /// The changes of a mode that leads somewhere in both releases.
    fn kept(&self, mode: &ComparedMode<'_>, told: &BTreeSet<String>) -> Vec<Change> {
        let (Some(old), Some(new)) = (mode.old, mode.new) else { return Vec::new() };
        let pair = OutcomePair { subpath: self.subpath, mode: mode.mode, node: mode.node, old, new };
        let mut kinds = self.kinds.borrow_mut();
        let mut changes = match mode.offered() {
            (Offered::Module, Offered::Module) => {
                let mut changes = pair.changes_of_names(self.releases, told, &mut kinds);
                if *mode.node == self.releases.node() && self.is_of_its_own(mode) {
                    changes.extend(pair.kind_changes(self.releases, &mut kinds));
                    changes.extend(pair.changes_in_namespaces(self.releases, &mut kinds));
                }
                changes
            }
            (Offered::Data | Offered::Module, Offered::Data | Offered::Module) => {
                pair.changes_beside_data(self.releases, &mut kinds)
            }
            _ => return Vec::new(),
        };
        let formats = old.format.as_ref().zip(new.format.as_ref()).filter(|(old, new)| old != new);
        changes.extend(formats.map(|(was, is)| {
            let (effect, meaning) = effects::of_format(mode.mode, old, new);
            let specifier = self.releases.specifier(self.subpath);
            let verb = if mode.mode == Mode::Import { "import" } else { "require" };
            let message = format!("`{verb}` of {specifier} leads to {is} in place of {was}: {meaning}");
            Change {
                old: self.releases.old_places.of_subpath(self.subpath),
                new: self.releases.new_places.of_subpath(self.subpath),
                statement: Some(loading(&specifier, mode.mode, Offered::Module)),
                ..self.change(ChangeKind::FormatChanged, effect, mode, message)
            }
        }));
        changes
    }

    /// Tells whether a mode leads to other files than `import` does, to be compared by themselves.
    fn is_of_its_own(&self, mode: &ComparedMode<'_>) -> bool {
        let node = mode.node.version.to_string();
        let target = |entry: Option<&'r EntryPointReport>, mode| {
            outcome(entry?, mode, &node).and_then(|outcome| outcome.target.as_deref())
        };
        let targets = |mode| (target(self.old, mode), target(self.new, mode));
        let formats = [mode.old, mode.new].map(|outcome| outcome.and_then(|it| it.format.as_deref()));
        mode.mode == Mode::Import
            || (formats == [Some("commonjs"); 2] && targets(Mode::Import) != targets(Mode::Require))
    }

    fn change(
        &self,
        kind: ChangeKind,
        effect: ChangeEffect,
        mode: &ComparedMode<'_>,
        message: String,
    ) -> Change {
        Change {
            subpath: Some(self.subpath.to_owned()),
            mode: Some(mode.mode),
            node: vec![mode.node.version.to_string()],
            ..Change::new(kind, effect, message)
        }
    }
}
