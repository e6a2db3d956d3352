//! One command of a build script.

use crate::{text::Span, trace::shell::Word};

/// A command that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptCommand {
    pub words: Vec<Word>,
    /// The folder that it runs in, relative to the project; `""` is the project.
    pub directory: String,
    /// As it is written.
    pub command: String,
    /// The script that it stands in.
    pub script: String,
    /// Its place in package.json.
    pub span: Option<Span>,
    /// Whether it runs beside the one before, so that their order is open.
    pub is_beside: bool,
    /// Whether it runs only where another fails.
    pub is_otherwise: bool,
}

impl ScriptCommand {
    /// The words as plain texts.
    pub fn arguments(&self) -> Vec<&str> {
        self.words.iter().map(|word| word.text.as_str()).collect()
    }
}
