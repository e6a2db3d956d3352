//! Reads `exports.name =`, `exports["name"] =`, and what is assigned to `module.exports`.

use super::walk::TokenWalk;

impl<'s> TokenWalk<'s> {
    /// Reads on from `exports`.
    pub fn exports(&mut self) {
        self.pos += "exports".len();
        self.attempt(Self::member_assignment);
    }

    /// Reads on from `module`.
    pub fn module_exports(&mut self) {
        self.pos += "module".len();
        self.attempt(|lexer| {
            lexer.skip_trivia();
            lexer.eat(".")?;
            if !lexer.looking_at("exports") {
                return None;
            }
            lexer.pos += "exports".len();
            if lexer.attempt(Self::member_assignment).is_none() {
                lexer.attempt(Self::assignment);
            }
            Some(())
        });
    }

    /// Reads a whole shape, or steps back to where it began.
    pub fn attempt<T>(&mut self, shape: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let start = self.pos;
        let found = shape(self);
        if found.is_none() {
            self.pos = start;
        }
        found
    }

    /// `.name =` or `["name"] =`.
    fn member_assignment(&mut self) -> Option<()> {
        self.skip_trivia();
        let name = match self.peek() {
            b'.' => {
                self.eat(".")?;
                let name = self.identifier()?;
                self.skip_trivia();
                name
            }
            b'[' => {
                self.eat("[")?;
                let name = self.string()?;
                self.skip_trivia();
                self.eat("]")?;
                name
            }
            _ => return None,
        };
        if self.peek() != b'=' {
            return None;
        }
        self.names.export(name);
        Some(())
    }

    /// `= { … }` or `= require("…")`, after `module.exports`.
    fn assignment(&mut self) -> Option<()> {
        self.skip_trivia();
        if self.peek() != b'=' {
            return None;
        }
        // A bundle of webpack has such an assignment for each external package: the names of all would be too many.
        self.names.forget_reexports();
        self.eat("=")?;
        if self.peek() == b'{' {
            return self.literal();
        }
        let specifier = self.require()?;
        // The `None` below makes the walk read the call again, as plain tokens.
        self.names.reexport(specifier);
        None
    }
}
