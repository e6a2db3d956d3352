//! Tells whether the tarball may hold modules that a command made which is not read.

use crate::{
    hash::HashSet,
    package::Package,
    trace::{
        outputs::BuildOutputs, paths::extension_of, plan::BuildPlan, roots::is_verbatim,
        source_path::SourcePath, stage::Mapping,
    },
};

/// Folders that builds write to by custom. A file in one of them is hardly a source.
const OUTPUT_FOLDERS: [&str; 8] = ["dist", "build", "out", "output", "es", "esm", "cjs", "umd"];

/// True if a packed module is neither a file of the project nor known to be made of one, so that others may be in it.
pub fn may_hide(plan: &BuildPlan<'_>, package: &Package, outputs: &BuildOutputs) -> bool {
    if !plan.is_uncertain() {
        return false;
    }
    let known = outputs.all().filter(|output| output.mapping != Mapping::Inferred);
    let known: HashSet<&str> = known.map(|output| &*output.path).collect();
    let inferred = outputs.inferred();
    let is_as_it_is = |path: &str| {
        let top = path.split('/').next().unwrap_or(path);
        let is_output = inferred.contains(&SourcePath::from(path)) || OUTPUT_FOLDERS.contains(&top);
        !is_output && is_verbatim(plan, package, path)
    };
    let is_module =
        |path: &str| matches!(extension_of(path), ".js" | ".mjs" | ".cjs") && !path.contains("node_modules/");
    let is_told = |path: &str| known.contains(path) || plan.disk.is_written(path) || is_as_it_is(path);
    package.files().iter().any(|(path, _)| is_module(path.as_str()) && !is_told(path.as_str()))
}
