//! Finds the imports that lead to no source, or to one whose name differs by case.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    package::Package,
    path::parent,
    trace::{
        imports::{EXTENSIONS, SourceModules, resolve},
        outputs::BuildOutputs,
        paths::{extension_of, joined},
        plan::BuildPlan,
        source_path::SourcePath,
    },
};

/// An import that leads to no source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbsentSource {
    /// The path that is asked for.
    pub path: SourcePath,
    /// The file whose name differs by case only.
    pub near: Option<SourcePath>,
    /// The sources that import it, each with the place of its import.
    pub importers: Vec<ImporterPlace>,
    /// One of them, if it is meant to reach those who use the package.
    pub meant_by: Option<SourcePath>,
}

/// An import of a source: the module that imports, and the place of the specifier in it, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImporterPlace {
    pub source: SourcePath,
    pub offset: u32,
}

/// The imports of the sources that lead nowhere; a file that the build makes is not missed.
pub fn absent(
    wanted: &BTreeSet<SourcePath>,
    plan: &BuildPlan<'_>,
    package: &Package,
    outputs: &BuildOutputs,
    sources: &mut SourceModules,
) -> Vec<AbsentSource> {
    let tree = plan.disk.tree;
    // All paths in lower case, once, so that each absent import takes one look-up.
    let folded: BTreeMap<String, &str> = tree.paths().map(|path| (path.to_lowercase(), path)).collect();
    let mut found: BTreeMap<SourcePath, AbsentSource> = BTreeMap::new();
    for source in wanted {
        let requests: Vec<(String, u32)> = sources.get(tree, source).map(requests).unwrap_or_default();
        for (specifier, offset) in requests {
            let Some(path) = joined(parent(source).unwrap_or_default(), &specifier) else { continue };
            let is_there = resolve(tree, source, &specifier).is_some()
                || plan.disk.is_file(&path)
                || is_made(&specifier, source, package, outputs);
            if is_there || path.is_empty() || !could_be_module(&path) {
                continue;
            }
            let near = near(&path, &folded);
            let path = SourcePath::from(path);
            let one = found.entry(path.clone()).or_insert(AbsentSource {
                path,
                near,
                importers: Vec::new(),
                meant_by: None,
            });
            one.importers.push(ImporterPlace { source: source.clone(), offset });
        }
    }
    found.into_values().collect()
}

fn requests(module: &crate::module::source::SourceModule) -> Vec<(String, u32)> {
    let relative = |specifier: &str| specifier.starts_with("./") || specifier.starts_with("../");
    let all =
        module.requests.iter().filter(|request| request.is_static && relative(&request.specifier.value));
    all.map(|request| (request.specifier.value.clone(), request.specifier.span.start)).collect()
}

/// Images, styles and the like are for bundlers and their plugins.
fn could_be_module(path: &str) -> bool {
    let extension = extension_of(path);
    extension.is_empty() || EXTENSIONS.contains(&extension) || extension == ".json"
}

/// A file is made by the build if it is packed where the importer's output asks for it.
fn is_made(specifier: &str, source: &SourcePath, package: &Package, outputs: &BuildOutputs) -> bool {
    outputs.of(source).iter().any(|output| {
        let path = joined(parent(&output.path).unwrap_or_default(), specifier);
        path.is_some_and(|path| {
            let candidates = [path.clone(), format!("{path}.js"), format!("{path}/index.js")];
            candidates.iter().any(|path| package.files().get(path).is_some())
        })
    })
}

fn near(path: &str, folded: &BTreeMap<String, &str>) -> Option<SourcePath> {
    let endings = std::iter::once("").chain(EXTENSIONS);
    let lower = path.to_lowercase();
    let stem =
        EXTENSIONS.iter().find_map(|extension| lower.strip_suffix(extension)).unwrap_or(&lower).to_owned();
    let candidates = std::iter::once(lower.clone()).chain(endings.map(|ending| format!("{stem}{ending}")));
    candidates.into_iter().find_map(|candidate| folded.get(&candidate).map(|path| SourcePath::from(*path)))
}
