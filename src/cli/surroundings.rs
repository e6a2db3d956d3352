//! The surroundings of one run: streams, folder and terminal, so that tests can bring their own.

use std::{
    borrow::Cow,
    env, fmt,
    io::{self, ErrorKind, IsTerminal, Read, Write},
    path::PathBuf,
};

use serde::Serialize;

use crate::{
    cli::failure::Failure,
    pack::Stop,
    render::terminal::{Color, Page, Role, Terminal, visible_json},
    smoke::keeper::Keeper,
};

/// The streams, the folder and the terminal of a run.
pub struct Surroundings<'s> {
    pub input: &'s mut dyn Read,
    pub out: &'s mut dyn Write,
    pub err: &'s mut dyn Write,
    /// The folder that relative paths start from.
    pub directory: PathBuf,
    /// The kind of terminal that `out` is.
    pub terminal: Terminal,
    /// The colour of `err`.
    pub err_color: Color,
    /// Ends a run before its time.
    pub stop: Stop,
    /// The call of this program that holds what `smoke` runs.
    pub keeper: Keeper,
}

/// No wider, even on a wide terminal: long lines are hard to read.
const WIDEST: usize = 100;

/// The kind of terminal that standard output is.
pub(super) fn terminal() -> Terminal {
    if !io::stdout().is_terminal() {
        return Terminal::PIPE;
    }
    let columns = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    Terminal { width: columns.unwrap_or(80).clamp(40, WIDEST), color: color_of(true) }
}

/// The colour of standard error.
pub(super) fn err_color() -> Color {
    color_of(io::stderr().is_terminal())
}

/// <https://no-color.org>
fn color_of(is_terminal: bool) -> Color {
    let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let is_dumb = env::var_os("TERM").is_some_and(|value| value == "dumb");
    if is_terminal && !refused && !is_dumb { Color::Always } else { Color::Never }
}

/// One JSON document.
pub(super) fn document(value: &impl Serialize) -> Result<String, Failure> {
    let mut text = serde_json::to_string_pretty(value).map_err(|error| Failure::Write(error.into()))?;
    text.push('\n');
    // A report may be a hundred megabytes long: it is not copied.
    let shown = match visible_json(&text) {
        Cow::Owned(shown) => Some(shown),
        Cow::Borrowed(_) => None,
    };
    Ok(shown.unwrap_or(text))
}

/// One line of JSON.
pub(super) fn line(value: &serde_json::Value) -> String {
    visible_json(&format!("{value}\n")).into_owned()
}

impl Surroundings<'_> {
    /// Writes to standard output. A reader that has gone away, as `head` does, has seen enough.
    pub(super) fn print(&mut self, text: &str) -> Result<(), Failure> {
        let written = self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush());
        match written {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Write(error)),
            _ => Ok(()),
        }
    }

    /// Writes one JSON document.
    pub(super) fn print_json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        self.print(&document(value)?)
    }

    /// Tells people on standard error what takes its time.
    pub(super) fn tell(&mut self, what: &str) {
        let mut page = Page::new(Terminal { width: usize::MAX, color: self.err_color });
        page.line(&[Role::Faint.of(format!("packproof: {what}"))]);
        let _ = self.err.write_all(page.finish().as_bytes()); // Nobody is there to be told.
    }
}

impl fmt::Debug for Surroundings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Surroundings")
            .field("directory", &self.directory)
            .field("terminal", &self.terminal)
            .finish()
    }
}
