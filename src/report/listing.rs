//! The packed files, as `packproof ls` and `pkg.files` show them.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::{
    entry_points::bins::bins,
    package::Package,
    report::{PackageReport, package_report},
};

/// The files and hazards of a package, as npm lays it out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listing {
    pub schema: u32,
    pub package: PackageReport,
    /// Sorted by path.
    pub files: Vec<FileReport>,
    /// Archive entries that install differently from how they are packed.
    pub hazards: Vec<HazardReport>,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileReport {
    pub path: String,
    /// In bytes.
    pub size: u64,
    /// Octal, as in `644`.
    pub mode: String,
}

/// One hazard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HazardReport {
    pub kind: &'static str,
    /// The name as the archive gives it.
    pub entry: String,
    pub message: String,
}

impl Listing {
    pub fn new(package: &Package) -> Self {
        Self { schema: 1, package: package_report(package), files: files(package), hazards: hazards(package) }
    }
}

/// Every file; npm makes the bins executable.
pub fn files(package: &Package) -> Vec<FileReport> {
    let executable: BTreeSet<String> = bins(package).into_iter().map(|bin| bin.path).collect();
    let mode = |path: &str, mode: u32| if executable.contains(path) { mode | 0o111 } else { mode };
    let files = package.files().iter();
    files
        .map(|(path, file)| FileReport {
            path: path.to_string(),
            size: file.size(),
            mode: format!("{:o}", mode(path.as_str(), file.mode)),
        })
        .collect()
}

/// Every hazard, in the order of the archive.
pub fn hazards(package: &Package) -> Vec<HazardReport> {
    let report = |hazard: &crate::tarball::hazard::Hazard| HazardReport {
        kind: hazard.kind.name(),
        entry: hazard.entry.clone(),
        message: hazard.message.clone(),
    };
    package.files().hazards().iter().map(report).collect()
}
