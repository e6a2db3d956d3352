//! Finds the names that Node lets an ES module import from a CommonJS file, as each of Node's lexers does.
//!
//! Node never runs a CommonJS file to learn its exports: it walks the tokens once, without a syntax tree, and looks
//! for a frozen list of shapes (`exports.a =`, what Babel and TypeScript print, …). The shapes are those of the
//! grammar in cjs-module-lexer's README; where the lexers in the field read them differently, `Dialect` has a switch.

mod chars;
mod cursor;
mod define;
mod dialect;
mod lexed;
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
use walk::TokenWalk;

pub use crate::node::CommonJsLexer;
pub use lexed::{LexError, LexedNames};

/// Finds the exported names of a CommonJS file, in linear time and without recursion.
pub fn lex(source: &str, lexer: CommonJsLexer) -> Result<LexedNames, LexError> {
    TokenWalk::new(source, Dialect::of(lexer)).run()
}
