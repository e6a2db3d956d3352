//! Hostile text made visible: nothing in it steers a terminal, forges a line, or is a command of a CI server.

use std::{borrow::Cow, fmt::Write};

use crate::secrets::{masked, masked_json};

/// The longest word that is shown whole; no path that installs is longer.
const LONGEST_WORD: usize = 500;

/// The word, without its middle where it is too long.
pub(crate) fn shortened(word: &str) -> Cow<'_, str> {
    if word.len() <= LONGEST_WORD {
        return word.into();
    }
    let head = word.get(..word.floor_char_boundary(LONGEST_WORD / 2)).unwrap_or_default();
    let tail = word.get(word.ceil_char_boundary(word.len() - LONGEST_WORD / 4)..).unwrap_or_default();
    format!("{head}…{tail}").into()
}

/// The text with control characters, bidirectional overrides and what cannot be seen spelled out; so is the beginning of
/// what CI servers take for commands, wherever it stands in a line: `##[`, `##vso[`, `##teamcity[`. Stars stand in place of tokens and keys.
///
/// ```
/// use packproof::render::terminal::visible;
///
/// assert_eq!(visible("a\u{202e}b\u{1b}[2J\n"), r"a\u{202e}b\u{1b}[2J\n");
/// assert_eq!(visible("## ##[error]"), r"## #\u{23}[error]");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    match masked(text) {
        Cow::Borrowed(text) => spelled_out(text),
        Cow::Owned(text) => spelled_out(&text).into_owned().into(),
    }
}

fn spelled_out(text: &str) -> Cow<'_, str> {
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

/// Tells whether what follows `##` makes it a command.
fn begins_command(rest: &str) -> bool {
    rest.trim_start_matches(|char: char| char.is_ascii_alphabetic()).starts_with('[')
}

/// JSON with the same characters escaped, which changes nothing for who parses it: they stand inside strings only. Stars stand in place of
/// tokens and keys.
///
/// ```
/// use packproof::render::terminal::visible_json;
///
/// assert_eq!(visible_json("\"a\u{202e}\u{e0001}\"\n"), "\"a\\u202e\\udb40\\udc01\"\n");
/// ```
pub fn visible_json(text: &str) -> Cow<'_, str> {
    match masked_json(text) {
        Cow::Borrowed(text) => escaped(text),
        Cow::Owned(text) => escaped(&text).into_owned().into(),
    }
}

fn escaped(text: &str) -> Cow<'_, str> {
    // A writer of JSON escapes all control characters of ASCII but this one.
    let is_spelled_out = |char: char| !char.is_ascii_control() && is_unsafe(char) || char == '\u{7f}';
    let is_plain = text.is_ascii() && memchr::memchr(0x7f, text.as_bytes()).is_none();
    if is_plain || !text.chars().any(is_spelled_out) {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len());
    for char in text.chars() {
        if is_spelled_out(char) {
            char.encode_utf16(&mut [0; 2]).iter().for_each(|unit| {
                let _ = write!(shown, "\\u{unit:04x}"); // Writing to a String cannot fail.
            })
        } else {
            shown.push(char)
        }
    }
    shown.into()
}

/// Adds a character, spelled out where it would do something else than to be seen.
pub fn push_visible(shown: &mut String, char: char) {
    if is_unsafe(char) { shown.extend(char.escape_default()) } else { shown.push(char) }
}

fn is_unsafe(char: char) -> bool {
    char.is_control()
        || matches!(char,
            // These show nothing, or turn the text around; the last range are tags, which can hide a whole
            // text.
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
}
