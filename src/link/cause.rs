//! One cause of a broken entry point.

use crate::{link::fault::Fault, path::PackagePath};

/// A fault, and the imports that lead to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkCause {
    pub fault: Fault,
    /// The files from the entry point's to the one with the fault.
    pub chain: Vec<PackagePath>,
    /// True if the fault lies in the mode in which the entry point is asked for, so that another mode does
    /// not have it.
    pub is_entry: bool,
}
