//! The answer of one version of Node about a subpath in one mode, as a consumer gets it.

use crate::{
    report::{EntryPointReport, ErrorReport, OutcomeReport, Status},
    resolve::Mode,
};

/// A subpath as a consumer finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offered {
    /// Nothing that could be loaded.
    Nothing,
    /// A file that Node does not load: a style, an image, a source.
    Asset,
    /// JSON, which `import` loads with an attribute only.
    Data,
    /// A module.
    Module,
}

impl Offered {
    pub fn of(outcome: Option<&OutcomeReport>) -> Self {
        let Some(outcome) = outcome else { return Self::Nothing };
        let is_json = outcome.format.as_deref() == Some("json");
        match (outcome.status, outcome.target.is_some()) {
            (Status::Ok, _) if is_json => Self::Data,
            (Status::Ok, _) => Self::Module,
            (Status::Broken, true) if is_json && outcome.errors.iter().all(lacks_attribute) => Self::Data,
            (Status::Broken, true) if is_declaration(outcome) => Self::Nothing, // Only compilers ask for it.
            (Status::Broken, true) if !outcome.is_meant && is_no_module(outcome) => Self::Asset,
            (Status::Broken, _) => Self::Nothing,
        }
    }
}

fn lacks_attribute(error: &ErrorReport) -> bool {
    error.code.ends_with("_MISSING")
}

fn is_declaration(outcome: &OutcomeReport) -> bool {
    let target = outcome.target.as_deref().unwrap_or_default();
    [".d.ts", ".d.mts", ".d.cts"].iter().any(|ending| target.ends_with(ending))
}

/// Tells whether the file is none that Node knows by its name.
fn is_no_module(outcome: &OutcomeReport) -> bool {
    let target = outcome.target.as_deref().unwrap_or_default();
    let name = target.rsplit('/').next().unwrap_or_default();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    !matches!(ending, "" | "js" | "mjs" | "cjs" | "json" | "node" | "wasm")
}

/// The outcome of an entry point in one mode and one version of Node.
pub fn outcome<'r>(entry: &'r EntryPointReport, mode: Mode, node: &str) -> Option<&'r OutcomeReport> {
    let is_asked = |outcome: &&OutcomeReport| {
        outcome.modes.contains(&mode) && outcome.node.iter().any(|other| other == node)
    };
    entry.outcomes.iter().find(is_asked)
}

/// The names of an outcome that consumers can mean. What Node adds to every CommonJS module is none of them.
pub fn names(outcome: &OutcomeReport) -> impl Iterator<Item = &str> {
    let is_commonjs = outcome.format.as_deref() == Some("commonjs");
    let is_added = move |name: &&str| is_commonjs && matches!(*name, "module.exports" | "__esModule");
    outcome.exports.iter().map(String::as_str).filter(move |name| !is_added(name))
}
