//! A package manager at work in a temporary folder, up to the tarball that it wrote.

use std::{
    env, fs, io,
    path::{self, Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

use crate::pack::{
    detected::DetectedManager,
    environment,
    error::{self, PackError},
    options::PackOptions,
    run::{Ended, run},
    stop::Heeding,
};

/// A tarball in a temporary folder, which goes when this goes.
#[derive(Debug)]
pub struct PackedFolder {
    pub path: PathBuf,
    // In this order they go.
    pub(super) _folder: TempDir,
    pub(super) _heeding: Heeding,
}

pub(super) fn temporary_folder() -> Result<TempDir, PackError> {
    environment::refuse_without_processes()?; // It has no temporary folder either.
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
pub(super) fn perform(
    command: Command,
    detected: &DetectedManager,
    packing: &PackOptions,
    what: &str,
) -> Result<Vec<u8>, PackError> {
    environment::refuse_without_processes()?;
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

/// Finds the tarballs that were written; package managers name them differently.
pub(super) fn tarballs_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    let paths = entries.into_iter().map(|entry| entry.path());
    Ok(paths.filter(|path| path.extension().is_some_and(|extension| extension == "tgz")).collect())
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    #[test]
    fn a_temporary_folder_is_nobody_elses() {
        use std::{fs, os::unix::fs::PermissionsExt};
        let folder = super::temporary_folder().unwrap();
        assert_eq!(fs::metadata(folder.path()).unwrap().permissions().mode() & 0o777, 0o700);
    }
}
