//! Nodes that the older release supports, and that cannot load the newer one although another can.

use crate::{
    diff::{
        change::{Change, ChangeEffect, ChangeKind},
        releases::Releases,
        statements::loading,
    },
    facts::{PackageVersions, UnkeptVersion},
    node::lines::SupportedNodes,
    report::at,
    resolve::{Mode, NodeTarget},
    surface::{offered::Offered, texts},
};

/// The versions that load less of the newer release than of the older one, each fault once with the versions that have it.
/// Those that "engines" excludes now are said to be elsewhere.
pub(super) fn changes(releases: &Releases<'_>, supported: &SupportedNodes) -> Vec<Change> {
    let engines = texts(releases.new.package(), "engines");
    let admitted = engines.get("node").and_then(|range| SupportedNodes::by_engines(range));
    let compared = releases.options.nodes.as_slice();
    let mut asked = supported.turns(admitted.as_ref());
    asked.retain(|version| !compared.contains(version));
    let [of_old, of_new] = [releases.old, releases.new].map(|session| session.facts(&releases.node()));
    let old = PackageVersions::new(releases.old.package(), &of_old);
    let new = PackageVersions::new(releases.new.package(), &of_new);
    let mut changes: Vec<Change> = Vec::new();
    for unkept in asked.into_iter().filter_map(|version| new.unkept(version)) {
        let Some(change) = lost(releases, &old, &unkept) else { continue };
        match changes.iter_mut().find(|other| other.subpath == change.subpath && other.now == change.now) {
            Some(same) => same.node.extend(change.node),
            None => changes.push(change),
        }
    }
    for change in &mut changes {
        let specifier = releases.specifier(change.subpath.as_deref().unwrap_or("."));
        change.message = format!("Node {} cannot load {specifier} any more", words(&change.node));
    }
    changes
}

/// Versions in words. One that stands for the newest of its line speaks for the first of it, too: what both cannot load is not told of
/// each.
fn words(versions: &[String]) -> String {
    let is_whole = |line: &str| versions.iter().any(|version| version == line);
    let is_told = |version: &&String| version.split_once('.').is_none_or(|(line, _)| !is_whole(line));
    versions.iter().filter(is_told).cloned().collect::<Vec<_>>().join(", ")
}

/// Adds them to the others. A subpath that is told to be lost on another version for the same reason has their versions, too.
pub(super) fn add(found: Vec<Change>, changes: &mut Vec<Change>) {
    for change in found {
        let is_same = |other: &&mut Change| {
            matches!(other.kind, ChangeKind::SubpathRemoved | ChangeKind::ModeRemoved)
                && (&other.subpath, &other.now) == (&change.subpath, &change.now)
        };
        match changes.iter_mut().find(is_same) {
            Some(same) => same.node.extend(change.node),
            None => changes.push(change),
        }
    }
}

/// The most subpaths for which the linker is asked.
const MOST_PROVED: usize = 32;

fn lost(releases: &Releases<'_>, old: &PackageVersions<'_>, new: &UnkeptVersion) -> Option<Change> {
    let version = new.version;
    let mode = if new.modes.contains(&Mode::Import) { Mode::Import } else { Mode::Require };
    let node = NodeTarget { version, conditions: releases.node().conditions };
    let candidates = new.entry_points.iter().filter(|it| it.starts_with('.'));
    let (subpath, statement, error) = candidates.take(MOST_PROVED).find_map(|subpath| {
        let statement = loading(&releases.specifier(subpath), mode, Offered::Module);
        let errors = releases.errors(&statement, &node);
        // That a Node cannot `require` an ES module is told by the versions that are compared in full.
        let error = errors.into_iter().next().filter(|error| error.code != "ERR_REQUIRE_ESM")?;
        // A file that "exports" declares now may have been one before that consumers named by its path, in vain.
        let was_loaded = old.loads_certainly(subpath, mode, version)
            || releases.old.errors_of_statement(&statement, &node).is_empty();
        was_loaded.then_some((subpath, statement, error))
    })?;
    Some(Change {
        subpath: Some(subpath.clone()),
        mode: Some(mode).filter(|_| new.modes.len() == 1),
        node: vec![version.to_string()],
        new: Some(at(releases.new.package(), &new.fault.at)),
        statement: Some(statement),
        now: Some(format!("{}: {}", error.code, error.message)),
        ..Change::new(ChangeKind::NodeRemoved, ChangeEffect::Major, String::new())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_once() {
        let versions = ["18.0", "18", "20.0", "21.1", "21", "22.0"].map(str::to_owned);
        assert_eq!(words(&versions), "18, 20.0, 21, 22.0");
    }
}
