//! The questions that are asked of a disk; only the room for input answers them.

use std::fmt::Debug;

/// A disk below one folder, `""`. Paths are relative to it, and separated by `/`.
pub trait InstalledDisk: Debug + Send + Sync {
    /// Tells what stands at a path, without following a link at its end.
    fn look(&self, path: &str) -> DiskEntry;

    /// Reads a file of at most this many bytes; `None` if that does not work.
    fn read(&self, path: &str, bytes: u64) -> Option<Vec<u8>>;

    /// Tells whether all that was looked at is as it was.
    fn is_current(&self) -> bool {
        true
    }
}

/// The kind of thing at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiskEntry {
    Nothing,
    Directory,
    /// A file of so many bytes.
    File(u64),
    /// A link, with the real path that it leads to; `None` if that is outside.
    Link(Option<String>),
    /// A thing that cannot be looked at, or is no file.
    Unknown,
}
