//! A place in the source and the steps a lexer takes from it; stepping past the end reads NUL.

use memchr::memmem;

use super::chars::{is_punctuator, is_quote, is_space};
use super::dialect::{Dialect, Identifiers};
use super::unicode::{continues_identifier, starts_identifier};

pub(super) struct Cursor<'s> {
    source: &'s str,
    /// The offset of the byte to read next.
    pub pos: usize,
    pub dialect: Dialect,
}

impl<'s> Cursor<'s> {
    pub fn new(source: &'s str, dialect: Dialect) -> Self {
        Self { source, pos: 0, dialect }
    }

    pub fn at_end(&self) -> bool {
        self.pos >= self.source.len()
    }

    pub fn at(&self, pos: usize) -> u8 {
        self.source.as_bytes().get(pos).copied().unwrap_or(0)
    }

    pub fn peek(&self) -> u8 {
        self.at(self.pos)
    }

    /// Returns the text from `start` up to here; empty where that would cut a character.
    pub fn since(&self, start: usize) -> &'s str {
        self.source.get(start..self.pos).unwrap_or_default()
    }

    pub fn before(&self, end: usize) -> &'s str {
        self.source.get(..end).unwrap_or_default()
    }

    /// Splits off the identifier that ends `text`.
    pub fn split_last_identifier(&self, text: &'s str) -> Option<(&'s str, &'s str)> {
        let rest = text.trim_end_matches(|c| self.dialect.identifiers.part(c));
        let id = text.get(rest.len()..)?;
        id.starts_with(|c| self.dialect.identifiers.start(c)).then_some((rest, id))
    }

    pub fn looking_at(&self, text: &str) -> bool {
        self.has(text, self.pos)
    }

    pub fn has(&self, text: &str, pos: usize) -> bool {
        self.source.as_bytes().get(pos..).is_some_and(|rest| rest.starts_with(text.as_bytes()))
    }

    /// Tells whether a word can begin at `pos`: at the start, after white space or punctuation, but not after
    /// a dot.
    pub fn word_starts(&self, pos: usize) -> bool {
        let Some(before) = pos.checked_sub(1) else { return true };
        let byte = self.at(before);
        is_space(byte)
            || (is_punctuator(byte) && byte != b'.')
            // U+00A0 is `C2 A0` in UTF-8.
            || (byte == 0xA0 && self.no_break_space_at(before - 1))
    }

    /// Steps over `text`, then over white space and comments.
    pub fn eat(&mut self, text: &str) -> Option<()> {
        if !self.looking_at(text) {
            return None;
        }
        self.pos += text.len();
        self.skip_trivia();
        Some(())
    }

    /// Steps over `text` if it is here.
    pub fn skip_if(&mut self, text: &str) {
        let _ = self.eat(text);
    }

    pub fn eat_any(&mut self, texts: &[&str]) -> Option<()> {
        texts.iter().find_map(|text| self.eat(text))
    }

    pub fn skip_trivia(&mut self) {
        loop {
            match self.peek() {
                byte if is_space(byte) => self.pos += 1,
                0xC2 if self.no_break_space_at(self.pos) => self.pos += 2,
                b'/' if self.at(self.pos + 1) == b'/' => self.skip_line_comment(),
                b'/' if self.at(self.pos + 1) == b'*' => self.skip_block_comment(),
                _ => return,
            }
        }
    }

    fn no_break_space_at(&self, pos: usize) -> bool {
        self.dialect.no_break_space && self.has("\u{A0}", pos)
    }

    /// Steps to the end of the line, not over it.
    pub fn skip_line_comment(&mut self) {
        self.skip_to(|rest| memchr::memchr2(b'\n', b'\r', rest));
    }

    pub fn skip_block_comment(&mut self) {
        self.pos += 2;
        self.skip_to(|rest| memmem::find(rest, b"*/"));
        if !self.at_end() {
            self.pos += 2;
        }
    }

    /// Steps to the offset that `find` returns for the rest of the source, or to the end of the source.
    pub fn skip_to(&mut self, find: impl FnOnce(&[u8]) -> Option<usize>) {
        let rest = self.source.as_bytes().get(self.pos..).unwrap_or_default();
        self.pos = self.pos.saturating_add(find(rest).unwrap_or(rest.len()));
    }

    /// Steps over all bytes that are of a kind.
    pub fn skip_all(&mut self, is_of_kind: impl Fn(u8) -> bool) {
        self.skip_to(|rest| rest.iter().position(|byte| !is_of_kind(*byte)));
    }

    /// Steps over an identifier.
    pub fn identifier(&mut self) -> Option<&'s str> {
        let known = self.dialect.identifiers;
        let rest = self.source.get(self.pos..)?.strip_prefix(|c| known.start(c))?;
        let start = self.pos;
        self.pos = self.source.len() - rest.trim_start_matches(|c| known.part(c)).len();
        Some(self.since(start))
    }

    /// Steps over a string literal, and returns it with its quotes.
    pub fn string(&mut self) -> Option<&'s str> {
        let start = self.pos;
        if !is_quote(self.peek()) || !self.skip_string() {
            return None;
        }
        Some(self.since(start))
    }

    /// Steps over the string literal that begins here; false if it has no end.
    pub fn skip_string(&mut self) -> bool {
        let quote = self.peek();
        self.pos += 1;
        loop {
            self.skip_to(|rest| end_or_escape(rest, quote));
            let byte = self.peek();
            match byte {
                _ if self.at_end() => return false,
                b'\\' if self.has("\r\n", self.pos + 1) => self.pos += 3,
                b'\\' => self.pos += 2,
                _ => {
                    self.pos += 1;
                    return byte == quote;
                }
            }
        }
    }
}

/// Returns the offset of the first byte that does not stand for itself in a string: quote, backslash, or line
/// end.
fn end_or_escape(rest: &[u8], quote: u8) -> Option<usize> {
    // `memchr` searches for three bytes at most, and CR is the fourth.
    let end = memchr::memchr3(quote, b'\\', b'\n', rest);
    let before = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
    memchr::memchr(b'\r', before).or(end)
}

impl Identifiers {
    fn start(self, c: char) -> bool {
        if self == Self::AnyNonAscii && !c.is_ascii() { true } else { starts_identifier(c) }
    }

    fn part(self, c: char) -> bool {
        if self == Self::AnyNonAscii && !c.is_ascii() { true } else { continues_identifier(c) }
    }
}
