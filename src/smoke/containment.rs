//! What Node itself keeps a package from: its permission model, as far as a version has it.

use std::ffi::OsString;

use crate::{
    node::NodeVersion,
    smoke::{nodes::Node, room::Room},
};

/// Whether Node's permissions hold the package.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Containment {
    #[default]
    Contained,
    Unsafe,
}

/// The flag that turns the permission model on; Node 18 has none. Tried with the binaries of each line.
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

/// Whether this version can hold a package at all.
pub fn can_contain(version: NodeVersion) -> bool {
    flag(version).is_some()
}

impl Containment {
    /// The arguments for Node: reading inside the temporary folder, and nothing else.
    pub fn arguments(self, node: &Node, room: &Room) -> Vec<OsString> {
        let Some(flag) = flag(node.version).filter(|_| self == Self::Contained) else { return Vec::new() };
        let mut arguments = vec![flag.into(), readable(&room.root().join("*"))];
        // Nothing is there, and Node 20.18 and 22.11 want to be allowed to find that out.
        arguments.extend(room.above().map(|directory| readable(&directory.join("node_modules").join("*"))));
        arguments
    }
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
