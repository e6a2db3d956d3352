//! What a command does to the folder of its project.

use crate::trace::{
    disk::{BuildDisk, BuildWrite},
    paths::joined,
};

/// What a command does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommandEffect {
    pub tool: String,
    /// The folders and files that it takes.
    pub from: Vec<String>,
    /// The folder or file that it writes.
    pub to: Option<String>,
    pub writes: Vec<BuildWrite>,
    /// The paths that it takes away, before it writes.
    pub removes: Vec<String>,
    /// The folders that it makes.
    pub makes: Vec<String>,
    /// The paths that it takes away when it has written.
    pub removes_after: Vec<String>,
    /// What it leaves out although it looks there, and why.
    pub skipped: Vec<(String, String)>,
    /// What could not be read of its configuration: the file, and why.
    pub unread: Vec<(String, String)>,
    /// The bundles that it makes; what is in them only the tarball tells.
    pub bundles: Vec<BundleEntry>,
}

/// An entry of a bundler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleEntry {
    pub entry: String,
    /// The folder that it is written to.
    pub directory: String,
    /// The path there, without extension.
    pub name: String,
}

/// What is made of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandReading {
    Does(Box<CommandEffect>),
    /// It writes nothing that is packed.
    Nothing,
    /// It may write anything.
    Unknown(String),
}

/// Where a command runs.
#[derive(Clone, Copy, Debug)]
pub struct CommandPlace<'d, 't> {
    pub disk: &'d BuildDisk<'t>,
    pub directory: &'d str,
}

impl CommandPlace<'_, '_> {
    /// A path on its command line, as the project sees it.
    pub fn path(&self, text: &str) -> Option<String> {
        joined(self.directory, text)
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        self.disk.tree.text(path)
    }
}
