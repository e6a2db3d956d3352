//! What text output is made of: styles by meaning, wrapping, and the escaping of everything a tarball could smuggle in.

use std::{borrow::Cow, fmt::Write};

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

/// Where text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terminal {
    /// Columns to fill.
    pub width: usize,
    pub color: Color,
}

/// Whether text is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    Always,
    Never,
}

/// What a piece of text is, which decides how it looks.
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
pub struct Span<'t> {
    role: Role,
    text: Cow<'t, str>,
    is_whole: bool,
}

impl Span<'_> {
    /// The same, never wrapped at its blanks.
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
    /// What is read by a program, or kept in a file.
    pub const PIPE: Self = Self { width: 80, color: Color::Never };
}

impl Role {
    /// A piece of text in this role.
    pub fn of<'t>(self, text: impl Into<Cow<'t, str>>) -> Span<'t> {
        Span { role: self, text: text.into(), is_whole: false }
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
    pub fn line(&mut self, spans: &[Span<'_>]) {
        for span in spans {
            self.write(span.role, &visible(&span.text));
        }
        self.end_line();
    }

    /// Lines wrapped at blanks; the further ones are indented by `hang`.
    pub fn wrapped(&mut self, hang: usize, spans: &[Span<'_>]) {
        let mut line = PageLine::default();
        for word in words(spans) {
            let is_too_long = line.width + word.blank + word.width() > self.terminal.width;
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

/// What stands between two blanks, in its roles, and how many blanks stand before it.
struct PageWord {
    blank: usize,
    pieces: Vec<(Role, String)>,
}

impl PageWord {
    /// Whether GitHub's runner would take it for a command, did a line begin with it.
    fn is_command(&self) -> bool {
        self.pieces.first().is_some_and(|(_, text)| text.starts_with("::"))
    }

    fn width(&self) -> usize {
        self.pieces.iter().map(|(_, text)| text.width()).sum()
    }
}

fn words(spans: &[Span<'_>]) -> Vec<PageWord> {
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

/// The longest word that is shown whole; no path that installs is longer.
const LONGEST_WORD: usize = 500;

pub(crate) fn shortened(word: &str) -> Cow<'_, str> {
    if word.len() <= LONGEST_WORD {
        return word.into();
    }
    let head = word.get(..word.floor_char_boundary(LONGEST_WORD / 2)).unwrap_or_default();
    let tail = word.get(word.ceil_char_boundary(word.len() - LONGEST_WORD / 4)..).unwrap_or_default();
    format!("{head}…{tail}").into()
}

/// The text with control characters, bidirectional overrides and what cannot be seen spelled out; so is the beginning of
/// what CI servers take for commands, wherever it stands in a line: `##[`, `##vso[`, `##teamcity[`.
///
/// ```
/// use packproof::render::terminal::visible;
///
/// assert_eq!(visible("a\u{202e}b\u{1b}[2J\n"), r"a\u{202e}b\u{1b}[2J\n");
/// assert_eq!(visible("## ##[error]"), r"## #\u{23}[error]");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains("##") && !text.chars().any(is_unsafe) {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len());
    for (at, char) in text.char_indices() {
        match char {
            '#' if shown.ends_with('#') && begins_command(text.get(at + 1..).unwrap_or_default()) => {
                shown.push_str(r"\u{23}");
            }
            _ => push_visible(&mut shown, char),
        }
    }
    shown.into()
}

/// Whether what follows `##` makes it a command.
fn begins_command(rest: &str) -> bool {
    rest.trim_start_matches(|char: char| char.is_ascii_alphabetic()).starts_with('[')
}

/// JSON with the same characters escaped, which changes nothing for who parses it: they stand inside strings only.
///
/// ```
/// use packproof::render::terminal::visible_json;
///
/// assert_eq!(visible_json("\"a\u{202e}\u{e0001}\"\n"), "\"a\\u202e\\udb40\\udc01\"\n");
/// ```
pub fn visible_json(text: &str) -> Cow<'_, str> {
    let is_spelled_out = |char: char| !char.is_ascii_control() && is_unsafe(char) || char == '\u{7f}';
    let is_plain = text.is_ascii() && memchr::memchr(0x7f, text.as_bytes()).is_none();
    if is_plain || !text.chars().any(is_spelled_out) {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len());
    for char in text.chars() {
        match is_spelled_out(char) {
            true => char.encode_utf16(&mut [0; 2]).iter().for_each(|unit| {
                let _ = write!(shown, "\\u{unit:04x}"); // Writing to a String cannot fail.
            }),
            false => shown.push(char),
        }
    }
    shown.into()
}

/// Adds a character, spelled out where it would do something else than to be seen.
pub fn push_visible(shown: &mut String, char: char) {
    match is_unsafe(char) {
        true => shown.extend(char.escape_default()),
        false => shown.push(char),
    }
}

fn is_unsafe(char: char) -> bool {
    char.is_control()
        || matches!(char,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_spelled_out() {
        for (text, shown) in [
            ("plain-ünïcode-日本", "plain-ünïcode-日本"),
            ("\u{1b}]0;x\u{7}", r"\u{1b}]0;x\u{7}"),
            ("a\u{9b}31m", r"a\u{9b}31m"),
            ("\u{2066}a\u{2069}", r"\u{2066}a\u{2069}"),
            ("a\r\n\tb", r"a\r\n\tb"),
            ("\u{feff}a\u{200d}", r"\u{feff}a\u{200d}"),
            ("## a # [b] a##b", "## a # [b] a##b"),
            ("a###[error]##vso[x]", r"a##\u{23}[error]#\u{23}vso[x]"),
        ] {
            assert_eq!(visible(text), shown);
        }
    }

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
