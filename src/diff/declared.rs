//! The changes of package.json beside its subpaths and commands: engines, platforms and peers.

use crate::{
    diff::{
        change::{Change, ChangeEffect, ChangeKind},
        loads::LoadedPackages,
        ranges::{are_too_long, no_longer_admitted},
        releases::Releases,
    },
    install::platforms::excluded_since,
    manifest::dependencies::DependencyKind,
    node::lines::SupportedNodes,
    package::Package,
    surface::{PeerSurface, peers, texts},
};

/// The changes of engines, platforms and peers.
pub(super) fn changes(releases: &Releases<'_>, supported: &SupportedNodes) -> Vec<Change> {
    let all = [of_engines(releases, supported), of_platforms(releases), of_peers(releases)];
    all.into_iter().flatten().collect()
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

/// The machines that could install the older release, and are excluded now.
fn of_platforms(releases: &Releases<'_>) -> Vec<Change> {
    let excluded = excluded_since(releases.old.package(), releases.new.package());
    let change = |(field, names): (&str, Vec<&str>)| Change {
        name: Some(field.to_owned()),
        old: releases.old_places.of_member(field, ""),
        new: releases.new_places.of_member(field, ""),
        ..Change::new(
            ChangeKind::PlatformNarrowed,
            ChangeEffect::Major,
            format!("\"{field}\" admits no more {}", listed(&names)),
        )
    };
    excluded.into_iter().map(change).collect()
}

/// The first few names, and the number of the others.
fn listed(names: &[&str]) -> String {
    match names {
        [first, second, third, rest @ ..] if rest.len() > 1 => {
            format!("{first}, {second}, {third} and {} others", rest.len())
        }
        names => names.join(", "),
    }
}

fn of_peers(releases: &Releases<'_>) -> Vec<Change> {
    let (old, new) = (peers(releases.old.package()), peers(releases.new.package()));
    let node = releases.node();
    let facts = [releases.old, releases.new].map(|session| session.facts(&node));
    let loaded = facts.each_ref().map(|facts| LoadedPackages::of(facts));
    let of_peer = |(nth, (name, peer)): (usize, (&String, &PeerSurface))| {
        let change = match old.get(name) {
            Some(old) => of_kept_peer(releases, name, [old, peer], &loaded, nth < MOST_FOLLOWED)?,
            None => of_new_peer(releases, name, peer, &loaded, nth < MOST_FOLLOWED),
        };
        Some(Change { name: Some(name.clone()), ..change })
    };
    let mut changes: Vec<Change> = new.iter().enumerate().filter_map(of_peer).collect();
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

/// The most peers of which is asked which entry points load them; the others count as not needed before, and as loaded by none.
const MOST_FOLLOWED: usize = 64;

/// A peer that the older release does not name.
fn of_new_peer(
    releases: &Releases<'_>,
    name: &str,
    peer: &PeerSurface,
    loaded: &[LoadedPackages<'_>; 2],
    is_followed: bool,
) -> Change {
    let range = &peer.range;
    let comes_along = brings(releases.new.package(), name);
    let came_along = brings(releases.old.package(), name) && !comes_along;
    let [before, now] = loaded;
    let is_loaded = || is_followed && now.loads_in_known(before, name);
    let begins = || is_followed && !comes_along && now.begins_to_load(before, name);
    let was_needed = || is_followed && before.has(name) && !now.begins_to_load(before, name);
    let (effect, message) = match peer.optional {
        true if came_along && is_loaded() => (
            ChangeEffect::Major,
            format!(
                "consumers install {name} {range} themselves now: it was a dependency, and is an optional peer"
            ),
        ),
        true if !came_along && begins() => (ChangeEffect::Major, loaded_now(name, range)),
        true => (ChangeEffect::Minor, format!("{name} {range} is an optional peer")),
        false if !came_along && was_needed() => (
            ChangeEffect::Patch,
            format!("the peer {name} {range} is declared: it was needed before, and not declared"),
        ),
        false if came_along => (
            ChangeEffect::Major,
            format!("consumers need {name} {range} beside it, a dependency that came along before"),
        ),
        false => (
            ChangeEffect::Major,
            format!("consumers need {name} {range} beside it, a peer that they did not need"),
        ),
    };
    Change::new(ChangeKind::PeerAdded, effect, message)
}

/// Tells whether a package is installed with the release.
fn brings(package: &Package, name: &str) -> bool {
    let kind = package.manifest().map(|manifest| manifest.declared(name));
    matches!(kind, Some(DependencyKind::Dependency | DependencyKind::Optional))
}

fn loaded_now(name: &str, range: &str) -> String {
    format!(
        "consumers need {name} {range} beside it: it is an optional peer, and an entry point loads it now"
    )
}

/// A peer of both releases.
fn of_kept_peer(
    releases: &Releases<'_>,
    name: &str,
    [old, new]: [&PeerSurface; 2],
    [before, now]: &[LoadedPackages<'_>; 2],
    is_followed: bool,
) -> Option<Change> {
    let range = &new.range;
    let comes_along = brings(releases.new.package(), name);
    if is_followed && new.optional && !comes_along && now.begins_to_load(before, name) {
        return Some(Change::new(ChangeKind::PeerAdded, ChangeEffect::Major, loaded_now(name, range)));
    }
    if old.optional && !new.optional {
        let message = format!("the peer {name} is no longer optional");
        return Some(Change::new(ChangeKind::PeerAdded, ChangeEffect::Major, message));
    }
    if are_too_long(&old.range, range) {
        return Some(untold(releases, ChangeKind::PeerNarrowed, "peerDependencies", name));
    }
    let lost = no_longer_admitted(&old.range, range)?;
    let message = format!("the peer {name} may be {lost} no more: {range} in place of {}", old.range);
    Some(Change::new(ChangeKind::PeerNarrowed, ChangeEffect::Major, message))
}
