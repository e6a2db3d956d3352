//! Requests of the package that fail because of the package.json of the package that they ask for.

use crate::{
    json::{JsonContent, JsonNode},
    link::fault::{Fault, FaultKind},
    manifest::Manifest,
    module::ModuleRequest,
    package::Package,
    resolve::{
        error::{PackagePlace, ResolveError},
        parse_package_name,
    },
};

/// Moves the fault of a request to the place in the other package's package.json that leads nowhere; a fault of the request
/// itself stays where it is.
pub(super) fn at_its_cause(fault: Fault, request: &ModuleRequest, package: &Package) -> Fault {
    // A fault that breaks nothing stays with the request, else nobody would hear of it.
    match place(&fault, request, package).filter(|_| fault.breaks()) {
        Some(at) => Fault { at, ..fault },
        None => fault,
    }
}

fn place(fault: &Fault, request: &ModuleRequest, package: &Package) -> Option<PackagePlace> {
    let FaultKind::Unresolved(error) = &fault.kind else { return None };
    let asked = parse_package_name(&request.specifier.value)?;
    let manifest = manifest(asked.name, fault, package)?;
    match &**error {
        ResolveError::ModuleNotFound { .. } => {
            let span = target(manifest, asked.rest)?.span;
            Some(PackagePlace { file: manifest.path().clone(), span })
        }
        ResolveError::InvalidPackageConfig { at, .. }
        | ResolveError::ManifestSyntax { at, .. }
        | ResolveError::ExportsSyntax { at }
        | ResolveError::InvalidPackageTarget { at, .. } => at.clone().filter(|at| at.file.is_outside()),
        _ => None,
    }
}

/// Returns the package.json of the package beside this one that a module of this one asks for.
fn manifest<'p>(name: &str, fault: &Fault, package: &'p Package) -> Option<&'p Manifest> {
    let is_packed = || package.files().is_directory(&format!("node_modules/{name}"));
    // The package itself and what it has packed are found before any package beside it.
    if fault.at.file.is_outside() || name == package.name() || is_packed() {
        return None;
    }
    let beside = package.beside()?;
    let folder = beside.nearest(name)?;
    beside.manifest_in(&folder, package.limits()).ok().flatten()
}

/// Returns what a package.json says of a subpath in full. A pattern and a file that is asked for by its path are the asker's matter,
/// and so is a package that names no main module.
fn target<'m>(manifest: &'m Manifest, rest: &str) -> Option<&'m JsonNode> {
    let exports = manifest.get("exports").filter(|exports| exports.value != JsonContent::Null);
    match (exports, rest) {
        (Some(exports), "") => Some(exports.get(".").unwrap_or(exports)),
        (Some(exports), rest) => exports.get(&format!(".{rest}")),
        (None, "") => manifest.get("main").filter(|main| main.as_str().is_some_and(|text| !text.is_empty())),
        (None, _) => None,
    }
}
