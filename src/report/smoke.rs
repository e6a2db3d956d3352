//! The verdict of real Node on the entry points, beside the static one, as `packproof smoke` and `smoke()` show it.

mod build;
mod compare;
mod compared;
mod ending;
mod failed;
mod reason;
mod scripts;

use std::str::FromStr;

use serde::Serialize;

pub use build::{SmokeQuestion, asked, build};
pub use compared::Scene;
pub use ending::{Ending, EndingFields};
pub use reason::Reason;
pub use scripts::{ForecastStatus, ScriptForecast, ScriptOutcome, ScriptRun, compare_scripts};

use crate::{
    entry_points::EntryKind,
    report::{EntryPointReport, ErrorReport, OutcomeReport, PackageReport, Status},
    resolve::Mode,
};

/// The verdicts side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SmokeReport {
    pub schema: u32,
    pub package: PackageReport,
    /// The full versions of Node that were asked.
    pub node: Vec<String>,
    /// Node loads all that it is meant to load, and all of it could be judged.
    pub ok: bool,
    /// The barriers that held the package's code, for each Node that was asked.
    pub containment: Vec<HeldBy>,
    pub dependencies: Dependencies,
    /// The scripts that run at installation; the package's own ones also where they were not asked.
    pub scripts: Vec<ScriptRun>,
    pub entry_points: Vec<SmokeEntry>,
    /// The caller's own scripts and statements.
    pub runs: Vec<OwnRun>,
    /// A report in Markdown for packproof's issue tracker, where the static verdict was wrong.
    pub issue: Option<String>,
    pub summary: SmokeSummary,
}

/// The barriers that held the package's code, with one Node.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HeldBy {
    /// Its full version.
    pub node: String,
    /// Node's own permission model.
    pub permissions: bool,
    /// Landlock, of Linux.
    pub landlock: bool,
    /// seccomp, of Linux.
    pub seccomp: bool,
    /// The system ends each process with packproof, however that ends.
    pub ends_with_packproof: bool,
}

/// The way in which the dependencies were provided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Deps {
    /// Installed by a package manager.
    #[default]
    Install,
    /// Those that the project has installed.
    Link,
    /// Not at all.
    None,
}

impl Deps {
    pub const ALL: [Self; 3] = [Self::Install, Self::Link, Self::None];

    pub fn name(self) -> &'static str {
        match self {
            Self::Install => "install",
            Self::Link => "link",
            Self::None => "none",
        }
    }
}

impl FromStr for Deps {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|deps| deps.name() == name).ok_or(())
    }
}

/// The dependencies that the package found beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Dependencies {
    pub mode: Deps,
    /// The package manager that installed them, with its version.
    pub manager: Option<String>,
    /// The number of packages beside this one.
    pub installed: usize,
    /// Peers that a consumer may leave out were installed, too.
    pub optional_peers: bool,
    /// The dependencies that the project does not have as they are declared.
    pub unmet: Vec<Unmet>,
}

/// A declared dependency that is not there, or in another version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Unmet {
    pub name: String,
    pub range: String,
    /// The version that is there.
    pub found: Option<String>,
    /// The package that declares it; none for the one that is judged.
    pub by: Option<String>,
}

/// A subpath or bin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SmokeEntry {
    pub subpath: String,
    pub specifier: String,
    pub kind: EntryKind,
    pub pattern: Option<String>,
    /// One for each mode and version.
    pub outcomes: Vec<SmokeOutcome>,
}

/// Both verdicts on an entry point in one mode, for one version of Node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SmokeOutcome {
    pub mode: Mode,
    pub version: String,
    #[serde(rename = "static")]
    pub expected: StaticVerdict,
    pub node: NodeVerdict,
    /// The two verdicts are the same; unknown where Node was not asked or could not say.
    pub agrees: Option<bool>,
    /// The reason why they differ, or why Node could not say.
    pub reason: Option<Reason>,
    /// The reason in words.
    pub explanation: Option<String>,
    /// The optional package that Node did not find.
    #[serde(skip)]
    pub needs: Option<String>,
}

/// The verdict of `check`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StaticVerdict {
    pub status: Status,
    pub target: Option<String>,
    pub format: Option<String>,
    pub exports: Vec<String>,
    pub exports_complete: bool,
    pub errors: Vec<ErrorReport>,
}

/// The verdict of Node.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NodeVerdict {
    pub status: NodeStatus,
    /// The names that are really there, sorted.
    pub exports: Vec<String>,
    pub error: Option<NodeError>,
    /// The runs of a bin, one for each way to call it.
    pub runs: Vec<BinRun>,
}

/// The verdict of Node in a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NodeStatus {
    Ok,
    Broken,
    /// It was asked and could not say.
    Unknown,
    /// The package does not offer it in this mode.
    #[default]
    NotAsked,
}

/// The error that was thrown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NodeError {
    /// Node's code, or the name of the error where it has none.
    pub code: String,
    pub message: String,
    /// Without the place of the temporary folder.
    pub stack: String,
    /// The act that it was kept from, in words.
    #[serde(skip)]
    pub denied: Option<String>,
}

/// One call of a bin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BinRun {
    pub argument: &'static str,
    #[serde(flatten)]
    pub ending: Ending,
    /// It printed something.
    pub prints: bool,
    /// The end of what it printed.
    pub output: String,
}

/// A script or statement of the caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OwnRun {
    pub source: String,
    pub version: String,
    pub ok: bool,
    #[serde(flatten)]
    pub ending: Ending,
    /// The end of what it printed.
    pub output: String,
}

/// Codes of what ends a process without an error of JavaScript.
pub mod code {
    pub const TIME_OUT: &str = "TIME_OUT";
    pub const OUT_OF_MEMORY: &str = "OUT_OF_MEMORY";
    /// The code ends the process itself.
    pub const EXIT: &str = "EXIT";
    /// It waits for what never comes, and nothing is left to do.
    pub const NEVER: &str = "NEVER";
    /// A bin ends with a status that is not 0.
    pub const STATUS: &str = "STATUS";
    /// A bin ends well and says nothing.
    pub const SILENT: &str = "SILENT";
    /// Node itself fails, as by a segmentation fault.
    pub const CRASH: &str = "CRASH";
    pub const KILLED: &str = "KILLED";
    /// A dependency is not fetched, so nothing is run.
    pub const REFUSED: &str = "DEPENDENCY_REFUSED";
    /// The answer is longer than is read.
    pub const LONG_ANSWER: &str = "ANSWER_TOO_LONG";
}

/// The figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SmokeSummary {
    pub entry_points: usize,
    /// Entry points that every Node loads in each mode that it was asked for.
    pub loaded: usize,
    /// Entry points that could not be asked for because an optional package is not installed.
    pub optional: usize,
    /// Entry points that some Node cannot load in a mode that they are meant for.
    pub broken: usize,
    /// Entry points that could not be judged, and might be by asking otherwise.
    pub unknown: usize,
    /// Verdicts that differ.
    pub disagreements: usize,
    /// Scripts and statements of the caller that fail.
    pub failed_runs: usize,
    /// Scripts that end the installation.
    pub failed_scripts: usize,
    /// Scripts that could not be judged, and might be by asking otherwise.
    pub unknown_scripts: usize,
}

impl SmokeOutcome {
    /// Tells whether people must look at it: Node fails or cannot say, or the two verdicts differ.
    pub fn is_remarkable(&self) -> bool {
        matches!(self.node.status, NodeStatus::Broken | NodeStatus::Unknown) || self.agrees == Some(false)
    }
}

impl SmokeEntry {
    /// Tells whether some Node cannot load it.
    pub fn is_broken(&self) -> bool {
        self.outcomes.iter().any(|outcome| outcome.node.status == NodeStatus::Broken)
    }

    /// Tells whether Node loads it wherever it was asked.
    pub fn is_loaded(&self) -> bool {
        let mut asked =
            self.outcomes.iter().map(|outcome| outcome.node.status).filter(|s| *s != NodeStatus::NotAsked);
        asked.clone().next().is_some() && asked.all(|status| status == NodeStatus::Ok)
    }

    /// Tells whether nothing but an optional package that is not there keeps it from being judged.
    pub fn lacks_optional(&self) -> bool {
        let lacks = self.outcomes.iter().any(|outcome| outcome.reason == Some(Reason::OptionalDependency));
        lacks && !self.is_broken() && !self.is_unjudged()
    }

    /// Tells whether another way of asking would give a verdict that is missing here.
    pub fn is_unjudged(&self) -> bool {
        self.outcomes.iter().any(|outcome| match outcome.node.status {
            NodeStatus::Unknown => outcome.reason != Some(Reason::OptionalDependency),
            // A package can give this answer itself: it proves nothing.
            _ => outcome.reason == Some(Reason::Contradicted),
        })
    }

    fn new(entry: &EntryPointReport) -> Self {
        Self {
            subpath: entry.subpath.clone(),
            specifier: entry.specifier.clone(),
            kind: entry.kind,
            pattern: entry.pattern.clone(),
            outcomes: Vec::new(),
        }
    }
}

impl From<&OutcomeReport> for StaticVerdict {
    fn from(outcome: &OutcomeReport) -> Self {
        Self {
            status: outcome.status,
            target: outcome.target.clone(),
            format: outcome.format.clone(),
            exports: outcome.exports.clone(),
            exports_complete: outcome.exports_complete,
            errors: outcome.errors.clone(),
        }
    }
}
