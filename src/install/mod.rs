//! Facts that decide whether package managers can install a package, before anything of it is imported.

mod command;
mod programs;
pub mod scripts;
pub mod specs;
mod unknown;

pub use command::ScriptFault;
pub use unknown::calls_unknown_command;
