//! Every rule on every fixture: `tests/fixtures/findings.txt` holds what they find, and `suggestions.txt` what they suggest
//! (`UPDATE=1` writes them).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)] // Test code.

mod support;

use std::{collections::BTreeSet, fmt::Write};

use packproof::{
    check,
    diagnostic::Severity,
    options::Options,
    report::{Finding, Report, Status},
    rules::RULES,
};
use support::{Fixture, expected_file, fixtures};

/// The rules about what no fixture can hold: the archive itself, packages beside this one, and very large files. Their own tests make it.
const WITHOUT_FIXTURE: [&str; 11] = [
    "broken-dependency",
    "case-collision",
    "dropped-entry",
    "duplicate-entry",
    "hazardous-entry",
    "large-unused-file",
    "limit-reached",
    "missing-types",
    "unlinked-dependency",
    "unportable-path",
    "unrun-install-script",
];

/// The suggestions that nearly every fixture would get, since fixtures are short. Only the fixtures about suggestions expect them.
const IN_NEARLY_EVERY_FIXTURE: [&str; 3] = ["no-engines", "no-type", "unexported-package-json"];

fn reports() -> Vec<(Fixture, Report)> {
    let report = |fixture: Fixture| {
        let options = Options { by_engines: true, ..Options::default() };
        let report = check(&fixture.package, &options);
        (fixture, report)
    };
    fixtures().into_iter().map(report).collect()
}

#[test]
fn findings_are_the_expected_ones() {
    let mut text = String::new();
    for (fixture, report) in reports() {
        writeln!(text, "== {}", fixture.name).unwrap();
        let wrong = report.findings.iter().filter(|finding| finding.severity != Severity::Suggestion);
        wrong.for_each(|finding| text.push_str(&row(finding)));
    }
    expected_file("tests/fixtures/findings.txt", &text);
}

#[test]
fn suggestions_are_the_expected_ones() {
    let mut text = String::new();
    for (fixture, report) in reports() {
        let is_told = |finding: &&Finding| {
            fixture.name.starts_with("suggest") || !IN_NEARLY_EVERY_FIXTURE.contains(&finding.rule)
        };
        let suggestions = report.findings.iter().filter(|finding| finding.severity == Severity::Suggestion);
        for finding in suggestions.filter(is_told) {
            writeln!(text, "{}: {}: {}", fixture.name, finding.rule, finding.message).unwrap();
        }
    }
    expected_file("tests/fixtures/suggestions.txt", &text);
}

#[test]
fn suggestions_never_fail_a_check() {
    let strict = Options { strict: true, ..Options::default() };
    let is_suggestion = |finding: &Finding| finding.severity == Severity::Suggestion;
    for fixture in fixtures() {
        let report = check(&fixture.package, &strict);
        if report.summary.broken == 0 && report.findings.iter().all(is_suggestion) {
            assert!(report.ok, "{}", fixture.name);
        }
        assert_eq!(report.summary.suggestions, report.findings.iter().filter(|f| is_suggestion(f)).count());
    }
}

fn row(finding: &Finding) -> String {
    let severity = if finding.severity == Severity::Error { "error" } else { "warning" };
    let at = finding.at.as_ref().map(|at| format!(" {}:{}:{}", at.file, at.line, at.column));
    let help = finding.help.as_ref().map(|help| format!("  help: {help}\n"));
    let breaks = match finding.entry_points.as_slice() {
        [] => String::new(),
        entries => format!("  breaks {} for {:?}\n", entries.join(", "), finding.modes).to_lowercase(),
    };
    let reached = match finding.reached_from.as_slice() {
        [] => String::new(),
        from => format!("  reached from {}\n", from.join(", ")),
    };
    format!(
        "{severity} {}{}\n  {}\n{}{breaks}{reached}",
        finding.rule,
        at.unwrap_or_default(),
        finding.message,
        help.unwrap_or_default()
    )
}

#[test]
fn what_is_broken_has_an_error_that_says_so() {
    for (fixture, report) in reports() {
        let errors = report.findings.iter().filter(|finding| finding.severity == Severity::Error);
        let explained: BTreeSet<_> = errors.flat_map(|finding| &finding.entry_points).collect();
        for entry in report.entry_points.iter() {
            let is_broken =
                entry.outcomes.iter().any(|outcome| outcome.is_meant && outcome.status == Status::Broken);
            assert!(
                !is_broken || explained.contains(&entry.subpath),
                "{}: {}: {:#?}",
                fixture.name,
                entry.subpath,
                report.findings
            );
        }
    }
}

#[test]
fn every_rule_has_a_fixture() {
    let found: BTreeSet<_> =
        reports().iter().flat_map(|(_, report)| report.findings.iter().map(|finding| finding.rule)).collect();
    let lacking: Vec<_> = RULES
        .iter()
        .map(|rule| rule.name)
        .filter(|name| !found.contains(name) && !WITHOUT_FIXTURE.contains(name))
        .collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}

#[test]
fn healthy_fixtures_are_silent() {
    for (fixture, report) in reports().iter().filter(|(fixture, _)| fixture.name.starts_with("healthy-")) {
        let summary = &report.summary;
        assert!(report.ok && summary.warnings == 0, "{}: {:#?}", fixture.name, report.findings);
    }
}
