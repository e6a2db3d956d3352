//! The thing at a path beside the package.

use crate::path::PackagePath;

/// The thing at a path beside the package, links followed.
#[derive(Debug)]
pub(crate) enum BesidePlace {
    Nothing,
    /// A folder, by its real path.
    Directory(String),
    /// A file, by its real path.
    File(PackagePath),
    /// A thing that is not read, or a link that is not followed.
    Unknown,
}
