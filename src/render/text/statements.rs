//! Statements, whether they link, and if not, why.

use crate::{
    hash::HashSet,
    package::Package,
    render::{
        terminal::{Page, Role, Terminal},
        text::{
            Detail, counted, package_header,
            problem::{Note, ShownProblem},
            words_of_node,
        },
    },
    report::{
        At, PackageReport,
        statements::{SkippedReport, StatementErrorReport, StatementReport},
    },
};

/// Statements as text; `nodes` are the versions of Node that were asked.
pub fn statements(
    reports: &[StatementReport],
    skipped: &[SkippedReport],
    package: &Package,
    summary: &PackageReport,
    nodes: &[String],
    terminal: Terminal,
    detail: Detail,
) -> String {
    let mut list = List { package, nodes, shown: HashSet::default(), page: Page::new(terminal) };
    if detail != Detail::Problems {
        package_header(&mut list.page, summary, nodes);
        list.page.blank();
    }
    for report in reports.iter().filter(|report| detail != Detail::Problems || !report.ok) {
        list.statement(report);
    }
    if detail != Detail::Problems || reports.iter().any(|report| !report.ok) {
        list.verdict(reports);
        list.skipped(skipped);
    }
    list.page.finish()
}

/// The statements that do not link, and nothing else.
pub fn broken_statements(
    reports: &[StatementReport],
    package: &Package,
    nodes: &[String],
    terminal: Terminal,
) -> String {
    let mut list = List { package, nodes, shown: HashSet::default(), page: Page::new(terminal) };
    reports.iter().filter(|report| !report.ok).for_each(|report| list.statement(report));
    list.page.finish()
}

struct List<'r> {
    package: &'r Package,
    nodes: &'r [String],
    /// The errors that stand further up, by their places and words.
    shown: HashSet<(&'r At, &'r str, &'r str)>,
    page: Page,
}

impl<'r> List<'r> {
    fn statement(&mut self, report: &'r StatementReport) {
        let mark = if report.ok { Role::Good.of("✓ ") } else { Role::Bad.of("✗ ") };
        let place = report.file.as_ref().map(|file| format!("{file}:{}  ", report.line));
        let source = report.source.split_whitespace().collect::<Vec<_>>().join(" ");
        if !report.ok {
            self.page.blank();
        }
        let place = Role::Faint.of(place.unwrap_or_default());
        let types = match report.types.as_slice() {
            [] => String::new(),
            [name] => format!("  ({name}: a type, by its declarations)"),
            names => format!("  ({}: types, by their declarations)", names.join(", ")),
        };
        self.page.wrapped(4, &[mark, place, Role::Plain.of(source), Role::Faint.of(types)]);
        for error in &report.errors {
            self.error(error);
        }
        if !report.ok {
            self.page.blank();
        }
    }

    fn error(&mut self, report: &'r StatementErrorReport) {
        let error = &report.error;
        let nodes = if report.node.len() < self.nodes.len() {
            format!(" on Node {}", report.node.join(", "))
        } else {
            String::new()
        };
        let title = Role::Bad.of(format!("error[{}]{nodes}", error.code));
        let key = error.at.as_ref().map(|at| (at, error.code.as_str(), error.message.as_str()));
        if key.is_some_and(|key| !self.shown.insert(key)) {
            let message = format!("{} (as above)", words_of_node(&error.message));
            return ShownProblem::new(title, &message).render(&mut self.page, self.package, 2);
        }
        let notes: Vec<Note> = Note::through(error).into_iter().collect();
        let help = error.help.as_deref();
        let at = error.at.as_ref();
        let problem = ShownProblem { at, notes: &notes, help, ..ShownProblem::new(title, &error.message) };
        problem.render(&mut self.page, self.package, 2);
    }

    /// The statements that were not read, so that nobody takes them for sound.
    fn skipped(&mut self, skipped: &[SkippedReport]) {
        for block in skipped {
            let (language, name) =
                (block.language.as_deref().unwrap_or("a block of code"), self.package.name());
            let what = match block.reason {
                "language" => format!("names {name}, but {language} is not read"),
                "types" => format!("imports types of {name} alone, which are not looked up"),
                _ => format!("names {name}, but an import in it does not parse"),
            };
            let text = format!("{}:{}  {what}", block.file, block.line);
            self.page.wrapped(4, &[Role::Faint.of("- "), Role::Faint.of(text)]);
        }
    }

    fn verdict(&mut self, reports: &[StatementReport]) {
        let total = counted(reports.len(), "statement");
        let unparsed = reports.iter().filter(|report| !report.parsed).count();
        let verdict = match (reports.iter().filter(|report| !report.ok).count(), reports.len()) {
            (1, _) if unparsed == 1 => {
                Role::Bad.of("? 1 statement could not be checked: it does not parse".to_owned())
            }
            (broken, _) if broken == unparsed && broken > 0 => {
                Role::Bad.of(format!("? {broken} statements could not be checked: they do not parse"))
            }
            (_, 0) => Role::Plain.of(format!("No statement names {}", self.package.name())),
            (0, 1) => Role::Good.of("✓ The statement links"),
            (0, _) => Role::Good.of(format!("✓ All {total} link")),
            (1, 1) => Role::Bad.of("✗ The statement does not link"),
            (1, _) => Role::Bad.of(format!("✗ 1 of {total} does not link")),
            (broken, _) => Role::Bad.of(format!("✗ {broken} of {total} do not link")),
        };
        self.page.blank();
        self.page.wrapped(2, &[verdict]);
    }
}
