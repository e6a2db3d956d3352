//! Tells division from regular expressions by the token before the slash, as there is no syntax tree to ask.

use super::LexError;
use super::chars::{is_line_end, is_operator};
use super::walk::{NONE, TokenWalk};

/// The words after which an expression begins.
const BEFORE_EXPRESSION: [&str; 14] = [
    "await",
    "case",
    "debugger",
    "delete",
    "do",
    "else",
    "in",
    "instanceof",
    "new",
    "return",
    "throw",
    "typeof",
    "void",
    "yield",
];

/// Those of [`BEFORE_EXPRESSION`] that cjs-module-lexer knows even when they begin the file.
const BEFORE_EXPRESSION_AT_START: [&str; 5] = ["case", "do", "else", "in", "new"];

/// The words after whose parentheses a statement begins.
const BEFORE_STATEMENT: [&str; 3] = ["while", "for", "if"];

impl TokenWalk<'_> {
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
            // Before the first token `last` points nowhere, and what is read there is NUL.
            0 => true,
            // `1./a` divides.
            b'.' => !self.at(before).is_ascii_digit(),
            sign @ (b'+' | b'-') => self.at(before) != sign,
            b')' => self.block_word_ends(&BEFORE_STATEMENT, self.closed().after),
            b'}' => self.closed().class_body || self.statement_ends(self.closed().after),
            // A slash that divides is an operator; one that ends a regular expression ends an operand.
            b'/' => self.last_slash_divides,
            byte if is_operator(byte) => true,
            _ => self.expression_word_ends(last),
        }
    }

    fn expression_word_ends(&self, last: usize) -> bool {
        let known = |word: &&str| self.word_ends(word, last).is_some_and(|start| self.known_at(word, start));
        BEFORE_EXPRESSION.iter().any(known)
    }

    fn known_at(&self, word: &str, start: usize) -> bool {
        let anywhere = self.dialect.words_at_file_start || BEFORE_EXPRESSION_AT_START.contains(&word);
        self.word_starts(start) && (start > 0 || anywhere)
    }

    /// Tells whether the token that ends at `last` is one of the words, or ends in one where the lexer does
    /// not ask for whole words.
    fn block_word_ends(&self, words: &[&str], last: usize) -> bool {
        let whole = |start| !self.dialect.whole_block_words || self.word_starts(start);
        words.iter().any(|word| self.word_ends(word, last).is_some_and(whole))
    }

    /// Returns the offset at which `word` starts, if its last byte is at `last`.
    fn word_ends(&self, word: &str, last: usize) -> Option<usize> {
        let start = last.wrapping_add(1).checked_sub(word.len())?;
        self.has(word, start).then_some(start)
    }

    /// Tells whether a brace after the token that ends at `last` opens a block, not an object.
    fn statement_ends(&self, last: usize) -> bool {
        match self.at(last) {
            _ if last == NONE => self.dialect.block_at_file_start,
            b'>' => self.at(last.wrapping_sub(1)) == b'=',
            b';' | b')' => true,
            _ => self.block_word_ends(&["catch", "finally", "else"], last),
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
