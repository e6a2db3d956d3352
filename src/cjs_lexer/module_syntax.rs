//! Recognises `import` and `export` statements, which CommonJS cannot hold.

use super::LexError;
use super::chars::{is_punctuator, is_quote};
use super::walk::Lexer;

impl Lexer<'_> {
    /// Reads on from an `import` outside all brackets; `import(…)` is fine.
    pub fn import(&mut self) -> Result<(), LexError> {
        let start = self.pos;
        self.pos += "import".len();
        let word_end = self.pos;
        self.skip_trivia();
        match self.peek() {
            b'(' => {
                self.last = start;
                self.open()
            }
            b'.' if self.import_property() => Err(LexError::EsmSyntax(self.pos)),
            b'.' => Ok(()),
            byte if self.pos > word_end || is_quote(byte) || matches!(byte, b'{' | b'*') => {
                Err(LexError::EsmSyntax(self.pos))
            }
            _ => self.swallow(),
        }
    }

    fn import_property(&mut self) -> bool {
        if self.dialect.any_import_property {
            return true;
        }
        self.pos += 1;
        self.skip_trivia();
        self.looking_at("meta")
    }

    /// Reads on from an `export` outside all brackets.
    pub fn export(&mut self) -> Result<(), LexError> {
        self.pos += "export".len();
        let word_end = self.pos;
        self.skip_trivia();
        if self.pos > word_end || is_punctuator(self.peek()) {
            return Err(LexError::EsmSyntax(self.pos));
        }
        self.swallow()
    }

    /// The lexers never look at the character that follows such a word.
    pub fn swallow(&mut self) -> Result<(), LexError> {
        self.pos += 1;
        Ok(())
    }
}
