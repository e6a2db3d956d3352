//! Puts the dependencies beside a package: those that are installed, or those that npm installs in a temporary folder.

use std::path::PathBuf;

use serde_json::Value;

use crate::{
    beside::PackagesBeside,
    deps::{
        failure::DepsFailure,
        lockfile,
        source::{DepsChoice, DepsSource},
    },
    input::installed,
    pack::{Manager, PackOptions, Stop},
    package::Package,
    smoke::{
        SmokeOptions,
        install::{Installing, Peers, Scripts, Settings, install, install_consumer},
        room::{Keep, Room},
        sources::AllowedSources,
    },
};

/// The circumstances in which the dependencies of a package are looked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct DepsScene {
    /// The folder that was packed, if one was.
    pub folder: Option<PathBuf>,
    /// The folder that relative paths start from.
    pub directory: PathBuf,
    pub packing: PackOptions,
}

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

impl DepsScene {
    /// The way in which npm is called: installing takes longer than packing.
    pub fn calling(&self) -> PackOptions {
        let timeout = self.packing.timeout.max(SmokeOptions::default().install_time);
        PackOptions { manager: None, timeout, stop: self.packing.stop.clone() }
    }

    pub fn stop(&self) -> &Stop {
        &self.packing.stop
    }
}

/// Npm, without scripts, and from the registry only.
pub(super) const SETTINGS: Settings = Settings {
    manager: Manager::Npm,
    scripts: Scripts::Off,
    peers: Peers::Required,
    allowed: AllowedSources { git: false, remote: false, file: false, directory: false },
};

/// Returns the package with the dependencies that come from one place beside it.
pub(crate) fn provide(
    package: &Package,
    source: &DepsSource,
    scene: &DepsScene,
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

/// Lets npm install what a consumer's package.json names.
pub(super) fn installed_by(
    consumer: &Value,
    installing: Installing,
    room: &Room,
    scene: &DepsScene,
) -> Result<(), DepsFailure> {
    let installed = install_consumer(consumer, SETTINGS, installing, room, &scene.calling());
    installed?.map_err(DepsFailure::Refused)
}

/// Returns the package with what is installed in a new temporary folder beside it.
pub(super) fn in_room(
    package: &Package,
    fill: impl FnOnce(&Room) -> Result<(), DepsFailure>,
) -> Result<Package, DepsFailure> {
    let room = Room::new(Keep::Remove)?;
    fill(&room)?;
    let beside = beside(package, &room)?;
    Ok(package.alone().with_packages(beside.holding(room)))
}

fn beside(package: &Package, room: &Room) -> Result<PackagesBeside, DepsFailure> {
    // npm makes no folder where there is nothing to install.
    let _ = std::fs::create_dir_all(room.node_modules());
    Ok(installed(package, &room.consumer())?)
}
