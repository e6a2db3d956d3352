//! The report: plain data, as machines and people get to see it.

mod build;
pub mod help;
mod installable;
mod lacking;
pub mod listing;
pub mod names;
mod position;
pub mod resolution;
pub mod several;
pub mod smoke;
pub mod statements;
pub mod trace;
pub mod types;
pub use build::{cause_report, entry_points, package_report, unresolved};
pub use installable::{InstallProblemReport, InstallableReport, installable};
pub use lacking::InsteadOfModules;
pub use position::at;

use std::{fmt, sync::Arc};

use serde::{Serialize, Serializer};

use crate::{
    beside::BesidePackage,
    diagnostic::Severity,
    entry_points::EntryKind,
    options::ShownSuggestions,
    packed::{Hashes, Packed},
    path::PackagePath,
    resolve::{Mode, typescript::TypesMode},
    types::TypesProblemKind,
};

/// The verdict on a package. Its JSON form is a fixed contract, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    pub schema: u32,
    pub package: PackageReport,
    /// The versions of Node that decide.
    pub node: Vec<String>,
    /// Nothing is wrong: with `strict`, not even a warning. Suggestions do not count.
    pub ok: bool,
    /// Warnings make it not `ok`.
    #[serde(skip)]
    pub strict: bool,
    /// The place that suggestions have in texts for people.
    #[serde(skip)]
    pub suggestions: ShownSuggestions,
    pub entry_points: Arc<Vec<EntryPointReport>>,
    /// The reasons in package.json that keep somebody from installing the package.
    pub installable: InstallableReport,
    pub findings: Vec<Finding>,
    pub summary: Summary,
    /// The content of the package, where nothing can be imported.
    #[serde(skip)]
    pub instead: Option<InsteadOfModules>,
    /// Types were looked for, and the package, which can be imported, has none.
    #[serde(skip)]
    pub is_untyped: bool,
}

/// Name, version and sizes of the package, and the hashes of its tarball.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PackageReport {
    pub name: Option<String>,
    pub version: Option<String>,
    /// The number of files that npm lays out.
    pub files: usize,
    /// The size of the tarball in bytes.
    pub packed_bytes: u64,
    /// The size of the files in bytes.
    pub unpacked_bytes: u64,
    /// `integrity` and `shasum` of the tarball, as npm computes them; empty where there is none.
    #[serde(flatten, serialize_with = "hashes")]
    pub packed: Option<Arc<Packed>>,
}

fn hashes<S: Serializer>(packed: &Option<Arc<Packed>>, serializer: S) -> Result<S::Ok, S::Error> {
    match packed {
        Some(packed) => packed.serialize(serializer),
        None => Hashes::default().serialize(serializer),
    }
}

/// A subpath or bin, and what Node makes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EntryPointReport {
    pub subpath: String,
    pub specifier: String,
    pub kind: EntryKind,
    pub pattern: Option<String>,
    /// Equal results are one outcome with several modes and versions.
    pub outcomes: Vec<OutcomeReport>,
    /// The view of TypeScript in each of its modes; none where the package has no types.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<TypesReport>,
}

/// An entry point as TypeScript sees it in one mode.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TypesReport {
    pub mode: TypesMode,
    pub status: TypesStatus,
    /// The packed file that the compiler takes.
    pub target: Option<PackagePath>,
    /// The format of that file, as TypeScript tells it.
    pub format: Option<&'static str>,
    /// The declared values, sorted.
    pub names: Vec<String>,
    /// The declared names that are types only, sorted.
    pub type_names: Vec<String>,
    /// `names` and `typeNames` are all there are.
    pub complete: bool,
    pub problems: Vec<TypesProblemReport>,
}

/// The outcome in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TypesStatus {
    /// There are declarations, and nothing is wrong with them.
    Ok,
    /// There are declarations, and something is wrong with them.
    Wrong,
    /// TypeScript finds JavaScript only, or nothing.
    Untyped,
}

/// A fault of declarations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TypesProblemReport {
    pub kind: TypesProblemKind,
    pub message: String,
    pub at: Option<At>,
    pub names: Vec<String>,
    /// It is reported by another rule, or nobody misses anything.
    #[serde(skip)]
    pub is_told: bool,
}

impl TypesProblemReport {
    /// Tells whether it breaks no import, or is told elsewhere.
    pub fn is_fact(&self) -> bool {
        self.is_told || self.kind.is_fact()
    }
}

/// The outcome of an entry point, in some modes and versions of Node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OutcomeReport {
    pub modes: Vec<Mode>,
    pub node: Vec<String>,
    pub status: Status,
    /// The packed file it leads to.
    pub target: Option<String>,
    /// Node's name of the file's format.
    pub format: Option<String>,
    /// The names that can be imported, sorted.
    pub exports: Vec<String>,
    /// `exports` is all there is; it is not where names come from outside the package.
    pub exports_complete: bool,
    /// Every root cause.
    pub errors: Vec<ErrorReport>,
    /// The places that the dependencies come from, where several are judged.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deps: Vec<String>,
    /// The package offers this entry point to these modes; if not, a failure is no fault.
    #[serde(skip)]
    pub is_meant: bool,
}

/// The outcome in a word: Node can load the entry point or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Ok,
    Broken,
}

/// The reason why Node cannot load an entry point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ErrorReport {
    /// Node's code, or the name of the error where it has none.
    pub code: String,
    pub message: String,
    /// The path, package or exported name that is missing.
    pub missing: Option<String>,
    pub at: Option<At>,
    /// The imports that lead there, from the entry point's file on.
    pub chain: Vec<String>,
    /// The other package that the fault lies in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub package: Option<BesidePackage>,
    /// The advice, where no finding has it.
    #[serde(skip)]
    pub help: Option<String>,
}

/// A range in a file of the package; lines and columns start at 1, columns count UTF-16 code units.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct At {
    pub file: String,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// A finding of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    pub rule: &'static str,
    pub severity: Severity,
    pub message: String,
    pub help: Option<String>,
    pub at: Option<At>,
    /// The other places of the same cause.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<At>,
    pub entry_points: Vec<String>,
    pub modes: Vec<Mode>,
    /// The entry points and bins from which what fails later can be reached.
    pub reached_from: Vec<String>,
    /// The places that the dependencies come from, where several are judged and not all have the finding.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deps: Vec<String>,
}

impl Finding {
    /// Tells whether it is about what is loaded later, and no entry point or bin leads there.
    pub fn is_out_of_reach(&self) -> bool {
        self.severity == Severity::Warning
            && self.rule.starts_with("deferred-")
            && self.reached_from.is_empty()
    }
}

impl Report {
    /// Tells whether an entry point works only if an install script makes what it needs.
    pub fn awaits_installation(&self, entry: &EntryPointReport) -> bool {
        let mut made = self.findings.iter().filter(|finding| finding.rule == "made-at-installation");
        made.any(|finding| finding.reached_from.contains(&entry.subpath))
    }

    /// The finding about a place in a module, whatever it breaks.
    pub fn finding_at(&self, at: &At) -> Option<&Finding> {
        let mut findings = self.findings.iter().filter(|finding| finding.at.as_ref() == Some(at));
        findings.next().filter(|_| !at.file.ends_with("package.json"))
    }
}

/// The figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    pub entry_points: usize,
    pub broken: usize,
    pub errors: usize,
    pub warnings: usize,
    pub suggestions: usize,
}
