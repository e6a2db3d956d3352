//! Both verdicts in one table, and below it what Node says and why the two differ.

use std::collections::BTreeSet;

use unicode_width::UnicodeWidthStr;

use crate::{
    entry_points::EntryKind,
    render::{
        terminal::{Page, Role, Span, Terminal, visible},
        text::{Detail, counted, mode_name, package_header, words_of_node},
    },
    report::{
        Status,
        smoke::{
            Dependencies, Deps, Ending, NodeError, NodeStatus, OwnRun, Reason, SmokeEntry, SmokeOutcome,
            SmokeReport, Unmet,
        },
    },
};

/// The report as text.
pub fn smoke(report: &SmokeReport, terminal: Terminal, detail: Detail) -> String {
    let mut view = SmokeView { report, detail, page: Page::new(terminal) };
    if detail != Detail::Problems {
        package_header(&mut view.page, &report.package, &report.node);
        view.dependencies(&report.dependencies);
    }
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

/// How many rows are listed in full.
const LONG: usize = 40;

/// So many missing dependencies are named.
const NAMED: usize = 8;

/// One line of the table: the ways to ask that have the same two verdicts.
struct SmokeRow<'r> {
    entry: &'r SmokeEntry,
    first: &'r SmokeOutcome,
    asked: String,
    cells: [(Role, String); 2],
}

impl<'r> SmokeView<'r> {
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

    fn table(&mut self) {
        let rows: Vec<_> = self.report.entry_points.iter().flat_map(|entry| self.rows(entry)).collect();
        let is_long = rows.len() > LONG && self.detail == Detail::Folded;
        let is_shown = |row: &&SmokeRow<'r>| match self.detail {
            Detail::Problems => row.is_remarkable(),
            _ => !is_long || row.is_remarkable(),
        };
        let shown: Vec<_> = rows.iter().filter(is_shown).collect();
        if !shown.is_empty() {
            self.page.blank();
            self.lines(&shown);
        }
        if is_long && shown.len() < rows.len() {
            let rest = counted(rows.len() - shown.len(), "more line");
            let text = format!("  … and {rest} on which both say the same (--all shows them)");
            self.page.wrapped(2, &[Role::Faint.of(text)]);
        }
    }

    fn lines(&mut self, rows: &[&SmokeRow<'r>]) {
        let widest = |of: &dyn Fn(&SmokeRow<'r>) -> usize| rows.iter().map(|row| of(row)).max().unwrap_or(0);
        let asked = widest(&|row| row.asked.width());
        let expected = widest(&|row| row.cells[0].1.width()).max("static".len());
        let others = asked + expected + widest(&|row| row.cells[1].1.width()) + "✓       ≠".width();
        let name = widest(&|row| visible(&row.entry.subpath).width());
        let name = name.min(self.page.terminal().width.saturating_sub(others)).max(NARROWEST_NAME);
        let pad = |text: &str, width: usize| " ".repeat(width.saturating_sub(text.width()) + 2);
        let head = format!("  {}{}", pad("", name), pad("", asked));
        let head = [Role::Faint.of(head), Role::Faint.of(format!("static{}Node", pad("static", expected)))];
        self.page.line(&head);
        let mut last = None;
        for row in rows {
            let is_first = last.replace(std::ptr::from_ref(row.entry)) != Some(std::ptr::from_ref(row.entry));
            let subpath = if is_first { row.entry.subpath.as_str() } else { "" };
            let spans: [Span<'_>; 8] = [
                if is_first { mark(row.entry) } else { Role::Plain.of("  ") },
                Role::Plain.of(subpath).whole(),
                Role::Plain.of(pad(&visible(subpath), name)),
                Role::Faint.of(format!("{}{}", row.asked, pad(&row.asked, asked))),
                row.cells[0].0.of(row.cells[0].1.as_str()).whole(),
                Role::Plain.of(pad(&row.cells[0].1, expected)),
                row.cells[1].0.of(row.cells[1].1.as_str()).whole(),
                Role::Warning.of(if row.first.agrees == Some(false) { " ≠" } else { "" }).whole(),
            ];
            self.page.wrapped(name + asked + 6, &spans);
        }
    }

    /// The rows of an entry point, equal ones as one.
    fn rows(&self, entry: &'r SmokeEntry) -> Vec<SmokeRow<'r>> {
        let mut groups: Vec<Vec<&SmokeOutcome>> = Vec::new();
        for outcome in &entry.outcomes {
            let is_same = |group: &&mut Vec<&SmokeOutcome>| {
                group
                    .first()
                    .is_some_and(|first| (cells(first), first.agrees) == (cells(outcome), outcome.agrees))
            };
            match groups.iter_mut().find(is_same) {
                Some(group) => group.push(outcome),
                None => groups.push(vec![outcome]),
            }
        }
        let row = |group: Vec<&'r SmokeOutcome>| {
            let first = *group.first()?;
            Some(SmokeRow { entry, first, asked: self.asked(entry, &group), cells: cells(first) })
        };
        groups.into_iter().filter_map(row).collect()
    }

    /// `import require`, with the versions where these are not all.
    fn asked(&self, entry: &SmokeEntry, outcomes: &[&SmokeOutcome]) -> String {
        let mut modes: Vec<&str> = Vec::new();
        let mut versions: Vec<&str> = Vec::new();
        for outcome in outcomes {
            let mode = if entry.kind == EntryKind::Bin { "run" } else { mode_name(outcome.mode) };
            if !modes.contains(&mode) {
                modes.push(mode);
            }
            if !versions.contains(&outcome.version.as_str()) {
                versions.push(&outcome.version);
            }
        }
        match versions.len() == self.report.node.len() {
            true => modes.join(" "),
            false => format!("{} on {}", modes.join(" "), versions.join(", ")),
        }
    }

    /// What Node says of each failure and each difference, the same things once.
    fn failures(&mut self) {
        let mut shown: Vec<(&SmokeOutcome, Vec<String>)> = Vec::new();
        for entry in &self.report.entry_points {
            for (first, outcomes) in failures_of(entry) {
                let asked =
                    entry.outcomes.iter().filter(|outcome| outcome.node.status != NodeStatus::NotAsked);
                let name = match asked.count() == outcomes.len() {
                    true => entry.subpath.clone(),
                    false => format!("{} ({})", entry.subpath, self.asked(entry, &outcomes)),
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

    fn verdict(&mut self) {
        let summary = self.report.summary;
        let total = counted(summary.entry_points, "entry point");
        let mut spans = vec![match (summary.broken, summary.failed_runs) {
            (0, 0) if summary.unknown == 0 && summary.loaded == 0 && summary.optional > 0 => {
                Role::Warning.of(format!("? Node could load none of {total}"))
            }
            (0, 0) if summary.unknown == 0 => Role::Good.of(format!("✓ {}", self.what_loads())),
            (0, 0) => Role::Warning.of("? Nothing fails"),
            (0, failed) => Role::Bad.of(format!("✗ {} of your own failed", counted(failed, "run"))),
            (broken, 0) => Role::Bad.of(format!("✗ Node cannot load {broken} of {total}")),
            (broken, failed) => Role::Bad
                .of(format!("✗ Node cannot load {broken} of {total}, and {} failed", counted(failed, "run"))),
        }];
        if summary.unknown > 0 {
            spans.push(Role::Plain.of(format!(" · {} could not be judged", summary.unknown)));
        }
        let differ = match summary.disagreements {
            0 => " · as the static verdict says".to_owned(),
            count => format!(
                " · {} from the static verdict",
                match count {
                    1 => "1 difference (≠)".to_owned(),
                    _ => format!("{count} differences (≠)"),
                }
            ),
        };
        spans.push(Role::Plain.of(differ));
        if summary.optional > 0 {
            spans.push(Role::Warning.of(format!(" · {}", self.what_is_optional())));
        }
        self.page.blank();
        self.page.wrapped(2, &spans);
        let dependencies = &self.report.dependencies;
        if summary.optional > 0 && !(dependencies.mode == Deps::Install && dependencies.optional_peers) {
            let help = "  = help: `--deps install --optional-peers` installs optional peers, too";
            self.page.wrapped(4, &[Role::Plain.of(help)]);
        }
    }

    /// How many entry points could not be asked for, and which packages are not there.
    fn what_is_optional(&self) -> String {
        let entries = self.report.entry_points.iter().filter(|entry| entry.lacks_optional());
        let needs = entries.flat_map(|entry| &entry.outcomes).filter_map(|outcome| outcome.needs.as_deref());
        let names: BTreeSet<&str> = needs.collect();
        let named = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        let more = names.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let optional = if names.len() == 1 { "is optional and" } else { "are optional and" };
        format!(
            "{} could not be loaded: {named}{more} {optional} not installed",
            self.report.summary.optional
        )
    }

    /// What can be said where nothing fails.
    fn what_loads(&self) -> String {
        let entries = &self.report.entry_points;
        let is_asked = |outcome: &SmokeOutcome| outcome.node.status != NodeStatus::NotAsked;
        match (entries.iter().filter(|entry| entry.outcomes.iter().any(is_asked)).count(), entries.len()) {
            (0, _) => "There is nothing to load".to_owned(),
            (1, 1) => "Node loads the entry point".to_owned(),
            (_, total) if self.report.summary.optional > 0 => {
                format!("Node loads {} of {total} entry points", self.report.summary.loaded)
            }
            (asked, total) if asked == total => format!("Node loads all {total} entry points"),
            (asked, total) => {
                format!("Node loads {asked} of {total} entry points, all that are meant for it")
            }
        }
    }

    fn issue(&mut self, issue: &str) {
        self.page.blank();
        let words = match issue.lines().next().is_some_and(|head| head.ends_with("is wrong")) {
            true => "The static verdict is wrong. Please report it; this says all:",
            false => {
                "Where you trust the package, the static verdict is wrong. Please report it then; this says all:"
            }
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
    for outcome in entry.outcomes.iter().filter(|outcome| is_remarkable(outcome)) {
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

/// Whether two failures are one, but for who asked, and how.
fn is_same(one: &SmokeOutcome, other: &SmokeOutcome) -> bool {
    let message = |outcome: &SmokeOutcome| {
        let message = outcome.node.error.as_ref().map(|error| error.message.clone()).unwrap_or_default();
        message
            .split(['\n'])
            .next()
            .map(|line| line.split(" imported from ").next().unwrap_or_default().to_owned())
    };
    let key = |outcome: &SmokeOutcome| (outcome.node.status, outcome.reason, message(outcome));
    key(one) == key(other) && one.explanation == other.explanation
}

/// Names are aligned up to this width, however narrow the terminal is.
const NARROWEST_NAME: usize = 8;

impl SmokeRow<'_> {
    fn is_remarkable(&self) -> bool {
        is_remarkable(self.first)
    }
}

fn is_remarkable(outcome: &SmokeOutcome) -> bool {
    matches!(outcome.node.status, NodeStatus::Broken | NodeStatus::Unknown) || outcome.agrees == Some(false)
}

fn mark(entry: &SmokeEntry) -> Span<'static> {
    let has = |status| entry.outcomes.iter().any(|outcome| outcome.node.status == status);
    match () {
        () if entry.is_broken() => Role::Bad.of("✗ "),
        () if has(NodeStatus::Unknown) => Role::Warning.of("? "),
        () if has(NodeStatus::Ok) => Role::Good.of("✓ "),
        () => Role::Faint.of("· "),
    }
}

/// Both verdicts in a few words.
fn cells(outcome: &SmokeOutcome) -> [(Role, String); 2] {
    let is_asked = outcome.node.status != NodeStatus::NotAsked;
    let expected = match (outcome.expected.status, is_asked) {
        (Status::Ok, _) => (Role::Plain, "ok".to_owned()),
        (Status::Broken, true) => (Role::Bad, "broken".to_owned()),
        (Status::Broken, false) => (Role::Faint, "not offered".to_owned()),
    };
    let code = outcome.node.error.as_ref().map_or("", |error| error.code.as_str());
    let node = match outcome.node.status {
        NodeStatus::Ok if !outcome.node.runs.is_empty() => (Role::Good, bin_words(outcome)),
        NodeStatus::Ok => (Role::Good, counted(outcome.node.exports.len(), "name")),
        NodeStatus::Broken => (Role::Bad, code.to_owned()),
        NodeStatus::Unknown => (Role::Warning, outcome.reason.map_or("unknown", reason_name).to_owned()),
        NodeStatus::NotAsked => (Role::Faint, "–".to_owned()),
    };
    [expected, node]
}

/// What a bin answered to.
fn bin_words(outcome: &SmokeOutcome) -> String {
    let answered = outcome.node.runs.iter().filter(|run| run.ending == Ending::Exit(0) && run.prints);
    answered.map(|run| run.argument).collect::<Vec<_>>().join(" ")
}

fn unmet_words(unmet: &Unmet) -> String {
    let Unmet { name, range, found, by } = unmet;
    let whose = by.as_deref().map(|by| format!(" of {by}")).unwrap_or_default();
    match found {
        Some(found) => format!("{name} is {found} in this project, and {range} is declared{whose}"),
        None => format!("{name} {range}{whose} is not installed in this project"),
    }
}

fn ending_words(ending: Ending) -> String {
    match ending {
        Ending::Exit(status) => format!("ends with the status {status}"),
        Ending::Signal(signal) => format!("ends by signal {signal}"),
        Ending::TimeOut => "does not end in time".to_owned(),
    }
}

fn reason_name(reason: Reason) -> &'static str {
    match reason {
        Reason::Static => "static verdict",
        Reason::Runtime => "runtime",
        Reason::BrowserGlobal => "browser global",
        Reason::NativeAddon => "native addon",
        Reason::Dependency => "dependency",
        Reason::Hoisted => "hoisting",
        Reason::TimeOut => "time-out",
        Reason::Memory => "memory",
        Reason::Exit => "exit",
        Reason::OtherCause => "other cause",
        Reason::Permission => "permission",
        Reason::MissingDependency => "missing dependency",
        Reason::OptionalDependency => "optional dependency",
        Reason::Killed => "killed",
        Reason::RefusedDependency => "refused dependency",
        Reason::LongAnswer => "long answer",
        Reason::Contradicted => "contradiction",
    }
}
