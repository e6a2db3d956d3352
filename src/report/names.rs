//! The names of one subpath, as `pkg.exportsOf` shows them.

use serde::Serialize;

/// The names of one subpath in one mode.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NamesReport {
    pub names: Vec<String>,
    /// `names` is all there is.
    pub complete: bool,
}
