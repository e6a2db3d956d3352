//! The stages of a source module on its way, and the evidence for its outputs.

use serde::Serialize;

/// The stage at which a source module is lost or arrives, in the order of the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Imported, but not in the source tree.
    Missing,
    /// Imported by a name that differs from the file's by case.
    CaseDiffers,
    /// No step of the build takes it.
    NotCompiled,
    /// A later step writes something else to the same place.
    Overwritten,
    /// It is built, but its output is not in the tarball.
    NotPacked,
    /// It is packed, but reached from no export.
    Unreachable,
    /// Only entry points that do not import reach it.
    Broken,
    /// Consumers get to it.
    Importable,
}

/// The evidence for the outputs of a source, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mapping {
    /// The project says so: `--map`, or `"packproof": { "trace": … }` in package.json.
    Configured,
    /// A step of the build script says so.
    Declared,
    /// A packed source map says so.
    SourceMap,
    /// It is packed as it is.
    Verbatim,
    /// Equal names, or equal exported names, suggest it.
    Inferred,
    /// Nothing says anything.
    Unknown,
}

impl Stage {
    /// All stages, in the order of the way.
    pub const ALL: [Self; 8] = [
        Self::Missing,
        Self::CaseDiffers,
        Self::NotCompiled,
        Self::Overwritten,
        Self::NotPacked,
        Self::Unreachable,
        Self::Broken,
        Self::Importable,
    ];

    /// The stage in words, said of a module.
    pub fn title(self) -> &'static str {
        match self {
            Self::Missing => "imported, but not in the source tree",
            Self::CaseDiffers => "imported by a name of another case",
            Self::NotCompiled => "not compiled",
            Self::Overwritten => "overwritten",
            Self::NotPacked => "compiled, not packed",
            Self::Unreachable => "packed, reachable from no export",
            Self::Broken => "reachable only from entry points that do not import",
            Self::Importable => "importable",
        }
    }

    /// A module of this stage is imported, but not in the source tree by that name.
    pub fn is_absent(self) -> bool {
        matches!(self, Self::Missing | Self::CaseDiffers)
    }

    /// A module of this stage is lost. One that no export reaches may well be meant for the package alone.
    pub fn is_wrong(self) -> bool {
        !matches!(self, Self::Unreachable | Self::Importable)
    }
}
