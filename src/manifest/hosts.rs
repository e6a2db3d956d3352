//! Packages that a host gives to what it loads, whatever is installed: Electron, and the editors that load extensions.

use crate::{json::JsonNode, manifest::Manifest};

/// A package that no consumer installs for another one, and what a package.json says that is written for its host.
struct HostPackage {
    name: &'static str,
    /// The host's name in "engines".
    engine: &'static str,
    /// A package in "devDependencies" that holds its types, or the host itself.
    development: &'static str,
}

const HOST_PACKAGES: [HostPackage; 3] = [
    HostPackage { name: "electron", engine: "electron", development: "electron" },
    HostPackage { name: "vscode", engine: "vscode", development: "@types/vscode" },
    HostPackage { name: "bun", engine: "bun", development: "@types/bun" },
];

impl Manifest {
    /// Tells whether a package that is not declared comes with the host that this package is written for.
    pub fn is_given_by_host(&self, name: &str) -> bool {
        HOST_PACKAGES.iter().any(|host| host.name == name && self.is_written_for(host))
    }

    fn is_written_for(&self, host: &HostPackage) -> bool {
        let has = |field: &str, name: &str| self.get(field).and_then(|it: &JsonNode| it.get(name)).is_some();
        has("engines", host.engine) || has("devDependencies", host.development)
    }
}
