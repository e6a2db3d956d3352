//! The package that a file beside the package belongs to.

use std::fmt;

use crate::{
    beside::packages_beside::PackagesBeside,
    limits::Limits,
    path::{PackagePath, package_folder},
};

/// A package beside the package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct BesidePackage {
    pub name: String,
    pub version: Option<String>,
}

impl fmt::Display for BesidePackage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.version {
            Some(version) => write!(f, "{} {version}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

impl PackagesBeside {
    /// Returns the package that a file belongs to.
    pub fn owner(&self, path: &PackagePath, limits: &Limits) -> Option<BesidePackage> {
        let folder = package_folder(path.outside()?);
        let manifest = self.manifest_in(folder, limits).ok().flatten();
        let text = |key: &str| manifest.and_then(|manifest| manifest.get(key)?.as_str()).map(str::to_owned);
        let by_folder = || folder.rsplit_once("node_modules/").map(|(_, name)| name.to_owned());
        Some(BesidePackage { name: text("name").or_else(by_folder)?, version: text("version") })
    }
}
