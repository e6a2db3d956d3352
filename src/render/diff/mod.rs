//! A comparison of two releases as people and machines see it.

mod github;
mod groups;
mod junit;
mod markdown;
mod sarif;
mod sections;
mod target;
mod text;

pub use github::github;
pub use junit::junit;
pub use markdown::markdown;
pub use sarif::sarif;
pub use sections::verdict as sentence;
pub use target::ComparedTarget;
pub use text::text;
