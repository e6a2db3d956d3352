//! The dependencies beside a package: the places that they come from, and the verdict on the package with each of them.

mod failure;
mod filled_room;
mod floors;
mod judge;
mod lockfile;
mod lowest;
mod provide;
mod scene;
mod search;
mod source;
mod true_range;

pub(crate) use failure::DepsFailure;
pub(crate) use judge::{DepsVerdict, judge};
#[cfg(feature = "napi")]
pub(crate) use provide::provide;
pub(crate) use scene::DepsScene;
pub(crate) use source::{DepsChoice, DepsSource};
