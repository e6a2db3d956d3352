//! The parts of Node's loader that code changes, and what each change may do.

use crate::module::loader::LoaderPowers;

/// The words of which one stands where code changes the loader without the word `require`.
const WORDS: [&str; 7] = [
    "_load",
    "_extensions",
    "_resolveFilename",
    "_findPath",
    "_nodeModulePaths",
    "_compile",
    "registerHooks",
];

/// A part of Node's loader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LoaderPart {
    /// `require.extensions`
    Extensions,
    /// `require.cache`
    Cache,
    /// `module.paths`, which are those of this module only.
    OwnPaths,
    /// `Module._nodeModulePaths`. A member of `Module.globalPaths` changes nothing: Node keeps a copy.
    Paths,
    PathCache,
    /// `module.require`
    OwnRequire,
    /// `Module.prototype._compile`
    Compile,
    /// `Module._load`, `Module._resolveFilename`, `Module.prototype.require`
    Load,
}

impl LoaderPart {
    /// Returns the part that a member of the class `Module` is.
    pub fn of_class(name: &str) -> Option<Self> {
        Some(match name {
            "_extensions" => Self::Extensions,
            "_cache" => Self::Cache,
            "_pathCache" => Self::PathCache,
            "_nodeModulePaths" => Self::Paths,
            "_load" | "_resolveFilename" | "_resolveLookupPaths" | "_findPath" | "require" => Self::Load,
            "_compile" => Self::Compile,
            _ => return None,
        })
    }

    /// Tells whether only requests of the module itself are changed.
    pub fn is_own(self) -> bool {
        matches!(self, Self::OwnPaths | Self::OwnRequire)
    }

    /// The powers of another value in its place.
    pub fn replaced(self) -> LoaderPowers {
        match self {
            Self::Extensions => LoaderPowers::FILES.and(LoaderPowers::CODE),
            Self::Cache | Self::Compile => LoaderPowers::CODE,
            Self::OwnPaths | Self::Paths => LoaderPowers::PACKAGES,
            Self::PathCache | Self::OwnRequire | Self::Load => LoaderPowers::ANYTHING,
        }
    }

    /// The powers of a member that it is given.
    pub fn given(self, key: Option<&str>) -> LoaderPowers {
        match (self, key) {
            (Self::Extensions, Some(".js" | ".json" | ".node")) => LoaderPowers::CODE,
            // Node reads these by itself, but looks for no file that ends so.
            (Self::Extensions, Some(".cjs" | ".mjs")) => LoaderPowers::FILES.and(LoaderPowers::CODE),
            (Self::Extensions, Some(_)) => LoaderPowers::FILES,
            (Self::OwnRequire | Self::Compile | Self::Load, _) => LoaderPowers::NONE,
            _ => self.replaced(),
        }
    }
}

/// Tells whether code may change Node's loader: it has one of the words for that.
pub(super) fn may_change_loader(text: &str) -> bool {
    let has = |word: &&str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    WORDS.iter().any(has) || has(&"extensions")
}

/// Tells whether a program may change Node's loader without the word `require`.
pub(super) fn names_loader(text: &str) -> bool {
    let has = |word: &&str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    WORDS.iter().any(has) && ["module'", "module\"", "module`", "module.constructor"].iter().any(has)
}
