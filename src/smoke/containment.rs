//! The containment by Node itself: its permission model, as far as a version has it.

use std::ffi::OsString;

use crate::{
    node::NodeVersion,
    smoke::{nodes::NodeBinary, room::Room},
};

/// The choice whether the package is contained or may do all that the user may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Containment {
    #[default]
    Contained,
    Unsafe,
}

/// Returns the flag that turns the permission model on; Node 18 has none. Tried with the binaries of each
/// line.
fn flag(version: NodeVersion) -> Option<&'static str> {
    let stable = match version.major() {
        22 => version.at_least(22, 13),
        23 => version.at_least(23, 5),
        major => major > 23,
    };
    match version.major() {
        ..20 => None,
        _ if stable => Some("--permission"),
        _ => Some("--experimental-permission"),
    }
}

/// Tells whether this version has a permission model.
pub fn can_contain(version: NodeVersion) -> bool {
    flag(version).is_some()
}

impl Containment {
    /// Returns the arguments by which Node lets the package read inside the temporary folder, and nothing
    /// else.
    pub fn arguments(self, node: &NodeBinary, room: &Room) -> Vec<OsString> {
        let Some(flag) = flag(node.version).filter(|_| self == Self::Contained) else { return Vec::new() };
        let mut arguments = vec![flag.into(), readable(&room.root().join("*"))];
        arguments.extend(around(node).map(OsString::from));
        // None of these folders exists, but Node 20.18 and 22.11 need the permission to look for them.
        arguments.extend(room.above().map(|directory| readable(&directory.join("node_modules").join("*"))));
        arguments
    }
}

/// Returns the flags that close ways around the permission model. Each way was tried: V8 writes where its
/// flags say, a signal opens the inspector's port, and SQLite attaches any file, from Node 22 on, unless the
/// system forbids that.
fn around(node: &NodeBinary) -> impl Iterator<Item = &'static str> {
    let version = node.version;
    let is_since = |first: [u16; 4]| match version.major() {
        22 => version.at_least(first[0], first[1]),
        23 => version.at_least(first[2], first[3]),
        major => major > 23,
    };
    [
        ("--freeze-flags-after-init", true),
        ("--disable-sigusr1", is_since([22, 14, 23, 7])),
        ("--no-experimental-sqlite", !node.system.landlock && is_since([22, 13, 23, 4])),
    ]
    .into_iter()
    .filter_map(|(flag, is_known)| is_known.then_some(flag))
}

fn readable(path: &std::path::Path) -> OsString {
    let mut argument = OsString::from("--allow-fs-read=");
    argument.push(path);
    argument
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_has_had_two_names() {
        for (version, expected) in [
            ("18.20.8", None),
            ("20.20.2", Some("--experimental-permission")),
            ("22.11.0", Some("--experimental-permission")),
            ("22.13.0", Some("--permission")),
            ("23.4.0", Some("--experimental-permission")),
            ("24.0.0", Some("--permission")),
            ("26.10.0", Some("--permission")),
        ] {
            assert_eq!(flag(version.parse().unwrap()), expected, "{version}");
        }
    }
}
