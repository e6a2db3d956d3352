//! Dependencies that are packed along: listed and not there, or there and not listed.

use crate::{
    hash::HashSet,
    install::managers::Installer::{self, Bun, Npm, Pnpm, YarnClassic},
    json::{JsonContent, JsonNode},
    manifest::{Manifest, dependencies::DependencyKind},
    package::Package,
    path::{join, parent},
    resolve::error::PackagePlace,
    text::Span,
};

/// The folder in which dependencies are packed along.
const FOLDER: &str = "node_modules";

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
    let Some((field, node, listed)) = package.manifest().and_then(listed) else { return Vec::new() };
    let absent = listed.into_iter().filter(|(name, _)| !package.files().is_directory(&join(FOLDER, name)));
    let is_map = node.as_object().is_some();
    absent.map(|(name, at)| MissingBundle { name: name.to_owned(), field, at, is_map }).collect()
}

/// The field that lists dependencies, its value, and the names with their places.
type BundleList<'m> = (&'static str, &'m JsonNode, Vec<(&'m str, Span)>);

/// Returns the declared dependencies that are listed, each with its place, and the field that lists them.
fn listed(manifest: &Manifest) -> Option<BundleList<'_>> {
    let (field, node) = list(manifest)?;
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
    Some((field, node, listed))
}

/// A dependency of a package that is packed along, and that is itself packed nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnbundledDependency {
    pub name: String,
    /// The folder of the package that needs it.
    pub folder: String,
    /// The place that declares it.
    pub at: PackagePlace,
}

/// Returns the dependencies of what is packed along that are in no folder where Node looks for them. npm, pnpm and bun do not
/// fetch them, as they take what is listed for whole.
pub fn unbundled(package: &Package) -> Vec<UnbundledDependency> {
    let Some((manifest, (_, _, listed))) =
        package.manifest().and_then(|manifest| Some((manifest, listed(manifest)?)))
    else {
        return Vec::new();
    };
    let mut open: Vec<String> = listed.into_iter().map(|(name, _)| join(FOLDER, name)).collect();
    let (mut seen, mut unbundled) = (HashSet::default(), Vec::new());
    while let Some(folder) = open.pop() {
        if !seen.insert(folder.clone()) {
            continue;
        }
        for (name, at) in dependencies_in(package, &folder) {
            match folder_of(package, &folder, name) {
                Some(found) => open.push(found),
                None if is_beside(package, manifest, name) => {}
                None => {
                    unbundled.push(UnbundledDependency { name: name.to_owned(), folder: folder.clone(), at })
                }
            }
        }
    }
    unbundled.sort_by(|one, other| one.at.cmp(&other.at));
    unbundled
}
/// Returns what a packed package needs to work, each with the place that declares it.
fn dependencies_in<'p>(
    package: &'p Package,
    folder: &str,
) -> impl Iterator<Item = (&'p str, PackagePlace)> + use<'p> {
    let manifest = package.manifest_in(folder);
    let needed = manifest.into_iter().flat_map(|manifest| {
        let members = manifest.get("dependencies").and_then(JsonNode::as_object).unwrap_or_default();
        let needed = members.iter().filter(|member| {
            let is_needed = manifest.declared(&member.key.value) == DependencyKind::Dependency;
            // Declarations are left out on purpose.
            is_needed && !member.key.value.starts_with("@types/")
        });
        needed.map(|member| (member.key.value.as_str(), manifest.path(), member.key.span))
    });
    needed.map(|(name, file, span)| (name, PackagePlace { file: file.clone(), span }))
}

/// Returns the packed folder in which Node finds a package, from that of another one on.
fn folder_of(package: &Package, from: &str, name: &str) -> Option<String> {
    let mut around = Some(from);
    while let Some(folder) = around {
        let found = join(&join(folder, FOLDER), name);
        if package.files().is_directory(&found) {
            return Some(found);
        }
        around = parent(folder).or_else(|| (!folder.is_empty()).then_some(""));
    }
    None
}

/// Tells whether managers install a package beside this one, where those that are packed along find it, too.
fn is_beside(package: &Package, manifest: &Manifest, name: &str) -> bool {
    manifest.declared(name).is_installed() || package.declared_name() == Some(name)
}

/// Returns the declared dependencies that are packed although nothing is listed. Where something is, the others may be what it
/// depends on.
pub fn unlisted_bundles(package: &Package) -> Vec<(String, Span)> {
    let Some(manifest) = package.manifest().filter(|_| package.files().is_directory(FOLDER)) else {
        return Vec::new();
    };
    let is_listed = list(manifest).is_some_and(|(_, node)| match &node.value {
        JsonContent::Array(names) => !names.is_empty(),
        value => *value == JsonContent::Bool(true),
    });
    let dependencies = manifest.get("dependencies").and_then(JsonNode::as_object).unwrap_or_default();
    let packed = dependencies.iter().filter(|member| {
        !is_listed
            && package.files().get(&join(FOLDER, &format!("{}/package.json", member.key.value))).is_some()
    });
    packed.map(|member| (member.key.value.clone(), member.key.span)).collect()
}

/// Returns the list. npm reads the other spelling only where this one is absent.
fn list(manifest: &Manifest) -> Option<(&'static str, &JsonNode)> {
    let mut fields = ["bundleDependencies", "bundledDependencies"].into_iter();
    fields.find_map(|field| Some((field, manifest.get(field)?)))
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
    fn what_those_that_are_packed_along_lack() {
        let found = |members: &str, packed: &[(&str, &str)]| -> Vec<String> {
            let manifest = format!(r#"{{"name":"p","version":"1.0.0",{members}}}"#);
            let files = [("package.json", manifest.as_str())].into_iter().chain(packed.iter().copied());
            let package = Package::new(FileTree::of(files));
            unbundled(&package).into_iter().map(|it| format!("{} in {}", it.name, it.folder)).collect()
        };
        let (a, b) = ("node_modules/a/package.json", "node_modules/b/package.json");
        let inner = "node_modules/a/node_modules/@s/b/package.json";
        let needs_b = r#"{"dependencies":{"b":"1"}}"#;
        let lists_a = r#""dependencies":{"a":"1"},"bundleDependencies":["a"]"#;
        for (members, packed, expected) in [
            (lists_a, vec![(a, needs_b)], vec!["b in node_modules/a"]),
            (
                r#""dependencies":{"a":"1"},"bundledDependencies":true"#,
                vec![(a, needs_b)],
                vec!["b in node_modules/a"],
            ),
            (
                lists_a,
                vec![(a, needs_b), (b, r#"{"dependencies":{"c":"1","a":"1"}}"#)],
                vec!["c in node_modules/b"],
            ),
            (
                lists_a,
                vec![(a, r#"{"dependencies":{"@s/b":"1"}}"#), (inner, needs_b)],
                vec!["b in node_modules/a/node_modules/@s/b"],
            ),
            (lists_a, vec![(a, needs_b), (b, "{}")], vec![]),
            (lists_a, vec![(a, r#"{"dependencies":{"@s/b":"1"}}"#), (inner, "{}")], vec![]),
            // What need not be there, and what managers install beside the package.
            (lists_a, vec![(a, r#"{"optionalDependencies":{"b":"1"}}"#)], vec![]),
            (lists_a, vec![(a, r#"{"peerDependencies":{"b":"1"}}"#)], vec![]),
            (lists_a, vec![(a, r#"{"dependencies":{"@types/b":"1","p":"1"}}"#)], vec![]),
            (r#""dependencies":{"a":"1","b":"1"},"bundleDependencies":["a"]"#, vec![(a, needs_b)], vec![]),
            (r#""dependencies":{"a":"1"}"#, vec![(a, needs_b)], vec![]),
        ] {
            assert_eq!(found(members, &packed), expected, "{members} {packed:?}");
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
