//! Dependencies that are packed along: listed and not there, or there and not listed.

use crate::{
    hash::HashSet,
    install::managers::Installer::{self, Bun, Npm, Pnpm, YarnClassic},
    json::{JsonContent, JsonNode},
    manifest::Manifest,
    package::Package,
    path::join,
    text::Span,
};

/// A dependency that package.json says is packed along, and that is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingBundle {
    pub name: String,
    /// The field that lists it, as it is written.
    pub field: &'static str,
    pub at: Span,
    /// The field is an object of names, and no list.
    pub is_map: bool,
}

impl MissingBundle {
    /// Returns the managers that do not fetch it, or end the installation.
    pub fn failing(&self) -> &'static [Installer] {
        // yarn 1 reads lists only, and ends at an object; pnpm and bun pass it over.
        if self.is_map { &[Npm, YarnClassic] } else { &[Npm, Pnpm, Bun] }
    }
}

/// Returns the listed dependencies that are not packed. npm, pnpm and bun do not fetch what is listed, and say nothing.
pub fn missing_bundles(package: &Package) -> Vec<MissingBundle> {
    let Some((manifest, field, node)) = package.manifest().and_then(list) else { return Vec::new() };
    let dependencies = manifest.get("dependencies").and_then(JsonNode::as_object).unwrap_or_default();
    let declared: HashSet<&str> = dependencies.iter().map(|member| member.key.value.as_str()).collect();
    let listed: Vec<(&str, Span)> = match &node.value {
        JsonContent::Array(names) => names
            .iter()
            .filter_map(|name| Some((name.as_str()?, name.span)))
            // npm asks for what "dependencies" declares, so a name that is only listed is never missed.
            .filter(|(name, _)| declared.contains(name))
            .collect(),
        // npm takes the names of an object for a list.
        JsonContent::Object(members) => {
            let names = members.iter().map(|member| (member.key.value.as_str(), member.key.span));
            names.filter(|(name, _)| declared.contains(name)).collect()
        }
        // All of them.
        JsonContent::Bool(true) => {
            dependencies.iter().map(|member| (member.key.value.as_str(), node.span)).collect()
        }
        _ => Vec::new(),
    };
    let absent =
        listed.into_iter().filter(|(name, _)| !package.files().is_directory(&join("node_modules", name)));
    let is_map = node.as_object().is_some();
    absent.map(|(name, at)| MissingBundle { name: name.to_owned(), field, at, is_map }).collect()
}

/// Returns the declared dependencies that are packed although nothing is listed. Where something is, the others may be what it
/// depends on.
pub fn unlisted_bundles(package: &Package) -> Vec<(String, Span)> {
    let Some(manifest) = package.manifest().filter(|_| package.files().is_directory("node_modules")) else {
        return Vec::new();
    };
    let is_listed = list(manifest).is_some_and(|(_, _, node)| match &node.value {
        JsonContent::Array(names) => !names.is_empty(),
        value => *value == JsonContent::Bool(true),
    });
    let dependencies = manifest.get("dependencies").and_then(JsonNode::as_object).unwrap_or_default();
    let packed = dependencies.iter().filter(|member| {
        !is_listed
            && package
                .files()
                .get(&join("node_modules", &format!("{}/package.json", member.key.value)))
                .is_some()
    });
    packed.map(|member| (member.key.value.clone(), member.key.span)).collect()
}

/// Returns the list. npm reads the other spelling only where this one is absent.
fn list(manifest: &Manifest) -> Option<(&Manifest, &'static str, &JsonNode)> {
    let mut fields = ["bundleDependencies", "bundledDependencies"].into_iter();
    fields.find_map(|field| Some((manifest, field, manifest.get(field)?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

    fn package(members: &str, packed: &str) -> Package {
        let manifest = format!(r#"{{"name":"p","version":"1.0.0",{members}}}"#);
        Package::new(FileTree::of([("package.json", manifest.as_str()), (packed, "{}")]))
    }

    #[test]
    fn what_is_listed_and_not_packed() {
        for (members, expected) in [
            (r#""dependencies":{"a":"1"},"bundleDependencies":["a"]"#, vec!["a"]),
            (r#""dependencies":{"a":"1"},"bundledDependencies":["a"]"#, vec!["a"]),
            (r#""dependencies":{"a":"1","@s/b":"1","c":"1"},"bundleDependencies":true"#, vec!["a", "c"]),
            (r#""dependencies":{"a":"1"},"bundleDependencies":{"a":"1","b":"1"}"#, vec!["a"]),
            (r#""dependencies":{"a":"1"},"bundleDependencies":"a""#, vec![]),
            (r#""dependencies":{"a":"1"},"bundleDependencies":[]"#, vec![]),
            (r#""dependencies":{"a":"1"},"bundleDependencies":false"#, vec![]),
            (r#""dependencies":{"@s/b":"1"},"bundleDependencies":["@s/b"]"#, vec![]),
            // What is not declared is nobody's dependency.
            (r#""devDependencies":{"a":"1"},"bundleDependencies":["a"]"#, vec![]),
        ] {
            let missing = missing_bundles(&package(members, "node_modules/@s/b/package.json"));
            assert_eq!(missing.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), expected, "{members}");
        }
    }

    #[test]
    fn what_is_packed_and_not_listed() {
        for (members, expected) in [
            (r#""dependencies":{"b":"1","c":"1"}"#, vec!["b"]),
            (r#""dependencies":{"b":"1"},"bundleDependencies":[]"#, vec!["b"]),
            (r#""dependencies":{"b":"1"},"bundleDependencies":["b"]"#, vec![]),
            // b may be what a depends on.
            (r#""dependencies":{"a":"1","b":"1"},"bundleDependencies":["a"]"#, vec![]),
            (r#""dependencies":{"b":"1"},"bundleDependencies":true"#, vec![]),
            (r#""devDependencies":{"b":"1"}"#, vec![]),
        ] {
            let unlisted = unlisted_bundles(&package(members, "node_modules/b/package.json"));
            assert_eq!(
                unlisted.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
                expected,
                "{members}"
            );
        }
    }
}
