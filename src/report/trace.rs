//! The report of a trace: plain data, which the text, Markdown, HTML and JSON faces draw.

mod build;
pub(crate) mod checked;
mod diff;
mod entry_points;
mod fixes;
mod groups;
mod modules;
mod places;
mod plan;
mod statements;
mod summary;
mod table;
pub(crate) mod words;

use serde::Serialize;

pub(crate) use checked::Checked;

use crate::{
    report::{At, ErrorReport, PackageReport},
    trace::{
        fixes::change::FixKind,
        stage::{Mapping, Stage},
    },
};

/// The report of a trace: each source module of a project, with the stage at which it is lost or arrives. Its JSON form is a
/// fixed contract, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TraceReport {
    pub schema: u32,
    pub package: PackageReport,
    /// The version of Node that decides.
    pub node: Vec<String>,
    /// Every source module that is meant to arrive does, and every entry point works.
    pub ok: bool,
    /// The steps of the build.
    pub plan: PlanReport,
    /// `package.json`'s "files", as it is written; `None` where there is none.
    pub files: Option<Vec<String>>,
    /// The subpaths and bins, each with its file: `./deployment`.
    pub entry_points: Vec<TracedEntryReport>,
    /// Every source module, sorted by path; modules that are imported but not there stand among them.
    pub modules: Vec<ModuleReport>,
    /// Modules of one folder with one fate, those that are lost first.
    pub groups: Vec<GroupReport>,
    /// The changes that would help, where these are plain.
    pub fixes: Vec<FixReport>,
    /// Statements of a consumer: one that works, one of what is lost, and one for each cause that breaks entry points.
    pub statements: Vec<TracedStatementReport>,
    /// The quick reference table.
    pub table: Vec<ComponentReport>,
    pub summary: TraceSummary,
}

/// The steps of the build script in the order they run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanReport {
    /// The script that was read; `None` where package.json has none.
    pub script: Option<String>,
    pub steps: Vec<BuildStepReport>,
    /// The commands and configuration files that could not be read.
    pub unread: Vec<UnreadReport>,
    /// Modules in the folders of outputs that no step explains: an older build may have written them.
    pub unexplained: Vec<String>,
    /// Outputs of the plan that are not on the disk, where a build was run.
    pub absent: Vec<AbsentOutputReport>,
}

/// An output of the plan that is not on the disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AbsentOutputReport {
    pub output: String,
    /// The command of its step.
    pub step: String,
}

/// A step of the build.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BuildStepReport {
    /// `babel`, `tsc`, `copy`, …
    pub tool: String,
    /// The command as it is written, for example `babel src/ --out-dir dist/`.
    pub command: String,
    /// The script that it stands in.
    pub script: String,
    /// The folders or files that it takes.
    pub from: Vec<String>,
    /// The folder or file that it writes.
    pub to: Option<String>,
    /// The number of source modules that it takes.
    pub modules: usize,
    /// Its place in package.json.
    pub at: Option<At>,
}

/// A part of the build that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UnreadReport {
    /// The command or file.
    pub what: String,
    pub why: String,
    pub at: Option<At>,
}

/// An entry point, with the outcome of importing it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TracedEntryReport {
    pub subpath: String,
    pub specifier: String,
    /// `export`, `main` or `bin`.
    pub kind: crate::entry_points::EntryKind,
    pub target: Option<String>,
    /// The verdict of `check`.
    pub ok: bool,
    /// The number of source modules that it reaches.
    pub modules: usize,
    /// The errors that `check` gives.
    pub errors: Vec<ErrorReport>,
}

/// A source module, with the stage at which it is lost or arrives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ModuleReport {
    pub source: String,
    pub stage: Stage,
    /// It is meant to reach those who use the package, and does not.
    pub lost: bool,
    /// A command that is not read may have taken it in: it is neither lost nor left over as far as that is known.
    pub unknown: bool,
    /// The evidence that it is meant to, in one sentence; `None` where nothing says so.
    pub meant_by: Option<String>,
    /// The command of the last step that takes it.
    pub step: Option<String>,
    /// The files that the build writes of it.
    pub outputs: Vec<String>,
    /// The outputs that are in the tarball; and the source, where it is packed as it is.
    pub packed_as: Vec<String>,
    /// The entry points that reach it, of those that import.
    pub specifiers: Vec<String>,
    /// The reason for its stage, in one sentence.
    pub reason: String,
    /// The evidence for its outputs.
    pub mapping: Mapping,
    /// The names it exports, as far as they are known, sorted.
    pub names: Vec<String>,
    /// The names that can be imported, by the specifiers that offer them.
    pub imports: Vec<ImportReport>,
    /// The commands that load it.
    pub bins: Vec<String>,
    /// The steps of the plan that take it, counted from 0.
    pub steps: Vec<usize>,
    /// The source that is written over its output.
    pub overwritten_by: Option<OverwrittenReport>,
    /// The line that keeps it out of the tarball.
    pub excluded_by: Option<ExcludedReport>,
    /// The errors of the entry points that reach it; or the imports of it, where it is not there.
    pub errors: Vec<ErrorReport>,
}

/// Names that can be imported from one specifier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportReport {
    pub specifier: String,
    pub names: Vec<String>,
}

/// An output that a later step wrote over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OverwrittenReport {
    pub output: String,
    /// The source that took the place.
    pub source: String,
    /// The commands of the step that wrote first, and of the one that wrote over it.
    pub first: String,
    pub then: String,
}

/// A line that keeps a file out of the tarball.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExcludedReport {
    /// The output that is kept out.
    pub output: String,
    /// `package.json`, `.npmignore`, `.gitignore`; `npm` for a rule of its own.
    pub file: String,
    pub line: Option<u32>,
    /// The pattern, or "files" where none of its patterns takes the file.
    pub pattern: String,
}

/// Modules of one folder with one fate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupReport {
    /// The folder, or the file where it is one; never ends with a slash.
    pub folder: String,
    pub stage: Stage,
    /// They are meant to reach those who use the package, and do not.
    pub lost: bool,
    /// A command that is not read may have taken them in.
    pub unknown: bool,
    pub reason: String,
    /// The sources, sorted.
    pub modules: Vec<String>,
    /// Commands of the package that work load all of them.
    #[serde(skip)]
    pub is_run: bool,
    /// The sentence about the cause that keeps entry points from being imported: other groups may share it.
    #[serde(skip)]
    pub shared_cause: Option<String>,
}

/// A change that would help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FixReport {
    /// `build-step`, `files`, `exports`, `overwritten`, `import`, `source`, `dependencies`.
    pub kind: FixKind,
    /// The change, in a sentence.
    pub message: String,
    /// The text to write, where the change can be written out.
    pub text: Option<String>,
    /// The place to change.
    pub at: Option<At>,
    /// The modules that it is for.
    pub modules: Vec<String>,
    /// Its side effects, and the faults that remain.
    pub warnings: Vec<String>,
    /// The change as a unified diff.
    pub diff: String,
    /// The effect that was measured: the change was carried out, and all was built, packed and linked again.
    pub effect: EffectReport,
}

/// The measured effect of a change; modules are named by their sources.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EffectReport {
    /// The effect in one sentence.
    pub sentence: String,
    /// Those that arrive then, and do not now.
    pub importable: Vec<String>,
    /// Those that arrive now, and do not then.
    pub broken: Vec<String>,
    /// Those whose place another takes that offers every name of theirs.
    pub replaced: Vec<String>,
    pub overwrites: Vec<OutputChangeReport>,
    /// The number of other files that are packed then.
    pub also_packed: usize,
    /// The specifiers that import then, and do not now.
    pub mended: Vec<String>,
    /// Those that it is for, and that are still lost.
    pub remaining: Vec<String>,
    /// The causes for which entry points cannot be imported: those that the change takes away, and those that are left then.
    pub causes_gone: Vec<String>,
    pub causes_left: Vec<String>,
}

/// An output that is made of another source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OutputChangeReport {
    pub output: String,
    pub before: String,
    pub after: String,
}

/// An import of a consumer, with the errors that Node gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TracedStatementReport {
    pub source: String,
    pub ok: bool,
    /// The messages of Node.
    pub errors: Vec<String>,
}

/// One row of the quick reference table; `None` where it is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ComponentReport {
    pub component: String,
    pub modules: usize,
    /// Its relative imports lead to files of the source tree.
    pub internal: Option<bool>,
    /// It is in the npm package.
    pub packed: bool,
    /// A consumer gets to all of it.
    pub downstream: bool,
    pub stage: Stage,
    /// It is meant to reach those who use the package, and not all of it does.
    pub lost: bool,
    /// A command that is not read may have taken it in, so that the rest of the row is not known.
    pub unknown: bool,
}

/// The numbers of source modules by the stage that they get to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TraceSummary {
    /// All source modules; those that are not in the source tree do not count.
    pub modules: usize,
    pub compiled: usize,
    pub packed: usize,
    /// Packed and reached by an export, be it one that does not import.
    pub reached: usize,
    pub importable: usize,
    pub not_compiled: usize,
    pub overwritten: usize,
    pub not_packed: usize,
    pub unreachable: usize,
    pub broken: usize,
    /// Imported, but not in the source tree.
    pub missing: usize,
    pub case_differs: usize,
    /// Of those that are reachable from no export: loaded by a bin that works.
    pub run_by_bins: usize,
    /// Meant to reach those who use the package: an entry point is made of it, or one that is meant to imports it.
    pub meant: usize,
    /// Meant to, and does not; also what is imported, but not there.
    pub lost: usize,
    /// Neither meant to arrive, nor arriving.
    pub left_over: usize,
    /// Perhaps taken in by a command that is not read.
    pub unknown: usize,
    /// Entry points that `check` calls broken.
    pub broken_entry_points: usize,
}

impl TraceReport {
    /// A followed report has only the modules that were asked for.
    pub fn is_followed(&self) -> bool {
        let summary = &self.summary;
        self.modules.len() < summary.modules + summary.missing + summary.case_differs
    }

    /// Keeps some modules with their groups and fixes; the figures stay those of all.
    pub fn keep(&mut self, wanted: impl Fn(&ModuleReport) -> bool) {
        self.modules.retain(wanted);
        let sources: std::collections::BTreeSet<&str> =
            self.modules.iter().map(|module| module.source.as_str()).collect();
        let is_kept = |source: &String| sources.contains(source.as_str());
        for group in &mut self.groups {
            group.modules.retain(is_kept);
        }
        self.groups.retain(|group| !group.modules.is_empty());
        self.fixes.retain(|fix| fix.modules.iter().any(is_kept));
        // Whoever asks for a module wants to know whether it arrives.
        self.ok = !self.modules.iter().any(|module| module.lost || module.stage.is_wrong());
    }
}
