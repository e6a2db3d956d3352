//! packproof proves that a packed npm package can be imported by the people who install it.

pub mod files;
pub mod node;
pub mod path;
pub mod tarball;
pub mod text;
