//! Text output: styles by meaning, and wrapping. Everything that a tarball could smuggle in is made visible.

use std::{borrow::Cow, fmt::Write};

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

pub(crate) use crate::render::visible::shortened;
pub use crate::render::visible::{push_visible, visible, visible_json};

/// The terminal, file or pipe that text goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terminal {
    /// Columns to fill.
    pub width: usize,
    pub color: Color,
}

/// The choice between coloured and plain text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    Always,
    Never,
}

/// The meaning of a piece of text, which decides how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Plain,
    Strong,
    Faint,
    Good,
    Bad,
    Warning,
    Code,
}

/// A piece of text in one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StyledText<'t> {
    role: Role,
    text: Cow<'t, str>,
    is_whole: bool,
}

impl StyledText<'_> {
    /// This text, never wrapped at its blanks.
    pub fn whole(self) -> Self {
        Self { is_whole: true, ..self }
    }
}

/// Text in the making. Whatever is added is escaped, so that no name or message can steer the terminal or forge a line.
#[derive(Debug)]
pub struct Page {
    text: String,
    terminal: Terminal,
}

impl Terminal {
    /// A pipe or a file: no terminal that has a width or colours.
    pub const PIPE: Self = Self { width: 80, color: Color::Never };
}

impl Role {
    /// A piece of text in this role.
    pub fn of<'t>(self, text: impl Into<Cow<'t, str>>) -> StyledText<'t> {
        StyledText { role: self, text: text.into(), is_whole: false }
    }

    fn style(self, color: Color) -> Style {
        let style = Style::new();
        match (color, self) {
            (Color::Never, _) | (_, Self::Plain) => style,
            (_, Self::Strong) => style.bold(),
            (_, Self::Faint) => style.dimmed(),
            (_, Self::Good) => style.fg_color(Some(AnsiColor::Green.into())),
            (_, Self::Bad) => style.bold().fg_color(Some(AnsiColor::Red.into())),
            (_, Self::Warning) => style.bold().fg_color(Some(AnsiColor::Yellow.into())),
            (_, Self::Code) => style.fg_color(Some(AnsiColor::Cyan.into())),
        }
    }
}

impl Page {
    pub fn new(terminal: Terminal) -> Self {
        Self { text: String::new(), terminal }
    }

    pub fn terminal(&self) -> Terminal {
        self.terminal
    }

    /// An empty line; never two, and none at the top.
    pub fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// One line, however long.
    pub fn line(&mut self, spans: &[StyledText<'_>]) {
        for span in spans {
            self.write(span.role, &visible(&span.text));
        }
        self.end_line();
    }

    /// Lines wrapped at blanks; the further ones are indented by `hang`.
    pub fn wrapped(&mut self, hang: usize, spans: &[StyledText<'_>]) {
        let mut line = PageLine::default();
        for word in words(spans) {
            let is_too_long = line.width + word.blank + word.width() > self.terminal.width;
            // A line has one word at least, however long that is.
            if line.width > hang && is_too_long && !word.is_command() {
                self.write_line(std::mem::take(&mut line));
                line.push(Role::Plain, &" ".repeat(hang));
            } else {
                line.push_blank(&word);
            }
            for (role, text) in &word.pieces {
                line.push(*role, text);
            }
        }
        self.write_line(line);
    }

    pub fn finish(self) -> String {
        self.text
    }

    fn write(&mut self, role: Role, text: &str) {
        let style = role.style(self.terminal.color);
        let _ = write!(self.text, "{style}{text}{style:#}"); // Writing to a String cannot fail.
    }

    fn write_line(&mut self, line: PageLine) {
        for (role, text) in line.runs {
            self.write(role, &text);
        }
        self.end_line();
    }

    fn end_line(&mut self) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('\n');
    }
}

/// A line in the making: runs of one role each.
#[derive(Default)]
struct PageLine {
    width: usize,
    runs: Vec<(Role, String)>,
}

impl PageLine {
    fn push(&mut self, role: Role, text: &str) {
        self.width += text.width();
        match self.runs.last_mut() {
            Some((last, run)) if *last == role => run.push_str(text),
            _ => self.runs.push((role, text.to_owned())),
        }
    }

    /// The blanks before a word, in its role where the one before has the same.
    fn push_blank(&mut self, word: &PageWord) {
        let before = self.runs.last().map(|(role, _)| *role);
        let role = word.pieces.first().map(|(role, _)| *role).filter(|role| before == Some(*role));
        self.push(role.unwrap_or(Role::Plain), &" ".repeat(word.blank));
    }
}

/// The text between two blanks, in its roles, and the number of blanks before it.
struct PageWord {
    blank: usize,
    pieces: Vec<(Role, String)>,
}

impl PageWord {
    /// Tells whether GitHub's runner would take it for a command, did a line begin with it.
    fn is_command(&self) -> bool {
        self.pieces.first().is_some_and(|(_, text)| text.starts_with("::"))
    }

    fn width(&self) -> usize {
        self.pieces.iter().map(|(_, text)| text.width()).sum()
    }
}

fn words(spans: &[StyledText<'_>]) -> Vec<PageWord> {
    let mut words = vec![PageWord { blank: 0, pieces: Vec::new() }];
    for span in spans {
        let text = visible(&span.text);
        let separator = if span.is_whole { '\n' } else { ' ' }; // No visible text has a line end.
        for (nth, text) in text.split(separator).enumerate() {
            match words.last_mut() {
                Some(word) if nth == 0 => word.push(span.role, text),
                Some(word) if word.pieces.is_empty() => {
                    word.blank += 1;
                    word.push(span.role, text);
                }
                _ => {
                    let mut word = PageWord { blank: 1, pieces: Vec::new() };
                    word.push(span.role, text);
                    words.push(word);
                }
            }
        }
    }
    words.retain(|word| !word.pieces.is_empty());
    words
}

impl PageWord {
    fn push(&mut self, role: Role, text: &str) {
        if !text.is_empty() {
            self.pieces.push((role, shortened(text).into_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_wrap_at_blanks_with_a_hanging_indent() {
        for (spans, expected) in [
            (vec![Role::Plain.of("aa bb cc dd ee")], "aa bb cc\n  dd ee\n"),
            (vec![Role::Plain.of("a-word-that-is-too-long b")], "a-word-that-is-too-long\n  b\n"),
            (
                vec![Role::Strong.of("aa "), Role::Plain.of("bb cc"), Role::Bad.of(", dd")],
                "aa bb cc,\n  dd\n",
            ),
            (vec![Role::Plain.of("aaa "), Role::Plain.of("bb"), Role::Bad.of(" cc").whole()], "aaa bb cc\n"),
            (
                vec![Role::Plain.of("aaaa "), Role::Plain.of("bb"), Role::Bad.of(" cc").whole()],
                "aaaa\n  bb cc\n",
            ),
            (vec![Role::Plain.of("  aa  bb")], "  aa  bb\n"),
            (vec![Role::Plain.of("aaaa bbbb ::error::c d")], "aaaa bbbb ::error::c\n  d\n"),
            (vec![Role::Plain.of("日本 日本 日本")], "日本 日本\n  日本\n"),
        ] {
            let mut page = Page::new(Terminal { width: 9, color: Color::Never });
            page.wrapped(2, &spans);
            assert_eq!(page.finish(), expected);
        }
    }

    #[test]
    fn colour_is_by_role_and_leaves_nothing_behind() {
        let mut page = Page::new(Terminal { width: 80, color: Color::Always });
        page.line(&[Role::Good.of("ok"), Role::Plain.of(" a\u{1b}[31m")]);
        assert_eq!(page.finish(), "\u{1b}[32mok\u{1b}[0m a\\u{1b}[31m\n");
    }
}
