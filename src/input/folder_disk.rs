//! The disk below a real folder, with the states of all that was looked at.

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{
    beside::{DiskEntry, InstalledDisk},
    input::kept_files::{self, DiskState},
};

/// A real folder, and what is below it. Links that lead out of it are not followed.
#[derive(Debug)]
pub(super) struct FolderDisk {
    base: PathBuf,
    /// The states of all that was looked at.
    states: Mutex<HashMap<PathBuf, Option<DiskState>>>,
}

impl InstalledDisk for FolderDisk {
    fn look(&self, path: &str) -> DiskEntry {
        let place = self.base.join(path);
        let found = fs::symlink_metadata(&place);
        let state = found.as_ref().ok().map(|metadata| DiskState::of(metadata, &place));
        self.states().insert(place.clone(), state);
        match found {
            Ok(metadata) if metadata.is_symlink() => self.link(&place),
            Ok(metadata) if metadata.is_dir() => DiskEntry::Directory,
            Ok(metadata) if metadata.is_file() => DiskEntry::File(metadata.len()),
            Ok(_) => DiskEntry::Unknown,
            Err(error) => absent(&error),
        }
    }

    fn read(&self, path: &str, bytes: u64) -> Option<Vec<u8>> {
        let place = self.base.join(path);
        let state = self.states().get(&place).cloned().flatten();
        if let Some(known) = state.as_ref().and_then(|state| kept_files::contents(&place, state)) {
            return Some(known.to_vec());
        }
        let mut contents = Vec::new();
        let file = File::open(&place).ok()?;
        file.take(bytes.saturating_add(1)).read_to_end(&mut contents).ok()?;
        let contents = (contents.len() as u64 <= bytes).then_some(contents)?;
        if let Some(state) = state {
            kept_files::keep(place, state, &contents);
        }
        Some(contents)
    }

    fn is_current(&self) -> bool {
        self.states().iter().all(|(place, state)| DiskState::now(place) == *state)
    }
}

impl FolderDisk {
    pub fn new(base: PathBuf) -> Self {
        Self { base, states: Mutex::default() }
    }

    fn link(&self, place: &Path) -> DiskEntry {
        match fs::canonicalize(place) {
            Ok(real) => DiskEntry::Link(real.strip_prefix(&self.base).ok().and_then(slashed)),
            Err(error) => absent(&error),
        }
    }

    fn states(&self) -> MutexGuard<'_, HashMap<PathBuf, Option<DiskState>>> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns a relative path with `/` between its segments.
pub(super) fn slashed(path: &Path) -> Option<String> {
    let segments: Option<Vec<&str>> = path.iter().map(|segment| segment.to_str()).collect();
    Some(segments?.join("/"))
}

fn absent(error: &io::Error) -> DiskEntry {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => DiskEntry::Nothing,
        _ => DiskEntry::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changes_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let write = |text: &str| fs::write(folder.path().join("a.js"), text).unwrap();
        let disk = FolderDisk::new(folder.path().to_owned());
        write("1");
        assert_eq!((disk.look("a.js"), disk.look("b.js")), (DiskEntry::File(1), DiskEntry::Nothing));
        assert_eq!(disk.read("a.js", 9).as_deref(), Some(&b"1"[..]));
        assert!(disk.is_current());
        write("22");
        assert!(!disk.is_current());
        disk.look("a.js");
        assert_eq!(disk.read("a.js", 9).as_deref(), Some(&b"22"[..]));
        assert!(disk.is_current());
        fs::write(folder.path().join("b.js"), "").unwrap();
        assert!(!disk.is_current());
    }
}
