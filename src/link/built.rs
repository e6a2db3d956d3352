//! Packages that a build tool loads, which gives modules more than Node does.

use crate::{
    link::{
        fault::{Fault, FaultKind},
        graph::{Module, ModuleGraph},
        scan::owner,
    },
    module::ThrowKind,
    package::Package,
    path::PackagePath,
};

/// Removes faults for a member of `import.meta` or `require` that the tool gives for which the package is written.
pub(super) fn forgive_built(package: &Package, graph: &mut ModuleGraph) {
    let is_built = |path: &PackagePath, fault: &Fault| match &fault.kind {
        FaultKind::Throws(ThrowKind::LackingMember { object, .. }) => {
            let manifest = package.manifest_in(owner(path)).or_else(|| package.manifest());
            manifest.is_some_and(|manifest| manifest.is_built_by_host(object))
        }
        _ => false,
    };
    for Module { path, faults, .. } in &mut graph.modules {
        faults.retain(|fault| !is_built(path, fault));
    }
}
