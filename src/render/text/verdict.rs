//! The verdict on a package in one sentence, and its figures.

use crate::{
    render::{names::counted, text::nothing::nothing},
    report::{Finding, InsteadOfModules, Report},
};

/// The verdict in one sentence, with the figures.
pub fn sentence(report: &Report) -> String {
    format!("{}{}", outcome(report), found(report))
}

/// The verdict in one sentence without its full stop, marked as good or bad.
pub(in crate::render) fn verdict(report: &Report) -> String {
    let mark = if report.summary.broken == 0 && report.ok { '✓' } else { '✗' };
    format!("{mark} {}", outcome(report))
}

fn outcome(report: &Report) -> String {
    let entry_points = || counted(report.summary.entry_points, "entry point");
    match (report.summary.broken, report.ok) {
        (0, true) if report.entry_points.iter().any(|entry| report.awaits_installation(entry)) => {
            format!("{}, if install scripts make what they should", what_links(report))
        }
        (0, true) => what_links(report),
        (0, false) => format!("{}, but something is wrong", what_links(report)),
        (1, _) => format!("1 of {} is broken", entry_points()),
        (broken, _) => format!("{broken} of {} are broken", entry_points()),
    }
}

/// Tells whether a finding makes the check fail.
pub(super) fn fails(report: &Report, finding: &Finding) -> bool {
    finding.severity.fails(report.strict)
}

pub(super) fn found(report: &Report) -> String {
    counts(report).into_iter().map(|count| format!(" · {count}")).collect()
}

/// The numbers of errors and warnings, as far as there are any.
pub(in crate::render) fn counts(report: &Report) -> Vec<String> {
    let counts = [(report.summary.errors, "error"), (report.summary.warnings, "warning")];
    counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, noun)| counted(count, noun)).collect()
}

/// The sentence for a package of which no entry point is broken.
fn what_links(report: &Report) -> String {
    let entries = &report.entry_points;
    match (entries.iter().filter(|entry| entry.is_offered()).count(), entries.len()) {
        (0, _) => report.instead.as_ref().map_or_else(|| nothing(&InsteadOfModules::Nothing), nothing),
        (1, 1) => "The entry point can be imported".to_owned(),
        (offered, total) if offered == total => format!("All {total} entry points can be imported"),
        (offered, total) => {
            format!("{offered} of {total} entry points can be imported, as far as they are meant to")
        }
    }
}
