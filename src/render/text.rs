//! The report for people: what is broken and why first, then what is found, then one line for each healthy entry point.

mod broken;
mod exported;
mod healthy;
mod nothing;
pub(crate) mod problem;
mod recap;
mod several;
mod smoke;
mod statements;
mod trace;
mod typed;
mod verdict;
mod words;

pub use exported::{ShownNames, exported};
pub use several::{DepsColumn, render_several};
pub use smoke::smoke;
pub use statements::{broken_statements, statements};
pub use trace::trace;
pub use verdict::sentence;
pub(super) use verdict::{counts, verdict};
pub use words::words_of_node;

use problem::{Note, ShownProblem};
use verdict::{fails, found};

pub(crate) use crate::render::names::counted;
pub(super) use crate::render::names::{asked_for, severity_name, severity_role};
pub use crate::{
    budget::byte_size,
    render::names::{mode_name, package_name},
};
use crate::{
    diagnostic::Severity,
    options::ShownSuggestions,
    package::Package,
    render::{
        causes::{self, BrokenCause},
        snippet,
        terminal::{Page, Role, Terminal},
    },
    report::{At, Finding, PackageReport, Report},
};

/// The amount of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Only what is wrong.
    Problems,
    /// Long lists end with a count.
    Folded,
    /// Everything.
    All,
}

/// The report as text.
pub fn render(report: &Report, package: &Package, terminal: Terminal, detail: Detail) -> String {
    let mut view = ReportView { report, package, detail, page: Page::new(terminal) };
    let causes = causes::causes(report);
    if detail != Detail::Problems {
        package_header(&mut view.page, &report.package, &report.node);
    }
    view.broken(&causes);
    view.findings(&causes);
    if detail != Detail::Problems {
        view.healthy();
        view.untyped();
        view.folded_suggestions();
    }
    if detail != Detail::Problems || !report.ok {
        view.summary(&causes);
    }
    view.page.finish()
}

/// The causes that break entry points, and nothing else.
pub fn render_broken(report: &Report, package: &Package, terminal: Terminal, detail: Detail) -> String {
    let mut view = ReportView { report, package, detail, page: Page::new(terminal) };
    view.broken(&causes::causes(report));
    view.page.finish()
}

/// The causes and findings, and nothing else; without the figures.
pub fn render_problems(report: &Report, package: &Package, terminal: Terminal, detail: Detail) -> String {
    let mut view = ReportView { report, package, detail, page: Page::new(terminal) };
    let causes = causes::causes(report);
    view.broken(&causes);
    view.findings(&causes);
    view.page.finish()
}

/// A report on its way to a page.
struct ReportView<'r> {
    report: &'r Report,
    package: &'r Package,
    detail: Detail,
    page: Page,
}

impl ReportView<'_> {
    /// The findings that no broken entry point has shown.
    fn findings(&mut self, causes: &[BrokenCause<'_>]) {
        let report = self.report;
        let wanted: Vec<_> =
            causes::others(report, causes).filter(|finding| self.is_wanted(finding)).collect();
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

    /// Tells whether a finding is drawn: where only what is wrong is wanted, that is what fails the check.
    fn is_wanted(&self, finding: &Finding) -> bool {
        match (self.detail, finding.severity) {
            (Detail::Problems, _) => fails(self.report, finding),
            (_, Severity::Suggestion) => self.report.suggestions == ShownSuggestions::All,
            _ => true,
        }
    }

    /// One line where a package that passes has no types: where it does not, its faults come first.
    fn untyped(&mut self) {
        if self.report.is_untyped && self.report.ok {
            self.page.blank();
            self.page.wrapped(4, &[Role::Faint.of("  no types: to TypeScript, all of it is `any`")]);
        }
    }

    /// One line for the suggestions that are not drawn.
    fn folded_suggestions(&mut self) {
        let folded = self.report.findings.iter().filter(|finding| finding.severity == Severity::Suggestion);
        let mut rules: Vec<_> = folded.map(|finding| finding.rule).collect();
        let count = counted(rules.len(), "suggestion");
        if !rules.is_empty() && self.report.suggestions == ShownSuggestions::Folded {
            rules.dedup();
            let text = format!("  {count} (--suggestions shows them): {}", rules.join(", "));
            self.page.blank();
            self.page.wrapped(4, &[Role::Faint.of(text)]);
        }
    }

    /// One finding; the notes come between the places and the help.
    fn finding(&mut self, finding: &Finding, indent: usize, also: &[&At], notes: &[Note]) {
        let title = format!("{}[{}]", severity_name(finding.severity), finding.rule);
        let problem = ShownProblem {
            at: finding.at.as_ref(),
            also,
            named: self.named(),
            notes,
            help: finding.help.as_deref(),
            ..ShownProblem::new(severity_role(finding.severity).of(title), &finding.message)
        };
        problem.render(&mut self.page, self.package, indent);
    }

    /// The most places of a cause that are named.
    fn named(&self) -> usize {
        if self.detail == Detail::All { usize::MAX } else { snippet::NAMED }
    }

    /// A line for each thing that fails the check, then the verdict: a log is read from its end.
    fn summary(&mut self, causes: &[BrokenCause<'_>]) {
        let role = if self.report.ok { Role::Good } else { Role::Bad };
        let verdict = role.of(verdict(self.report));
        self.page.blank();
        recap::recap(&mut self.page, self.report, causes);
        self.page.wrapped(2, &[verdict, Role::Plain.of(found(self.report))]);
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
