//! What a rule has found: what is wrong, where, whom it breaks, and what to do.

use std::collections::BTreeSet;

use crate::{
    hash::HashMap,
    resolve::{Mode, error::Place},
};

/// How bad a finding is: an error fails the check, a warning does so with `--strict` only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    Warning,
}

/// One finding: one root cause, with everything that it breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub rule: &'static str,
    pub severity: Severity,
    /// What is.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    pub at: Option<Place>,
    /// The other places of the same cause.
    pub also: Vec<Place>,
    /// The subpaths (and names of bins) that it breaks.
    pub entry_points: BTreeSet<String>,
    pub modes: BTreeSet<Mode>,
    /// The subpaths and bins from which what fails later can be reached.
    pub reached_from: BTreeSet<String>,
}

impl Diagnostic {
    /// Whether it is about what is loaded later, and no entry point or bin leads there.
    pub fn is_out_of_reach(&self) -> bool {
        self.severity == Severity::Warning
            && self.rule.starts_with("deferred-")
            && self.reached_from.is_empty()
    }
}

/// The findings of all rules, equal ones merged into one.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    found: Vec<Diagnostic>,
    /// Where a finding that says the same stands.
    place_of: HashMap<(&'static str, Option<Place>, String), usize>,
}

impl Findings {
    /// Adds a finding; one that says the same of the same place adds only what it breaks.
    pub fn add(&mut self, diagnostic: Diagnostic) {
        let said = (diagnostic.rule, diagnostic.at.clone(), diagnostic.message.clone());
        let place = *self.place_of.entry(said).or_insert(self.found.len());
        match self.found.get_mut(place) {
            Some(earlier) => {
                earlier.severity = earlier.severity.min(diagnostic.severity);
                earlier.entry_points.extend(diagnostic.entry_points);
                earlier.modes.extend(diagnostic.modes);
                earlier.reached_from.extend(diagnostic.reached_from);
            }
            None => self.found.push(diagnostic),
        }
    }

    /// Adds several.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        diagnostics.into_iter().for_each(|diagnostic| self.add(diagnostic));
    }

    /// Errors first, then what an entry point leads to; in each by place, rule and message.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.found.sort_by(|a, b| {
            let key = |d: &Diagnostic| (d.severity, d.is_out_of_reach(), d.at.clone(), d.rule);
            key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
        });
        self.found
    }
}
