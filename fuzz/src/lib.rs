//! The properties that must hold for every input; the fuzz targets and the test over the seeds ask for them.

pub mod archive;
pub mod check;
pub mod input;
pub mod lexer;
pub mod modules;
pub mod naive;
pub mod resolver;
