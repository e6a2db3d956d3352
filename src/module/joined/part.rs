//! The modules that are joined, and the ways between them.

use crate::hash::HashMap;

/// One of the modules that are joined.
pub struct JoinPart<'s> {
    pub source: &'s [u8],
    pub links: JoinLinks<'s>,
}

impl JoinPart<'_> {
    pub(super) fn is_es(&self) -> bool {
        matches!(self.links, JoinLinks::Imports(_))
    }
}

/// The ways from one part to others.
pub enum JoinLinks<'s> {
    Imports(ImportLinks<'s>),
    /// The calls of `require` in a CommonJS module: for the offset at which each begins the number of the other part.
    Requires(HashMap<u32, usize>),
}

/// The ways from an ES module to others.
#[derive(Default)]
pub struct ImportLinks<'s> {
    /// The names that it imports of ES modules: for each name here the number of the other part, and the name there.
    pub names: HashMap<&'s str, (usize, &'s str)>,
    /// The CommonJS modules that it imports, for the offset of each specifier.
    pub commonjs: HashMap<u32, CommonJsLink>,
}

/// A CommonJS module that an ES module imports.
pub struct CommonJsLink {
    /// The number of its part.
    pub part: usize,
    /// The names of its namespace object, where the ES module takes that.
    pub names: Vec<String>,
}
