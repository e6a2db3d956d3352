//! A secret, without its value.

use crate::text::Span;

/// A secret in a text. Its value is never kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// The words for its kind: `a GitHub token`.
    pub kind: &'static str,
    pub span: Span,
    /// Its last four characters, by which its owner finds it; empty for a private key.
    pub ending: String,
    /// True if its checksum or its encoding proves that it is no example.
    pub is_proven: bool,
}

/// Returns the span between two places of a text.
pub(super) fn span(start: usize, end: usize) -> Option<Span> {
    Some(Span::new(u32::try_from(start).ok()?, u32::try_from(end).ok()?))
}
