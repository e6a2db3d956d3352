//! What must hold for every input: properties that the fuzz targets, and the regression test over the seeds, ask for.

pub mod archive;
pub mod check;
pub mod input;
pub mod lexer;
pub mod modules;
pub mod naive;
pub mod resolver;
