//! The changes that would help, and the reasons why one alone would not.

use crate::{
    render::{
        terminal::{Page, Role},
        text::{Detail, words_of_node},
    },
    report::trace::{FixReport, TraceReport},
    trace::fixes::change::FixKind,
};

/// The number of fixes that are shown before the rest is counted.
const FIXES: usize = 6;

/// The number of changed lines that are shown, and the longest that is.
const LINES: usize = 6;
const LONGEST: usize = 160;

pub(super) fn fixes(page: &mut Page, report: &TraceReport, detail: Detail) {
    let most = if detail == Detail::All { usize::MAX } else { FIXES };
    // A package that loses nothing need not export more; what lets an entry point be imported again is no more.
    let is_shown = |fix: &&FixReport| {
        let is_cure = fix.kind != FixKind::Exports || !fix.effect.mended.is_empty();
        is_cure || detail == Detail::All || (!report.ok && detail == Detail::Folded)
    };
    let fixes: Vec<&FixReport> = report.fixes.iter().filter(is_shown).collect();
    for fix in fixes.iter().take(most) {
        shown(page, fix);
    }
    let rest = fixes.len().saturating_sub(most);
    if rest > 0 {
        page.wrapped(2, &[Role::Faint.of(format!("… and {rest} more to mend; --all shows them"))]);
    }
    page.blank();
}

fn shown(page: &mut Page, fix: &FixReport) {
    let place = fix.at.as_ref().map(|at| format!(" ({}:{})", at.file, at.line)).unwrap_or_default();
    page.wrapped(
        5,
        &[
            Role::Good.of("fix"),
            Role::Plain.of(format!(": {}", words_of_node(&fix.message))),
            Role::Faint.of(place),
        ],
    );
    for line in fix.text.iter().flat_map(|text| text.lines()) {
        page.wrapped(7, &[Role::Plain.of("     "), Role::Code.of(line)]);
    }
    if fix.text.is_none() {
        diff(page, &fix.diff);
    }
    if !fix.effect.sentence.is_empty() {
        let tried = Role::Plain.of(format!(" {}", words_of_node(&fix.effect.sentence)));
        page.wrapped(7, &[Role::Plain.of("     "), Role::Good.of("tried:"), tried]);
    }
    for warning in &fix.warnings {
        page.wrapped(
            7,
            &[
                Role::Plain.of("     "),
                Role::Warning.of("and"),
                Role::Plain.of(format!(" {}", words_of_node(warning))),
            ],
        );
    }
}

/// The changed lines, where they are short enough to be read here; the page and the JSON have the whole diff.
fn diff(page: &mut Page, diff: &str) {
    let is_change =
        |line: &&str| line.starts_with(['+', '-']) && !line.starts_with("+++") && !line.starts_with("---");
    let lines: Vec<&str> = diff.lines().filter(is_change).collect();
    if lines.iter().any(|line| line.len() > LONGEST) {
        return;
    }
    for line in lines.iter().take(LINES) {
        let role = if line.starts_with('+') { Role::Good } else { Role::Bad };
        page.wrapped(7, &[Role::Plain.of("     "), role.of((*line).to_owned())]);
    }
    if let Some(more @ 1..) = lines.len().checked_sub(LINES) {
        page.wrapped(7, &[Role::Faint.of(format!("     … and {more} lines more"))]);
    }
}
