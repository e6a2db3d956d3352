//! The report for people: what is broken and why first, then what is found, then one line for each healthy entry point.

mod broken;
mod exported;
mod healthy;
pub(crate) mod problem;
mod recap;
mod smoke;
mod statements;
mod trace;
mod words;

pub use exported::exported;
pub use smoke::smoke;
pub use statements::{broken_statements, statements};
pub use trace::trace;
pub use words::words_of_node;

use problem::{Note, Problem};

use crate::{
    diagnostic::Severity,
    entry_points::EntryKind,
    package::Package,
    render::{
        causes::{self, Cause},
        snippet,
        terminal::{Page, Role, Terminal},
    },
    report::{At, EntryPointReport, Finding, OutcomeReport, PackageReport, Report, Status},
    resolve::Mode,
};

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// What is wrong, and nothing else.
    Problems,
    /// Long lists end with a count.
    Folded,
    /// Everything.
    All,
}

/// The report as text.
pub fn render(report: &Report, package: &Package, terminal: Terminal, detail: Detail) -> String {
    let mut view = View { report, package, detail, page: Page::new(terminal) };
    let causes = causes::causes(report);
    if detail != Detail::Problems {
        package_header(&mut view.page, &report.package, &report.node);
    }
    view.broken(&causes);
    view.findings(&causes);
    if detail != Detail::Problems {
        view.healthy();
    }
    if detail != Detail::Problems || !report.ok {
        view.summary(&causes);
    }
    view.page.finish()
}

/// What breaks entry points, and nothing else.
pub fn render_broken(report: &Report, package: &Package, terminal: Terminal, detail: Detail) -> String {
    let mut view = View { report, package, detail, page: Page::new(terminal) };
    view.broken(&causes::causes(report));
    view.page.finish()
}

/// What is wrong, and nothing else; without the figures.
pub fn render_problems(report: &Report, package: &Package, terminal: Terminal, detail: Detail) -> String {
    let mut view = View { report, package, detail, page: Page::new(terminal) };
    let causes = causes::causes(report);
    view.broken(&causes);
    view.findings(&causes);
    view.page.finish()
}

/// A report on its way to a page.
struct View<'r> {
    report: &'r Report,
    package: &'r Package,
    detail: Detail,
    page: Page,
}

impl View<'_> {
    /// The findings that no broken entry point has shown.
    fn findings(&mut self, causes: &[Cause<'_>]) {
        let report = self.report;
        // Where only what is wrong is wanted, that is what fails the check.
        let is_wanted = |finding: &&Finding| self.detail != Detail::Problems || fails(report, finding);
        let wanted: Vec<_> = causes::others(report, causes).filter(is_wanted).collect();
        let mut is_out_of_reach = false;
        for finding in wanted {
            self.page.blank();
            if finding.is_out_of_reach() && !std::mem::replace(&mut is_out_of_reach, true) {
                self.page.wrapped(2, &[Role::Strong.of("In modules that no entry point leads to:")]);
                self.page.blank();
            }
            let notes: Vec<_> = Note::reached_from(finding).into_iter().collect();
            self.finding(finding, 0, &finding.also.iter().collect::<Vec<_>>(), &notes);
            self.page.blank();
        }
    }

    /// One finding; the notes come between the places and the help.
    fn finding(&mut self, finding: &Finding, indent: usize, also: &[&At], notes: &[Note]) {
        let title = format!("{}[{}]", severity_name(finding.severity), finding.rule);
        let problem = Problem {
            at: finding.at.as_ref(),
            also,
            named: self.named(),
            notes,
            help: finding.help.as_deref(),
            ..Problem::new(severity_role(finding.severity).of(title), &finding.message)
        };
        problem.render(&mut self.page, self.package, indent);
    }

    /// How many places of a cause are named.
    fn named(&self) -> usize {
        if self.detail == Detail::All { usize::MAX } else { snippet::NAMED }
    }

    /// What fails the check, a line each, and the verdict: a log is read from its end.
    fn summary(&mut self, causes: &[Cause<'_>]) {
        let role = if self.report.ok { Role::Good } else { Role::Bad };
        let verdict = role.of(verdict(self.report));
        self.page.blank();
        recap::recap(&mut self.page, self.report, causes);
        self.page.wrapped(2, &[verdict, Role::Plain.of(found(self.report))]);
    }
}

/// What it comes to, with the figures.
pub fn sentence(report: &Report) -> String {
    format!("{}{}", outcome(report), found(report))
}

/// What it comes to, in one sentence without its full stop, marked as good or bad.
pub(super) fn verdict(report: &Report) -> String {
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

/// Whether a finding is why the check fails.
fn fails(report: &Report, finding: &Finding) -> bool {
    finding.severity == Severity::Error || report.strict
}

fn found(report: &Report) -> String {
    counts(report).into_iter().map(|count| format!(" · {count}")).collect()
}

/// How many errors and warnings there are, as far as there are any.
pub(super) fn counts(report: &Report) -> Vec<String> {
    let counts = [(report.summary.errors, "error"), (report.summary.warnings, "warning")];
    counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, noun)| counted(count, noun)).collect()
}

/// What can be said where nothing is broken.
fn what_links(report: &Report) -> String {
    let entries = &report.entry_points;
    match (entries.iter().filter(|entry| entry.is_offered()).count(), entries.len()) {
        (0, _) => report.nothing.clone().unwrap_or_else(|| "There is nothing to import".to_owned()),
        (1, 1) => "The entry point can be imported".to_owned(),
        (offered, total) if offered == total => format!("All {total} entry points can be imported"),
        (offered, total) => {
            format!("{offered} of {total} entry points can be imported, as far as they are meant to")
        }
    }
}

impl EntryPointReport {
    /// Whether Node finds something at it, in any mode.
    pub fn is_offered(&self) -> bool {
        self.outcomes.iter().any(|outcome| outcome.status == Status::Ok)
    }
}

/// Name and version, sizes, and the versions of Node that decide.
pub fn package_header(page: &mut Page, package: &PackageReport, nodes: &[String]) {
    let files = counted(package.files, "file");
    let sizes =
        format!("{} packed, {} unpacked", byte_size(package.packed_bytes), byte_size(package.unpacked_bytes));
    let nodes = match nodes {
        [] => String::new(),
        nodes => format!(" · Node {}", nodes.join(", ")),
    };
    page.wrapped(
        2,
        &[Role::Strong.of(package_name(package)), Role::Faint.of(format!(" · {files} · {sizes}{nodes}"))],
    );
}

/// Name and version as npm writes them.
pub fn package_name(package: &PackageReport) -> String {
    let name = package.name.as_deref().unwrap_or("(no name)");
    match &package.version {
        Some(version) => format!("{name}@{version}"),
        None => name.to_owned(),
    }
}

/// A number of bytes as npm writes it.
pub fn byte_size(bytes: u64) -> String {
    let scaled = |unit: f64| bytes as f64 / unit; // Rounded for people anyway.
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..999_950 => format!("{:.1} kB", scaled(1e3)),
        999_950..999_950_000 => format!("{:.1} MB", scaled(1e6)),
        _ => format!("{:.1} GB", scaled(1e9)),
    }
}

/// `import` or `require`.
pub fn mode_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Import => "import",
        Mode::Require => "require",
    }
}

/// How an outcome's entry point is asked for, the versions of Node named where they differ.
pub(super) fn asked_for(entry: &EntryPointReport, outcome: &OutcomeReport, nodes: &[String]) -> String {
    let modes = match entry.kind {
        EntryKind::Bin => "run".to_owned(),
        _ => outcome.modes.iter().map(|mode| mode_name(*mode)).collect::<Vec<_>>().join(" "),
    };
    match outcome.node.len() == nodes.len() {
        true => modes,
        false => format!("{modes} on Node {}", outcome.node.join(", ")),
    }
}

/// `1 file`, `2 files`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

pub(super) fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

pub(super) fn severity_role(severity: Severity) -> Role {
    match severity {
        Severity::Error => Role::Bad,
        Severity::Warning => Role::Warning,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        for (bytes, expected) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1.0 kB"),
            (498_056, "498.1 kB"),
            (999_960, "1.0 MB"),
            (2_600_000, "2.6 MB"),
            (8_589_934_592, "8.6 GB"),
        ] {
            assert_eq!(byte_size(bytes), expected);
        }
    }
}
