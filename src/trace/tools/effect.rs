//! The effect of a command on the folder of its project.

use crate::trace::{
    disk::{BuildDisk, BuildWrite},
    paths::joined,
    source_path::SourcePath,
    unread::{UnreadPart, UnreadReason},
};

/// A tool of the build, as far as its commands are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BuildTool {
    Babel,
    Esbuild,
    Sucrase,
    Swc,
    Tsc,
    /// A bundler by its name: `tsup`, `rollup`.
    Bundler(&'static str),
    /// `cp` and its like.
    Copy,
    /// `rm` and its like.
    Remove,
    /// `mkdir` and its like.
    MakeFolder,
    /// No command: the project maps a source folder to an output folder.
    Map,
}

impl BuildTool {
    pub fn name(self) -> &'static str {
        match self {
            Self::Babel => "babel",
            Self::Esbuild => "esbuild",
            Self::Sucrase => "sucrase",
            Self::Swc => "swc",
            Self::Tsc => "tsc",
            Self::Bundler(name) => name,
            Self::Copy => "copy",
            Self::Remove => "remove",
            Self::MakeFolder => "folder",
            Self::Map => "map",
        }
    }
}

/// The effect of a command: the files that it takes, writes and removes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandEffect {
    pub tool: BuildTool,
    /// The folders and files that it takes.
    pub from: Vec<String>,
    /// The folder or file that it writes.
    pub to: Option<String>,
    pub writes: Vec<BuildWrite>,
    /// The files and folders that it removes before it writes.
    pub removes: Vec<String>,
    /// The folders that it empties before it writes, of what earlier steps have written: what lies there on the disk may be its own.
    pub empties: Vec<String>,
    /// The folders that it makes.
    pub makes: Vec<String>,
    /// The files and folders that it removes after it has written.
    pub removes_after: Vec<String>,
    /// The files that it leaves out although it looks where they are.
    pub skipped: Vec<SkippedSource>,
    /// The parts of its configuration that are not read.
    pub unread: Vec<UnreadPart>,
    /// The bundles that it makes; only the tarball tells which modules are in them.
    pub bundles: Vec<BundleEntry>,
}

impl CommandEffect {
    /// The effect of a tool that does nothing yet.
    pub fn of(tool: BuildTool) -> Self {
        Self {
            tool,
            from: Vec::new(),
            to: None,
            writes: Vec::new(),
            removes: Vec::new(),
            empties: Vec::new(),
            makes: Vec::new(),
            removes_after: Vec::new(),
            skipped: Vec::new(),
            unread: Vec::new(),
            bundles: Vec::new(),
        }
    }

    pub fn skip(&mut self, file: SourcePath, reason: SkipReason) {
        self.skipped.push(SkippedSource { file, reason });
    }
}

/// A file that a tool leaves out although it looks where the file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedSource {
    pub file: SourcePath,
    pub reason: SkipReason,
}

/// The reason why a tool leaves a file out. Groups are sorted by it, so the order of the variants shows in reports.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SkipReason {
    /// Babel ignores this pattern.
    BabelIgnores(String),
    /// Babel takes only files that match one of these patterns.
    BabelOnly(Vec<String>),
    /// Babel takes only these extensions.
    BabelExtensions(Vec<String>),
    /// Sucrase leaves out the folder that the file is in.
    SucraseFolder,
    /// Sucrase takes only these extensions.
    SucraseExtensions(Vec<String>),
    /// SWC does not take the extension.
    SwcExtension,
    /// SWC ignores the file.
    SwcIgnores,
    /// A tsconfig.json excludes the file; `None` where tsc runs without one.
    TsConfigExcludes(Option<String>),
}

/// An entry of a bundler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleEntry {
    pub entry: SourcePath,
    /// The folder that the bundle is written to.
    pub directory: String,
    /// The path of the bundle in that folder, without its extension.
    pub name: String,
    /// The project names the entry; otherwise the bundler takes it by itself.
    pub is_named: bool,
}

/// The answer to a command that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandReading {
    Does(Box<CommandEffect>),
    /// The command writes nothing that is packed.
    Nothing,
    /// The command may write anything, for this reason.
    Unknown(UnreadReason),
}

/// The place where a command runs: the folder of the project while it is built, and the folder in it.
#[derive(Clone, Copy, Debug)]
pub struct CommandPlace<'d, 't> {
    pub disk: &'d BuildDisk<'t>,
    pub directory: &'d str,
}

impl CommandPlace<'_, '_> {
    /// The path of the project that a path on the command line leads to.
    pub fn path(&self, text: &str) -> Option<String> {
        joined(self.directory, text)
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        self.disk.tree.text(path)
    }
}
