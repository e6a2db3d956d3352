//! Finds the names that Node lets an ES module import from a CommonJS file, as each of Node's lexers does.
//!
//! Node never runs a CommonJS file to learn its exports: it walks the tokens once, without a syntax tree, and looks
//! for a frozen list of shapes (`exports.a =`, what Babel and TypeScript print, …). The shapes are those of the
//! grammar in cjs-module-lexer's README; where the lexers in the field read them differently, `Dialect` has a switch.

mod chars;
mod cursor;
mod define;
mod dialect;
mod literal;
mod members;
mod module_syntax;
mod names;
mod require;
mod slash;
mod star;
mod strings;
#[cfg(test)]
mod tests;
mod unicode;
mod walk;

use dialect::Dialect;
use thiserror::Error;
use walk::TokenWalk;

pub use crate::node::CommonJsLexer;

/// The names and specifiers that a lexer found, in the order of Node's answer. Only merve may list a
/// specifier twice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LexedNames {
    /// Names that `import { … }` can bind.
    pub exports: Vec<String>,
    /// Specifiers of the modules whose names are exported as well.
    pub reexports: Vec<String>,
}

/// The reason why the lexer gave up; Node then gives the file no names. Offsets are in bytes, and point at
/// where the offending token begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LexError {
    #[error("`import` or `export` syntax in CommonJS at byte {0}")]
    EsmSyntax(usize),
    #[error("a bracket that was never opened at byte {0}")]
    UnexpectedClose(usize),
    #[error("a string or template that does not end, from byte {0}")]
    UnterminatedString(usize),
    #[error("a regular expression that does not end, from byte {0}")]
    UnterminatedRegex(usize),
    #[error("a bracket that is never closed")]
    UnclosedBracket,
    #[error("brackets nested deeper than the lexer can follow at byte {0}")]
    TooDeep(usize),
}

/// Finds the exported names of a CommonJS file, in linear time and without recursion.
pub fn lex(source: &str, lexer: CommonJsLexer) -> Result<LexedNames, LexError> {
    TokenWalk::new(source, Dialect::of(lexer)).run()
}
