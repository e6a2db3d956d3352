//! The changes of package.json beside its subpaths: commands, engines and peers.

use std::collections::BTreeSet;

use crate::{
    diff::{
        change::{Change, ChangeEffect, ChangeKind},
        ranges::{are_too_long, no_longer_admitted},
        releases::Releases,
    },
    entry_points::bins::bins,
    node::lines::SupportedNodes,
    package::Package,
    surface::{PeerSurface, peers, texts},
};

/// The changes of commands, engines and peers.
pub(super) fn changes(releases: &Releases<'_>, supported: &SupportedNodes) -> Vec<Change> {
    let all = [of_bins(releases), of_engines(releases, supported), of_peers(releases)];
    all.into_iter().flatten().collect()
}

fn of_bins(releases: &Releases<'_>) -> Vec<Change> {
    let names = |package: &Package| bins(package).into_iter().map(|bin| bin.name).collect::<BTreeSet<_>>();
    let (old, new) = (names(releases.old.package()), names(releases.new.package()));
    let removed = old.difference(&new).map(|name| Change {
        name: Some(name.clone()),
        old: releases.old_places.of_member("bin", name),
        new: releases.new_places.of_member("bin", name),
        ..Change::new(ChangeKind::BinRemoved, ChangeEffect::Major, format!("the command {name} is gone"))
    });
    let added = new.difference(&old).map(|name| Change {
        name: Some(name.clone()),
        new: releases.new_places.of_member("bin", name),
        ..Change::new(ChangeKind::BinAdded, ChangeEffect::Minor, format!("there is a command {name}"))
    });
    removed.chain(added).collect()
}

fn of_engines(releases: &Releases<'_>, supported: &SupportedNodes) -> Vec<Change> {
    let old = texts(releases.old.package(), "engines");
    let new = texts(releases.new.package(), "engines");
    let engines = new.iter().filter(|(name, range)| old.get(*name) != Some(range));
    let changed = engines.filter_map(|(name, range)| {
        if are_too_long(old.get(name).map_or("", String::as_str), range) {
            return Some(untold(releases, ChangeKind::EnginesNarrowed, "engines", name));
        }
        let lost = match name.as_str() {
            "node" => lost_nodes(supported, range)?,
            name => format!("{name} {}", no_longer_admitted(old.get(name)?, range)?),
        };
        let message = match old.get(name) {
            Some(before) => {
                format!("\"engines\" says {range} in place of {before}: no more {lost}")
            }
            None => format!("\"engines\" says {range}, and said nothing before: no more {lost}"),
        };
        Some(Change {
            name: Some(name.clone()),
            old: releases.old_places.of_member("engines", name),
            new: releases.new_places.of_member("engines", name),
            ..Change::new(ChangeKind::EnginesNarrowed, ChangeEffect::Major, message)
        })
    });
    changed.collect()
}

/// Ranges that are too long to be compared.
fn untold(releases: &Releases<'_>, kind: ChangeKind, field: &str, name: &str) -> Change {
    let message = format!("the range of {name} is too long to tell whether it admits what it did");
    Change {
        name: Some(name.to_owned()),
        old: releases.old_places.of_member(field, name),
        new: releases.new_places.of_member(field, name),
        ..Change::new(kind, ChangeEffect::Unknown, message)
    }
}

fn lost_nodes(supported: &SupportedNodes, range: &str) -> Option<String> {
    let lost = supported.without(&SupportedNodes::by_engines(range)?);
    (!lost.is_empty()).then(|| format!("Node {}", lost.join(", ")))
}

fn of_peers(releases: &Releases<'_>) -> Vec<Change> {
    let (old, new) = (peers(releases.old.package()), peers(releases.new.package()));
    let mut changes: Vec<Change> =
        new.iter().filter_map(|(name, peer)| of_peer(releases, name, old.get(name), peer)).collect();
    changes.extend(old.keys().filter(|name| !new.contains_key(*name)).map(|name| Change {
        name: Some(name.clone()),
        ..Change::new(
            ChangeKind::PeerRemoved,
            ChangeEffect::Patch,
            format!("the peer {name} is needed no more"),
        )
    }));
    for change in &mut changes {
        let name = change.name.clone().unwrap_or_default();
        change.old = releases.old_places.of_member("peerDependencies", &name);
        change.new = releases.new_places.of_member("peerDependencies", &name);
    }
    changes
}

fn of_peer(
    releases: &Releases<'_>,
    name: &str,
    old: Option<&PeerSurface>,
    new: &PeerSurface,
) -> Option<Change> {
    let range = &new.range;
    let (kind, effect, message) = match old {
        None if new.optional => {
            let message = format!("{name} {range} is an optional peer");
            (ChangeKind::PeerAdded, ChangeEffect::Minor, message)
        }
        None => {
            let message = format!("consumers need {name} {range} beside it, a peer that they did not need");
            (ChangeKind::PeerAdded, ChangeEffect::Major, message)
        }
        Some(old) if old.optional && !new.optional => {
            (ChangeKind::PeerAdded, ChangeEffect::Major, format!("the peer {name} is no longer optional"))
        }
        Some(old) if are_too_long(&old.range, range) => {
            return Some(untold(releases, ChangeKind::PeerNarrowed, "peerDependencies", name));
        }
        Some(old) => {
            let lost = no_longer_admitted(&old.range, range)?;
            let message = format!("the peer {name} may be {lost} no more: {range} in place of {}", old.range);
            (ChangeKind::PeerNarrowed, ChangeEffect::Major, message)
        }
    };
    Some(Change { name: Some(name.to_owned()), ..Change::new(kind, effect, message) })
}
