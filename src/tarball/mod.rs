//! Opens a packed package: bytes to a file tree, laid out as npm would.

pub mod hazard;
