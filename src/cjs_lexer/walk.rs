//! The walk over the tokens: it keeps the open brackets and hands every word that may begin a shape to its reader.

use std::ops::{Deref, DerefMut};

use super::chars::{is_space, is_word};
use super::cursor::Cursor;
use super::dialect::Dialect;
use super::lexed::{LexError, LexedNames};
use super::names::NameList;

/// The value of [`TokenWalk::last`] before the first token.
pub(super) const NONE: usize = usize::MAX;

/// The facts about a bracket. They stay after it closes, because they decide what a slash right after it
/// means.
#[derive(Clone, Copy)]
pub(super) struct OpenBracket {
    /// The last byte of the token before the bracket.
    pub after: usize,
    pub class_body: bool,
}

pub(super) struct TokenWalk<'s> {
    pub cursor: Cursor<'s>,
    pub names: NameList<'s>,
    /// The last byte of the token before the one being read.
    pub last: usize,
    pub last_slash_divides: bool,
    brackets: Vec<OpenBracket>,
    depth: usize,
    /// The depth at which each open `${` closes, innermost last.
    templates: Vec<usize>,
    class_body_next: bool,
}

impl<'s> Deref for TokenWalk<'s> {
    type Target = Cursor<'s>;
    fn deref(&self) -> &Cursor<'s> {
        &self.cursor
    }
}

impl DerefMut for TokenWalk<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.cursor
    }
}

impl<'s> TokenWalk<'s> {
    pub fn new(source: &'s str, dialect: Dialect) -> Self {
        Self {
            cursor: Cursor::new(source, dialect),
            names: NameList::default(),
            last: NONE,
            last_slash_divides: false,
            brackets: Vec::new(),
            depth: 0,
            templates: Vec::new(),
            class_body_next: false,
        }
    }

    pub fn run(mut self) -> Result<LexedNames, LexError> {
        self.skip_hashbang();
        while !self.at_end() {
            self.token()?;
        }
        if self.depth > 0 || !self.templates.is_empty() {
            return Err(LexError::UnclosedBracket);
        }
        Ok(self.names.finish(self.cursor.dialect))
    }

    fn skip_hashbang(&mut self) {
        if self.looking_at("#!") {
            self.skip_line_comment();
            if self.dialect.hashbang_is_token {
                self.last = self.pos;
            }
        }
    }

    /// Steps over one token; `last` becomes its last byte, unless it is white space or a comment.
    fn token(&mut self) -> Result<(), LexError> {
        let byte = self.peek();
        match byte {
            _ if is_space(byte) => {
                self.skip_all(is_space);
                return Ok(());
            }
            b'/' => match self.at(self.pos + 1) {
                b'/' => {
                    self.skip_line_comment();
                    return Ok(());
                }
                b'*' => {
                    self.skip_block_comment();
                    return Ok(());
                }
                _ => self.slash()?,
            },
            _ if is_word(byte) => self.word()?,
            b'(' => self.open()?,
            b'{' => self.open_brace()?,
            b')' => self.close()?,
            b'}' => self.close_brace()?,
            b'"' | b'\'' => self.quoted()?,
            b'`' => self.template()?,
            _ => self.pos += 1,
        }
        self.last = self.pos - 1;
        Ok(())
    }

    fn word(&mut self) -> Result<(), LexError> {
        let start = self.pos;
        if self.word_starts(start) {
            self.shape()?;
        // `tslib.__exportStar(…)`: only these helpers count as members, too.
        } else if self.at_top() && self.at(start.wrapping_sub(1)) == b'.' {
            self.helper()?;
        }
        if self.pos == start {
            self.skip_all(is_word);
        }
        Ok(())
    }

    /// Reads the shape that may begin at this word. Leaves the position alone if the word begins none.
    fn shape(&mut self) -> Result<(), LexError> {
        match self.peek() {
            b'i' if self.at_top() && self.looking_at("import") => self.import()?,
            // Names count at any depth, whatever `exports` stands for there: the lexers know no scopes.
            b'e' if self.looking_at("exports") => self.exports(),
            b'e' if self.at_top() && self.looking_at("export") => self.export()?,
            // Star re-exports count outside of all brackets only, where compilers print them.
            b'r' if self.at_top() => self.required_binding(),
            b'_' if self.at_top() => self.helper()?,
            b'm' if self.looking_at("module") => self.module_exports(),
            b'O' if self.looking_at("Object") => self.object(),
            b'c' if self.looking_at("class") && is_space(self.at(self.pos + 5)) => {
                self.class_body_next = true
            }
            _ => {}
        }
        Ok(())
    }

    pub fn at_top(&self) -> bool {
        self.depth == 0
    }

    /// Returns the facts about the bracket that closed last.
    pub fn closed(&self) -> OpenBracket {
        self.brackets.get(self.depth).copied().unwrap_or(OpenBracket { after: NONE, class_body: false })
    }

    /// Steps over an opening bracket.
    pub fn open(&mut self) -> Result<(), LexError> {
        let after = self.last;
        self.slot().after = after;
        self.deepen()
    }

    fn open_brace(&mut self) -> Result<(), LexError> {
        let class_body = std::mem::take(&mut self.class_body_next);
        self.slot().class_body = class_body;
        self.open()
    }

    fn slot(&mut self) -> &mut OpenBracket {
        let depth = self.depth;
        if self.brackets.len() <= depth {
            self.brackets.resize(depth + 1, OpenBracket { after: NONE, class_body: false });
        }
        // The lines above made this place.
        #[allow(clippy::indexing_slicing)]
        &mut self.brackets[depth]
    }

    fn deepen(&mut self) -> Result<(), LexError> {
        if self.depth >= self.dialect.depth {
            return Err(LexError::TooDeep(self.pos));
        }
        self.depth += 1;
        self.pos += 1;
        Ok(())
    }

    fn close(&mut self) -> Result<(), LexError> {
        self.depth = self.depth.checked_sub(1).ok_or(LexError::UnexpectedClose(self.pos))?;
        self.pos += 1;
        Ok(())
    }

    fn close_brace(&mut self) -> Result<(), LexError> {
        let ends_hole = self.templates.last() == Some(&self.depth);
        self.close()?;
        if ends_hole {
            self.templates.pop();
            return self.template_text();
        }
        match self.templates.last() {
            // A bracket that was opened outside of a hole is closed within it.
            Some(&hole) if self.depth < hole => Err(LexError::UnexpectedClose(self.pos - 1)),
            _ => Ok(()),
        }
    }

    /// Steps over `${`.
    fn open_hole(&mut self) -> Result<(), LexError> {
        if self.templates.len() >= self.dialect.template_holes {
            return Err(LexError::TooDeep(self.pos));
        }
        self.pos += 1;
        self.deepen()?;
        self.templates.push(self.depth);
        Ok(())
    }

    fn quoted(&mut self) -> Result<(), LexError> {
        let start = self.pos;
        if self.skip_string() { Ok(()) } else { Err(LexError::UnterminatedString(start)) }
    }

    fn template(&mut self) -> Result<(), LexError> {
        self.pos += 1;
        self.template_text()
    }

    /// Steps to the end of the template, or into its next hole.
    fn template_text(&mut self) -> Result<(), LexError> {
        let start = self.pos;
        while !self.at_end() {
            self.skip_to(|rest| memchr::memchr3(b'$', b'`', b'\\', rest));
            match self.peek() {
                b'$' if self.at(self.pos + 1) == b'{' => {
                    return self.open_hole();
                }
                b'`' => {
                    self.pos += 1;
                    return Ok(());
                }
                b'\\' => self.pos += 2,
                b'$' => self.pos += 1,
                _ => {}
            }
        }
        Err(LexError::UnterminatedString(start))
    }
}
