//! One command of a build script.

use crate::{manifest::shell::ShellWord, text::Span};

/// A place of package.json at which a script is called, or runs a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptPlace {
    pub script: String,
    pub span: Span,
}

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
    /// The calls of scripts that lead to the command, the outermost first, and its own place.
    pub calls: Vec<ScriptPlace>,
    /// It runs beside the command before it, so that their order is open.
    pub is_beside: bool,
    /// It runs only where the command before it fails.
    pub is_otherwise: bool,
    /// The file that its output goes to: `> file`.
    pub writes_to: Option<String>,
}

impl ScriptCommand {
    /// The words as plain texts.
    pub fn arguments(&self) -> Vec<&str> {
        self.words.iter().map(|word| word.text.as_str()).collect()
    }

    /// The place of the command by itself.
    pub fn place(&self) -> Option<ScriptPlace> {
        Some(ScriptPlace { script: self.script.clone(), span: self.span? })
    }
}
