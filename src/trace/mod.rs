//! Follows each source module to those who import it: through the build, into the tarball, out of an entry point, or to the
//! stage at which it is lost.
//!
//! ```text
//! SourceTree ─ plan ─► steps and what they write ─ outputs ─┐
//!                                             roots ─► sources ─ verdict ─► TracedModule… ─ groups, fixes
//! Package ─ reach ─► who gets to which packed file ─────────┘
//! ```

pub(crate) mod absent;
mod disk;
pub(crate) mod fate;
pub mod fixes;
mod glob;
pub(crate) mod groups;
mod imports;
mod later;
pub(crate) mod meant;
mod outputs;
pub mod packing;
pub(crate) mod paths;
pub mod plan;
pub(crate) mod reach;
mod roots;
pub(crate) mod script;
pub(crate) mod source_path;
pub mod source_tree;
pub mod stage;
pub(crate) mod tools;
pub(crate) mod unread;
mod verdict;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{
    facts::NodeFacts,
    json::{self, JsonNode},
    package::Package,
    resolve::NodeTarget,
    trace::{
        absent::{AbsentSource, absent},
        fate::TracedModule,
        fixes::{change::Fix, context::FixContext, fixes},
        groups::{ModuleGroup, groups},
        imports::SourceModules,
        meant::{DemandReader, importer_meant},
        outputs::BuildOutputs,
        packing::{NpmPacking, PathKind},
        plan::{BuildPlan, plan},
        reach::TarballReach,
        roots::source_modules,
        source_path::SourcePath,
        source_tree::SourceTree,
        verdict::FateJudge,
    },
};

/// The options of a trace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TraceOptions {
    pub node: NodeTarget,
    /// The script that builds; by default `build`.
    pub build_script: Option<String>,
    /// Pairs of a source folder and its output folder, which overrule the build script.
    pub maps: Vec<(String, String)>,
}

/// The findings of a trace.
#[derive(Debug)]
pub struct ProjectTrace<'t> {
    pub plan: BuildPlan<'t>,
    pub reach: TarballReach,
    /// Sorted by source.
    pub modules: Vec<TracedModule>,
    pub absent: Vec<AbsentSource>,
    pub groups: Vec<ModuleGroup>,
    pub fixes: Vec<Fix>,
    /// The texts of the modules, in the same order.
    pub texts: Vec<ModuleText>,
}

/// The part of a source module's text that reports show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModuleText {
    pub names: Vec<String>,
    /// Each of its relative imports leads to a file; `None` where it does not parse.
    pub is_whole: Option<bool>,
}

/// Traces every source module of a project to its tarball.
///
/// ```
/// use packproof::{files::FileTree, trace::{TraceOptions, source_tree::SourceTree, stage::Stage, trace}, package::Package};
///
/// let manifest = r#"{"name":"p","type":"module","files":["dist"],"exports":"./dist/a.js","scripts":{"build":"babel src -d dist"}}"#;
/// let tree = SourceTree::of([("package.json", manifest), ("src/a.js", "export const a = 1"), ("src/b.js", "")]);
/// let package = Package::new(FileTree::of([("package.json", manifest), ("dist/a.js", "export const a = 1"), ("dist/b.js", "")]));
/// let stages: Vec<_> = trace(&tree, &package, &TraceOptions::default()).modules.iter().map(|module| module.stage()).collect();
/// assert_eq!(stages, [Stage::Importable, Stage::Unreachable]);
/// ```
pub fn trace<'t>(tree: &'t SourceTree, package: &Package, options: &TraceOptions) -> ProjectTrace<'t> {
    let facts = Arc::new(NodeFacts::gather(package, options.node.clone()));
    trace_with(tree, package, &facts, options)
}

/// Like [`trace`], with what is known of the package already.
pub fn trace_with<'t>(
    tree: &'t SourceTree,
    package: &Package,
    facts: &Arc<NodeFacts>,
    options: &TraceOptions,
) -> ProjectTrace<'t> {
    let mut sources = SourceModules::default();
    let Assessment { plan, packing, reach, modules, absent } =
        assess(tree, package, facts, options, &mut sources);
    let texts = modules.iter().map(|module| text(&module.source, tree, &absent, &mut sources)).collect();
    let groups = groups(&modules);
    let context = FixContext {
        plan: &plan,
        package,
        packing: &packing,
        reach: &reach,
        modules: &modules,
        node: &options.node,
    };
    let fixes = fixes(&context, &groups);
    ProjectTrace { reach, modules, absent, groups, fixes, texts, plan }
}

/// A project with its tarball, judged: everything that a change of either may change.
pub(crate) struct Assessment<'t> {
    pub plan: BuildPlan<'t>,
    pub packing: NpmPacking,
    pub reach: TarballReach,
    pub modules: Vec<TracedModule>,
    pub absent: Vec<AbsentSource>,
}

/// Judges every source module of a project.
pub(crate) fn assess<'t>(
    tree: &'t SourceTree,
    package: &Package,
    facts: &Arc<NodeFacts>,
    options: &TraceOptions,
    sources: &mut SourceModules,
) -> Assessment<'t> {
    let source = tree.text("package.json").unwrap_or_default().trim_start_matches('\u{feff}');
    let manifest = json::parse(source).ok();
    let maps = if options.maps.is_empty() {
        manifest.as_ref().map(configured_maps).unwrap_or_default()
    } else {
        options.maps.clone()
    };
    let plan = plan(tree, options.build_script.as_deref(), &maps);
    let mut outputs = BuildOutputs::new(&plan, package, sources);
    let reach = TarballReach::new(package, facts);
    let mut wanted = source_modules(&plan, package, &outputs, &reach, sources);
    if plan.steps.is_empty() || plan.unread.iter().any(|unread| unread.is_command) {
        outputs.infer(&wanted, &plan, package, sources);
        wanted.retain(|path| !outputs.is_inferred(path));
    }
    let names = own_names(&wanted, tree, sources);
    let exists = |path: &str| match () {
        () if plan.disk.is_file(path) => Some(PathKind::File),
        () if !path.is_empty() && plan.disk.is_directory(path) => Some(PathKind::Folder),
        () => None,
    };
    let packing = NpmPacking::new(tree, manifest.as_ref(), &exists);
    let judge = FateJudge {
        plan: &plan,
        package,
        outputs: &outputs,
        packing: &packing,
        reach: &reach,
        names: &names,
    };
    let mut modules: Vec<TracedModule> = wanted.iter().map(|source| judge.verdict(source)).collect();
    let mut absent = absent(&wanted, &plan, package, &outputs, sources);
    let demand = DemandReader { plan: &plan, package, outputs: &outputs, node: &options.node };
    let meant = demand.meant(&wanted, sources);
    for module in &mut modules {
        module.meant_by = meant.get(&module.source).cloned();
    }
    for one in &mut absent {
        one.meant_by = importer_meant(one, &meant).cloned();
    }
    Assessment { plan, packing, reach, modules, absent }
}

/// The names that each source exports by its text, where it adds none from elsewhere.
fn own_names(
    wanted: &BTreeSet<SourcePath>,
    tree: &SourceTree,
    sources: &mut SourceModules,
) -> BTreeMap<SourcePath, BTreeSet<String>> {
    let mut names = |source: &SourcePath| {
        let module = sources.get(tree, source).filter(|module| !module.has_stars)?;
        Some((source.clone(), module.names.clone()))
    };
    wanted.iter().filter_map(&mut names).collect()
}

fn text(
    source: &SourcePath,
    tree: &SourceTree,
    absent: &[AbsentSource],
    sources: &mut SourceModules,
) -> ModuleText {
    let module = sources.get(tree, source);
    let misses = absent.iter().any(|one| one.importers.iter().any(|importer| importer.source == *source));
    ModuleText {
        names: module.map(|module| module.names.iter().cloned().collect()).unwrap_or_default(),
        is_whole: module.map(|_| !misses),
    }
}

/// The mappings of `"packproof": { "trace": { "src": "dist" } }`.
fn configured_maps(manifest: &JsonNode) -> Vec<(String, String)> {
    let trace = manifest.get("packproof").and_then(|own| own.get("trace"));
    let members = trace.and_then(JsonNode::as_object).unwrap_or_default();
    let pair = |member: &json::Member| {
        Some((paths::joined("", &member.key.value)?, paths::joined("", member.value.as_str()?)?))
    };
    members.iter().filter_map(pair).collect()
}
