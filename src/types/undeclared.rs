//! The packages whose types the declarations ask for, and that consumers do not get.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    beside::types_package,
    declarations::{TypeRequest, TypeRequestKind},
    manifest::{Manifest, dependencies::DependencyKind},
    node::{NodeVersion, is_builtin_without_scheme},
    path::PackagePath,
    resolve::{error::PackagePlace, parse_package_name},
    types::{
        family::TypesFamily,
        graph::{TypesEdge, TypesFile, TypesGraph},
    },
};

/// A package whose types are asked for, and that consumers do not get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndeclaredTypes {
    pub package: String,
    /// The specifier at the first place.
    pub specifier: String,
    pub lack: TypesLack,
    /// The syntax at the first place is `/// <reference types="…" />`.
    pub is_reference: bool,
    pub at: PackagePlace,
    /// The other places.
    pub also: Vec<PackagePlace>,
}

/// The reason why consumers do not get the types of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypesLack {
    /// package.json does not declare the package.
    Nowhere,
    /// The package is in "devDependencies" only.
    DevOnly,
    /// The package of `@types` that holds them is in "devDependencies" only.
    TypesDevOnly,
}

/// The packages that are lacking, by their names.
pub(super) fn undeclared(graph: &TypesGraph<'_>) -> Vec<UndeclaredTypes> {
    let Some(manifest) = graph.package().manifest() else { return Vec::new() };
    // Sorted by name, so that findings have the same order in every run.
    let mut found: BTreeMap<String, UndeclaredTypes> = BTreeMap::new();
    let mut seen: BTreeSet<PackagePlace> = BTreeSet::new();
    for file in graph.files.iter().filter(|file| file.family != TypesFamily::Node10) {
        for request in external(file) {
            let Some((package, lack)) = lacking(manifest, &request.specifier.value) else { continue };
            // A package finds itself where it is installed.
            if package == graph.package().name() {
                continue;
            }
            let at = PackagePlace { file: file.path.clone(), span: request.specifier.span };
            if seen.insert(at.clone()) {
                add(&mut found, package, lack, request, at);
            }
        }
    }
    found.into_values().collect()
}

/// The requests of a file of the package that lead to other packages.
fn external(file: &TypesFile) -> impl Iterator<Item = &TypeRequest> {
    let asked = file.module.requests.iter().zip(&file.edges);
    let asked = asked.filter(|(request, edge)| {
        let is_run = request.kind == TypeRequestKind::SideEffect;
        **edge == TypesEdge::External && !is_run && !file.module.silenced.holds(request.specifier.span)
    });
    asked.map(|(request, _)| request).filter(|_| !is_bundled(&file.path))
}

/// Tells whether a file belongs to another package, which has dependencies of its own.
fn is_bundled(path: &PackagePath) -> bool {
    path.is_outside() || path.as_str().split('/').any(|segment| segment == "node_modules")
}

fn add(
    found: &mut BTreeMap<String, UndeclaredTypes>,
    package: &str,
    lack: TypesLack,
    request: &TypeRequest,
    at: PackagePlace,
) {
    match found.get_mut(package) {
        Some(known) => known.also.push(at),
        None => {
            let specifier = request.specifier.value.clone();
            let is_reference = request.kind == TypeRequestKind::ReferenceTypes;
            let (package, also) = (package.to_owned(), Vec::new());
            let fault = UndeclaredTypes { package: package.clone(), specifier, lack, is_reference, at, also };
            found.insert(package, fault);
        }
    }
}

/// The package that a specifier names, if consumers do not get its types.
fn lacking<'s>(manifest: &Manifest, specifier: &'s str) -> Option<(&'s str, TypesLack)> {
    // A scheme is for other runtimes and virtual modules. Whoever writes for Node has its types.
    if specifier.contains(':') || specifier.starts_with(['/', '#']) || is_of_node(specifier) {
        return None;
    }
    let name = parse_package_name(specifier)?.name;
    let lack = match (manifest.declared(name), manifest.declared(&types_package(name))) {
        (_, types) if types.is_installed() => return None,
        (DependencyKind::Nowhere, _) if is_declared_by_bun_types(manifest, name) => return None,
        (DependencyKind::Peer | DependencyKind::OptionalPeer | DependencyKind::Optional, _) => return None,
        (DependencyKind::Dependency, DependencyKind::DevOnly) if !are_needed(manifest, name) => return None,
        (_, DependencyKind::DevOnly) => TypesLack::TypesDevOnly,
        (DependencyKind::Dependency, _) => return None,
        (DependencyKind::DevOnly, _) => TypesLack::DevOnly,
        (DependencyKind::Nowhere, _) => TypesLack::Nowhere,
    };
    Some((name, lack))
}

/// Tells whether a specifier is the module `bun`, whose types consumers get from `bun-types`.
fn is_declared_by_bun_types(manifest: &Manifest, name: &str) -> bool {
    let lacking = [DependencyKind::Nowhere, DependencyKind::DevOnly];
    name == "bun" && !lacking.contains(&manifest.declared("bun-types"))
}

/// Tells whether a dependency surely has no types of its own. Packages of `@types` that are not needed any more have a version such as
/// `3.0.0`, the first one with types; and those for an older major say nothing about the one that is installed.
fn are_needed(manifest: &Manifest, name: &str) -> bool {
    let range = |field: &str, name: &str| manifest.get(field)?.get(name)?.as_str();
    let parts = |range: &str| {
        let range = range.trim_start_matches(['^', '~', '=', 'v']);
        let numbers: Option<Vec<u64>> = range.split('.').map(|part| part.parse().ok()).collect();
        numbers.filter(|numbers| numbers.len() == 3)
    };
    let own = range("dependencies", name).and_then(parts);
    let typed = range("devDependencies", &types_package(name)).and_then(parts);
    let (Some(own), Some(typed)) = (own, typed) else { return false };
    own.first() == typed.first() && typed.get(1..) != Some(&[0, 0])
}

fn is_of_node(specifier: &str) -> bool {
    specifier == "node" || is_builtin_without_scheme(specifier, NodeVersion::default())
}
