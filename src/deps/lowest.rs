//! The direct dependencies of a package in the lowest versions that their ranges admit.

use std::{collections::BTreeMap, path::Path, sync::Mutex, thread};

use nodejs_semver::Version;
use serde_json::{Map, json};

use crate::{
    deps::{
        failure::DepsFailure,
        filled_room::{SETTINGS, in_room, installed_by},
        scene::DepsScene,
    },
    pack::{PackError, PackOptions, published_in},
    package::Package,
    ranges::parse_range,
    smoke::{
        SmokeFailure,
        install::Installing,
        link::{DeclarationKind, read_manifest, wanted},
        sources::refused_by,
    },
};

/// A direct dependency with the versions that the package admits.
#[derive(Clone, Debug)]
pub(super) struct DirectDependency {
    /// The name by which the package imports it.
    pub name: String,
    /// Its name on the registry; another one where it is an alias.
    published_as: String,
    /// The range, without the alias.
    pub range: String,
    /// The versions that exist and that the range admits, in rising order; none if the range is a tag.
    pub versions: Vec<Version>,
}

/// The direct dependencies and required peers.
#[derive(Clone, Debug, Default)]
pub(super) struct DirectDependencies(pub Vec<DirectDependency>);

/// The number of packages that are looked up at the same time.
const AT_ONCE: usize = 4;

impl DirectDependencies {
    /// Finds the versions of what a package declares; `place` is a folder without a project.
    pub fn find(package: &Package, place: &Path, packing: &PackOptions) -> Result<Self, DepsFailure> {
        let manifest = package.files().contents("package.json").map(read_manifest).unwrap_or_default();
        if let Some(refused) = refused_by(&manifest, SETTINGS.allowed, None) {
            return Err(DepsFailure::Refused(refused));
        }
        let is_bundled = |name: &str| {
            let folder = format!("node_modules/{name}/package.json");
            package.files().get(&folder).is_some()
        };
        let is_required = |kind| matches!(kind, DeclarationKind::Required | DeclarationKind::Peer);
        let wanted = wanted(&manifest).into_iter();
        let wanted = wanted.filter(|wanted| is_required(wanted.kind) && !is_bundled(&wanted.name));
        let open = Mutex::new(wanted.map(|wanted| (wanted.name, wanted.range)).collect::<Vec<_>>());
        // Each thread takes the next name when it is done with one: the registry answers slowly, and not
        // alike.
        let next = || open.lock().ok().and_then(|mut open| open.pop());
        let work = || -> Result<Vec<DirectDependency>, DepsFailure> {
            let mut found = Vec::new();
            while let Some((name, range)) = next() {
                found.push(DirectDependency::find(name, range, place, packing)?);
            }
            Ok(found)
        };
        let found: Vec<_> = thread::scope(|scope| {
            let threads: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(work)).collect();
            threads.into_iter().filter_map(|thread| thread.join().ok()).collect()
        });
        let mut all: Vec<_> =
            found.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
        // The threads end in any order; `named` searches by halves.
        all.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(Self(all))
    }

    /// Returns the dependency of that name.
    pub fn named(&self, name: &str) -> Option<&DirectDependency> {
        let place = self.0.binary_search_by(|dependency| dependency.name.as_str().cmp(name)).ok()?;
        self.0.get(place)
    }

    /// Returns the package with these versions beside it: of each dependency the lowest, unless `chosen` says another.
    pub fn beside(
        &self,
        package: &Package,
        chosen: &BTreeMap<&str, &Version>,
        scene: &DepsScene,
    ) -> Result<Package, DepsFailure> {
        let named = self.0.iter().map(|dependency| {
            let version = chosen.get(dependency.name.as_str()).copied().or(dependency.versions.first());
            (dependency.name.clone(), json!(dependency.specification(version)))
        });
        let named: Map<_, _> = named.collect();
        let consumer =
            json!({ "name": "consumer", "version": "0.0.0", "private": true, "dependencies": named });
        let install = |installing| in_room(package, |room| installed_by(&consumer, installing, room, scene));
        match install(Installing::Fresh) {
            // The peers of the lowest versions do not fit each other; no package manager insists on that.
            Err(failure) if is_about_peers(&failure) => install(Installing::Forced),
            other => other,
        }
    }
}

impl DirectDependency {
    fn find(name: String, written: String, place: &Path, packing: &PackOptions) -> Result<Self, DepsFailure> {
        let (published_as, range) = without_alias(&name, &written);
        // A tag such as `latest` has no lowest version: npm takes the one that it names.
        let Some(admitted) = parse_range(&range) else {
            return Ok(Self { name, published_as, range, versions: Vec::new() });
        };
        let published = published_in(&published_as, &range, place, packing)?;
        let versions = published.iter().filter_map(|version| Version::parse(version).ok());
        let mut versions: Vec<_> = versions.filter(|version| version.satisfies(&admitted)).collect();
        versions.sort();
        if versions.is_empty() {
            Err(DepsFailure::NoVersion { name: published_as, range })
        } else {
            Ok(Self { name, published_as, range, versions })
        }
    }

    fn specification(&self, version: Option<&Version>) -> String {
        let version = version.map_or_else(|| self.range.clone(), ToString::to_string);
        if self.published_as == self.name { version } else { format!("npm:{}@{version}", self.published_as) }
    }
}

/// Splits `npm:other@range` into the name on the registry and the range.
fn without_alias(name: &str, written: &str) -> (String, String) {
    let Some(alias) = written.trim().strip_prefix("npm:") else {
        return (name.to_owned(), written.trim().to_owned());
    };
    // An `@` at the beginning is that of a scope.
    match alias.rfind('@').filter(|at| *at > 0).and_then(|at| alias.split_at_checked(at)) {
        Some((other, range)) => (other.to_owned(), range.trim_start_matches('@').to_owned()),
        None => (alias.to_owned(), "*".to_owned()),
    }
}

fn is_about_peers(failure: &DepsFailure) -> bool {
    match failure {
        DepsFailure::Install(SmokeFailure::Pack(PackError::Failed { said, .. })) => {
            said.iter().any(|line| line.contains("ERESOLVE"))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_come_apart() {
        for (written, expected) in [
            ("^1.0.0", ("a", "^1.0.0")),
            ("npm:b@^2", ("b", "^2")),
            ("npm:@s/b@^2", ("@s/b", "^2")),
            ("npm:@s/b", ("@s/b", "*")),
            ("npm:b", ("b", "*")),
        ] {
            let (name, range) = without_alias("a", written);
            assert_eq!((name.as_str(), range.as_str()), expected, "{written}");
        }
    }
}
