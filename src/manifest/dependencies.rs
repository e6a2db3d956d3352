//! The other packages that a package.json declares, and the ways in which it does.

use crate::{json::JsonContent, manifest::Manifest};

/// The ways in which a package is declared, which tell whether it is there when the declaring package is
/// installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DependencyKind {
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

impl DependencyKind {
    /// Tells whether a consumer who installs the declaring package gets this one, too, or has chosen not to.
    pub fn is_installed(self) -> bool {
        !matches!(self, Self::DevOnly | Self::Nowhere)
    }
}

impl Manifest {
    /// Returns the way in which a package of this name is declared.
    pub fn declared(&self, name: &str) -> DependencyKind {
        let is_in = |field: &str| self.get(field).and_then(|node| node.get(name)).is_some();
        match name {
            // npm moves what is in both to "optionalDependencies".
            _ if is_in("optionalDependencies") => DependencyKind::Optional,
            _ if is_in("dependencies") => DependencyKind::Dependency,
            // "peerDependenciesMeta" alone declares nothing: no package manager installs what only it names, and npm and yarn 1
            // look at it only for the names of "peerDependencies".
            _ if is_in("peerDependencies") && self.is_optional_peer(name) => DependencyKind::OptionalPeer,
            _ if is_in("peerDependencies") => DependencyKind::Peer,
            _ if is_in("devDependencies") => DependencyKind::DevOnly,
            _ => DependencyKind::Nowhere,
        }
    }

    fn is_optional_peer(&self, name: &str) -> bool {
        let meta = self.get("peerDependenciesMeta").and_then(|meta| meta.get(name));
        meta.and_then(|meta| meta.get("optional"))
            .is_some_and(|optional| optional.value == JsonContent::Bool(true))
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
            ("a", DependencyKind::Dependency),
            ("both", DependencyKind::Optional),
            ("p", DependencyKind::Peer),
            ("op", DependencyKind::OptionalPeer),
            ("d", DependencyKind::DevOnly),
            ("meta", DependencyKind::Nowhere),
            ("x", DependencyKind::Nowhere),
        ] {
            assert_eq!(manifest.declared(name), expected, "{name}");
        }
    }
}
