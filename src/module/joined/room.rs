//! The room that there is for texts in which several modules stand.

use super::super::{read::ReadError, stack::NoRoom};

/// The bytes of modules that are read once more at most, for all entry points together.
const MOST_BYTES: usize = 4 << 20;

/// The bytes that are written between them at most: a name of one letter may stand for a very long one.
const MOST_WRITTEN: usize = 16 << 20;

/// The bytes that one change takes besides its text.
const BYTES_OF_A_CHANGE: usize = 16;

/// The room that is left.
pub struct JoinRoom {
    bytes: usize,
    written: usize,
    /// The bytes of a stack that the system did not give.
    pub refused: Option<usize>,
}

impl Default for JoinRoom {
    fn default() -> Self {
        Self { bytes: MOST_BYTES, written: MOST_WRITTEN, refused: None }
    }
}

impl JoinRoom {
    /// Tells whether there is room for modules of so many bytes, and takes it if so.
    pub fn takes(&mut self, bytes: usize) -> bool {
        let left = self.bytes.checked_sub(bytes);
        self.bytes = left.unwrap_or(self.bytes);
        left.is_some()
    }

    /// Returns what was read, and remembers if the system gave no memory to read it.
    pub(super) fn read<T>(&mut self, read: Result<T, ReadError>) -> Option<T> {
        if let Err(ReadError::NoRoom(NoRoom::Addresses(bytes))) = read {
            self.refused = Some(bytes);
        }
        read.ok()
    }

    /// Tells whether there is room for a change of so many bytes. Once there is none, nothing else gets any.
    pub(super) fn writes(&mut self, bytes: usize) -> bool {
        let left = self.written.checked_sub(bytes.saturating_add(BYTES_OF_A_CHANGE));
        self.written = left.unwrap_or(0);
        left.is_some()
    }
}
