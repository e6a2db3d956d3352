//! Nodes that the older release supports, and that cannot load the newer one although another can.

use crate::{
    diff::{
        change::{Change, ChangeEffect, ChangeKind},
        releases::Releases,
        statements::loading,
    },
    facts::{UnkeptVersion, unkept_by},
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
    let unkept = unkept_by(releases.new.package(), &releases.new.facts(&releases.node()), &asked);
    let mut changes: Vec<Change> = Vec::new();
    for new in unkept.into_iter().flatten() {
        let Some(change) = lost(releases, &new) else { continue };
        match changes.iter_mut().find(|other| other.subpath == change.subpath && other.now == change.now) {
            Some(same) => same.node.extend(change.node),
            None => changes.push(change),
        }
    }
    for change in &mut changes {
        let specifier = releases.specifier(change.subpath.as_deref().unwrap_or("."));
        change.message = format!("Node {} cannot load {specifier} any more", change.node.join(", "));
    }
    changes
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

fn lost(releases: &Releases<'_>, new: &UnkeptVersion) -> Option<Change> {
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
        let was_loaded = releases.old.errors_of_statement(&statement, &node).is_empty();
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
