//! The things of which something known became unknown: a loop runs again as long as these are older than the loop.

use super::values::{CellId, FrameId};

/// The oldest of these objects, and the oldest call with such a variable.
#[derive(Clone, Copy)]
pub(super) struct Changes {
    cell: CellId,
    frame: FrameId,
}

impl Changes {
    pub const NONE: Self = Self { cell: CellId::MAX, frame: FrameId::MAX };

    pub fn note_cell(&mut self, id: CellId) {
        self.cell = self.cell.min(id);
    }

    pub fn note_frame(&mut self, id: FrameId) {
        self.frame = self.frame.min(id);
    }

    pub fn join(&mut self, other: Self) {
        self.note_cell(other.cell);
        self.note_frame(other.frame);
    }

    /// Tells whether something changed that was there when so many objects and calls were made.
    pub fn is_older_than(self, cells: usize, frames: usize) -> bool {
        self.cell < cells || self.frame < frames
    }
}
