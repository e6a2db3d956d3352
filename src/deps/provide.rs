//! Puts the dependencies beside a package: those that are installed, or those that npm installs in a temporary folder.

use std::collections::BTreeMap;

use crate::{
    deps::{
        failure::DepsFailure,
        filled_room::{SETTINGS, in_room, installed_by},
        floors::floors,
        lockfile,
        lowest::DirectDependencies,
        scene::DepsScene,
        source::{DepsChoice, DepsSource},
    },
    input::installed,
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
        let has_installed = || scene.folder.as_ref().is_some_and(|folder| installed(package, folder).is_ok());
        match self.0.as_slice() {
            [] if has_installed() => vec![DepsSource::Installed(None)],
            [] => vec![DepsSource::Nowhere],
            sources => sources.to_vec(),
        }
    }
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
            let folder = scene.folder.as_ref();
            let folder =
                folder.ok_or_else(|| DepsFailure::NoLockfile("a tarball has no lock file".to_owned()))?;
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
    match scene.stop().is_requested() {
        true => Err(DepsFailure::Stopped),
        false => Ok(lowest),
    }
}
