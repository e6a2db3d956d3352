//! Puts the dependencies beside a package: those that are installed, or those that npm installs in a temporary folder.

use std::collections::BTreeMap;

use crate::{
    beside::PackagesBeside,
    deps::{
        failure::DepsFailure,
        filled_room::{SETTINGS, in_room, installed_by},
        floors::floors,
        lockfile,
        lowest::DirectDependencies,
        scene::DepsScene,
        source::{DepsChoice, DepsSource},
    },
    input::{NothingInstalled, installed},
    options::Options,
    package::Package,
    session::Session,
    smoke::{
        install::{Installing, install},
        room::{Keep, Room},
    },
};

impl DepsChoice {
    /// Returns the places; by default the folder that was packed, if something is installed there.
    pub fn sources(&self, package: &Package, scene: &DepsScene) -> Vec<DepsSource> {
        match self.0.as_slice() {
            [] if by_default(package, scene).is_some_and(|found| found.is_ok()) => {
                vec![DepsSource::Installed(None)]
            }
            [] => vec![DepsSource::Nowhere],
            sources => sources.to_vec(),
        }
    }

    /// Returns the words for dependencies that are there, and that are not read by default because of the way they are installed.
    pub fn unread(&self, package: &Package, scene: &DepsScene) -> Option<String> {
        match by_default(package, scene).filter(|_| self.0.is_empty())? {
            Err(unread @ NothingInstalled::PlugAndPlay(_)) => Some(format!(
                "the dependencies are not linked, for {unread}; with `--deps install`, npm installs them in a temporary folder"
            )),
            _ => None,
        }
    }
}

/// Looks for what is installed in the folder that was packed.
fn by_default(package: &Package, scene: &DepsScene) -> Option<Result<PackagesBeside, NothingInstalled>> {
    scene.folder.as_ref().map(|folder| installed(package, folder))
}

/// Returns the package with the dependencies that come from one place beside it. The options say for which versions of Node they
/// must do, where higher versions of them are looked for.
pub(crate) fn provide(
    package: &Package,
    source: &DepsSource,
    scene: &DepsScene,
    options: &Options,
) -> Result<Package, DepsFailure> {
    match source {
        DepsSource::Nowhere => Ok(package.alone()),
        DepsSource::Installed(folder) => {
            let folder = folder.as_ref().map(|folder| scene.directory.join(folder));
            let folder = folder.or_else(|| scene.folder.clone());
            let folder = folder.ok_or(DepsFailure::NoFolder("a tarball"))?;
            Ok(package.alone().with_packages(installed(package, &folder)?))
        }
        DepsSource::Install => in_room(package, |room| {
            install(package, SETTINGS, room, &scene.calling())?.map(drop).map_err(DepsFailure::Refused)
        }),
        DepsSource::Lowest => lowest(package, scene, options),
        DepsSource::Lockfile => {
            let folder = scene.folder.as_ref().ok_or(DepsFailure::NoProject)?;
            let locked = lockfile::read(folder)?;
            in_room(package, |room| {
                locked.put_into(room)?;
                installed_by(&locked.consumer, Installing::Locked, room, scene)
            })
        }
    }
}

/// Returns the package with the lowest versions beside it, and what it needs instead where they do not do.
fn lowest(package: &Package, scene: &DepsScene, options: &Options) -> Result<Package, DepsFailure> {
    let room = Room::new(Keep::Remove)?;
    let dependencies = DirectDependencies::find(package, &room.consumer(), &scene.calling())?;
    let lowest = dependencies.beside(package, &BTreeMap::new(), scene)?;
    let found = floors(&Session::new(&lowest), &dependencies, options, scene);
    if let Some(beside) = lowest.beside() {
        beside.set_floors(found);
    }
    if scene.stop().is_requested() { Err(DepsFailure::Stopped) } else { Ok(lowest) }
}
