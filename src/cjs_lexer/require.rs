//! Reads `require("…")`, what it is bound to, and the helpers that transpilers wrap around it.

use super::LexError;
use super::cursor::Cursor;
use super::walk::Lexer;

impl<'s> Cursor<'s> {
    /// Reads `require("…")` and gives the specifier with its quotes.
    pub fn require(&mut self) -> Option<&'s str> {
        self.eat("require")?;
        self.eat("(")?;
        let specifier = self.string()?;
        self.skip_trivia();
        if self.peek() != b')' {
            return None;
        }
        self.pos += 1;
        Some(specifier)
    }
}

impl<'s> Lexer<'s> {
    pub fn require(&mut self) -> Option<&'s str> {
        self.cursor.require()
    }

    /// Reads on from `require` outside all brackets.
    pub fn required_binding(&mut self) {
        let start = self.pos;
        if let Some(specifier) = self.attempt_shape(Self::require) {
            self.bind(start, specifier);
        }
    }

    /// `_interopRequireWildcard(require("…"))` and `__export(require("…"))`, outside all brackets.
    pub fn helper(&mut self) -> Result<(), LexError> {
        let start = self.pos;
        if self.looking_at("_interopRequireWildcard") {
            self.pos += "_interopRequireWildcard".len();
            if self.peek() == b'(' {
                self.open()?;
                if let Some(specifier) = self.attempt_shape(Self::require) {
                    self.bind(start, specifier);
                }
            }
        } else if self.looking_at("__export") {
            self.pos += "__export".len();
            if self.looking_at("Star") {
                self.pos += "Star".len();
            }
            if self.peek() == b'(' {
                self.open()?;
                if let Some(specifier) = self.attempt_shape(Self::require) {
                    self.names.reexport(specifier);
                }
            }
        }
        Ok(())
    }

    /// Looks back from a call at `start` for `var name =`, with nothing but spaces between.
    fn bind(&mut self, start: usize, specifier: &'s str) {
        let dialect = self.dialect;
        if let Some(id) = self.bound_name(start) {
            self.names.bind_star(id, specifier, dialect);
        }
    }

    fn bound_name(&self, start: usize) -> Option<&'s str> {
        let before = self.before(start).trim_end_matches(' ').strip_suffix('=')?.trim_end_matches(' ');
        let (declaration, id) = self.split_last_identifier(before)?;
        let declaration = declaration.strip_suffix(' ')?.trim_end_matches(' ');
        ["var", "let", "const"].iter().any(|keyword| declaration.ends_with(keyword)).then_some(id)
    }
}
