//! A change of a project that brings lost modules to those who import the package.

use serde::Serialize;

use crate::{
    link::LinkCause,
    path::PackagePath,
    text::Span,
    trace::{packing::ExcludedBy, source_path::SourcePath, tools::effect::BuildTool},
};

/// A change of a project, with the modules that it is for.
#[derive(Clone, Debug)]
pub struct Fix {
    pub change: FixChange,
    /// The place in package.json.
    pub span: Option<Span>,
    /// Places in the list of modules.
    pub modules: Vec<usize>,
    pub warnings: Vec<FixWarning>,
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
}

/// A change of a project.
#[derive(Clone, Debug)]
pub enum FixChange {
    /// A bundler gets a file, or those of a folder, as an entry.
    AddBundlerEntry { path: String, tool: BuildTool },
    /// A step is added to the build, like the one that compiles another folder.
    AddBuildStep {
        folder: String,
        /// The command that is the model, and the folder that it compiles.
        model: String,
        model_folder: String,
        command: String,
    },
    /// Two sources are written to different places, or become one module.
    SeparateOutputs { source: SourcePath, other: SourcePath, output: SourcePath },
    /// A pattern of "files" takes what lies below it, too.
    DeepenFilesEntry { pattern: String },
    /// "files" takes these top folders or files, too.
    AddFilesEntries { entries: Vec<String> },
    /// An entry of "files" is taken out.
    RemoveFilesEntry { pattern: String },
    /// The output is written to a place that npm packs.
    WriteElsewhere { pattern: String },
    /// A line of an ignore file is taken out, or overruled by "files".
    RemoveIgnoreLine { pattern: String, file: SourcePath, line: u32 },
    /// The cause that keeps modules from being imported is mended in the file that has it.
    Mend { file: SourcePath, cause: LinkCause },
    /// "exports" leads to a packed file by a new subpath.
    AddExport { subpath: String, file: PackagePath },
}

/// The reason why a change alone would not help.
#[derive(Clone, Debug)]
pub enum FixWarning {
    /// The new output takes the place of what this command makes of this source.
    TakesPlace { output: String, command: String, source: SourcePath },
    /// The new output would be kept out of the tarball.
    NotPacked { output: String, by: ExcludedBy },
    /// The new files would not link, each for the cause beside it.
    DoesNotLink(Vec<(PackagePath, LinkCause)>),
    /// No export would lead to one of the new files, and to so many others.
    NotExported { file: PackagePath, others: usize, files: usize },
    /// The new subpath would not import.
    DoesNotImport { subpath: String, causes: Vec<LinkCause> },
}

impl FixChange {
    pub fn kind(&self) -> FixKind {
        match self {
            Self::AddBundlerEntry { .. } | Self::AddBuildStep { .. } => FixKind::BuildStep,
            Self::SeparateOutputs { .. } => FixKind::Overwritten,
            Self::DeepenFilesEntry { .. }
            | Self::AddFilesEntries { .. }
            | Self::RemoveFilesEntry { .. }
            | Self::WriteElsewhere { .. }
            | Self::RemoveIgnoreLine { .. } => FixKind::Files,
            Self::Mend { .. } => FixKind::Import,
            Self::AddExport { .. } => FixKind::Exports,
        }
    }
}
