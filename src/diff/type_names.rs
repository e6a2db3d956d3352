//! The names that declarations of both releases have: what is gone, what is a type only now, and what is new.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diff::{
        change::{Change, ChangeEffect, ChangeKind},
        releases::Releases,
        statements::{naming, naming_type},
    },
    hash::HashMap,
    resolve::{Mode, typescript::TypesMode},
    types::{ModuleKind, TypedEntry, TypesNames, TypesOutcome},
};

/// The declarations of one mode of TypeScript, which serve in both releases.
pub(super) struct DeclaredPair<'r> {
    pub old: &'r TypesOutcome,
    pub new: &'r TypesOutcome,
}

/// The fate of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum NameFate {
    Gone,
    /// A value before, and a type only now.
    TypeOnly,
    /// A function or class that is declared to need more arguments.
    NeedsMore,
    /// Not all names of the newer release are known.
    Untold,
    Added,
}

/// The names with what became of each, and the modes in which it did.
type NameFates = BTreeMap<(NameFate, String), Vec<TypesMode>>;

/// The changes of the names of a subpath, each once for all modes; `told` are the changes of what Node loads of it.
pub(super) fn name_changes(
    releases: &Releases<'_>,
    entry: &TypedEntry,
    pairs: &[DeclaredPair<'_>],
    told: &[&Change],
) -> Vec<Change> {
    let mut fates = NameFates::new();
    let mut seen = BTreeSet::new();
    for pair in pairs {
        // Modes that lead to the same files say the same.
        let is_seen = !seen.insert((&pair.old.target, &pair.new.target));
        for (name, fate) in if is_seen { Vec::new() } else { pair.fates() } {
            fates.entry((fate, name.to_owned())).or_default().push(pair.old.mode);
        }
    }
    let mut led: HashMap<&str, Vec<&Change>> = HashMap::default();
    for change in told {
        led.entry(change.name.as_deref().unwrap_or_default()).or_default().push(change);
    }
    let subpath = DeclaredSubpath { releases, entry, pairs, told, led };
    let mut changes = subpath.of_fates(&fates);
    changes.extend(subpath.unknown());
    changes.extend(subpath.assignment());
    changes
}

impl DeclaredPair<'_> {
    fn names(&self) -> (&TypesNames, &TypesNames) {
        (&self.old.names, &self.new.names)
    }

    /// Every name that is not what it was.
    fn fates(&self) -> Vec<(&str, NameFate)> {
        let (old, new) = self.names();
        let is_assigned = old.equals.is_some() || new.equals.is_some();
        let is_meant = |name: &&str| *name != "default" || !is_assigned;
        let fate = |name: &str| match () {
            () if new.values.contains_key(name) => {
                needs_more(old, new, name).is_some().then_some(NameFate::NeedsMore)
            }
            () if new.unknown.contains(name) => None,
            () if new.types.contains(name) => old.values.contains_key(name).then_some(NameFate::TypeOnly),
            () if !new.complete => Some(NameFate::Untold),
            // A default may be made up where the module may be CommonJS.
            () if name == "default" && self.new.format != Some(ModuleKind::Module) => Some(NameFate::Untold),
            () => Some(NameFate::Gone),
        };
        let gone = all(old).filter(is_meant).filter_map(|name| Some((name, fate(name)?)));
        let known: BTreeSet<&str> = all(old).collect();
        let is_new = |name: &&str| old.complete && !known.contains(name);
        let added = all(new).filter(is_meant).filter(is_new).map(|name| (name, NameFate::Added));
        gone.chain(added).collect()
    }
}

fn all(names: &TypesNames) -> impl Iterator<Item = &str> {
    names.values.keys().chain(&names.types).chain(&names.unknown).map(String::as_str)
}

/// The numbers of arguments that a function or class asks for in both releases, where it asks for more.
fn needs_more(old: &TypesNames, new: &TypesNames, name: &str) -> Option<(u32, u32)> {
    let signature = |names: &TypesNames| names.values.get(name)?.signature;
    let (was, is) = (signature(old)?, signature(new)?);
    (was.is_class == is.is_class && is.required > was.required).then_some((was.required, is.required))
}

fn arguments(count: u32) -> String {
    format!("{count} {}", if count == 1 { "argument" } else { "arguments" })
}

/// The kind of change that a fate is, and what it asks of the version.
fn consequence(fate: NameFate) -> (ChangeKind, ChangeEffect) {
    match fate {
        NameFate::Added => (ChangeKind::DeclaredNameAdded, ChangeEffect::Patch),
        NameFate::TypeOnly => (ChangeKind::DeclaredValueRemoved, ChangeEffect::Major),
        NameFate::NeedsMore => (ChangeKind::DeclaredParametersGrown, ChangeEffect::Major),
        NameFate::Gone => (ChangeKind::DeclaredNameRemoved, ChangeEffect::Major),
        NameFate::Untold => (ChangeKind::DeclaredNameRemoved, ChangeEffect::Unknown),
    }
}

/// TypeScript's refusal of the line that the change breaks.
fn refusal(fate: NameFate, was: u32, is: u32) -> Option<String> {
    match fate {
        NameFate::Added | NameFate::Untold => None,
        NameFate::TypeOnly => Some("TypeScript refuses to use a type as a value".to_owned()),
        NameFate::NeedsMore => {
            Some(format!("TypeScript expects {} of whoever gives {was} (TS2554)", arguments(is)))
        }
        NameFate::Gone => Some("TypeScript finds no such exported member".to_owned()),
    }
}

/// A subpath with declarations in both releases.
struct DeclaredSubpath<'r> {
    releases: &'r Releases<'r>,
    entry: &'r TypedEntry,
    pairs: &'r [DeclaredPair<'r>],
    /// The changes of what Node loads that are about all of the subpath.
    told: &'r [&'r Change],
    /// Those that are about one name.
    led: HashMap<&'r str, Vec<&'r Change>>,
}

impl DeclaredSubpath<'_> {
    fn of_fates(&self, fates: &NameFates) -> Vec<Change> {
        fates.iter().map(|((fate, name), modes)| self.of_name(*fate, name, modes)).collect()
    }

    fn of_name(&self, fate: NameFate, name: &str, modes: &[TypesMode]) -> Change {
        let pair = self.pairs.iter().find(|pair| modes.first() == Some(&pair.old.mode));
        let grown = pair.and_then(|pair| needs_more(&pair.old.names, &pair.new.names, name));
        let (was, is) = grown.unwrap_or_default();
        let (kind, effect) = consequence(fate);
        Change {
            name: Some(name.to_owned()),
            old: pair
                .filter(|_| fate != NameFate::Added)
                .and_then(|pair| self.releases.old_places.of_declared(pair.old, name)),
            new: pair.and_then(|pair| self.releases.new_places.of_declared(pair.new, name)),
            types_modes: self.modes_of(fate, name),
            statement: self.statement(fate, name, pair),
            now: refusal(fate, was, is),
            follows: self.led_by(fate, name),
            ..self.change(kind, effect, self.message(fate, name, was, is))
        }
    }

    /// The message about a name; `was` and `is` are the numbers of arguments that it asked for and asks for.
    fn message(&self, fate: NameFate, name: &str, was: u32, is: u32) -> String {
        let specifier = &self.entry.specifier;
        let is_default = name == "default";
        let what = if is_default { "a default" } else { name };
        match fate {
            NameFate::Added => format!("the declarations of {specifier} have {what}"),
            NameFate::TypeOnly => format!("{what} of {specifier} was a value and is declared as a type only"),
            NameFate::NeedsMore => {
                let what = if is_default { "the default export" } else { name };
                format!("{what} of {specifier} is declared to need {}, and needed {was}", arguments(is))
            }
            NameFate::Gone => format!("the declarations of {specifier} have no {name} any more"),
            NameFate::Untold => {
                format!("it cannot be told whether the declarations of {specifier} still have {name}")
            }
        }
    }

    /// The line of a consumer that the change breaks.
    fn statement(&self, fate: NameFate, name: &str, pair: Option<&DeclaredPair<'_>>) -> Option<String> {
        let specifier = &self.entry.specifier;
        let was_value = pair.is_none_or(|pair| pair.old.names.values.contains_key(name));
        match fate {
            NameFate::Added => None,
            _ if was_value => Some(naming(specifier, Mode::Import, name)),
            _ => Some(naming_type(specifier, name)),
        }
    }

    /// Every mode in which a name has this fate; none where it has it in all.
    fn modes_of(&self, fate: NameFate, name: &str) -> Vec<TypesMode> {
        let has = |pair: &&DeclaredPair<'_>| {
            let (old, new) = pair.names();
            let (was, is) = (has_name(old, name), has_name(new, name));
            match fate {
                NameFate::Added => !was && is,
                NameFate::TypeOnly => old.values.contains_key(name) && new.types.contains(name),
                NameFate::NeedsMore => needs_more(old, new, name).is_some(),
                NameFate::Gone | NameFate::Untold => was && !is,
            }
        };
        let modes: Vec<TypesMode> = self.pairs.iter().filter(has).map(|pair| pair.old.mode).collect();
        if modes.len() == self.pairs.len() { Vec::new() } else { modes }
    }

    /// The change of what Node loads that says as much.
    fn led_by(&self, fate: NameFate, name: &str) -> Option<ChangeKind> {
        let leads = |change: &&&Change| {
            let is_gone = matches!(change.kind, ChangeKind::NameRemoved | ChangeKind::DefaultRemoved)
                && change.effect == ChangeEffect::Major;
            let is_new = matches!(change.kind, ChangeKind::NameAdded | ChangeKind::DefaultAdded);
            let has_grown =
                change.kind == ChangeKind::ParametersGrown && change.effect == ChangeEffect::Major;
            match fate {
                NameFate::Added => is_new,
                NameFate::NeedsMore => has_grown,
                _ => is_gone,
            }
        };
        self.led.get(name)?.iter().find(leads).map(|change| change.kind)
    }

    /// Names of the older release that are not known, where nothing else says so.
    fn unknown(&self) -> Option<Change> {
        let is_unknown = |change: &&Change| change.kind == ChangeKind::NamesUnknown;
        // What code makes for `require` says nothing of declarations.
        let mut unknown = self.told.iter().copied().filter(is_unknown);
        let is_said = unknown.any(|change| change.mode != Some(Mode::Require));
        let is_open = self.pairs.iter().any(|pair| !pair.old.names.complete);
        let message = format!(
            "not all names that {} declares are known; it cannot be told whether any is gone",
            self.entry.specifier
        );
        let change = || self.change(ChangeKind::DeclaredNamesUnknown, ChangeEffect::Unknown, message);
        (is_open && !is_said).then(change)
    }

    /// Declarations that say `export =` in one release only.
    fn assignment(&self) -> Option<Change> {
        let is_changed = |pair: &&DeclaredPair<'_>| {
            let (old, new) = pair.names();
            old.equals.is_some() != new.equals.is_some()
        };
        let pair = self.pairs.iter().find(is_changed)?;
        let specifier = &self.entry.specifier;
        let message = if pair.old.names.equals.is_some() {
            format!(
                "the declarations of {specifier} say `export =` no more: what `import x = require('{specifier}')` is has changed"
            )
        } else {
            format!(
                "the declarations of {specifier} say `export =` now: a default import needs \"esModuleInterop\""
            )
        };
        let change = self.change(ChangeKind::DeclaredFormChanged, ChangeEffect::Unknown, message);
        Some(Change {
            old: self.releases.old_places.of_declared(pair.old, ""),
            new: self.releases.new_places.of_declared(pair.new, ""),
            ..change
        })
    }

    fn change(&self, kind: ChangeKind, effect: ChangeEffect, message: String) -> Change {
        Change { subpath: Some(self.entry.subpath.clone()), ..Change::new(kind, effect, message) }
    }
}

fn has_name(names: &TypesNames, name: &str) -> bool {
    names.values.contains_key(name) || names.types.contains(name) || names.unknown.contains(name)
}
