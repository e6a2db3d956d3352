//! The answer of TypeScript about an entry point in one mode, with its faults.

use std::sync::Arc;

use crate::{
    path::PackagePath,
    resolve::{error::PackagePlace, typescript::TypesMode},
    types::{
        kind::{ModuleKind, is_typescript},
        meaning::TypesNames,
    },
};

/// An entry point, and what TypeScript makes of it in each mode.
#[derive(Clone, Debug)]
pub struct TypedEntry {
    /// Its index among the entry points.
    pub entry: usize,
    pub subpath: String,
    pub specifier: String,
    pub outcomes: Vec<TypesOutcome>,
}

/// The outcome of one mode.
#[derive(Clone, Debug)]
pub struct TypesOutcome {
    pub mode: TypesMode,
    /// The file that the compiler takes; JavaScript where there are no declarations.
    pub target: Option<PackagePath>,
    /// The file that TypeScript takes for the one that runs.
    pub implementation: Option<PackagePath>,
    /// It was found under a later condition, after one that came to nothing.
    pub fell_back: bool,
    /// It was found behind a `null`, where TypeScript 6 and newer stop.
    pub is_past_null: bool,
    pub format: Option<ModuleKind>,
    /// The declarations are no module: there is no name to import.
    pub is_script: bool,
    pub names: Arc<TypesNames>,
    pub problems: Vec<TypesProblem>,
}

/// A fault of declarations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypesProblem {
    pub kind: TypesProblemKind,
    pub message: String,
    pub at: Option<PackagePlace>,
    /// The names that it is about.
    pub names: Vec<String>,
    /// It is certain, and hurts most of those who use the entry point.
    pub is_grave: bool,
    /// It is no finding here: a rule about Node reports the same cause, or nobody misses anything.
    pub is_told: bool,
    pub help: Option<String>,
}

/// The kinds of faults; the first ones have the names that "Are The Types Wrong?" gave them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TypesProblemKind {
    NoResolution,
    UntypedResolution,
    CjsResolvesToEsm,
    FalseCjs,
    FalseEsm,
    FallbackCondition,
    CjsOnlyExportsDefault,
    InternalResolutionError,
    NamedExports,
    FalseExportDefault,
    MissingExportEquals,
    UnexpectedModuleSyntax,
    DeclaredNotExported,
    MissingDeclaredName,
    UnreadDeclarations,
    UntypedImport,
    MissingTypes,
    ConflictingGlobals,
    UndeclaredExport,
    DifferentBuilds,
}

impl TypesProblemKind {
    /// Tells whether it breaks no import: what an old setting makes of every ES module, or less than the whole truth.
    pub fn is_fact(self) -> bool {
        matches!(
            self,
            Self::CjsResolvesToEsm
                | Self::MissingExportEquals
                | Self::UndeclaredExport
                | Self::DifferentBuilds
        )
    }

    /// The name of its rule.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoResolution => "no-resolution",
            Self::UntypedResolution => "untyped-resolution",
            Self::CjsResolvesToEsm => "cjs-resolves-to-esm",
            Self::FalseCjs => "false-cjs",
            Self::FalseEsm => "false-esm",
            Self::FallbackCondition => "fallback-condition",
            Self::CjsOnlyExportsDefault => "cjs-only-exports-default",
            Self::InternalResolutionError => "internal-resolution-error",
            Self::NamedExports => "named-exports",
            Self::FalseExportDefault => "false-export-default",
            Self::MissingExportEquals => "missing-export-equals",
            Self::UnexpectedModuleSyntax => "unexpected-module-syntax",
            Self::DeclaredNotExported => "declared-not-exported",
            Self::MissingDeclaredName => "missing-declared-name",
            Self::UnreadDeclarations => "unread-declarations",
            Self::UntypedImport => "untyped-import",
            Self::MissingTypes => "missing-types",
            Self::ConflictingGlobals => "conflicting-globals",
            Self::UndeclaredExport => "undeclared-export",
            Self::DifferentBuilds => "different-builds",
        }
    }
}

impl TypesOutcome {
    /// Tells whether the file is TypeScript's own.
    pub fn is_typed(&self) -> bool {
        self.target.as_ref().is_some_and(is_typescript)
    }
}
