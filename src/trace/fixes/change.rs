//! A change of a project that brings lost modules to those who import the package, and its measured effect.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    path::PackagePath,
    text::Span,
    trace::{source_path::SourcePath, stage::Stage, tools::effect::BuildTool},
};

/// A change of a project that was carried out, with what came of it.
#[derive(Clone, Debug)]
pub struct Fix {
    /// The changes that are made together, the first first.
    pub changes: Vec<FixChange>,
    /// The file to change and the place in it.
    pub at: (SourcePath, Span),
    /// The files with their new texts.
    pub edits: BTreeMap<SourcePath, String>,
    /// The lost modules that it is for.
    pub modules: Vec<SourcePath>,
    pub effect: FixEffect,
}

/// The part of a project that a fix changes, as the JSON names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FixKind {
    BuildStep,
    Files,
    Exports,
    Overwritten,
    Import,
    Source,
    Dependencies,
}

/// A change of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FixChange {
    /// A step is added to the build, like the one that compiles another folder.
    AddBuildStep {
        folder: String,
        /// The command that is the model, and the folder that it compiles.
        model: String,
        model_folder: String,
        command: String,
    },
    /// A step is taken out of the build: it writes over what another has written.
    DropStep { command: String, output: SourcePath },
    /// A step runs before another, which then has the last word.
    MoveStep { command: String, before: String, output: SourcePath },
    /// A command that takes outputs away runs before the step that writes them.
    MoveRemoval { command: String, before: String, output: SourcePath },
    /// A command that takes outputs away is taken out of the build.
    DropRemoval { command: String, output: SourcePath },
    /// A compiler writes ES modules in the place of CommonJS, by an option in this file.
    WriteModules { from: String, to: String, file: SourcePath },
    /// A step says in a package.json that a folder holds CommonJS.
    MarkCommonJs { folder: String, command: String },
    /// A step makes one more bundle, like the one that makes another.
    AddBundleStep { entry: SourcePath, model: String, model_entry: SourcePath, command: String },
    /// A tool copies the files that it does not compile.
    AddOption { option: String, command: String },
    /// SWC leaves the folder that it takes out of the paths that it writes.
    StripLeadingPaths { option: String, command: String, written: SourcePath },
    /// A configuration says this, too.
    SetOption { option: String, file: SourcePath },
    /// A step copies files to where they are asked for.
    AddCopyStep { files: Vec<SourcePath>, command: String },
    /// A bundler or compiler that takes only what is listed takes these, too; the list stands in this file.
    AddEntries { entries: Vec<String>, tool: BuildTool, file: SourcePath },
    /// An option that makes a tool leave files out is taken away.
    DropOption { option: String, command: String },
    /// Entries of "exclude" are taken out of a tsconfig.json.
    RemoveExcluded { patterns: Vec<String>, file: SourcePath },
    /// A pattern of "files" takes what lies below it, too.
    DeepenFilesEntry { pattern: String },
    /// "files" takes these folders or files, too.
    AddFilesEntries { entries: Vec<String> },
    /// An entry of "files" is taken out.
    RemoveFilesEntry { pattern: String },
    /// A line of an ignore file is taken out.
    RemoveIgnoreLine { pattern: String, file: SourcePath, line: u32 },
    /// Imports lead to where the build writes what they ask for.
    CorrectImports { first: CorrectedImport, count: usize },
    /// Packages are declared, each with its range.
    AddDependencies { ranges: Vec<(String, String)> },
    /// "exports" leads to a packed file by a new subpath, or to all of a folder by a pattern.
    AddExport { subpath: String, target: String, files: usize },
    /// Entry points lead to where the build writes what they are for: pairs of the missing and the packed file.
    MoveTargets { pairs: Vec<(String, String)> },
    /// "exports" leads to a packed file by the subpath that this module of the package asks for.
    AddOwnExport { subpath: String, target: String, importer: PackagePath },
}

/// An import with another specifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectedImport {
    pub source: SourcePath,
    pub from: String,
    pub to: String,
    pub why: ImportFault,
}

/// The reason why an import leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportFault {
    /// It is right in the source, and wrong where this command writes it.
    Moved { packed: PackagePath, command: String },
    /// Node adds no ending to a path.
    Ending,
    /// The file's name is of another case.
    Case,
    /// The file is elsewhere in the project.
    Elsewhere,
    /// It is an alias, which the build leaves as it is.
    Alias,
}

/// The outcome of a change, once it was carried out, built, packed and linked again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FixEffect {
    /// The modules that arrive now, and did not.
    pub importable: Vec<SourcePath>,
    /// The modules that arrived, and do not.
    pub broken: Vec<SourcePath>,
    /// The modules whose place another takes that offers every name of theirs.
    pub replaced: Vec<SourcePath>,
    pub overwrites: Vec<OutputChange>,
    /// The number of other files that are packed, too.
    pub also_packed: usize,
    /// The specifiers that import now, and did not; and those that did, and do not.
    pub mended: Vec<String>,
    pub cut_off: Vec<String>,
    /// The modules that it is for and that are still lost.
    pub remaining: Vec<(SourcePath, Stage)>,
    /// The number of modules that were lost and are not, and of those that were not and are.
    pub cured: usize,
    pub lost_by_it: usize,
    pub causes: CauseChange,
}

/// The causes for which entry points and lost modules fail, before and after a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CauseChange {
    /// The specifiers that these causes keep from being imported.
    pub of: Vec<String>,
    pub gone: Vec<String>,
    /// Those that are left of what these specifiers fail for.
    pub left: Vec<String>,
    /// The change itself brings some that were not there.
    pub is_worse: bool,
}

/// An output that is made of another source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputChange {
    pub output: SourcePath,
    pub before: SourcePath,
    pub after: SourcePath,
}

impl Fix {
    pub fn kind(&self) -> FixKind {
        self.changes.first().map_or(FixKind::Source, FixChange::kind)
    }
}

impl FixChange {
    pub fn kind(&self) -> FixKind {
        match self {
            Self::AddBuildStep { .. }
            | Self::AddEntries { .. }
            | Self::DropOption { .. }
            | Self::RemoveExcluded { .. }
            | Self::MoveRemoval { .. }
            | Self::DropRemoval { .. }
            | Self::WriteModules { .. }
            | Self::MarkCommonJs { .. }
            | Self::AddBundleStep { .. }
            | Self::AddOption { .. }
            | Self::StripLeadingPaths { .. }
            | Self::SetOption { .. }
            | Self::AddCopyStep { .. } => FixKind::BuildStep,
            Self::DropStep { .. } | Self::MoveStep { .. } => FixKind::Overwritten,
            Self::DeepenFilesEntry { .. }
            | Self::AddFilesEntries { .. }
            | Self::RemoveFilesEntry { .. }
            | Self::RemoveIgnoreLine { .. } => FixKind::Files,
            Self::CorrectImports { first, .. } => match first.why {
                ImportFault::Moved { .. } => FixKind::Import,
                ImportFault::Ending | ImportFault::Case | ImportFault::Elsewhere | ImportFault::Alias => {
                    FixKind::Source
                }
            },
            Self::AddDependencies { .. } => FixKind::Dependencies,
            Self::AddExport { .. } | Self::AddOwnExport { .. } | Self::MoveTargets { .. } => FixKind::Exports,
        }
    }
}

impl FixEffect {
    /// It takes away some of the causes for which an entry point fails, and does no harm: others are left.
    pub fn helps_in_part(&self) -> bool {
        let harms = self.causes.is_worse || self.lost_by_it > 0 || !self.overwrites.is_empty();
        !self.causes.gone.is_empty() && !harms && self.broken.is_empty() && self.cut_off.is_empty()
    }

    /// It brings something to those who import the package.
    pub fn brings(&self) -> bool {
        !self.importable.is_empty() || !self.mended.is_empty()
    }

    /// It helps if more arrives than goes, or if entry points can be imported again and nothing goes.
    pub fn helps(&self) -> bool {
        let mends = !self.mended.is_empty() && self.broken.is_empty();
        let cures = self.cured > 0 && self.lost_by_it == 0;
        (self.importable.len() > self.broken.len() || mends || cures) && self.cut_off.is_empty()
    }
}
