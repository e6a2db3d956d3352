//! A comparison, with the packages that it is about.

use crate::{diff::DiffReport, package::Package, render::formats::RepositoryFiles};

/// A comparison, with the packages that it is about.
#[derive(Debug)]
pub struct ComparedTarget<'r> {
    pub report: &'r DiffReport,
    pub old: &'r Package,
    pub new: &'r Package,
    /// The files of the newer release that are files of the repository, where it was packed from a folder.
    pub sources: RepositoryFiles,
}
