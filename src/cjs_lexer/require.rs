//! Reads `require("…")`, the name that it is bound to, and the helpers that transpilers wrap around it.

use super::LexError;
use super::dialect::ReadPast;
use super::walk::TokenWalk;

impl<'s> TokenWalk<'s> {
    /// Reads `require("…")` and returns the specifier with its quotes.
    pub fn require(&mut self) -> Option<&'s str> {
        self.eat("require")?;
        self.eat("(")?;
        let specifier = self.string()?;
        self.skip_trivia();
        self.end_with(b')')?;
        Some(specifier)
    }

    /// Steps over the last byte of a shape, but over no white space behind it.
    pub fn end_with(&mut self, byte: u8) -> Option<()> {
        if self.peek() != byte {
            return None;
        }
        self.pos += 1;
        Some(())
    }

    /// Reads on from `require` outside all brackets.
    pub fn required_binding(&mut self) {
        let start = self.pos;
        if let Some(specifier) = self.attempt(Self::require) {
            self.bind(start, specifier);
        }
    }

    /// `_interopRequireWildcard(require("…"))` and `__export(require("…"))`, outside all brackets.
    pub fn helper(&mut self) -> Result<(), LexError> {
        let start = self.pos;
        if self.advance("_interopRequireWildcard") {
            if let Some(specifier) = self.argument(ReadPast::Swallowed)? {
                self.bind(start, specifier);
            }
        } else if self.advance("__export") {
            self.advance("Star");
            if let Some(specifier) = self.argument(self.dialect.after_export_star)? {
                self.names.reexport(specifier);
            }
        }
        Ok(())
    }

    fn advance(&mut self, word: &str) -> bool {
        let found = self.looking_at(word);
        self.pos += if found { word.len() } else { 0 };
        found
    }

    /// `(require("…"`, without space before the word.
    fn argument(&mut self, unread: ReadPast) -> Result<Option<&'s str>, LexError> {
        if self.peek() != b'(' {
            self.swallow()?;
            return Ok(None);
        }
        self.open()?;
        let specifier = self.attempt(Self::require);
        if specifier.is_none() && unread == ReadPast::Swallowed {
            self.swallow()?;
        }
        Ok(specifier)
    }

    /// Looks back from a call at `start` for `var name =`, with nothing but spaces between.
    fn bind(&mut self, start: usize, specifier: &'s str) {
        let dialect = self.dialect;
        if let Some(id) = self.bound_name(start) {
            self.names.bind_star(id, specifier, dialect);
        }
    }

    fn bound_name(&self, start: usize) -> Option<&'s str> {
        // cjs-module-lexer steps back over spaces alone: a line end or a comment ends the search.
        let before = self.before(start).trim_end_matches(' ').strip_suffix('=')?.trim_end_matches(' ');
        let (declaration, id) = self.split_last_identifier(before)?;
        let declaration = declaration.strip_suffix(' ')?.trim_end_matches(' ');
        let declares = |keyword: &&str| {
            let start = declaration.len().checked_sub(keyword.len())?;
            let whole = !self.dialect.whole_declaration_words || self.word_starts(start);
            (declaration.ends_with(*keyword) && whole).then_some(id)
        };
        ["var", "let", "const"].iter().find_map(declares)
    }
}
