//! The members of what `require` gives of CommonJS: those that Node's lexer sees, and those that following the code does.

use std::{collections::BTreeSet, rc::Rc};

use crate::{
    diff::{
        change::{Change, ChangeEffect, ChangeKind},
        given::RequiredValue,
        kinds::{ReleaseKinds, compare},
        pair::NamePair,
        releases::Releases,
        statements::naming,
    },
    module::{OF_EVERY_OBJECT, ValueShape},
    resolve::Mode,
    surface::offered::names,
};

/// The values that `require` of a subpath gives in both releases.
pub(super) struct RequiredPair<'r> {
    pub pair: NamePair<'r>,
    old: Rc<RequiredValue>,
    new: Rc<RequiredValue>,
}

/// The members that are gone, and those of which that cannot be told.
pub(super) struct RemovedMembers {
    pub changes: Vec<Change>,
    pub untold: Vec<String>,
    /// True if nothing more needs to be asked about the default.
    pub is_default_told: bool,
}

impl<'r> RequiredPair<'r> {
    /// The pair, where both releases are CommonJS.
    pub fn of(
        pair: NamePair<'r>,
        old_kinds: &mut ReleaseKinds<'_>,
        new_kinds: &mut ReleaseKinds<'_>,
    ) -> Option<Self> {
        let old = old_kinds.required(pair.old)?;
        let new = new_kinds.required(pair.new)?;
        Some(Self { pair, old, new })
    }

    /// Sorts the members of the older release; `lexed` are those that only the lexer tells to be gone, and `told` those that
    /// `import` does.
    pub fn removed(
        &self,
        releases: &Releases<'_>,
        lexed: &[&str],
        told: &BTreeSet<String>,
    ) -> RemovedMembers {
        let still: BTreeSet<&str> = names(self.pair.new).filter(|name| *name != "default").collect();
        let is_meant = |name: &&str| {
            *name != "__esModule"
                && !OF_EVERY_OBJECT.contains(name)
                && !told.contains(*name)
                && !still.contains(*name)
                && !self.new.may_have(name)
        };
        let all: BTreeSet<&str> =
            self.old.members.keys().map(String::as_str).chain(lexed.iter().copied()).collect();
        let (gone, untold): (Vec<&str>, Vec<&str>) = all
            .into_iter()
            .filter(is_meant)
            .partition(|name| self.new.is_complete && self.old.members.contains_key(*name));
        RemovedMembers {
            changes: gone.into_iter().map(|name| self.gone(releases, name)).collect(),
            untold: untold.into_iter().map(str::to_owned).collect(),
            is_default_told: self.old.members.contains_key("default")
                || self.new.members.contains_key("default"),
        }
    }

    fn gone(&self, releases: &Releases<'_>, name: &str) -> Change {
        let specifier = releases.specifier(self.pair.subpath);
        let (kind, message) = match name {
            "default" => (ChangeKind::DefaultRemoved, format!("{specifier} has no default export any more")),
            name => (ChangeKind::NameRemoved, format!("{specifier} does not export {name} any more")),
        };
        let file = self.pair.old.target.as_deref().unwrap_or_default();
        Change {
            old: releases.old_places.of_name(file, name, Mode::Require),
            new: releases.new_places.of_subpath(self.pair.subpath),
            statement: Some(naming(&specifier, Mode::Require, name)),
            now: Some("undefined".to_owned()),
            ..self.pair.change(kind, ChangeEffect::Major, Some(name), message)
        }
    }

    /// The members that `import` does not see and that are another kind of thing now.
    pub fn kind_changes(&self, releases: &Releases<'_>) -> Vec<Change> {
        let seen: BTreeSet<&str> = names(self.pair.old).filter(|name| *name != "default").collect();
        let unseen = self.old.members.iter().filter(|(name, _)| !seen.contains(name.as_str()));
        let compared = unseen.filter_map(|(name, was)| {
            let is = self.new.members.get(name).copied().filter(|is| *is != ValueShape::Unknown)?;
            let found = compare(name, *was, is)?;
            let specifier = releases.specifier(self.pair.subpath);
            let place = |places: &super::places::ReleasePlaces<'_>, file: Option<&str>| {
                places.of_name(file.unwrap_or_default(), name, Mode::Require)
            };
            let message = format!("{name} of {specifier} {}", found.words);
            Some(Change {
                old: place(&releases.old_places, self.pair.old.target.as_deref()),
                new: place(&releases.new_places, self.pair.new.target.as_deref()),
                statement: Some(naming(&specifier, Mode::Require, name)),
                now: found.now,
                ..self.pair.change(found.kind, found.effect, Some(name), message)
            })
        });
        compared.collect()
    }
}
