//! The package that was found last.

use url::Url;

/// The package that was found last: nearly every subpath is of the same one.
#[derive(Debug)]
pub(super) struct FoundPackage {
    pub(super) name: String,
    pub(super) base: Url,
    pub(super) url: Url,
    /// The package's folder, as reports show it.
    pub(super) shown: String,
}
