//! Modules of a package without "exports" that consumers name by their paths, though no entry point needs them.

use crate::{
    entry_points::{
        name::{BehindName, behind_name},
        target_file,
    },
    facts::{Facts, NodeFacts},
    hash::HashSet,
    link::graph::{Module, ModuleId, ReachedBy},
    package::{
        Package,
        development::{DevelopmentFile, is_example},
    },
    path::PackagePath,
    rules::support::idle::is_for_programs,
};

/// Folders and parts of the names of files that are there to be read, copied, run by hand or by other programs, or tried.
const FOR_OTHERS: [&str; 44] = [
    "amd",
    "bench",
    "benchmark",
    "benchmarks",
    "boilerplate",
    "cdn",
    "conf",
    "config",
    "demo",
    "demos",
    "doc",
    "docs",
    "e2e",
    "example",
    "examples",
    "fixture",
    "fixtures",
    "generators",
    "gruntfile",
    "gulpfile",
    "iife",
    "karma",
    "mock",
    "mocks",
    "sample",
    "samples",
    "scaffold",
    "scaffolds",
    "script",
    "scripts",
    "site",
    "spec",
    "specs",
    "starter",
    "stories",
    "story",
    "storybook",
    "tasks",
    "template",
    "templates",
    "test",
    "tests",
    "umd",
    "website",
];
/// Folders of the code of others, and of tools.
const FOLDERS: [&str; 5] = ["vendor", "third_party", "third-party", "tools", "node_modules"];
/// The longest README that is read.
const LONGEST_README: usize = 1 << 20;

/// The modules that consumers name, and whether they have nothing else to name.
pub(in crate::rules) struct NameableModules {
    pub ids: Vec<ModuleId>,
    /// The package's name leads nowhere, so that each module is an entry point in all but name.
    pub is_all: bool,
}

impl NameableModules {
    /// If the name of the package leads nowhere, these are all modules that are not there for others; elsewhere those that the
    /// README shows, and those that have declarations beside them.
    pub fn of(facts: &Facts<'_>, node: &NodeFacts) -> Self {
        let graph = &node.linkage.graph;
        let by_path = || graph.iter().filter(|(_, module)| module.reached_by == ReachedBy::Path);
        if by_path().next().is_none() {
            return Self { ids: Vec::new(), is_all: false };
        }
        let is_all = is_by_path_alone(facts.package, node);
        let shown = shown(facts.package);
        let is_named = |module: &Module| {
            let is_offered = || is_all || has_declarations(facts.package, &module.path);
            shown.contains(module.path.as_str())
                || !is_for_others(&module.path) && is_offered() && !is_for_programs(facts, &module.path)
        };
        let named = by_path().filter(|(_, module)| is_named(module));
        Self { ids: named.map(|(id, _)| id).collect(), is_all }
    }
}

fn is_by_path_alone(package: &Package, node: &NodeFacts) -> bool {
    let root = node.entry_points.iter().filter(|entry| entry.subpath == ".");
    let mut targets = root.flat_map(|entry| &entry.resolutions);
    targets.all(|(_, resolution)| target_file(resolution).is_none())
        && matches!(behind_name(package), BehindName::Paths(_))
}

/// Tells whether declarations beside a module say that TypeScript's users may import it. Those of the index are those of the package.
fn has_declarations(package: &Package, path: &PackagePath) -> bool {
    let stem = path.as_str().strip_suffix(path.extension()).unwrap_or_default();
    let ending = match path.extension() {
        ".mjs" => ".d.mts",
        ".cjs" => ".d.cts",
        _ => ".d.ts",
    };
    stem != "index" && package.files().get(&format!("{stem}{ending}")).is_some()
}

fn is_for_others(path: &PackagePath) -> bool {
    let name = path.file_name().to_ascii_lowercase();
    let mut folders = path.directory().split('/').map(|folder| folder.trim_matches('_').to_ascii_lowercase());
    let is_one = |word: &str| FOR_OTHERS.contains(&word);
    DevelopmentFile::of(path).is_some()
        || is_example(path)
        || name.starts_with('.')
        || name.split(['.', '-', '_']).any(is_one)
        || folders
            .any(|folder| is_one(&folder) || FOLDERS.contains(&folder.as_str()) || folder.starts_with('.'))
}

/// Returns the files that the README names behind the name of the package: `require("pkg/lib/a")`.
fn shown(package: &Package) -> HashSet<String> {
    let is_readme = |path: &&PackagePath| path.as_str().to_ascii_lowercase().starts_with("readme.m");
    let readme = package.files().iter().map(|(path, _)| path).find(is_readme);
    let contents = readme.and_then(|path| package.files().contents(path.as_str())).unwrap_or_default();
    let text =
        String::from_utf8_lossy(contents.get(..LONGEST_README.min(contents.len())).unwrap_or_default());
    let mut shown = HashSet::default();
    for quote in ['\'', '"'] {
        let begin = format!("{quote}{}/", package.name());
        for rest in text.split(begin.as_str()).skip(1) {
            let path = rest.split([quote, '\n']).next().unwrap_or_default();
            let files = ["", ".js", "/index.js"].map(|end| format!("{}{end}", path.trim_end_matches('/')));
            shown.extend(files.into_iter().find(|file| package.files().get(file).is_some()));
        }
    }
    shown
}
