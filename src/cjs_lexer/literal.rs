//! Reads the keys of an object literal assigned to `module.exports`, up to the first that is not plain.

use super::chars::is_quote;
use super::walk::Lexer;

impl<'s> Lexer<'s> {
    /// Reads on from the `{`.
    pub fn literal(&mut self) {
        self.pos += 1;
        self.skip_trivia();
        while self.property().is_some() && self.eat(",").is_some() {}
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
        if self.eat(":").is_some() {
            return self.value(name);
        }
        let getter = name == "get" && !self.dialect.literal_getter_exports_get && self.identifier().is_some();
        if getter {
            return None;
        }
        if !is_quote(self.at(start)) {
            self.names.export(name);
        }
        Some(())
    }

    /// The value of a key is a name, or the reading ends with this key.
    fn value(&mut self, key: &'s str) -> Option<()> {
        if self.dialect.literal_value_reexports
            && let Some(specifier) = self.attempt_shape(Self::require)
        {
            self.names.export(key);
            self.names.reexport(specifier);
            return None;
        }
        self.identifier()?;
        self.names.export(key);
        self.skip_trivia();
        Some(())
    }

    /// `...name` or `...require("…")`, nothing between.
    fn spread(&mut self) -> Option<()> {
        self.pos += "...".len();
        if let Some(specifier) = self.attempt_shape(Self::require) {
            self.names.reexport(specifier);
        } else {
            self.identifier()?;
        }
        self.skip_trivia();
        Some(())
    }
}
