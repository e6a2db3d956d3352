//! The uses of a name in the whole program.

/// The value that a name is declared with, and the number of reads of its properties.
#[derive(Clone, Default)]
pub(super) struct Uses {
    pub(super) is_empty_object: bool,
    /// The `x` of `require("x")`, or of a helper's call that is passed `require("x")`.
    pub(super) required: Option<String>,
    pub(super) reads: usize,
}
