//! Packed files to which nothing in the package leads.

use crate::{
    entry_points::target_file,
    facts::Facts,
    hash::{HashMap, HashSet},
    link::graph::{Module, ModuleGraph, ReachedBy},
    path::{PackagePath, extension},
    rules::support::{idle::is_idle, mentions, named::named},
};

/// Names, in lower case and without their endings, of files that people and npm look for in the root.
const BY_CUSTOM: [&str; 9] =
    ["readme", "license", "licence", "changelog", "history", "notice", "authors", "security", "package"];

/// Returns the files that no entry point reaches and no text names, with their sizes.
pub(in crate::rules) fn unreached<'f>(facts: &'f Facts<'_>) -> Vec<(&'f PackagePath, u64)> {
    let Some(node) = facts.nodes.first() else { return Vec::new() };
    let graph = &node.linkage.graph;
    let lost = lost_modules(facts, graph);
    let modules: HashMap<&PackagePath, bool> =
        graph.iter().map(|(_, module)| (&module.path, lost.contains(&module.path))).collect();
    let targets: HashSet<&PackagePath> = node
        .entry_points
        .iter()
        .flat_map(|entry| entry.resolutions.iter().filter_map(|(_, resolution)| target_file(resolution)))
        .collect();
    let others = facts.package.files().iter().filter(|(path, _)| {
        !modules.contains_key(path) && !targets.contains(path) && is_for_code(facts, path)
    });
    let others: Vec<_> = others.map(|(path, file)| (path, file.size())).collect();
    let names: Vec<&str> = others.iter().flat_map(|(path, _)| names(path)).collect();
    let mentioned = mentions::of(facts, &names);
    // `names` gave two names for each file, in the order of the files.
    let named = mentioned.chunks(2).map(|pair| pair.contains(&true));
    let others = others.into_iter().zip(named).filter(|(_, is_named)| !is_named).map(|(other, _)| other);
    let files = facts.package.files();
    let lost = files.iter().filter(|(path, _)| modules.get(path) == Some(&true));
    lost.map(|(path, file)| (path, file.size())).chain(others).collect()
}

/// Returns the modules that nothing reaches or names.
fn lost_modules<'f>(facts: &Facts<'_>, graph: &'f ModuleGraph) -> HashSet<&'f PackagePath> {
    let is_lost = |module: &Module| module.reached_by == ReachedBy::NoOne && !is_idle(facts, graph, module);
    let lost: Vec<_> = graph.iter().filter(|(_, module)| is_lost(module)).collect();
    let named = named(facts, graph, lost.iter().map(|(id, _)| *id).collect());
    lost.iter().filter(|(id, _)| !named.contains(id)).map(|(_, module)| &module.path).collect()
}

/// The name of a file, and that without the ending, from which code may make the path.
fn names(path: &PackagePath) -> [&str; 2] {
    let name = path.file_name();
    let stem = name.strip_suffix(extension(name)).unwrap_or(name);
    [name, if stem.is_empty() { name } else { stem }]
}

/// Tells whether a file is of use only if something in the package leads to it: declarations are for compilers, maps for the
/// file that they belong to, and some files for people.
fn is_for_code(facts: &Facts<'_>, path: &PackagePath) -> bool {
    let name = path.file_name().to_ascii_lowercase();
    let stem = name.split('.').next().unwrap_or_default();
    let is_declaration = [".d.ts", ".d.mts", ".d.cts"].iter().any(|end| name.ends_with(end));
    let is_map =
        || path.as_str().strip_suffix(".map").is_some_and(|of| facts.package.files().get(of).is_some());
    let is_bundled = || path.as_str().starts_with("node_modules/");
    let is_by_custom = path.directory().is_empty() && BY_CUSTOM.contains(&stem);
    !(is_declaration || is_by_custom || is_map() || is_bundled())
}
