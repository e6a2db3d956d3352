//! The outcome of an expectation: a verdict in words, or the refusal of what no package can meet or fail.

use serde::Serialize;

/// The verdict on an expectation, and the words for those who expected something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExpectationVerdict {
    pub pass: bool,
    pub message: String,
    /// The expectation, as the message says it.
    pub expected: String,
    /// The state of the package, as the message says it.
    pub received: String,
}

/// An expectation that no package can meet or fail.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Misuse(pub(super) String);
