//! All that is wrong with a package in one list, the most important first.

use crate::{
    diagnostic::Severity,
    hash::{HashMap, HashSet},
    render::{
        causes::{self, BrokenCause},
        text::words_of_node,
    },
    report::{At, ErrorReport, Finding, OutcomeReport, Report},
};

/// The name, in place of a rule's, for an entry point that is broken for a reason that no rule has given.
pub(super) const BROKEN: &str = "broken-entry-point";

/// One thing that is wrong: a finding, or a cause of which no rule speaks.
#[derive(Debug)]
pub(super) struct Issue<'r> {
    pub rule: &'r str,
    pub severity: Severity,
    pub message: String,
    pub at: Option<&'r At>,
    /// Its other places.
    pub also: Vec<&'r At>,
    /// The subpaths and bins that are broken by it.
    pub breaks: Vec<&'r str>,
    /// The errors of Node, each with the way of asking.
    pub errors: Vec<(String, &'r ErrorReport)>,
    /// The files that lead there, each importing the next.
    pub chain: &'r [String],
    pub help: Option<&'r str>,
}

/// Everything that is wrong: what breaks most first, then the other errors, then the warnings.
pub(super) fn issues(report: &Report) -> Vec<Issue<'_>> {
    let causes = causes::causes(report);
    let others: Vec<_> = causes::others(report, &causes).map(of_finding).collect();
    let causes = causes.into_iter().flat_map(BrokenCause::by_finding);
    let mut issues: Vec<_> = causes.map(|cause| of_cause(&cause)).chain(others).collect();
    issues.sort_by_key(Issue::importance);
    issues
}

impl Issue<'_> {
    /// Less is more important.
    pub fn importance(&self) -> impl Ord + use<> {
        (self.severity, std::cmp::Reverse(self.breaks.len()))
    }

    /// The message, its place where that has to be said, and the notes.
    pub fn lines(&self, place: Option<String>) -> Vec<String> {
        let help = self.help.map(|help| format!("help: {help}"));
        [self.message.clone()].into_iter().chain(place).chain(self.notes()).chain(help).collect()
    }

    /// The notes: the entry points that it breaks, the words of Node, the imports that lead there.
    pub fn notes(&self) -> Vec<String> {
        let breaks = (!self.breaks.is_empty()).then(|| format!("breaks: {}", listed(&self.breaks)));
        let through = (self.chain.len() > 1).then(|| format!("through: {}", self.chain.join(" → ")));
        let said = causes::said(&self.errors)
            .map(|(asked, error)| format!("{asked}: {}: {}", error.code, words_of_node(&error.message)));
        let places: Vec<String> = self.also.iter().map(ToString::to_string).collect();
        let places: Vec<&str> = places.iter().map(String::as_str).collect();
        let also = (!places.is_empty()).then(|| format!("also at: {}", listed(&places)));
        breaks.into_iter().chain(also).chain(said).chain(through).collect()
    }

    /// Tells whether it is one of these errors.
    pub fn is_among(&self, errors: &OutcomeErrors<'_>) -> bool {
        self.errors.iter().any(|(_, error)| errors.0.contains(&key(error)))
    }
}

/// The errors of an outcome, to be looked up.
pub(super) struct OutcomeErrors<'r>(HashSet<ErrorKey<'r>>);

type ErrorKey<'r> = (&'r str, &'r str, Option<&'r At>);

impl<'r> OutcomeErrors<'r> {
    pub fn of(outcome: &'r OutcomeReport) -> Self {
        Self(outcome.errors.iter().map(key).collect())
    }
}

fn key(error: &ErrorReport) -> ErrorKey<'_> {
    (&error.code, &error.message, error.at.as_ref())
}

/// The issues by each subpath and bin that they break.
pub(super) fn by_broken<'i, 'r>(issues: &'i [Issue<'r>]) -> HashMap<&'r str, Vec<&'i Issue<'r>>> {
    let mut by_broken: HashMap<_, Vec<_>> = HashMap::default();
    for issue in issues {
        for subpath in &issue.breaks {
            by_broken.entry(*subpath).or_default().push(issue);
        }
    }
    by_broken
}

/// The most names that are listed; the rest is counted.
const LISTED: usize = 12;

fn listed(names: &[&str]) -> String {
    let first = names.iter().take(LISTED).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(LISTED) {
        0 => first,
        rest => format!("{first} and {rest} more"),
    }
}

fn of_finding(finding: &Finding) -> Issue<'_> {
    Issue {
        rule: finding.rule,
        severity: finding.severity,
        message: words_of_node(&finding.message).into_owned(),
        at: finding.at.as_ref(),
        also: finding.also.iter().collect(),
        breaks: Vec::new(),
        errors: Vec::new(),
        chain: &[],
        help: finding.help.as_deref(),
    }
}

fn of_cause<'r>(cause: &BrokenCause<'r>) -> Issue<'r> {
    let breaks: Vec<_> = cause.entries.iter().map(|entry| entry.subpath.as_str()).collect();
    let chain = cause.led_to_by().map(|error| error.chain.as_slice());
    Issue {
        rule: cause.finding().map_or(BROKEN, |finding| finding.rule),
        severity: Severity::Error,
        message: match cause.finding() {
            Some(finding) => words_of_node(&finding.message).into_owned(),
            None => format!("{} cannot be loaded", listed(&breaks)),
        },
        at: cause.at,
        also: cause.also.clone(),
        breaks,
        errors: cause.errors.clone(),
        chain: chain.unwrap_or_default(),
        help: cause.finding().and_then(|finding| finding.help.as_deref()),
    }
}
