//! Recognises `import` and `export` statements, which CommonJS cannot hold.

use super::LexError;
use super::chars::{is_punctuator, is_quote};
use super::walk::TokenWalk;

impl TokenWalk<'_> {
    /// Reads on from an `import` outside all brackets; `import(…)` is fine.
    pub fn import(&mut self) -> Result<(), LexError> {
        let start = self.pos;
        self.pos += "import".len();
        let word_end = self.pos;
        self.skip_trivia();
        match self.peek() {
            b'(' => {
                // The lexers note where `import` begins, not where it ends, as the token before the bracket.
                self.last = start;
                self.open()
            }
            b'.' if self.import_property() => Err(LexError::EsmSyntax(start)),
            b'.' => self.swallow(),
            byte if self.pos > word_end || is_quote(byte) || matches!(byte, b'{' | b'*') => {
                Err(LexError::EsmSyntax(start))
            }
            _ => self.swallow(),
        }
    }

    /// Tells whether the dot makes `import.meta`, or a property that the lexer takes for it.
    fn import_property(&mut self) -> bool {
        if self.dialect.any_import_property {
            return true;
        }
        self.skip_if(".");
        let property = self.pos;
        let meta = self.identifier() == Some("meta");
        self.pos = property;
        meta
    }

    /// Reads on from an `export` outside all brackets.
    pub fn export(&mut self) -> Result<(), LexError> {
        let start = self.pos;
        self.pos += "export".len();
        let word_end = self.pos;
        self.skip_trivia();
        if self.pos > word_end || is_punctuator(self.peek()) {
            return Err(LexError::EsmSyntax(start));
        }
        self.swallow()
    }

    /// Skips one character: the lexers never look at the one that follows such a word.
    pub fn swallow(&mut self) -> Result<(), LexError> {
        self.pos += 1;
        Ok(())
    }
}
