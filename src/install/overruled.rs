//! A package that several fields of package.json name.

use crate::{
    json::{JsonContent, JsonNode},
    manifest::Manifest,
};

/// Returns the field whose specification of a package counts in place of that of another field.
pub(super) fn overruling(manifest: &Manifest, field: &str, name: &str) -> Option<&'static str> {
    let stronger: &[&'static str] = match field {
        "dependencies" => &["optionalDependencies"],
        "peerDependencies" => &["optionalDependencies", "dependencies"],
        _ => &[],
    };
    let names = |field: &&&'static str| {
        manifest.get(field).and_then(|node| node.get(name)).is_some_and(|spec| spec.as_str().is_some())
    };
    stronger.iter().find(names).copied()
}

/// Tells whether "peerDependenciesMeta" says that a peer is optional.
pub(super) fn is_optional_peer(manifest: &Manifest, name: &str) -> bool {
    let meta = || manifest.get("peerDependenciesMeta")?.get(name)?.get("optional");
    meta().is_some_and(is_truthy)
}

/// Tells whether a value counts as true in JavaScript: npm asks no more of `optional`.
fn is_truthy(node: &JsonNode) -> bool {
    match &node.value {
        JsonContent::Null | JsonContent::Bool(false) => false,
        JsonContent::Number(number) => *number != 0.0,
        JsonContent::String(text) => !text.is_empty(),
        _ => true,
    }
}
