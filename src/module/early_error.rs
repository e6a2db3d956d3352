//! Early errors, and the goal of the grammar that a text is parsed for.

use oxc_span::Span;

/// The two goals of ECMA-262's grammar that Node knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    Module,
    CommonJs,
}

/// One early error, at its place in the decoded text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EarlyError {
    pub kind: ErrorKind,
    pub message: String,
    pub span: Span,
}

/// The kinds of errors that Node's syntax detection tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ErrorKind {
    /// `import`, `export` or `import.meta` outside a module.
    ModuleSyntax,
    Other,
}
