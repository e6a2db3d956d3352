//! The rules as SARIF describes them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    diagnostic::Severity,
    render::{formats::issue::Issue, text::severity_name},
    rules::{self, Rule},
};

/// The page for entry points that are broken although no rule says why.
const BROKEN_SUMMARY: &str = "An entry point cannot be loaded.";
const BROKEN_HELP: &str = "Node's own words say why. The rule that would have explained it may be ignored.";

/// The names of the rules that found something, sorted.
pub(super) fn used<'r>(issues: impl Iterator<Item = &'r Issue<'r>>) -> Vec<&'r str> {
    issues.map(|issue| issue.rule).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The description of a rule.
pub(super) fn descriptor(name: &str) -> Value {
    let rule = rules::find(name);
    let summary = rule.map_or(BROKEN_SUMMARY.to_owned(), Rule::summary);
    let page = rule.map_or(BROKEN_HELP.to_owned(), Rule::markdown);
    let severity = rule.map_or(Severity::Error, |rule| rule.severity);
    json!({
        "id": name,
        "name": pascal(name),
        "shortDescription": { "text": summary },
        "fullDescription": { "text": summary },
        "help": { "text": page, "markdown": page },
        "defaultConfiguration": { "level": level(severity) },
        "properties": {
            "tags": ["npm", "package"],
            "precision": "very-high",
            "problem.severity": problem_severity(severity),
        },
    })
}

/// SARIF's word for a severity.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Suggestion => "note",
        _ => severity_name(severity),
    }
}

/// GitHub's word for a severity.
fn problem_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Suggestion => "recommendation",
        _ => severity_name(severity),
    }
}

/// `missing-file` as `MissingFile`.
fn pascal(name: &str) -> String {
    let word = |word: &str| {
        let (first, rest) = word.split_at(word.len().min(1));
        format!("{}{rest}", first.to_uppercase())
    };
    name.split('-').map(word).collect()
}
