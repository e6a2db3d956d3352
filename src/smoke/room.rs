//! The temporary folder of a run: a consumer's project, an empty working directory and an empty home.

use std::{
    env,
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use crate::{
    pack::{private_folder, refuse_without_processes},
    smoke::failure::SmokeFailure,
};

/// The temporary folder, which is removed when this is dropped, unless it is kept.
#[derive(Debug)]
pub struct Room {
    root: PathBuf,
    _folder: Option<TempDir>,
}

/// The choice whether the folder stays when all is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    #[default]
    Remove,
    Keep,
}

/// The folders of the room that an install script may write in: the consumer's project, and the script's own home and temporary
/// files.
pub const WRITABLE: [&str; 2] = ["consumer", "scripts"];

/// The environment variables that are passed on to a consumer's process.
const ENVIRONMENT: [&str; 9] =
    ["PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SystemRoot", "windir", "ComSpec", "PATHEXT"];

impl Room {
    pub fn new(keep: Keep) -> Result<Self, SmokeFailure> {
        refuse_without_processes()?; // It has no temporary folder either.
        let folder = private_folder("packproof-smoke-").tempdir();
        let folder = folder.map_err(SmokeFailure::Temporary)?;
        // Node prints real paths, and the temporary folder of macOS is behind a link.
        let root = fs::canonicalize(folder.path()).map_err(SmokeFailure::Temporary)?;
        let folder = match keep {
            Keep::Remove => Some(folder),
            Keep::Keep => {
                let _ = folder.keep();
                None
            }
        };
        let room = Self { root, _folder: folder };
        if let Some(above) = room.above().find(|directory| directory.join("node_modules").exists()) {
            return Err(SmokeFailure::NotAlone(above.to_owned()));
        }
        for directory in [room.consumer(), room.work(), room.home()] {
            fs::create_dir_all(directory).map_err(SmokeFailure::Temporary)?;
        }
        let manifest = "{ \"name\": \"consumer\", \"version\": \"0.0.0\", \"private\": true }\n";
        fs::write(room.consumer().join("package.json"), manifest).map_err(SmokeFailure::Temporary)?;
        Ok(room)
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The project that has the package installed.
    pub fn consumer(&self) -> PathBuf {
        self.root.join("consumer")
    }

    pub fn node_modules(&self) -> PathBuf {
        self.consumer().join("node_modules")
    }

    /// The folder of a package that the consumer has installed.
    pub fn package(&self, name: &str) -> PathBuf {
        self.node_modules().join(name)
    }

    /// The working directory of all processes, which is empty.
    pub fn work(&self) -> PathBuf {
        self.root.join("work")
    }

    fn home(&self) -> PathBuf {
        self.root.join("home")
    }

    /// The folders above the room, up to the root of the disk.
    pub fn above(&self) -> impl Iterator<Item = &Path> {
        self.root.ancestors().skip(1)
    }

    /// The whole environment of a consumer's process.
    pub fn environment(&self) -> Vec<(OsString, OsString)> {
        let passed = ENVIRONMENT.iter().filter_map(|name| Some((OsString::from(name), env::var_os(name)?)));
        let home = ["HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"].map(|name| (name, self.home()));
        let temporary = ["TMPDIR", "TEMP", "TMP"].map(|name| (name, self.work()));
        let own = home.into_iter().chain(temporary).map(|(name, path)| (name.into(), path.into_os_string()));
        let said = [("CI", "1"), ("NO_COLOR", "1"), ("TERM", "dumb")];
        passed.chain(own).chain(said.map(|(name, value)| (name.into(), value.into()))).collect()
    }

    /// Removes the path of the room from a text of Node, as if the consumer's project lay at the root of the
    /// disk.
    pub fn strip(&self, text: &str) -> String {
        let consumer = self.consumer().to_string_lossy().into_owned();
        // The longer path first: it begins with the other one.
        text.replace(&consumer, "").replace(&*self.root.to_string_lossy(), "")
    }
}

/// Writes a file, and makes the folders that lead to it.
pub fn write(path: &Path, contents: &[u8]) -> io::Result<()> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    fs::write(path, contents)
}
