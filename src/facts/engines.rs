//! The versions of Node that a package says it is for, and those of them that cannot load it although another can.
//!
//! Linking a package for each of them would cost as much as all the rest. So the graph of the version that decides is
//! asked first whether another version could make a difference, and only then is the package linked for that one.

mod alike;
mod differing;
mod loading_line;
mod suspicion;
mod true_range;
mod versions;

pub use alike::verdicts_alike;
pub use versions::{PackageVersions, UnkeptVersion};

use crate::{
    facts::node_facts::NodeFacts,
    node::{LINES, NodeVersion},
    package::{Package, engines::DeclaredEngines},
};
use loading_line::loading_line;
use true_range::true_range;

/// The most modules of a package that is linked for version after version, to find the range that would be true.
const MOST_MODULES: usize = 5_000;

/// Finds the fault of the lowest version that "engines" admits, where the version that decides has none, or a newer line that it
/// admits.
pub fn too_low(package: &Package, base: &NodeFacts) -> Option<UnkeptVersion> {
    let engines = DeclaredEngines::of(package)?;
    let is_small = base.linkage.graph.len() <= MOST_MODULES;
    let newer = is_small.then(|| loading_line(package, &engines, base)).flatten();
    let base = newer.as_ref().unwrap_or(base);
    let versions = if NodeVersion::OLDEST_MAINTAINED.is_older_than(base.node.version) {
        PackageVersions::of_newer_line(package, base)
    } else {
        PackageVersions::new(package, base)
    };
    let version = engines.lowest().filter(|lowest| lowest.is_older_than(base.node.version))?;
    let found = versions.unkept(version)?;
    let range = is_small.then(|| true_range(&versions, &engines, version)).flatten();
    Some(UnkeptVersion { engines: Some(engines), range, ..found })
}

/// Finds the fault of a maintained line that is newer than the one that decides, and that nothing excludes.
pub fn too_new(package: &Package, base: &NodeFacts) -> Option<UnkeptVersion> {
    let engines = DeclaredEngines::of(package);
    let versions = PackageVersions::new(package, base);
    let newer = LINES.iter().filter(|line| line.is_maintained() && line.is_after(base.node.version));
    let mut admitted =
        newer.filter(|line| engines.as_ref().is_none_or(|engines| engines.admits_newest(line)));
    let found = admitted.find_map(|line| versions.unkept(line.newest()))?;
    Some(UnkeptVersion { engines, ..found })
}
