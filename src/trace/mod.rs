//! Follows each source module to those who import it: through the build, into the tarball, out of an entry point, or to the
//! stage at which it is lost.
//!
//! ```text
//! SourceTree ─ plan ─► steps and what they write ─ outputs ─┐
//!                                             roots ─► sources ─ verdict ─► TracedModule… ─ groups, fixes
//! Package ─ reach ─► who gets to which packed file ─────────┘
//! ```

pub(crate) mod absent;
mod aliases;
mod alike;
mod assess;
mod build_work;
mod built;
mod disk;
mod evidence;
pub(crate) mod fate;
pub mod fixes;
pub(crate) mod glob;
pub(crate) mod groups;
mod hidden;
mod imports;
pub(crate) mod known_ranges;
mod lacking;
mod later;
pub(crate) mod meant;
pub(crate) mod older;
mod output_names;
mod outputs;

pub mod packing;
pub(crate) mod paths;
pub mod plan;
pub(crate) mod reach;
mod relaxed;
mod roots;
pub(crate) mod script;
pub(crate) mod source_path;
pub mod source_tree;
pub mod stage;
mod taken;
pub(crate) mod tools;
pub(crate) mod unread;
mod value_names;
mod verdict;

use std::{collections::BTreeSet, sync::Arc};

use crate::{facts::NodeFacts, limits::LimitReached, package::Package};
use absent::AbsentSource;
use assess::{Assessment, assess, packing, planned};
use built::{BuiltFiles, built_files};
use fate::TracedModule;
use fixes::{ProjectState, change::Fix, fixes};
use groups::{ModuleGroup, groups};
use imports::SourceModules;
use plan::BuildPlan;
use reach::TarballReach;
use source_path::SourcePath;
use source_tree::SourceTree;

pub use assess::TraceOptions;

/// The findings of a trace.
#[derive(Debug)]
pub struct ProjectTrace<'t> {
    pub plan: BuildPlan<'t>,
    pub reach: TarballReach,
    /// Sorted by source.
    pub modules: Vec<TracedModule>,
    pub absent: Vec<AbsentSource>,
    pub groups: Vec<ModuleGroup>,
    /// The plan against what is on the disk.
    pub built: BuiltFiles,
    pub fixes: Vec<Fix>,
    /// The texts of the modules, in the same order.
    pub texts: Vec<ModuleText>,
    /// The limit that kept something from being judged.
    pub cut: Option<LimitReached>,
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
    let (plan, manifest) = planned(tree, options);
    let packing = packing(tree, manifest.as_ref(), &plan);
    let assessment = assess(plan, packing, package, facts, options, &mut sources, None);
    let fixes = fixes(&ProjectState { tree, package, assessment: &assessment, sources: &sources, options });
    let Assessment { plan, reach, modules, absent, cut, .. } = assessment;
    let importers = absent.iter().flat_map(|one| &one.importers);
    let missing: BTreeSet<&SourcePath> = importers.map(|importer| &importer.source).collect();
    let texts = modules.iter().map(|module| text(&module.source, tree, &missing, &mut sources)).collect();
    let groups = groups(&modules);
    let built = built_files(&plan);
    ProjectTrace { reach, modules, absent, groups, built, fixes, texts, plan, cut }
}

fn text(
    source: &SourcePath,
    tree: &SourceTree,
    missing: &BTreeSet<&SourcePath>,
    sources: &mut SourceModules,
) -> ModuleText {
    let module = sources.get(tree, source);
    let misses = missing.contains(source);
    ModuleText {
        names: module.map(|module| module.names.iter().cloned().collect()).unwrap_or_default(),
        is_whole: module.map(|_| !misses),
    }
}
