//! Archive entries that install differently from how they are packed.

/// An archive entry that installs differently from how it is packed, or that readers disagree about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hazard {
    pub kind: HazardKind,
    /// The name as the archive gives it.
    pub entry: String,
    pub message: String,
}

/// The kinds of hazard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HazardKind {
    DuplicateEntry,
}
