//! The tools that rules share: the problems of each rule, its findings, and the words for them.

#[cfg(test)]
mod asset_tests;
pub(super) mod author;
pub(super) mod bin_names;
pub(super) mod dependency;
pub(super) mod exclusions;
pub(super) mod first_line;
pub(super) mod first_line_words;
pub(super) mod handed;
pub(super) mod hazards;
pub(super) mod idle;
pub(super) mod installing;
pub(super) mod kin;
pub(super) mod lone_condition;
pub(super) mod manifest;
pub(super) mod mentions;
pub(super) mod nameable;
pub(super) mod named;
pub(super) mod near;
pub(super) mod needs;
pub(super) mod no_script;
pub(super) mod nodes;
pub(super) mod packages;
pub(super) mod responsible;
#[cfg(test)]
pub(super) mod testing;
pub(super) mod types;
pub(super) mod unreached;
pub(super) mod words;
pub(super) mod written_names;

use crate::{diagnostic::Diagnostic, facts::Problem, resolve::error::PackagePlace, rules::Rule};

/// Makes a finding that breaks no entry point.
pub(super) fn finding(
    rule: &Rule,
    at: Option<PackagePlace>,
    message: String,
    help: Option<String>,
) -> Diagnostic {
    Diagnostic {
        rule: rule.name,
        severity: rule.severity,
        message,
        help,
        at,
        also: Vec::new(),
        entry_points: [].into(),
        modes: [].into(),
        reached_from: [].into(),
    }
}

/// Makes a finding that breaks no entry point, of a rule whose others may.
pub(super) fn aside(
    rule: &Rule,
    at: Option<PackagePlace>,
    message: String,
    help: Option<String>,
) -> Diagnostic {
    Diagnostic { severity: rule.severity_at(false), ..finding(rule, at, message, help) }
}

/// Makes a finding about a problem.
pub(super) fn report(rule: &Rule, problem: &Problem, message: String, help: Option<String>) -> Diagnostic {
    Diagnostic {
        severity: rule.severity_at(problem.breaks()),
        entry_points: problem.entry_points.clone(),
        modes: problem.modes.clone(),
        reached_from: problem.reached_from.clone(),
        ..finding(rule, problem.at.clone(), message, help)
    }
}
