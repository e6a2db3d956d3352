//! The version of another package from which on a statement works.

use crate::path::PackagePath;

/// A statement that does not work with the lowest version that the package admits, and works from a higher one on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionFloor {
    pub file: PackagePath,
    /// The place in the file where Node fails.
    pub start: u32,
    /// The sentence that says which version is needed.
    pub message: String,
    /// The range that would be true.
    pub help: String,
}
