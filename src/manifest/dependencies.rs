//! The other packages that a package.json declares, and the ways in which it does.

use crate::{
    hash::HashMap,
    json::{JsonContent, JsonNode},
};

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

/// The packages that a package.json declares.
#[derive(Debug, Default)]
pub(super) struct DeclaredDependencies(HashMap<String, DependencyKind>);

impl DeclaredDependencies {
    pub fn of(manifest: &JsonNode) -> Self {
        let members =
            |field: &str| manifest.get(field).and_then(JsonNode::as_object).unwrap_or_default().iter();
        // "peerDependenciesMeta" alone declares nothing: no package manager installs what only it names, and npm and yarn 1
        // look at it only for the names of "peerDependencies".
        let meta: HashMap<&str, &JsonNode> = members("peerDependenciesMeta")
            .map(|member| (member.key.value.as_str(), &member.value))
            .collect();
        let is_optional = |name: &str| {
            let optional = meta.get(name).and_then(|meta| meta.get("optional"));
            optional.is_some_and(|optional| optional.value == JsonContent::Bool(true))
        };
        let peer =
            |name: &str| if is_optional(name) { DependencyKind::OptionalPeer } else { DependencyKind::Peer };
        let mut all = HashMap::default();
        // Of the fields that name a package the last one decides: npm moves what is also in "dependencies" to
        // "optionalDependencies".
        let mut add = |field, kind: &dyn Fn(&str) -> DependencyKind| {
            let names = members(field).map(|member| &member.key.value);
            all.extend(names.map(|name| (name.clone(), kind(name))));
        };
        add("devDependencies", &|_| DependencyKind::DevOnly);
        add("peerDependencies", &peer);
        add("dependencies", &|_| DependencyKind::Dependency);
        add("optionalDependencies", &|_| DependencyKind::Optional);
        Self(all)
    }

    pub fn kind(&self, name: &str) -> DependencyKind {
        self.0.get(name).copied().unwrap_or(DependencyKind::Nowhere)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_declared_in_many_ways() {
        let text = r#"{
            "dependencies": { "a": "1", "both": "1" }, "optionalDependencies": { "both": "1" },
            "peerDependencies": { "p": "1", "op": "1" }, "peerDependenciesMeta": { "op": { "optional": true }, "meta": { "optional": true } },
            "devDependencies": { "a": "1", "d": "1" }
        }"#;
        let declared = DeclaredDependencies::of(&crate::json::parse(text).unwrap());
        for (name, expected) in [
            ("a", DependencyKind::Dependency),
            ("both", DependencyKind::Optional),
            ("p", DependencyKind::Peer),
            ("op", DependencyKind::OptionalPeer),
            ("d", DependencyKind::DevOnly),
            ("meta", DependencyKind::Nowhere),
            ("x", DependencyKind::Nowhere),
        ] {
            assert_eq!(declared.kind(name), expected, "{name}");
        }
    }
}
