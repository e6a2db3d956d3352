//! Packing: a folder becomes the tarball that its own package manager would publish, and no code of it runs.
//!
//! Scripts are off, and so packing never comes back to the script that asked for it: packproof can be called from
//! `prepublishOnly`, `prepack` and `prepare`.

mod attempt;
mod call;
mod detect;
mod detected;
mod environment;
mod error;
mod fetch;
mod folder;
mod manager;
mod options;
mod own_code;
mod patterns;
mod perform;
mod published;
mod run;
mod stop;
mod workspaces;

use std::{
    path::{Path, PathBuf},
    process::Command,
};

pub use detect::{detect, has_modern_yarn, is_locked};
pub use detected::DetectedManager;
pub(crate) use environment::refuse_without_processes;
pub use error::{Face, PackError};
pub use fetch::{Spec, fetch};
pub use manager::Manager;
pub use options::PackOptions;
pub use own_code::OwnCode;
pub use perform::PackedFolder;
pub(crate) use perform::private_folder;
pub(crate) use published::published_in;
pub use published::{PublishedVersions, published};
pub(crate) use run::grouped;
pub use stop::Stop;
pub use workspaces::{WorkspaceMember, Workspaces};

use attempt::{Attempt, Packing};
use call::Selection;
pub(crate) use call::version_in;
use detected::Evidence;
use folder::real;
pub(crate) use manager::is_classic;
use perform::perform;

/// Packs the folder as its package manager would publish it. The root of a monorepo, where it is private, is refused: the
/// error names its packages.
pub fn pack(directory: &Path, options: &PackOptions) -> Result<PackedFolder, PackError> {
    let directory = package_directory(directory)?;
    refuse_private_root(&directory)?;
    let detected = options.manager_of(&directory);
    let packing = Packing { directory: &directory, detected: &detected, options };
    let others = match packing.run(Selection::AsSet)? {
        Attempt::Packed(folder) => return Ok(folder),
        Attempt::OfOthers(names) => names,
    };
    if detected.manager == Manager::Npm
        && let Some(folder) = against_settings(&packing)?
    {
        return Ok(folder);
    }
    Err(packing.packed_others(others))
}

/// Packs the folder where npm's settings choose others.
fn against_settings(packing: &Packing<'_>) -> Result<Option<PackedFolder>, PackError> {
    match packing.run(Selection::Member) {
        Ok(Attempt::Packed(folder)) => return Ok(Some(folder)),
        // It is no member.
        Ok(Attempt::OfOthers(_)) | Err(PackError::Failed { .. }) => {}
        Err(other) => return Err(other),
    }
    match packing.run(Selection::Folder)? {
        Attempt::Packed(folder) => Ok(Some(folder)),
        Attempt::OfOthers(_) => Ok(None),
    }
}

/// Lets a package manager do something else in a folder of ours: in the same environment, in time, and until it is
/// stopped. Answers what it said.
pub fn with_manager(
    manager: Manager,
    directory: &Path,
    packing: &PackOptions,
    what: &str,
    arrange: impl FnOnce(&mut Command),
) -> Result<Vec<u8>, PackError> {
    let mut command = call::call(manager, directory);
    environment::allow_other_manager(&mut command);
    arrange(&mut command);
    perform(command, &DetectedManager { manager, evidence: Evidence::Told }, packing, what)
}

/// The real one, so that what is above it can be asked.
fn package_directory(directory: &Path) -> Result<PathBuf, PackError> {
    if !directory.join("package.json").is_file() {
        return Err(PackError::NoManifest { directory: directory.to_owned() });
    }
    Ok(real(directory)?)
}

fn refuse_private_root(directory: &Path) -> Result<(), PackError> {
    match Workspaces::of(directory)? {
        Some(workspaces) if workspaces.is_private => Err(PackError::PrivateRoot { workspaces }),
        _ => Ok(()),
    }
}
