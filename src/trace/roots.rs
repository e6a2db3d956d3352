//! Finds the source modules among the files of a project.
//!
//! - A file that a step of the build compiles or bundles is one.
//! - So is every other module in the top folders of the steps, and in `src`: a file beside others that are built was meant to
//!   be built. Tests, configuration, examples and tools are left out, unless a step takes them; and so are other packages.
//! - So is a file that is packed as it is and reached by an entry point; a template that is packed, or copied, is no module
//!   of the package.
//! - So is everything that one of these imports.
//!
//! Without a build, every packed module is a source, and so is every module in the same top folders.
//!
//! A file with nothing but types in it is no module.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap},
};

use crate::{
    package::Package,
    path::parent,
    trace::{
        disk::WriteKind,
        imports::{EXTENSIONS, SourceModules, resolve},
        outputs::BuildOutputs,
        packing::NpmPacking,
        paths::{extension_of, is_declaration},
        plan::BuildPlan,
        reach::TarballReach,
        source_path::SourcePath,
        tools::effect::BuildTool,
    },
};

/// Folders that are for the project, not for its users, at any depth.
const TESTS: [&str; 8] =
    ["test", "tests", "__tests__", "__mocks__", "__fixtures__", "fixtures", "e2e", "__snapshots__"];
/// Folders that are for the project where they stand at the top.
const AUXILIARY: [&str; 25] = [
    "spec",
    "specs",
    "example",
    "examples",
    "demo",
    "demos",
    "doc",
    "docs",
    "script",
    "scripts",
    "tool",
    "tools",
    "tooling",
    "bench",
    "benches",
    "benchmark",
    "benchmarks",
    "coverage",
    "playground",
    "website",
    "site",
    "stories",
    "config",
    "typings",
    "types",
];

/// The source modules, sorted.
pub fn source_modules(
    plan: &BuildPlan<'_>,
    package: &Package,
    outputs: &BuildOutputs,
    reach: &TarballReach,
    sources: &mut SourceModules,
) -> BTreeSet<SourcePath> {
    let written = written_folders(plan);
    let tree = plan.disk.tree;
    let git = NpmPacking::by_git(tree);
    let foreign = OtherPackages { plan, folders: RefCell::default() };
    let is_own = |path: &str| {
        is_source(path) && git.excluded(path).is_none() && !is_in_one(path, &written) && !foreign.owns(path)
    };
    let is_built = |path: &SourcePath| outputs.of(path).iter().any(|output| output.how != WriteKind::Copied);
    let has_build = outputs.sources().any(is_built);
    let taken = outputs.sources().filter(|path| !has_build || is_built(path));
    let mut found: BTreeSet<SourcePath> =
        taken.filter(|path| tree.contains(path) && is_own(path)).cloned().collect();
    let mut as_they_are: BTreeSet<SourcePath> =
        as_they_are(plan, package).filter(|path| is_own(path)).collect();
    if has_build {
        as_they_are.retain(|path| reach.reached(path).is_any());
    }
    let folders = if has_build { &found } else { &as_they_are };
    let mut folders: BTreeSet<String> = folders.iter().filter_map(|path| top_folder(path)).collect();
    found.extend(as_they_are);
    // Beside a compiler, a step that copies is mostly for templates and other files that are no modules.
    let steps = plan.steps.iter().filter(|step| step.tool != BuildTool::Copy || !has_build);
    folders.extend(steps.flat_map(|step| &step.from).filter_map(|from| folder_of_root(from)));
    folders.insert("src".to_owned());
    folders.retain(|folder| !is_auxiliary_folder(folder));
    for folder in &folders {
        let below = tree.under(folder).filter(|path| is_own(path) && !is_auxiliary(path));
        found.extend(below.map(SourcePath::from));
    }
    add_imported(plan, &mut found, sources, &is_own);
    found.retain(|path| !sources.get(tree, path).is_some_and(|module| module.is_types_only));
    found
}

/// Modules that are packed at their own place, and that no step writes there.
fn as_they_are<'a>(plan: &'a BuildPlan<'_>, package: &'a Package) -> impl Iterator<Item = SourcePath> + 'a {
    let packed = package.files().iter().map(|(path, _)| path.as_str());
    packed.filter(|path| is_verbatim(plan, package, path)).map(SourcePath::from)
}

/// A source is packed as it is if no step writes another to its place.
pub fn is_verbatim(plan: &BuildPlan<'_>, package: &Package, path: &str) -> bool {
    let is_module = matches!(extension_of(path), ".js" | ".mjs" | ".cjs");
    is_module
        && plan.disk.tree.contains(path)
        && package.files().get(path).is_some()
        && plan.disk.live_at(path).all(|written| written.origin == *path)
}

/// The folders and files that the build writes, less those that it also reads from.
pub fn written_folders(plan: &BuildPlan<'_>) -> BTreeSet<String> {
    let reads: Vec<&str> = plan.steps.iter().flat_map(|step| &step.from).map(String::as_str).collect();
    let others = plan.disk.history.iter().filter(|written| written.origin != written.output);
    let outputs: BTreeSet<&str> = others.map(|written| &*written.output).collect();
    let targets = plan.steps.iter().filter_map(|step| step.to.clone());
    let parents = outputs.iter().filter_map(|path| parent(path)).map(str::to_owned);
    let origins: BTreeSet<&str> = plan.disk.history.iter().map(|written| &*written.origin).collect();
    let (made, written): (BTreeSet<&str>, BTreeSet<&str>) = (
        origins.iter().flat_map(|path| folders_of(path).chain([*path])).collect(),
        plan.disk.live().flat_map(|written| folders_of(&written.output)).collect(),
    );
    // An output folder holds only files that the build wrote.
    let is_output_folder = |path: &str| written.contains(path) && !made.contains(path);
    let is_read = |path: &&&str| !is_output_folder(path) && !plan.disk.is_written(path);
    let read: BTreeSet<&str> =
        reads.iter().filter(is_read).flat_map(|path| folders_of(path).chain([*path])).collect();
    let holds_sources = |folder: &str| folder.is_empty() || read.contains(folder) || made.contains(folder);
    let folders: BTreeSet<String> = targets.chain(parents).collect();
    let folders = folders.into_iter().filter(|folder| !holds_sources(folder));
    folders
        .chain(outputs.iter().filter(|path| !origins.contains(**path)).map(|path| (*path).to_owned()))
        .collect()
}

fn is_source(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    EXTENSIONS.contains(&extension_of(path)) && !is_declaration(path) && !name.starts_with('.')
}

/// A path is one of these files, or lies in one of these folders.
fn is_in_one(path: &str, places: &BTreeSet<String>) -> bool {
    places.contains(path) || folders_of(path).any(|folder| places.contains(folder))
}

fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').filter_map(|(at, _)| path.get(..at))
}

/// The packages below this one: folders whose package.json has a name and a version.
struct OtherPackages<'a> {
    plan: &'a BuildPlan<'a>,
    /// The folders that were asked for already.
    folders: RefCell<HashMap<String, bool>>,
}

impl OtherPackages<'_> {
    fn owns(&self, path: &str) -> bool {
        path.starts_with("node_modules/") || folders_of(path).any(|folder| self.is_one(folder))
    }

    fn is_one(&self, folder: &str) -> bool {
        if let Some(known) = self.folders.borrow().get(folder) {
            return *known;
        }
        let text = self.plan.disk.tree.text(&format!("{folder}/package.json"));
        let manifest = text.and_then(|text| crate::json::parse(text).ok());
        // A package.json with `"type"` alone sets the format of a folder, and makes no package of it.
        let is_one = manifest.is_some_and(|it| it.get("name").is_some() && it.get("version").is_some());
        self.folders.borrow_mut().insert(folder.to_owned(), is_one);
        is_one
    }
}

fn top_folder(path: &str) -> Option<String> {
    path.split_once('/').map(|(top, _)| top.to_owned())
}

fn folder_of_root(from: &str) -> Option<String> {
    let top = from.split('/').next().unwrap_or(from);
    let is_file = !from.contains('/') && is_source(from);
    (!top.is_empty() && !is_file).then(|| top.to_owned())
}

fn is_auxiliary_folder(folder: &str) -> bool {
    TESTS.contains(&folder) || AUXILIARY.contains(&folder) || folder.starts_with('.')
}

/// Tests and configuration by their names.
pub fn is_auxiliary(path: &str) -> bool {
    let mut folders = path.split('/');
    let name = folders.next_back().unwrap_or(path);
    let stem = name.strip_suffix(extension_of(name)).unwrap_or(name);
    let by_name = [
        ".test",
        ".tests",
        ".spec",
        ".e2e",
        ".bench",
        ".benchmark",
        ".stories",
        ".story",
        ".config",
        ".conf",
        ".setup",
    ]
    .iter()
    .any(|ending| stem.ends_with(ending));
    by_name || folders.any(|folder| TESTS.contains(&folder) || folder.starts_with('.'))
}

/// Adds the modules that the found ones import, and so on.
fn add_imported(
    plan: &BuildPlan<'_>,
    found: &mut BTreeSet<SourcePath>,
    sources: &mut SourceModules,
    is_own: &dyn Fn(&str) -> bool,
) {
    let mut open: Vec<SourcePath> = found.iter().cloned().collect();
    while let Some(path) = open.pop() {
        let Some(module) = sources.get(plan.disk.tree, &path) else { continue };
        let requests = module.requests.iter().filter(|request| !request.is_type);
        let targets: Vec<SourcePath> =
            requests.filter_map(|request| resolve(plan.disk.tree, &path, &request.specifier.value)).collect();
        for target in targets {
            if is_own(&target) && found.insert(target.clone()) {
                open.push(target);
            }
        }
    }
}
