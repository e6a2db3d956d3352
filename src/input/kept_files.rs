//! The files of dependencies that this process has read, so that a second check reads none again.

#[cfg(unix)]
use std::os::unix::fs::MetadataExt;
use std::{
    collections::HashMap,
    fs::{self, FileType, Metadata},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

/// The state of a thing on the disk; as long as it is the same, a file has the same contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DiskState {
    kind: FileType,
    file: Option<FileStamp>,
    /// The real place that a link leads to.
    target: Option<PathBuf>,
}

/// All that tells a file from another one at its place. Its size and the time that it bears are not enough: yarn gives all
/// files one and the same time, and two versions of a package.json are often of one size.
#[derive(Clone, Debug, PartialEq, Eq)]
struct FileStamp {
    bytes: u64,
    modified: Option<SystemTime>,
    /// The device and the number of the file, and the time of its last change of any kind, which nobody can set.
    #[cfg(unix)]
    unix: (u64, u64, i64, i64),
    #[cfg(not(unix))]
    created: Option<SystemTime>,
}

impl FileStamp {
    fn of(metadata: &Metadata) -> Self {
        Self {
            bytes: metadata.len(),
            modified: metadata.modified().ok(),
            #[cfg(unix)]
            unix: (metadata.dev(), metadata.ino(), metadata.ctime(), metadata.ctime_nsec()),
            #[cfg(not(unix))]
            created: metadata.created().ok(),
        }
    }
}

impl DiskState {
    pub fn of(metadata: &Metadata, place: &Path) -> Self {
        Self {
            kind: metadata.file_type(),
            file: metadata.is_file().then(|| FileStamp::of(metadata)),
            target: metadata.is_symlink().then(|| fs::canonicalize(place).ok()).flatten(),
        }
    }

    pub fn now(place: &Path) -> Option<Self> {
        fs::symlink_metadata(place).ok().map(|metadata| Self::of(&metadata, place))
    }
}

/// The bytes that are kept; with more, all are forgotten.
const MOST_BYTES: usize = 128 << 20;

#[derive(Default)]
struct KeptFiles {
    files: HashMap<PathBuf, (DiskState, Arc<[u8]>)>,
    bytes: usize,
}

static KEPT: Mutex<Option<KeptFiles>> = Mutex::new(None);

/// Returns the contents of a file that was read in this state.
pub(super) fn contents(place: &Path, state: &DiskState) -> Option<Arc<[u8]>> {
    let kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let (known, contents) = kept.as_ref()?.files.get(place)?;
    (known == state).then(|| Arc::clone(contents))
}

/// Keeps the contents of a file that was read in this state.
pub(super) fn keep(place: PathBuf, state: DiskState, contents: &[u8]) {
    KEPT.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_default().keep(place, state, contents);
}

impl KeptFiles {
    fn keep(&mut self, place: PathBuf, state: DiskState, contents: &[u8]) {
        if let Some((_, old)) = self.files.remove(&place) {
            self.bytes = self.bytes.saturating_sub(old.len());
        }
        if self.bytes.saturating_add(contents.len()) > MOST_BYTES {
            *self = Self::default();
        }
        self.bytes = self.bytes.saturating_add(contents.len());
        self.files.insert(place, (state, contents.into()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_bytes_are_kept() {
        let place = tempfile::NamedTempFile::new().unwrap();
        let state = DiskState::now(place.path()).unwrap();
        let (mut kept, large) = (KeptFiles::default(), vec![0; MOST_BYTES / 3]);
        for (name, bytes) in [("a", 1), ("b", 2), ("b", 2), ("c", 3), ("d", 1)] {
            kept.keep(name.into(), state.clone(), &large);
            assert_eq!((kept.files.len(), kept.bytes), (bytes, bytes * large.len()), "{name}");
        }
    }
}
