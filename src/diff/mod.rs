//! The comparison of two releases: what the newer one takes away from those who have the older one, what it adds, and the
//! smallest bump that is honest.

mod allow;
mod bump;
mod bundled;
mod change;
mod closed;
mod commands;
mod commonjs;
mod conditions;
mod data;
mod declared;
mod effects;
mod entries;
mod foreign;
mod hashed;
mod kind_changes;
mod kinds;
mod loads;
mod merged;
mod names;
mod namespaces;
mod nodes;
mod options;
mod pair;
mod places;
mod ranges;
mod releases;
mod report;
mod required_names;
mod statements;
mod subpaths;
mod touched;
mod type_names;
mod typed;

pub use allow::{AllowedChange, InvalidAllow, allowed_by};
pub use bump::{Bump, InvalidBump};
pub use change::{Change, ChangeEffect, ChangeKind};
pub use options::DiffOptions;
pub use report::{ComparedPackage, DiffReport};

use crate::{
    node::{
        NodeVersion,
        lines::{JudgedNodes, SupportedNodes},
    },
    package::Package,
    resolve::NodeTarget,
    session::Session,
};
use entries::ComparedEntries;
use releases::{Releases, can_need_require};

/// Compares two releases of a package.
pub fn diff(old: &Session, new: &Session, options: &DiffOptions) -> DiffReport {
    let supported = supported(old.package(), options);
    read_older_first(old, new, &supported, options);
    let nodes = if options.nodes.is_empty() { judged(&supported, old, new) } else { options.nodes.clone() };
    let releases = Releases::new(old, new, nodes, options.conditions.clone());
    let entries = ComparedEntries::of(&releases);
    let mut changes = subpaths::changes(&releases, &entries, &supported);
    changes.extend(commands::changes(&releases, &entries));
    changes.extend(closed::changes(&releases));
    if options.nodes.is_empty() {
        nodes::add(nodes::changes(&releases, &supported), &mut changes);
    }
    let of_types = typed::changes(&releases, &changes);
    changes.extend(of_types);
    changes.extend(declared::changes(&releases, &supported));
    DiffReport::of(&releases, changes, options)
}

/// Reads the older release, so that of the newer one only those modules are read that are not the same in both.
fn read_older_first(old: &Session, new: &Session, supported: &SupportedNodes, options: &DiffOptions) {
    let version = options.nodes.first().copied().unwrap_or_else(|| supported.judged().newest);
    old.facts(&NodeTarget { version, conditions: options.conditions.clone() });
    new.package().take_over_readings(old.package());
}

/// The Nodes that the older release supports.
fn supported(old: &Package, options: &DiffOptions) -> SupportedNodes {
    let engines = crate::surface::texts(old, "engines");
    let by_engines = engines.get("node").and_then(|range| SupportedNodes::by_engines(range));
    by_engines.unwrap_or_else(|| {
        options.published.map_or_else(SupportedNodes::maintained, SupportedNodes::maintained_on)
    })
}

/// The versions that stand for these. One that cannot `require` an ES module is asked only where that can make a difference.
fn judged(supported: &SupportedNodes, old: &Session, new: &Session) -> Vec<NodeVersion> {
    let JudgedNodes { newest, without_require } = supported.judged();
    let without = without_require.filter(|_| can_need_require(old) || can_need_require(new));
    [Some(newest), without].into_iter().flatten().collect()
}
