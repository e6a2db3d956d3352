//! The modules that are joined, and the ways between them.

use crate::hash::HashMap;

/// One of the modules that are joined.
pub struct JoinPart<'s> {
    pub source: &'s [u8],
    pub links: JoinLinks<'s>,
}

/// The ways from one part to others.
pub enum JoinLinks<'s> {
    /// The names that an ES module imports: for each name here the number of the other part, and the name there.
    Imports(HashMap<&'s str, (usize, &'s str)>),
    /// The calls of `require` in a CommonJS module: for the offset at which each begins the number of the other part.
    Requires(HashMap<u32, usize>),
}
