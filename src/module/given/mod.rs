//! The value that a CommonJS module gives to those who `require` it, and the kinds of what a module exports, as far as its
//! text tells: its code is followed from the top, as Node runs it, and values are followed by the objects that hold them.
//!
//! Code that certainly runs is told apart from code that may run: branches that no guard decides, and functions that are
//! called later. An object that is handed to code that is not followed is open: it may have members that are not seen.

mod assignments;
mod calls;
mod expressions;
mod guards;
mod helper;
mod helpers;
mod inlined;
mod objects;
mod parameters;
mod properties;
mod read;
mod runner;
mod shape;
mod statements;
#[cfg(test)]
mod tests;
mod told;
mod values;

pub use properties::OF_EVERY_OBJECT;
pub use read::{es_shapes, given_exports};
pub use shape::{Parameters, ValueShape};
pub use told::{GivenExports, GivenMember, GivenSpread, OtherExport};
