//! The scripts that npm runs where it installs a package, and the packages that come along.

use crate::{json::JsonContent, manifest::Manifest};

/// The scripts of package.json that npm runs for a dependency, in this order.
pub(crate) const INSTALL_SCRIPTS: [&str; 3] = ["preinstall", "install", "postinstall"];

/// npm's own script for a package that has a `binding.gyp` and none of its own.
pub(crate) const REBUILD: &str = "node-gyp rebuild";

impl Manifest {
    /// Returns the first script that npm runs where it installs the package, as it is written.
    pub(crate) fn install_script(&self, has_binding_gyp: impl FnOnce() -> bool) -> Option<&str> {
        let scripts = self.get("scripts");
        let written = INSTALL_SCRIPTS.iter().find_map(|name| scripts?.get(name)?.as_str());
        written.or_else(|| (self.admits_rebuild() && has_binding_gyp()).then_some(REBUILD))
    }

    /// Returns the names of the packages that are declared for installation, in whatever way.
    pub(crate) fn installed_names(&self) -> impl Iterator<Item = &str> {
        let fields = ["dependencies", "optionalDependencies", "peerDependencies"];
        let members = fields.into_iter().filter_map(|field| self.get(field)?.as_object()).flatten();
        members.map(|member| member.key.value.as_str())
    }

    /// Tells whether npm adds its own script to a `binding.gyp`: only where there is neither `install` nor `preinstall` nor
    /// `"gypfile": false`.
    pub(crate) fn admits_rebuild(&self) -> bool {
        let has = |name: &str| self.get("scripts").is_some_and(|scripts| scripts.get(name).is_some());
        let refuses = self.get("gypfile").is_some_and(|node| node.value == JsonContent::Bool(false));
        !has("install") && !has("preinstall") && !refuses
    }
}
