//! The typed trail of a resolution: each decision, with the place in a package.json that decided it.

use std::fmt;

use crate::resolve::error::PackagePlace;

/// One decision on the way from a specifier to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub kind: StepKind,
    pub at: Option<PackagePlace>,
}

/// The kind of a decision, in the words of Node's algorithms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// The specifier names a module of Node itself.
    Builtin(String),
    /// The specifier is a URL or a relative path.
    Url(String),
    /// PACKAGE_SELF_RESOLVE: the package names itself.
    SelfReference(String),
    /// PACKAGE_RESOLVE: a folder of that name was found.
    Package(String),
    /// A key of "exports" or "imports" is exactly the request.
    Key(String),
    /// A pattern matches; `star` is the text that its `*` stands for.
    Pattern { key: String, star: String },
    /// A condition holds, and its target was taken.
    Condition(String),
    /// A condition holds, but nothing below it does; the next one is tried.
    ConditionWithoutTarget(String),
    /// A target of an array is invalid or absent; the next one is tried.
    Fallback,
    /// The target is `null`, which excludes the request.
    Excluded,
    /// PACKAGE_TARGET_RESOLVE: a target string.
    Target(String),
    /// "main" or an index file.
    LegacyMain(String),
    /// LOAD_AS_FILE and LOAD_INDEX: a file was found by adding to the path.
    Added(String),
}

impl Step {
    /// The name of the algorithm in Node's documentation.
    pub fn algorithm(&self) -> &'static str {
        match self.kind {
            StepKind::Builtin(_) | StepKind::Package(_) => "PACKAGE_RESOLVE",
            StepKind::Url(_) => "ESM_RESOLVE",
            StepKind::SelfReference(_) => "PACKAGE_SELF_RESOLVE",
            StepKind::Key(_) | StepKind::Pattern { .. } => "PACKAGE_IMPORTS_EXPORTS_RESOLVE",
            StepKind::Condition(_)
            | StepKind::ConditionWithoutTarget(_)
            | StepKind::Fallback
            | StepKind::Excluded
            | StepKind::Target(_) => "PACKAGE_TARGET_RESOLVE",
            StepKind::LegacyMain(_) => "LOAD_AS_DIRECTORY",
            StepKind::Added(_) => "LOAD_AS_FILE",
        }
    }
}

impl fmt::Display for StepKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Builtin(name) => write!(f, "{name} is built into Node"),
            Self::Url(path) => write!(f, "relative to the referrer: {path}"),
            Self::SelfReference(name) => write!(f, "\"{name}\" is the package itself"),
            Self::Package(directory) => write!(f, "package found: {directory}"),
            Self::Key(key) => write!(f, "key \"{key}\""),
            Self::Pattern { key, star } => write!(f, "pattern \"{key}\", * = \"{star}\""),
            Self::Condition(condition) => write!(f, "condition \"{condition}\""),
            Self::ConditionWithoutTarget(condition) => {
                write!(f, "condition \"{condition}\" holds, but nothing below it does")
            }
            Self::Fallback => f.write_str("not a target Node can use; the next of the array is tried"),
            Self::Excluded => f.write_str("null: excluded"),
            Self::Target(target) => write!(f, "target \"{target}\""),
            Self::LegacyMain(path) => write!(f, "no \"exports\": {path}"),
            Self::Added(path) => write!(f, "found by adding to the path: {path}"),
        }
    }
}
