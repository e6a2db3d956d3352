//! The sentences of a trace: the reasons why modules are lost, and why parts of a build are not read.

mod fixes;
mod meant;
mod phrases;
mod reasons;
mod unread;

pub(super) use fixes::{besides, changes, effect, replacement};
pub(super) use meant::meant;
pub(crate) use phrases::listed;
pub(super) use reasons::{broken_together, cut_off, kept_out, reason};
pub(super) use unread::unread;
