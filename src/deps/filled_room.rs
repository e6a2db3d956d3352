//! A temporary folder in which npm installs the dependencies of a package.

use std::fs;

use serde_json::Value;

use crate::{
    deps::{failure::DepsFailure, scene::DepsScene},
    input::installed,
    pack::Manager,
    package::Package,
    smoke::{
        install::{Installing, Peers, Settings, install_consumer},
        room::{Keep, Room},
        sources::AllowedSources,
    },
};

/// Npm, without scripts, and from the registry only.
pub(super) const SETTINGS: Settings = Settings {
    manager: Manager::Npm,
    peers: Peers::Required,
    allowed: AllowedSources { git: false, remote: false, file: false, directory: false },
};

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
    // npm makes no folder where there is nothing to install.
    let _ = fs::create_dir_all(room.node_modules());
    let beside = installed(package, &room.consumer())?;
    // The room is removed with the package that reads its files.
    Ok(package.alone().with_packages(beside.before_scripts().holding(room)))
}
