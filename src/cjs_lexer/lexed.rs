//! The lexer's answer, and the reasons why it gives none.

use thiserror::Error;

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
