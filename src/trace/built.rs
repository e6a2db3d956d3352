//! Compares the plan of a build with what the last build has left on the disk.

use std::collections::BTreeSet;

use crate::trace::{
    paths::{extension_of, is_at_or_below, is_below},
    plan::BuildPlan,
    roots::written_folders,
    source_path::SourcePath,
};

/// The differences between the plan of a build and the folders that it writes, where a build was run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuiltFiles {
    /// Modules on the disk that no step explains: an older build may have written them.
    pub unexplained: Vec<SourcePath>,
    /// Outputs of the plan that are not on the disk, each with its step.
    pub absent: Vec<(usize, SourcePath)>,
}

/// The differences; none where a command that cannot be read may have written anything.
pub fn built_files(plan: &BuildPlan<'_>) -> BuiltFiles {
    if plan.is_uncertain() {
        return BuiltFiles::default();
    }
    let tree = plan.disk.tree;
    let bundled: BTreeSet<&str> = plan
        .steps
        .iter()
        .flat_map(|step| step.bundles.iter().map(|bundle| bundle.directory.as_str()))
        .collect();
    // Only the bundler knows what it writes into its folder.
    let is_known = |path: &str| !bundled.iter().any(|folder| is_at_or_below(path, folder));
    let folders: BTreeSet<String> = written_folders(plan)
        .into_iter()
        // A folder without files shows that no build was run, and there is nothing to compare.
        .filter(|folder| !folder.is_empty() && is_known(folder) && tree.under(folder).next().is_some())
        .collect();
    let found = folders.iter().flat_map(|folder| tree.under(folder));
    let found: BTreeSet<&str> = found.filter(|path| is_module(path) && is_known(path)).collect();
    let unexplained = found.into_iter().filter(|path| !plan.disk.is_written(path)).map(SourcePath::from);
    let is_built = |path: &str| folders.iter().any(|folder| is_below(path, folder));
    let gone = plan.disk.live().filter(|written| {
        is_module(&written.output) && is_built(&written.output) && !tree.contains(&written.output)
    });
    let absent: BTreeSet<(usize, SourcePath)> =
        gone.map(|written| (written.step, written.output.clone())).collect();
    BuiltFiles { unexplained: unexplained.collect(), absent: absent.into_iter().collect() }
}

fn is_module(path: &str) -> bool {
    matches!(extension_of(path), ".js" | ".mjs" | ".cjs")
}
