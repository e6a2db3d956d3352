//! Dependencies that package.json also has among its peers, or that are the package itself.

use crate::{json::JsonNode, package::Package, ranges::parse_range, text::Span};

/// A package that is a peer of one version and a dependency of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContradictoryPeer {
    pub name: String,
    pub wanted: String,
    pub installed: String,
    /// The range in "peerDependencies".
    pub at: Span,
}

/// Returns the peers that no version satisfies which "dependencies" admits.
pub fn contradictory_peers(package: &Package) -> Vec<ContradictoryPeer> {
    let Some(manifest) = package.manifest() else { return Vec::new() };
    let peers = manifest.get("peerDependencies").and_then(JsonNode::as_object).unwrap_or_default();
    let dependencies = manifest.get("dependencies");
    let contradiction = |member: &crate::json::Member| {
        let (name, wanted) = (&member.key.value, member.value.as_str()?);
        let installed = dependencies?.get(name)?.as_str()?;
        // A tag or an alias is no range, and is not judged.
        let ranges = (parse_range(wanted)?, parse_range(installed)?);
        (!ranges.0.allows_any(&ranges.1)).then(|| ContradictoryPeer {
            name: name.clone(),
            wanted: wanted.to_owned(),
            installed: installed.to_owned(),
            at: member.value.span,
        })
    };
    peers.iter().filter_map(contradiction).collect()
}

/// Returns the field and the place where the package has itself among its dependencies.
pub fn self_dependency(package: &Package) -> Option<(&'static str, Span)> {
    let (manifest, own) = (package.manifest()?, package.declared_name()?);
    ["dependencies", "optionalDependencies"].into_iter().find_map(|field| {
        let members = manifest.get(field)?.as_object()?;
        members.iter().find(|member| member.key.value == own).map(|member| (field, member.key.span))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

    fn package(members: &str) -> Package {
        let manifest = format!(r#"{{"name":"p","version":"1.0.0",{members}}}"#);
        Package::new(FileTree::of([("package.json", manifest.as_str())]))
    }

    #[test]
    fn peers_that_contradict_dependencies() {
        for (dependency, peer, contradicts) in [
            ("^6", "^7", true),
            ("1.2.3", ">=2", true),
            ("~57.0.1", "*", false),
            ("^7.9.0", "^7.0.0", false),
            ("3.2.0", ">= 3.2.0", false),
            ("npm:other@1", "^7", false),
            ("latest", "^7", false),
        ] {
            let members = format!(
                r#""dependencies":{{"a":"{dependency}"}},"peerDependencies":{{"a":"{peer}","b":"1"}}"#
            );
            assert_eq!(contradictory_peers(&package(&members)).len(), usize::from(contradicts), "{members}");
        }
        assert!(
            contradictory_peers(&package(r#""devDependencies":{"a":"1"},"peerDependencies":{"a":"2"}"#))
                .is_empty()
        );
    }

    #[test]
    fn a_package_that_depends_on_itself() {
        let field = |members| self_dependency(&package(members)).map(|(field, _)| field);
        assert_eq!(field(r#""dependencies":{"p":"^1"}"#), Some("dependencies"));
        assert_eq!(field(r#""devDependencies":{"p":"^1"},"dependencies":{"@s/p":"1"}"#), None);
    }
}
