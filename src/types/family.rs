//! Modes of TypeScript that find the same files.

use crate::resolve::typescript::TypesMode;

/// Modes whose requests lead to the same files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TypesFamily {
    /// The format of a file decides how its requests are resolved.
    Node,
    Bundler,
    Node10,
}

impl TypesFamily {
    pub fn of(mode: TypesMode) -> Self {
        match mode {
            TypesMode::Bundler => Self::Bundler,
            TypesMode::Node10 => Self::Node10,
            _ => Self::Node,
        }
    }

    pub fn mode(self) -> TypesMode {
        match self {
            Self::Node => TypesMode::Node16Cjs,
            Self::Bundler => TypesMode::Bundler,
            Self::Node10 => TypesMode::Node10,
        }
    }
}
