//! Tries files in the package: they are added to it, and it is linked once more.

use std::sync::Arc;

use crate::{
    facts::NodeFacts,
    files::{FileTree, InstalledFile},
    package::Package,
    path::PackagePath,
    trace::{
        fixes::{change::FixWarning, context::FixContext},
        reach::TarballReach,
    },
};

/// Warns where files would not link if they were packed, and where no export would lead to them.
pub fn tried(context: &FixContext<'_>, added: &[(PackagePath, String)]) -> Vec<FixWarning> {
    let reach = {
        let package = with_files(context.package, added);
        let facts = Arc::new(NodeFacts::gather(&package, context.node.clone()));
        TarballReach::new(&package, &facts)
    };
    let mut warnings = Vec::new();
    let cause = |path: &PackagePath| reach.later(path.as_str())?.into_iter().next();
    let broken: Vec<_> = added.iter().filter_map(|(path, _)| Some((path.clone(), cause(path)?))).collect();
    if !broken.is_empty() {
        warnings.push(FixWarning::DoesNotLink(broken));
    }
    let is_left = |path: &&PackagePath| {
        let reached = reach.reached(path.as_str());
        reached.working.is_empty() && reached.broken.is_empty()
    };
    let left: Vec<&PackagePath> = added.iter().map(|(path, _)| path).filter(is_left).collect();
    if let Some((first, others)) = left.split_first().filter(|_| reach.has_exports) {
        let file = (*first).clone();
        warnings.push(FixWarning::NotExported { file, others: others.len(), files: added.len() });
    }
    warnings
}

/// The package as it would be with some files more.
fn with_files(package: &Package, added: &[(PackagePath, String)]) -> Package {
    let mut unpacked = Vec::new();
    let mut files = Vec::new();
    let own = package
        .files()
        .iter()
        .map(|(path, _)| (path, package.files().contents(path.as_str()).unwrap_or_default()));
    let more = added.iter().map(|(path, text)| (path, text.as_bytes()));
    for (path, bytes) in own.chain(more) {
        let start = unpacked.len();
        unpacked.extend_from_slice(bytes);
        files.push((path.clone(), InstalledFile { range: start..unpacked.len(), mode: 0o644 }));
    }
    Package::new(FileTree::new(unpacked, files, Vec::new()))
}
