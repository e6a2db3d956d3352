//! Reads the keys of an object literal assigned to `module.exports`, up to the first that is not plain.

use super::chars::is_quote;
use super::walk::TokenWalk;

impl<'s> TokenWalk<'s> {
    /// Reads the keys on from the `{`. Returns `None` at the first that is not plain, so that the walk reads
    /// the literal again; the lexer may accept a file that ends in the literal.
    pub fn literal(&mut self) -> Option<()> {
        self.pos += 1;
        loop {
            if self.at_end() && self.dialect.literal_may_end_file {
                return Some(());
            }
            self.skip_trivia();
            self.property()?;
            self.end_with(b',')?;
        }
    }

    fn property(&mut self) -> Option<()> {
        if self.looking_at("...") {
            return self.spread();
        }
        let start = self.pos;
        let name = match self.string() {
            Some(name) => name,
            None => self.identifier()?,
        };
        self.skip_trivia();
        if name == "get" && !self.dialect.literal_getter_exports_get {
            self.not_a_getter()?;
        }
        if self.eat(":").is_some() {
            return self.value(name);
        }
        if !is_quote(self.at(start)) {
            self.names.export(name);
        }
        Some(())
    }

    /// Steps over the name after `get`; `None` where parameters follow it, so that it is a getter's.
    fn not_a_getter(&mut self) -> Option<()> {
        if self.identifier().is_some() {
            self.skip_trivia();
            return (self.peek() != b'(').then_some(());
        }
        Some(())
    }

    /// Reads the value of a key, which must be a name. Only a comma right after that name lets the reading go
    /// on.
    fn value(&mut self, key: &'s str) -> Option<()> {
        if self.dialect.literal_value_reexports
            && let Some(specifier) = self.attempt(Self::require)
        {
            self.names.export(key);
            self.names.reexport(specifier);
            return None;
        }
        self.identifier()?;
        self.names.export(key);
        Some(())
    }

    /// Reads `...name` or `...require("…")`, without white space after the dots.
    fn spread(&mut self) -> Option<()> {
        self.pos += "...".len();
        if let Some(specifier) = self.attempt(Self::require) {
            self.names.reexport(specifier);
        } else {
            self.identifier()?;
        }
        self.skip_trivia();
        Some(())
    }
}
