//! The report as people and other programs see it: every function here takes plain data and gives text.

mod causes;
pub mod diff;
pub mod formats;
pub mod names;
mod smoke_issue;
pub mod snippet;
pub mod surface;
pub mod terminal;
pub mod text;
pub mod trace;
mod visible;

pub use smoke_issue::smoke_issue;
