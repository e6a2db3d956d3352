//! One command of a build script.

use crate::{manifest::shell::ShellWord, text::Span};

/// A command of a build script, which runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptCommand {
    pub words: Vec<ShellWord>,
    /// The folder that it runs in, relative to the project; `""` is the project.
    pub directory: String,
    /// The command as it is written.
    pub command: String,
    /// The script that it stands in.
    pub script: String,
    /// The place of the command in package.json.
    pub span: Option<Span>,
    /// It runs beside the command before it, so that their order is open.
    pub is_beside: bool,
    /// It runs only where the command before it fails.
    pub is_otherwise: bool,
}

impl ScriptCommand {
    /// The words as plain texts.
    pub fn arguments(&self) -> Vec<&str> {
        self.words.iter().map(|word| word.text.as_str()).collect()
    }
}
