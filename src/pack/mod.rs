//! Packing: a folder becomes the tarball that its own package manager would publish, and no code of it runs.
//!
//! Scripts are off, and so packing never comes back to the script that asked for it: packproof can be called from
//! `prepublishOnly`, `prepack` and `prepare`.

mod call;
mod detect;
mod environment;
mod error;
mod fetch;
mod manager;
mod own_code;
mod patterns;
mod run;
mod stop;
mod workspaces;

use std::{
    env, fs, io,
    path::{self, Path, PathBuf},
    process::Command,
    time::Duration,
};

use serde_json::Value;
use tempfile::TempDir;

pub use detect::{Detected, Evidence};
pub use error::{Asker, PackError};
pub use fetch::{Spec, fetch};
pub use manager::Manager;
pub use own_code::OwnCode;
pub(crate) use run::grouped;
pub(crate) use stop::Heeding;
pub use stop::Stop;
pub use workspaces::{Member, Workspaces};

use call::packing_call;
use detect::detect;
use run::{Ended, run};

/// How a folder is packed.
#[derive(Clone, Debug)]
pub struct Packing {
    /// Who packs; by default the package manager that the project uses.
    pub manager: Option<Manager>,
    /// How long that may take.
    pub timeout: Duration,
    /// Ends it before its time.
    pub stop: Stop,
}

impl Packing {
    /// Packing a folder takes a second; this is for one that is large, on a machine that is busy.
    pub const TIMEOUT: Duration = Duration::from_secs(120);

    /// The same, ended by that.
    pub fn with(self, stop: Stop) -> Self {
        Self { stop, ..self }
    }

    /// The files of the project that its package manager would run, were it not kept from it.
    pub fn left_out(&self, directory: &Path) -> Vec<OwnCode> {
        let directory = real(directory).unwrap_or_else(|_| directory.to_owned());
        own_code::left_out(self.manager_of(&directory).manager, &directory)
    }

    /// Who packs the folder.
    pub fn manager_of(&self, directory: &Path) -> Detected {
        match self.manager {
            Some(manager) => Detected { manager, evidence: Evidence::Told },
            None => detect(&real(directory).unwrap_or_else(|_| directory.to_owned())),
        }
    }
}

impl Default for Packing {
    fn default() -> Self {
        Self { manager: None, timeout: Self::TIMEOUT, stop: Stop::default() }
    }
}

/// A tarball in a temporary folder, which goes when this goes.
#[derive(Debug)]
pub struct Packed {
    pub path: PathBuf,
    // In this order they go.
    _folder: TempDir,
    _heeding: Heeding,
}

/// Packs the folder as its package manager would publish it. The root of a monorepo, where it is private, is refused: the
/// error names its packages.
pub fn pack(directory: &Path, packing: &Packing) -> Result<Packed, PackError> {
    let directory = package_directory(directory)?;
    let what = format!("pack {}", directory.display());
    refuse_private_root(&directory)?;
    let detected = packing.manager_of(&directory);
    let heeding = packing.stop.heed();
    let folder = temporary_folder()?;
    let call = packing_call(&detected, &directory, folder.path(), packing)?;
    let said = perform(call, &detected, packing, &what)?;
    let failed = |said| PackError::Failed { manager: detected.manager, what, said };
    match tarball_in(folder.path())? {
        Some(path) => Ok(Packed { path, _folder: folder, _heeding: heeding }),
        None => Err(failed(error::wrote_nothing(detected.manager, &said))),
    }
}

/// Lets a package manager do something else in a folder of ours: in the same environment, in time, and until it is
/// stopped. Answers what it said.
pub fn with_manager(
    manager: Manager,
    directory: &Path,
    packing: &Packing,
    what: &str,
    arrange: impl FnOnce(&mut Command),
) -> Result<Vec<u8>, PackError> {
    let mut command = call::call(manager, directory);
    environment::allow_other_manager(&mut command);
    arrange(&mut command);
    perform(command, &Detected { manager, evidence: Evidence::Told }, packing, what)
}

/// The real one, so that what is above it can be asked.
fn package_directory(directory: &Path) -> Result<PathBuf, PackError> {
    if !directory.join("package.json").is_file() {
        return Err(PackError::NoManifest { directory: directory.to_owned() });
    }
    Ok(real(directory)?)
}

/// Without symbolic links, except on Windows, whose own scripts refuse its canonical paths.
fn real(directory: &Path) -> io::Result<PathBuf> {
    if cfg!(windows) { path::absolute(directory) } else { fs::canonicalize(directory) }
}

fn refuse_private_root(directory: &Path) -> Result<(), PackError> {
    match Workspaces::of(directory)? {
        Some(workspaces) if workspaces.is_private => Err(PackError::PrivateRoot { workspaces }),
        _ => Ok(()),
    }
}

fn temporary_folder() -> Result<TempDir, PackError> {
    // A relative one would be another one for a process in the package's folder.
    let place = path::absolute(env::temp_dir())?;
    Ok(private_folder("packproof-").tempdir_in(place)?)
}

/// Makes a folder that nobody else may read: what is not published is nobody's business.
pub(crate) fn private_folder(prefix: &str) -> tempfile::Builder<'_, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder
}

/// Runs a package manager to its good end, and tells what it said.
fn perform(
    command: Command,
    detected: &Detected,
    packing: &Packing,
    what: &str,
) -> Result<Vec<u8>, PackError> {
    environment::refuse_nested()?;
    let missing = |said| PackError::ManagerMissing { detected: detected.clone(), said };
    let ran = match run(command, packing.timeout, &packing.stop) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(missing(Vec::new())),
        ran => ran?,
    };
    let (manager, what, said) = (detected.manager, what.to_owned(), error::last_lines(&ran.output));
    match ran.ended {
        Ended::Exited(status) if status.success() => Ok(ran.output),
        Ended::Exited(_) if error::is_absent_behind_corepack(&said) => Err(missing(said)),
        Ended::Exited(_) => Err(PackError::Failed { manager, what, said }),
        Ended::TimedOut => Err(PackError::Timeout { manager, what, allowed: packing.timeout, said }),
        Ended::Stopped => Err(PackError::Stopped),
    }
}

/// What was written; package managers name it differently.
fn tarball_in(folder: &Path) -> io::Result<Option<PathBuf>> {
    let entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    let mut paths = entries.into_iter().map(|entry| entry.path());
    Ok(paths.find(|path| path.extension().is_some_and(|extension| extension == "tgz")))
}

/// package.json in that folder; `None` where there is none that can be read.
fn read_manifest(directory: &Path) -> Option<Value> {
    let text = fs::read_to_string(directory.join("package.json")).ok()?;
    serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()
}

/// A relative path with `/`; `.` for none.
fn slashed(path: &Path) -> Option<String> {
    let parts: Vec<&str> = path.iter().map(|part| part.to_str()).collect::<Option<_>>()?;
    Some(if parts.is_empty() { ".".to_owned() } else { parts.join("/") })
}

#[cfg(test)]
mod tests {
    use std::fs;

    #[cfg(unix)]
    #[test]
    fn a_temporary_folder_is_nobody_elses() {
        use std::os::unix::fs::PermissionsExt;
        let folder = super::temporary_folder().unwrap();
        assert_eq!(fs::metadata(folder.path()).unwrap().permissions().mode() & 0o777, 0o700);
    }

    /// A folder with these files.
    pub(super) fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, contents) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, contents).unwrap();
        }
        folder
    }
}
