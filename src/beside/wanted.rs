//! The packages beside the package that it may find: those that it declares, in a version that it admits.

use nodejs_semver::Version;

use crate::{
    beside::{packages_beside::PackagesBeside, place::BesidePlace},
    limits::Limits,
    manifest::Manifest,
    path::{join, parent},
    ranges::parse_range,
};

impl PackagesBeside {
    /// Tells whether a package of that name is there in a version that the package's own manifest admits.
    pub(crate) fn is_fitting(&self, name: &str, own: Option<&Manifest>, limits: &Limits) -> bool {
        if let Some(known) = self.fitting.get(name) {
            return *known;
        }
        let declared = own.filter(|own| own.declared(name).is_installed());
        let is_fitting = declared.is_some_and(|own| self.has_fitting(name, own, limits));
        *self.fitting.insert(name.to_owned(), Box::new(is_fitting))
    }

    fn has_fitting(&self, name: &str, own: &Manifest, limits: &Limits) -> bool {
        let Some(folder) = self.nearest(name) else { return false };
        let manifest = self.manifest_in(&folder, limits).ok().flatten();
        let version = manifest.and_then(|manifest| manifest.get("version")?.as_str());
        let range = range_of(own, name);
        match (range.map(parse_range), version.map(Version::parse)) {
            (Some(Some(range)), Some(Ok(version))) => range.satisfies(&version),
            // A tag, a URL or a folder: whatever is there was meant.
            _ => true,
        }
    }

    /// Returns the folder in which the package's modules find another one.
    pub(crate) fn nearest(&self, name: &str) -> Option<String> {
        let mut above = Some(self.mount());
        while let Some(directory) = above {
            // `require` does not look into `node_modules/node_modules`.
            if !is_node_modules(directory) && (directory != self.mount() || self.holds_own()) {
                let folder = join(directory, &format!("node_modules/{name}"));
                match self.place(&folder) {
                    BesidePlace::Directory(_) => return Some(folder),
                    // The package may be there unread, and Node would then look no further up.
                    BesidePlace::Unknown => return None,
                    _ => {}
                }
            }
            above = parent(directory);
        }
        None
    }
}

fn is_node_modules(directory: &str) -> bool {
    directory.rsplit('/').next() == Some("node_modules")
}

/// Returns the range in which a package is declared, an alias removed.
fn range_of<'m>(own: &'m Manifest, name: &str) -> Option<&'m str> {
    // npm lets "optionalDependencies" override "dependencies" of the same name.
    let fields = ["optionalDependencies", "dependencies", "peerDependencies"];
    let range = fields.iter().find_map(|field| own.get(field)?.get(name)?.as_str())?;
    match range.strip_prefix("npm:") {
        // An `@` at the beginning is that of a scope, as in `npm:@scope/name`.
        Some(alias) => alias.rfind('@').filter(|at| *at > 0).and_then(|at| alias.get(at + 1..)),
        None => Some(range),
    }
}
