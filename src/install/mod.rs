//! Facts that decide whether package managers can install a package, before anything of it is imported.

mod addon_sources;
mod arguments;
pub mod bins;
pub mod bundled;
mod called;
mod command;
pub mod engines;
pub mod identity;
mod list_run;
mod lists;
pub mod managers;
mod no_text;
mod node_call;
mod node_scripts;
mod outcome;
mod overruled;
pub mod peers;
pub mod platforms;
mod programs;
pub mod scripts;
mod shells;
pub mod specs;
mod steps;
mod tested;
mod unknown;

pub use outcome::{RunOutcome, ScriptFault};
pub use programs::{commands_of, package_of};
pub use unknown::calls_unknown_command;
