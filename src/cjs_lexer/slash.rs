//! Tells division from regular expressions by the token before the slash, as there is no syntax tree to ask.

use super::LexError;
use super::chars::{is_line_end, is_operator};
use super::walk::Lexer;

/// After these words an expression begins.
const BEFORE_EXPRESSION: [&str; 15] = [
    "await", "case", "debugger", "delete", "do", "else", "in", "instanceof", "new", "return", "throw", "typeof",
    "void", "yield", "of",
];

/// After the parentheses of these words a statement begins.
const BEFORE_STATEMENT: [&str; 3] = ["while", "for", "if"];

impl Lexer<'_> {
    /// Steps over a division operator or a whole regular expression.
    pub fn slash(&mut self) -> Result<(), LexError> {
        let regex = self.regex_may_start();
        self.last_slash_divides = !regex;
        self.pos += 1;
        if regex { self.regex_body() } else { Ok(()) }
    }

    fn regex_may_start(&self) -> bool {
        let last = self.last;
        let before = last.wrapping_sub(1);
        match self.at(last) {
            0 => true,
            b'.' => !self.at(before).is_ascii_digit(),
            sign @ (b'+' | b'-') => self.at(before) != sign,
            b')' => self.is_one_of(&BEFORE_STATEMENT, self.closed().after),
            b'}' => self.closed().class_body || self.ends_statement(self.closed().after),
            b'/' => self.last_slash_divides,
            byte if is_operator(byte) => true,
            _ => self.is_one_of(&BEFORE_EXPRESSION, last),
        }
    }

    /// Whether the token that ends at `last` is one of the words.
    fn is_one_of(&self, words: &[&str], last: usize) -> bool {
        let end = last.wrapping_add(1);
        words.iter().any(|word| self.ends_with(word, end) && self.word_starts(end - word.len()))
    }

    /// Whether the brace after the token that ends at `last` opens a block, not an object.
    fn ends_statement(&self, last: usize) -> bool {
        match self.at(last) {
            b'>' => self.at(last.wrapping_sub(1)) == b'=',
            b';' | b')' => true,
            _ => self.is_one_of(&["catch", "finally", "else"], last),
        }
    }

    fn regex_body(&mut self) -> Result<(), LexError> {
        let start = self.pos - 1;
        let mut in_class = false;
        while !self.at_end() {
            let byte = self.peek();
            self.pos += 1;
            match byte {
                b'\\' => self.pos += 1,
                b'[' => in_class = true,
                b']' => in_class = false,
                b'/' if !in_class => return Ok(()),
                _ if is_line_end(byte) => break,
                _ => {}
            }
        }
        Err(LexError::UnterminatedRegex(start))
    }
}
