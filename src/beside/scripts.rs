//! The install scripts of the packages beside the package.

use crate::{
    beside::{packages_beside::PackagesBeside, place::BesidePlace},
    limits::Limits,
    path::join,
};

impl PackagesBeside {
    /// Returns the script that npm runs where it installs the package in a folder, as it is written.
    pub(crate) fn install_script(&self, folder: &str, limits: &Limits) -> Option<&str> {
        let manifest = self.manifest_in(folder, limits).ok().flatten()?;
        manifest.install_script(|| matches!(self.place(&join(folder, "binding.gyp")), BesidePlace::File(_)))
    }
}
