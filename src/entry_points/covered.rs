//! The files that a pattern of "exports" covers.

use crate::path::PackagePath;

/// A packed file that a target with a `*` leads to.
pub struct CoveredFile<'f> {
    pub path: &'f PackagePath,
    /// The text that the `*` stands for.
    pub star: &'f str,
    /// The part of the target behind the first `*`.
    pub rest: &'f str,
}
