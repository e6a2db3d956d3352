//! What breaks entry points, grouped: one cause is one thing, however many entry points it breaks.

use crate::{
    diagnostic::Severity,
    report::{At, EntryPointReport, ErrorReport, Finding, OutcomeReport, Report, Status, text::asked_for},
};

/// One root cause, and the entry points that it breaks.
pub(super) struct Cause<'r> {
    /// The finding that says the same, if a rule does.
    pub finding: Option<&'r Finding>,
    pub at: Option<&'r At>,
    pub missing: Option<&'r str>,
    pub entries: Vec<&'r EntryPointReport>,
    /// What Node says, and how it was asked.
    pub errors: Vec<(String, &'r ErrorReport)>,
}

impl Cause<'_> {
    pub fn is_shown_as(&self, finding: &Finding) -> bool {
        self.finding.is_some_and(|own| std::ptr::eq(own, finding))
    }
}

/// The causes in the order of the entry points.
pub(super) fn causes(report: &Report) -> Vec<Cause<'_>> {
    let mut causes: Vec<Cause<'_>> = Vec::new();
    for entry in report.entry_points.iter().filter(|entry| entry.is_broken()) {
        for outcome in
            entry.outcomes.iter().filter(|outcome| outcome.is_meant && outcome.status == Status::Broken)
        {
            for error in &outcome.errors {
                let finding = finding_of(report, entry, outcome, error);
                let asked = asked_for(entry, outcome, &report.node);
                add(
                    &mut causes,
                    Cause {
                        finding,
                        at: finding.map_or(error.at.as_ref(), |finding| finding.at.as_ref()),
                        missing: error.missing.as_deref(),
                        entries: vec![entry],
                        errors: vec![(asked, error)],
                    },
                );
            }
        }
    }
    causes
}

/// Adds a cause, or what it breaks to the same one.
fn add<'r>(causes: &mut Vec<Cause<'r>>, cause: Cause<'r>) {
    let key = |cause: &Cause<'r>| (cause.finding.map(std::ptr::from_ref), cause.at, cause.missing);
    let Some(same) = causes.iter_mut().find(|other| key(other) == key(&cause)) else {
        return causes.push(cause);
    };
    for entry in cause.entries {
        if !same.entries.iter().any(|other| std::ptr::eq(*other, entry)) {
            same.entries.push(entry);
        }
    }
    for (asked, error) in cause.errors {
        let is_same = |(_, other): &&mut (String, &ErrorReport)| {
            (&other.code, &other.message) == (&error.code, &error.message)
        };
        match same.errors.iter_mut().find(is_same) {
            Some((modes, _)) if !modes.contains(&asked) => *modes = format!("{modes}, {asked}"),
            Some(_) => {}
            None => same.errors.push((asked, error)),
        }
    }
}

/// The finding about the same place that names this entry point.
fn finding_of<'r>(
    report: &'r Report,
    entry: &EntryPointReport,
    outcome: &OutcomeReport,
    error: &ErrorReport,
) -> Option<&'r Finding> {
    report.findings.iter().find(|finding| {
        finding.severity == Severity::Error
            && finding.at == error.at
            && finding.entry_points.contains(&entry.subpath)
            && finding.modes.iter().any(|mode| outcome.modes.contains(mode))
    })
}
