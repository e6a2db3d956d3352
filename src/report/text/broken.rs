//! Broken entry points, grouped by what breaks them: one cause is shown once, however many it breaks.

use crate::{
    diagnostic::Severity,
    report::{
        At, EntryPointReport, ErrorReport, Finding, OutcomeReport, Report, Status,
        terminal::Role,
        text::{
            Detail, View, asked_for, counted,
            problem::{Note, Problem},
            words_of_node,
        },
    },
};

/// One root cause, and the entry points that it breaks.
pub(super) struct Cause<'r> {
    /// The finding that says the same, if a rule does.
    finding: Option<&'r Finding>,
    at: Option<&'r At>,
    missing: Option<&'r str>,
    entries: Vec<&'r EntryPointReport>,
    /// What Node says, and how it was asked.
    errors: Vec<(String, &'r ErrorReport)>,
}

impl Cause<'_> {
    pub fn is_shown_as(&self, finding: &Finding) -> bool {
        self.finding.is_some_and(|own| std::ptr::eq(own, finding))
    }
}

/// How many causes are shown before the rest is counted.
const FOLDED: usize = 20;

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

impl View<'_> {
    pub(super) fn broken(&mut self, causes: &[Cause<'_>]) {
        let shown = if self.detail == Detail::All { causes.len() } else { FOLDED };
        for cause in causes.iter().take(shown) {
            self.page.blank();
            self.cause(cause);
        }
        if let Some(rest) = causes.len().checked_sub(shown + 1) {
            self.page.blank();
            let rest = counted(rest + 1, "more cause");
            self.page.wrapped(2, &[Role::Bad.of(format!("✗ … and {rest}, --all shows them"))]);
        }
    }

    fn cause(&mut self, cause: &Cause<'_>) {
        let names = cause.entries.iter().map(|entry| entry.subpath.as_str()).collect::<Vec<_>>().join(", ");
        self.page.wrapped(2, &[Role::Bad.of("✗ "), Role::Strong.of(names)]);
        let said = cause.errors.iter().map(|(asked, error)| said(asked, error));
        let through = cause.errors.iter().find_map(|(_, error)| Note::through(error));
        match (cause.finding, cause.errors.first()) {
            (Some(finding), _) => self.finding(finding, 2, &said.chain(through).collect::<Vec<_>>()),
            (None, Some((_, error))) => {
                let title = Role::Bad.of(format!("error[{}]", error.code));
                let notes: Vec<Note> = through.into_iter().collect();
                let message = words_of_node(&error.message);
                let problem = Problem {
                    title,
                    message: &message,
                    at: cause.at,
                    notes: &notes,
                    help: error.help.as_deref(),
                };
                problem.render(&mut self.page, self.package, 2);
            }
            (None, None) => {}
        }
    }
}

/// What Node says to whoever asks.
fn said(asked: &str, error: &ErrorReport) -> Note {
    let text = format!("{}: {}", error.code, error.message);
    Note { label: asked.to_owned(), role: Role::Plain, text }
}
