//! The other packages that a package.json declares, and the ways in which it does.

use crate::{json::Value, manifest::Manifest};

/// The ways in which a package is declared, which tell whether it is there when the declaring package is
/// installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Declared {
    /// In "dependencies": always there.
    Dependency,
    /// In "peerDependencies": there, or its absence is the consumer's choice.
    Peer,
    /// In "peerDependencies" and marked optional in "peerDependenciesMeta".
    OptionalPeer,
    /// In "optionalDependencies": there where it installs.
    Optional,
    /// In "devDependencies" only: not there.
    DevOnly,
    /// Not declared.
    Nowhere,
}

impl Declared {
    /// Tells whether a consumer who installs the declaring package gets this one, too, or has chosen not to.
    pub fn is_installed(self) -> bool {
        !matches!(self, Self::DevOnly | Self::Nowhere)
    }
}

impl Manifest {
    /// Returns the way in which a package of this name is declared.
    pub fn declared(&self, name: &str) -> Declared {
        let is_in = |field: &str| self.get(field).and_then(|node| node.get(name)).is_some();
        match name {
            // npm moves what is in both to "optionalDependencies".
            _ if is_in("optionalDependencies") => Declared::Optional,
            _ if is_in("dependencies") => Declared::Dependency,
            // "peerDependenciesMeta" alone declares nothing: no package manager installs what only it names, and npm and yarn 1
            // look at it only for the names of "peerDependencies".
            _ if is_in("peerDependencies") && self.is_optional_peer(name) => Declared::OptionalPeer,
            _ if is_in("peerDependencies") => Declared::Peer,
            _ if is_in("devDependencies") => Declared::DevOnly,
            _ => Declared::Nowhere,
        }
    }

    fn is_optional_peer(&self, name: &str) -> bool {
        let meta = self.get("peerDependenciesMeta").and_then(|meta| meta.get(name));
        meta.and_then(|meta| meta.get("optional")).is_some_and(|optional| optional.value == Value::Bool(true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::PackagePath;

    #[test]
    fn packages_are_declared_in_many_ways() {
        let text = r#"{
            "dependencies": { "a": "1", "both": "1" }, "optionalDependencies": { "both": "1" },
            "peerDependencies": { "p": "1", "op": "1" }, "peerDependenciesMeta": { "op": { "optional": true }, "meta": { "optional": true } },
            "devDependencies": { "a": "1", "d": "1" }
        }"#;
        let manifest = Manifest::read(
            PackagePath::new("package.json").unwrap(),
            text.as_bytes(),
            &crate::limits::Limits::default(),
        );
        for (name, expected) in [
            ("a", Declared::Dependency),
            ("both", Declared::Optional),
            ("p", Declared::Peer),
            ("op", Declared::OptionalPeer),
            ("d", Declared::DevOnly),
            ("meta", Declared::Nowhere),
            ("x", Declared::Nowhere),
        ] {
            assert_eq!(manifest.declared(name), expected, "{name}");
        }
    }
}
