//! The packages beside the package that it may find: those that it declares, in a version that it admits.

use nodejs_semver::Version;

use crate::{
    beside::{packages_beside::PackagesBeside, place::BesidePlace},
    limits::Limits,
    manifest::Manifest,
    path::{join, parent},
    ranges::parse_range,
};

/// The state of a package that the package's own manifest declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WantedState {
    /// It is there in a version that is admitted.
    Fitting,
    /// It is there in this version, which the range excludes.
    Excluded(String),
    /// It is not there.
    Absent,
    /// It is there, and is not read: a link to sources.
    Unread,
}

impl PackagesBeside {
    /// Tells whether a package of that name is there in a version that the package's own manifest admits.
    pub(crate) fn is_fitting(&self, name: &str, own: Option<&Manifest>, limits: &Limits) -> bool {
        if let Some(known) = self.fitting.get(name) {
            return *known;
        }
        let declared = own.filter(|own| own.declared(name).is_installed());
        let is_fitting = declared.is_some_and(|own| self.state(name, own, limits) == WantedState::Fitting);
        *self.fitting.insert(name.to_owned(), Box::new(is_fitting))
    }

    /// Returns the state of a package that the package's own manifest declares.
    pub(crate) fn state(&self, name: &str, own: &Manifest, limits: &Limits) -> WantedState {
        let folder = match self.search(name) {
            Ok(Some(folder)) => folder,
            Ok(None) => return WantedState::Absent,
            Err(()) => return WantedState::Unread,
        };
        let manifest = self.manifest_in(&folder, limits).ok().flatten();
        let version = manifest.and_then(|manifest| manifest.get("version")?.as_str());
        let range = range_of(own, name);
        match (range.map(parse_range), version.map(Version::parse)) {
            (Some(Some(range)), Some(Ok(version))) if !range.satisfies(&version) => {
                WantedState::Excluded(version.to_string())
            }
            // A tag, a URL or a folder: whatever is there was meant.
            _ => WantedState::Fitting,
        }
    }

    /// Returns the folder in which the package's modules find another one.
    pub(crate) fn nearest(&self, name: &str) -> Option<String> {
        self.search(name).ok().flatten()
    }

    /// Looks for the folder of another package; `Err` if one is there and is not read, so that Node would look no further up.
    fn search(&self, name: &str) -> Result<Option<String>, ()> {
        let mut above = Some(self.mount());
        while let Some(directory) = above {
            // `require` does not look into `node_modules/node_modules`.
            if !is_node_modules(directory) && (directory != self.mount() || self.holds_own()) {
                let folder = join(directory, &format!("node_modules/{name}"));
                match self.place(&folder) {
                    BesidePlace::Directory(_) => return Ok(Some(folder)),
                    BesidePlace::Unknown => return Err(()),
                    _ => {}
                }
            }
            above = parent(directory);
        }
        Ok(None)
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
