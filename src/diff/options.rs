//! The options of a comparison.

use crate::{
    diff::{allow::AllowedChange, bump::Bump},
    node::{NodeVersion, lines::CalendarDay},
};

/// The options of a comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiffOptions {
    /// The versions of Node that decide; where there are none, those that the older release supports.
    pub nodes: Vec<NodeVersion>,
    pub conditions: Vec<String>,
    /// The bump that will be made, where the version is not bumped yet.
    pub bump: Option<Bump>,
    pub allow: Vec<AllowedChange>,
    /// The day on which the older release was published; without "engines", the lines that were maintained then count,
    /// and where it is not known, those that are maintained as far as packproof knows.
    pub published: Option<CalendarDay>,
}
