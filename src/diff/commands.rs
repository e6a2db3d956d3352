//! The commands of both releases: what is gone, what can no longer be run, and what is new.

use std::collections::BTreeMap;

use crate::{
    diff::{
        change::{Change, ChangeEffect, ChangeKind},
        entries::ComparedEntries,
        releases::Releases,
    },
    entry_points::{
        EntryKind,
        bins::{Bin, bins},
    },
    package::Package,
    report::{EntryPointReport, ErrorReport, OutcomeReport},
};

/// The changes of commands.
pub(super) fn changes(releases: &Releases<'_>, entries: &ComparedEntries) -> Vec<Change> {
    let old = Commands::of(releases.old.package(), &entries.old);
    let new = Commands::of(releases.new.package(), &entries.new);
    let removed = old
        .bins
        .iter()
        .filter(|(name, _)| !new.bins.contains_key(*name))
        .map(|(name, _)| removed(releases, name, format!("the command {name} is gone")));
    let added = new.bins.keys().filter(|name| !old.bins.contains_key(*name)).map(|name| Change {
        name: Some(name.clone()),
        new: releases.new_places.of_member("bin", name),
        ..Change::new(ChangeKind::BinAdded, ChangeEffect::Minor, format!("there is a command {name}"))
    });
    let broken = old.bins.iter().filter_map(|(name, bin)| of_kept(releases, [&old, &new], name, bin));
    removed.chain(broken).chain(added).collect()
}

/// A command of both releases that could be run and no longer can.
fn of_kept(releases: &Releases<'_>, [old, new]: [&Commands<'_>; 2], name: &str, was: &Bin) -> Option<Change> {
    let is = new.bins.get(name)?;
    let text = old.file(was).filter(|_| old.failing(name).is_none())?;
    if let Some((outcome, error)) = new.failing(name) {
        let message = match new.file(is) {
            Some(_) => format!("the command {name} can no longer be run"),
            None => format!("the command {name} leads to {}, which is not packed", is.path),
        };
        let change = Change { node: outcome.node.clone(), ..removed(releases, name, message) };
        let is_made = new.file(is).is_none() && new.has_install_script();
        let effect = if is_made { ChangeEffect::Unknown } else { change.effect };
        let change = Change { effect, ..change };
        let at = error.at.clone().or(change.new);
        return Some(Change { new: at, now: Some(format!("{}: {}", error.code, error.message)), ..change });
    }
    // Without that line, a shell reads the file.
    let is_lost = text.starts_with(b"#!") && new.file(is).is_some_and(|text| !text.starts_with(b"#!"));
    let message = format!("the command {name} leads to {}, which does not start with `#!` any more", is.path);
    is_lost.then(|| removed(releases, name, message))
}

fn removed(releases: &Releases<'_>, name: &str, message: String) -> Change {
    Change {
        name: Some(name.to_owned()),
        old: releases.old_places.of_member("bin", name),
        new: releases.new_places.of_member("bin", name),
        ..Change::new(ChangeKind::BinRemoved, ChangeEffect::Major, message)
    }
}

/// The commands of a release.
struct Commands<'s> {
    package: &'s Package,
    bins: BTreeMap<String, Bin>,
    entries: BTreeMap<&'s str, &'s EntryPointReport>,
}

impl<'s> Commands<'s> {
    fn of(package: &'s Package, entries: &'s [EntryPointReport]) -> Self {
        let runs = entries.iter().filter(|entry| entry.kind == EntryKind::Bin);
        Self {
            package,
            bins: bins(package).into_iter().map(|bin| (bin.name.clone(), bin)).collect(),
            entries: runs.map(|entry| (entry.subpath.as_str(), entry)).collect(),
        }
    }

    /// Tells whether a script may write files when the package is installed.
    fn has_install_script(&self) -> bool {
        let scripts = self.package.manifest().and_then(|manifest| manifest.get("scripts"));
        let has = |name: &&str| scripts.is_some_and(|scripts| scripts.get(name).is_some());
        ["preinstall", "install", "postinstall"].iter().any(has)
    }

    fn file(&self, bin: &Bin) -> Option<&'s [u8]> {
        self.package.files().contents(&bin.path)
    }

    /// The outcome and the error of a Node that cannot run the command.
    fn failing(&self, name: &str) -> Option<(&'s OutcomeReport, &'s ErrorReport)> {
        self.entries.get(name)?.outcomes.iter().find_map(|outcome| Some((outcome, outcome.errors.first()?)))
    }
}
