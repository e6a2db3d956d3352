//! The findings of rules: what is wrong, where, whom it breaks, and what to do.

use std::{collections::BTreeSet, hash::BuildHasher};

use crate::{
    hash::HashMap,
    resolve::{Mode, error::PackagePlace},
};

/// The weight of a finding: an error fails the check, a warning does so with `--strict` only, a suggestion never.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    Warning,
    Suggestion,
}

impl Severity {
    /// Tells whether a finding of this weight makes a check fail.
    pub fn fails(self, is_strict: bool) -> bool {
        match self {
            Self::Error => true,
            Self::Warning => is_strict,
            Self::Suggestion => false,
        }
    }
}

/// One finding: one root cause, with everything that it breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub rule: &'static str,
    pub severity: Severity,
    /// The sentence that says what is wrong.
    pub message: String,
    /// The advice on what to do.
    pub help: Option<String>,
    pub at: Option<PackagePlace>,
    /// The other places of the same cause.
    pub also: Vec<PackagePlace>,
    /// The subpaths (and names of bins) that it breaks.
    pub entry_points: BTreeSet<String>,
    pub modes: BTreeSet<Mode>,
    /// The subpaths and bins that lead to code which fails later.
    pub reached_from: BTreeSet<String>,
}

impl Diagnostic {
    /// Tells whether the finding is about code that is loaded later, to which no entry point or bin leads.
    pub fn is_out_of_reach(&self) -> bool {
        self.severity == Severity::Warning
            && self.rule.starts_with("deferred-")
            && self.reached_from.is_empty()
    }
}

/// Tells whether two findings are of one rule, place and message.
fn is_one(first: &Diagnostic, second: &Diagnostic) -> bool {
    (first.rule, &first.at, &first.message) == (second.rule, &second.at, &second.message)
}

/// The findings of all rules, equal ones merged into one.
#[derive(Clone, Debug, Default)]
pub struct RuleFindings {
    found: Vec<Diagnostic>,
    /// The indices in `found` of the findings whose rule, place and message have this hash. Copies of the words would take as much
    /// memory again.
    places_of: HashMap<u64, Vec<usize>>,
}

impl RuleFindings {
    /// Adds a finding. Where one of the same rule, place and message is known, that one gets the entry points
    /// that the new one breaks, and the worse severity of the two.
    pub fn add(&mut self, diagnostic: Diagnostic) {
        let hash = self.places_of.hasher().hash_one((diagnostic.rule, &diagnostic.at, &diagnostic.message));
        let alike = self.places_of.entry(hash).or_default();
        let is_same =
            |&&place: &&usize| self.found.get(place).is_some_and(|known| is_one(known, &diagnostic));
        let known = alike.iter().find(is_same).copied();
        match known.and_then(|place| self.found.get_mut(place)) {
            Some(earlier) => {
                earlier.severity = earlier.severity.min(diagnostic.severity);
                earlier.entry_points.extend(diagnostic.entry_points);
                earlier.modes.extend(diagnostic.modes);
                earlier.reached_from.extend(diagnostic.reached_from);
            }
            None => {
                alike.push(self.found.len());
                self.found.push(diagnostic);
            }
        }
    }

    /// Adds several findings.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        diagnostics.into_iter().for_each(|diagnostic| self.add(diagnostic));
    }

    /// Returns the errors first, then the warnings, those last to whose code no entry point leads, then the
    /// suggestions; in each group by place, rule and message.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.found.sort_by(|a, b| {
            let key = |d: &Diagnostic| (d.severity, d.is_out_of_reach(), d.at.clone(), d.rule);
            key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
        });
        self.found
    }
}
