//! The exit status of the program.

/// Nothing is wrong.
pub(super) const OK: u8 = 0;
/// Something is wrong with the package.
pub(super) const WRONG: u8 = 1;
/// It could not be checked.
pub(super) const FAILED: u8 = 2;
