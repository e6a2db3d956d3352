//! The dependencies beside a package: the places that they come from, and the verdict on the package with each of them.

mod failure;
mod judge;
mod lockfile;
mod provide;
mod source;

pub(crate) use failure::DepsFailure;
pub(crate) use judge::{DepsVerdict, judge};
pub(crate) use provide::DepsScene;
#[cfg(feature = "napi")]
pub(crate) use provide::provide;
pub(crate) use source::{DepsChoice, DepsSource};
