//! packproof proves that a packed npm package can be imported by the people who install it.

pub mod files;
pub mod json;
pub mod manifest;
pub mod node;
pub mod package;
pub mod path;
pub mod resolve;
pub mod tarball;
pub mod text;
