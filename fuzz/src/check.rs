//! The whole check: it ends, says the same twice, points inside files, and prints nothing that a terminal obeys.

use packproof::{
    check,
    options::Options,
    package::Package,
    render::{
        terminal::Terminal,
        text::{Detail, render},
    },
    report::{At, Report, listing::Listing},
    text::LineIndex,
};

use crate::input;

pub fn holds(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    of_package(&input::package(&text), || input::package(&text));
}

/// Checks what must hold of every report on a package, which `again` opens once more.
pub fn of_package(package: &Package, again: impl Fn() -> Package) {
    let options = options();
    let report = check(package, &options);
    assert_eq!(report, check(&again(), &options));
    is_valid_json(&report);
    is_consistent(&report);
    for at in places(&report) {
        lies_inside(package, at);
    }
    for detail in [Detail::Problems, Detail::Folded, Detail::All] {
        is_harmless(&render(&report, package, Terminal::PIPE, detail));
    }
    let listing = serde_json::to_string(&Listing::new(package)).expect("a listing is JSON");
    assert!(serde_json::from_str::<serde_json::Value>(&listing).is_ok());
}

fn options() -> Options {
    let nodes = ["20.10.0", "22", "24"].map(|version| version.parse().expect("a version"));
    Options { nodes: nodes.to_vec(), ..Options::default() }
}

fn is_valid_json(report: &Report) {
    let text = serde_json::to_string_pretty(report).expect("a report is JSON");
    let value: serde_json::Value = serde_json::from_str(&text).expect("what is written can be read");
    assert_eq!(serde_json::to_value(report).expect("a report is JSON"), value);
    assert_eq!(value["schema"], 1);
}

fn is_consistent(report: &Report) {
    assert_eq!(report.summary.entry_points, report.entry_points.len());
    assert_eq!(report.ok, report.summary.broken == 0 && report.summary.errors == 0);
}

fn places(report: &Report) -> impl Iterator<Item = &At> {
    let outcomes = report.entry_points.iter().flat_map(|entry| &entry.outcomes);
    let errors = outcomes.flat_map(|outcome| &outcome.errors).filter_map(|error| error.at.as_ref());
    errors.chain(report.findings.iter().filter_map(|finding| finding.at.as_ref()))
}

fn lies_inside(package: &Package, at: &At) {
    let text = package.files().contents(&at.file).expect("a packed file");
    let end = LineIndex::of(text).position(text, u32::MAX);
    assert!(at.line >= 1 && at.column >= 1, "{at:?}");
    assert!((at.line, at.column) <= (at.end_line, at.end_column), "{at:?}");
    assert!((at.end_line, at.end_column) <= (end.line, end.column), "{at:?}, but the file ends at {end:?}");
}

fn is_harmless(text: &str) {
    let bad = text.chars().find(|&char| {
        (char.is_control() && char != '\n')
            || matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}'..='\u{200f}')
    });
    assert_eq!(bad, None);
}
