//! Changes of the text of one module.

use oxc_span::Span;

/// The beginning of all names that are made here. A text that has it is not joined.
pub(super) const MADE: &str = "$pp";

/// A new text for a stretch of a part.
pub(super) struct Edit {
    pub span: Span,
    pub text: String,
}
