//! Both verdicts in one table, and below it what Node says and why the two differ.

mod scripts;
mod table;
mod verdict;
mod words;

use crate::{
    render::{
        terminal::{Page, Role, Terminal},
        text::{Detail, counted, package_header, words_of_node},
    },
    report::smoke::{
        Dependencies, Deps, NodeError, NodeStatus, OwnRun, SmokeEntry, SmokeOutcome, SmokeReport,
    },
};
use words::{ending_words, reason_name, unmet_words};

/// The report as text.
pub fn smoke(report: &SmokeReport, terminal: Terminal, detail: Detail) -> String {
    let mut view = SmokeView { report, detail, page: Page::new(terminal) };
    if detail != Detail::Problems {
        package_header(&mut view.page, &report.package, &report.node);
        view.dependencies(&report.dependencies);
    }
    view.scripts();
    view.table();
    view.failures();
    view.runs();
    if detail != Detail::Problems || !report.ok {
        view.verdict();
    }
    if let Some(issue) = &report.issue {
        view.issue(issue);
    }
    view.page.finish()
}

struct SmokeView<'r> {
    report: &'r SmokeReport,
    detail: Detail,
    page: Page,
}

/// The most missing dependencies that are named.
const NAMED: usize = 8;

impl SmokeView<'_> {
    fn dependencies(&mut self, dependencies: &Dependencies) {
        let count = counted(dependencies.installed, "package");
        let text = match (dependencies.mode, &dependencies.manager) {
            (Deps::Install, Some(manager)) => format!("Installed by {manager}, {count} beside it"),
            (Deps::Install, None) => "Installed".to_owned(),
            (Deps::Link, _) => format!("With the dependencies of this project: {count}"),
            (Deps::None, _) => "Without dependencies".to_owned(),
        };
        self.page.wrapped(2, &[Role::Faint.of(text)]);
        for unmet in dependencies.unmet.iter().take(NAMED) {
            self.page.wrapped(4, &[Role::Warning.of("! "), Role::Plain.of(unmet_words(unmet))]);
        }
        if let Some(rest @ 1..) = dependencies.unmet.len().checked_sub(NAMED) {
            self.page.wrapped(4, &[Role::Warning.of("! "), Role::Plain.of(format!("and {rest} more"))]);
        }
    }

    /// The words of Node about each failure and each difference, the same ones once.
    fn failures(&mut self) {
        let mut shown: Vec<(&SmokeOutcome, Vec<String>)> = Vec::new();
        for entry in &self.report.entry_points {
            for (first, outcomes) in failures_of(entry) {
                let asked =
                    entry.outcomes.iter().filter(|outcome| outcome.node.status != NodeStatus::NotAsked);
                let name = if asked.count() == outcomes.len() {
                    entry.subpath.clone()
                } else {
                    format!("{} ({})", entry.subpath, self.asked(entry, &outcomes))
                };
                match shown.iter_mut().find(|(other, _)| is_same(other, first)) {
                    Some((_, names)) => names.push(name),
                    None => shown.push((first, vec![name])),
                }
            }
        }
        for (outcome, names) in shown {
            self.failure(outcome, &names);
        }
    }

    fn failure(&mut self, outcome: &SmokeOutcome, names: &[String]) {
        self.page.blank();
        let mark = match outcome.node.status {
            NodeStatus::Unknown => Role::Warning.of("? "),
            _ => Role::Bad.of("✗ "),
        };
        self.page.wrapped(2, &[mark, Role::Strong.of(names.join(", "))]);
        if let Some(error) = &outcome.node.error {
            let message = words_of_node(error.message.split("\nRequire stack:").next().unwrap_or_default());
            let message = message.lines().next().unwrap_or_default();
            self.page.wrapped(4, &[Role::Plain.of(format!("  {}: {message}", error.code))]);
        }
        if let Some(place) = outcome.node.error.as_ref().and_then(thrown_at) {
            self.page.wrapped(4, &[Role::Faint.of(format!("  at {place}"))]);
        }
        let words = match (&outcome.explanation, outcome.reason) {
            (Some(text), Some(reason)) => format!("{}: {text}", reason_name(reason)),
            _ => "as the static verdict says".to_owned(),
        };
        self.page.wrapped(4, &[Role::Good.of("  = "), Role::Plain.of(words)]);
    }

    fn runs(&mut self) {
        for run in &self.report.runs {
            if run.ok && self.detail == Detail::Problems {
                continue;
            }
            self.page.blank();
            self.run(run);
        }
    }

    fn run(&mut self, run: &OwnRun) {
        let mark = if run.ok { Role::Good.of("✓ ") } else { Role::Bad.of("✗ ") };
        let source = run.source.split_whitespace().collect::<Vec<_>>().join(" ");
        let node = match self.report.node.len() {
            1 => String::new(),
            _ => format!(" on Node {}", run.version),
        };
        self.page.wrapped(4, &[mark, Role::Plain.of(source), Role::Faint.of(node)]);
        if !run.ok {
            self.page.wrapped(4, &[Role::Bad.of(format!("  {}", ending_words(run.ending)))]);
            for line in run.output.lines() {
                self.page.wrapped(4, &[Role::Faint.of(format!("  {line}"))]);
            }
        }
    }

    fn issue(&mut self, issue: &str) {
        self.page.blank();
        let words = if issue.lines().next().is_some_and(|head| head.ends_with("is wrong")) {
            "The static verdict is wrong. Please report it; this says all:"
        } else {
            "Where you trust the package, the static verdict is wrong. Please report it then; this says all:"
        };
        self.page.wrapped(2, &[Role::Warning.of(words)]);
        self.page.blank();
        for line in issue.lines() {
            match line {
                "" => self.page.blank(),
                line => self.page.line(&[Role::Plain.of(line)]),
            }
        }
    }
}

/// The failures and differences of an entry point, the same ones together.
fn failures_of(entry: &SmokeEntry) -> Vec<(&SmokeOutcome, Vec<&SmokeOutcome>)> {
    let mut failures: Vec<(&SmokeOutcome, Vec<&SmokeOutcome>)> = Vec::new();
    for outcome in entry.outcomes.iter().filter(|outcome| outcome.is_remarkable()) {
        match failures.iter_mut().find(|(other, _)| is_same(other, outcome)) {
            Some((_, outcomes)) => outcomes.push(outcome),
            None => failures.push((outcome, vec![outcome])),
        }
    }
    failures
}

/// File, line and column of the first frame in a package, where the error has one.
fn thrown_at(error: &NodeError) -> Option<&str> {
    let frames = error.stack.lines().filter_map(|line| line.trim().strip_prefix("at "));
    let places = frames.map(|frame| {
        let place = frame.rsplit_once('(').map_or(frame, |(_, place)| place.trim_end_matches(')'));
        place.trim_start_matches("async ").trim_start_matches("file://")
    });
    places.filter(|place| !place.starts_with("node:")).find(|place| place.contains("/node_modules/"))
}

/// Tells whether two failures are one, but for who asked, and how.
fn is_same(one: &SmokeOutcome, other: &SmokeOutcome) -> bool {
    let message = |outcome: &SmokeOutcome| {
        let message = outcome.node.error.as_ref().map(|error| error.message.clone()).unwrap_or_default();
        message
            .split(['\n'])
            .next()
            // The importer differs from one failure to the next.
            .map(|line| line.split(" imported from ").next().unwrap_or_default().to_owned())
    };
    let key = |outcome: &SmokeOutcome| (outcome.node.status, outcome.reason, message(outcome));
    key(one) == key(other) && one.explanation == other.explanation
}
