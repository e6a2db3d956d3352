//! A comparison, with the packages that it is about.

use crate::{diff::DiffReport, package::Package};

/// A comparison, with the packages that it is about.
#[derive(Debug)]
pub struct ComparedTarget<'r> {
    pub report: &'r DiffReport,
    pub old: &'r Package,
    pub new: &'r Package,
    /// The newer release was packed from a folder.
    pub folder: bool,
}
