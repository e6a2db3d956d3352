//! The oddities of a package that forbid the short way of resolving.

use crate::{
    bytes::ByteSet,
    hash::HashSet,
    manifest::Manifest,
    node::{ManifestReader, NodeVersion, is_builtin_without_scheme},
    package::Package,
    path::is_normal,
};

/// The properties of a package that rule out the short way.
#[derive(Debug)]
pub(super) struct Obstacles {
    /// True if Node refuses a package.json, or one has a name that looks like a path.
    pub(super) odd_manifests: bool,
    /// True if the package's own name is not in plain letters, or is that of a module of Node.
    pub(super) odd_name: bool,
    /// Every name by which a module of the package may ask for the package.
    pub(super) names: HashSet<String>,
}

impl Obstacles {
    pub(super) fn of(package: &Package, reader: ManifestReader, version: NodeVersion) -> Self {
        let configs: Vec<_> =
            package.manifests().map(|manifest: &Manifest| manifest.config(reader)).collect();
        let names = configs.iter().flatten().filter_map(|config| config.name).chain([package.name()]);
        let names: HashSet<_> = names.map(str::to_owned).collect();
        Self {
            odd_manifests: configs.iter().any(Result::is_err)
                // `require` compares a request with the package's own name before it looks at the dots
                // (`"name": "./x"`).
                || names.iter().any(|name| name.starts_with('.')),
            // A name that is built in with a subpath is also built in without it.
            odd_name: !is_plain(package.name()) || is_builtin_without_scheme(package.name(), version),
            names,
        }
    }
}

/// Tells whether a path means the same as text, as a URL and on a disk: plain letters, and no `.` or `..`
/// inside.
pub(super) fn is_plain(path: &str) -> bool {
    path.bytes().all(|byte| LETTERS.has(byte)) && is_normal(path)
}

static LETTERS: ByteSet = ByteSet::alphanumeric_and(b"/._-@+$");
