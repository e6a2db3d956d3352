//! The modes of TypeScript that consumers have, as features and conditions.

use std::{fmt, str::FromStr};

use crate::resolve::mode::Mode;

/// The kinds of files that a resolution looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TypesPass {
    /// Declarations first, as the compiler does.
    Types,
    /// The file that runs, as with `noDtsResolution`.
    Implementation,
}

/// A setting of `module` and `moduleResolution`, and the format of the importing file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TypesMode {
    /// `"module": "node16"`, from a CommonJS file: `require` of an ES module is refused.
    #[serde(rename = "node16-cjs")]
    Node16Cjs,
    /// `"module": "node16"` or newer, from an ES module.
    #[serde(rename = "node16-esm")]
    Node16Esm,
    /// `"module": "nodenext"` or `"node20"`, from a CommonJS file: ES modules can be required.
    #[serde(rename = "nodenext-cjs")]
    NodeNextCjs,
    /// `"moduleResolution": "bundler"`.
    Bundler,
    /// `"moduleResolution": "node10"`, which TypeScript 7 does not have.
    Node10,
}

/// The modes that find the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TypesReach {
    #[default]
    Mode,
    /// All that import, or all that require.
    Syntax,
    All,
}

/// The features of a resolution.
#[derive(Clone, Copy, Debug)]
pub(super) struct Features {
    pub imports: bool,
    /// "exports" is read, also for a package's own name.
    pub exports: bool,
    /// Paths are taken as they stand, but for the extension.
    pub esm: bool,
}

impl TypesMode {
    /// Those that are asked by default.
    pub const DEFAULT: [Self; 4] = [Self::Node16Cjs, Self::Node16Esm, Self::NodeNextCjs, Self::Bundler];
    pub const ALL: [Self; 5] =
        [Self::Node16Cjs, Self::Node16Esm, Self::NodeNextCjs, Self::Bundler, Self::Node10];

    pub fn name(self) -> &'static str {
        match self {
            Self::Node16Cjs => "node16-cjs",
            Self::Node16Esm => "node16-esm",
            Self::NodeNextCjs => "nodenext-cjs",
            Self::Bundler => "bundler",
            Self::Node10 => "node10",
        }
    }

    /// The syntax that the consumer's file has in the end.
    pub fn syntax(self) -> Mode {
        match self {
            Self::Node16Esm | Self::Bundler => Mode::Import,
            Self::Node16Cjs | Self::NodeNextCjs | Self::Node10 => Mode::Require,
        }
    }

    /// Tells whether the format of a file decides what an import of it is.
    pub fn is_node(self) -> bool {
        matches!(self, Self::Node16Cjs | Self::Node16Esm | Self::NodeNextCjs)
    }

    /// Tells whether each package is found as in another mode. The two differ in what may be required then.
    fn finds_as(self, other: Self) -> bool {
        let alike = [Self::Node16Cjs, Self::NodeNextCjs];
        self == other || (alike.contains(&self) && alike.contains(&other))
    }

    /// Tells whether another mode, which finds something, tells what this one finds.
    pub fn finds_by(self, other: Self, reach: TypesReach) -> bool {
        let reads_exports = self != Self::Node10 && other != Self::Node10;
        let is_reached = match reach {
            TypesReach::Mode => false,
            TypesReach::Syntax => self.syntax() == other.syntax(),
            TypesReach::All => true,
        };
        self.finds_as(other) || (reads_exports && is_reached)
    }

    /// `getConditions` and `getNodeResolutionFeatures`
    pub(super) fn profile(self, syntax: Mode, pass: TypesPass) -> (Features, &'static [&'static str]) {
        let is_import = syntax == Mode::Import;
        let features = match self {
            Self::Node10 => Features { imports: false, exports: false, esm: false },
            Self::Bundler => Features { imports: true, exports: true, esm: false },
            _ => Features { imports: true, exports: true, esm: is_import },
        };
        let conditions: &'static [&'static str] = match (self, is_import, pass) {
            (Self::Node10, ..) => &[],
            (Self::Bundler, true, TypesPass::Types) => &["import", "types"],
            (Self::Bundler, true, TypesPass::Implementation) => &["import"],
            (Self::Bundler, false, TypesPass::Types) => &["require", "types"],
            (Self::Bundler, false, TypesPass::Implementation) => &["require"],
            (_, true, TypesPass::Types) => &["import", "types", "node"],
            (_, true, TypesPass::Implementation) => &["import", "node"],
            (_, false, TypesPass::Types) => &["require", "types", "node"],
            (_, false, TypesPass::Implementation) => &["require", "node"],
        };
        (features, conditions)
    }
}

impl fmt::Display for TypesMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A word that names no mode of TypeScript.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no mode of TypeScript: node16-cjs, node16-esm, nodenext-cjs, bundler or node10")]
pub struct InvalidTypesMode(String);

impl FromStr for TypesMode {
    type Err = InvalidTypesMode;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let named = Self::ALL.into_iter().find(|mode| mode.name() == name);
        named.ok_or_else(|| InvalidTypesMode(name.to_owned()))
    }
}
