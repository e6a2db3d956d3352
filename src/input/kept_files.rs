//! The files of dependencies that this process has read, so that a second check reads none again.

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
    /// The size and the time of the last change of a file.
    file: Option<(u64, Option<SystemTime>)>,
    /// The real place that a link leads to.
    target: Option<PathBuf>,
}

impl DiskState {
    pub fn of(metadata: &Metadata, place: &Path) -> Self {
        Self {
            kind: metadata.file_type(),
            file: metadata.is_file().then(|| (metadata.len(), metadata.modified().ok())),
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
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let kept = kept.get_or_insert_default();
    if kept.bytes.saturating_add(contents.len()) > MOST_BYTES {
        *kept = KeptFiles::default();
    }
    kept.bytes = kept.bytes.saturating_add(contents.len());
    kept.files.insert(place, (state, contents.into()));
}
