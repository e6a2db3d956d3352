//! The verdicts on one package with the dependencies of several places: a column for each, then what is wrong with each.

use unicode_width::UnicodeWidthStr;

use crate::{
    hash::HashSet,
    package::Package,
    render::{
        terminal::{Page, Role, StyledText, Terminal, visible},
        text::{Detail, package_header, render_problems, sentence},
    },
    report::{At, EntryPointReport, Finding, Report},
};

/// The verdict with the dependencies of one place.
#[derive(Debug)]
pub struct DepsColumn<'r> {
    /// The name of the place.
    pub name: String,
    pub report: &'r Report,
    /// The package, which has these dependencies beside it.
    pub package: &'r Package,
}

/// The verdicts as text.
pub fn render_several(columns: &[DepsColumn<'_>], terminal: Terminal, detail: Detail) -> String {
    let Some(first) = columns.first() else { return String::new() };
    let is_ok = columns.iter().all(|column| column.report.ok);
    if detail == Detail::Problems && is_ok {
        return String::new();
    }
    let mut page = Page::new(terminal);
    if detail != Detail::Problems {
        package_header(&mut page, &first.report.package, &first.report.node);
        page.blank();
        table(&mut page, columns, detail);
    }
    let mut text = page.finish();
    for (place, column) in columns.iter().enumerate() {
        let earlier = columns.get(..place).unwrap_or_default();
        let report = without(column.report, earlier);
        let problems = render_problems(&report, column.package, terminal, detail);
        if !problems.trim().is_empty() {
            text.push_str(&heading(&column.name, terminal));
            text.push_str(&problems);
        }
    }
    text + &summary(columns, terminal)
}

/// The report without what the earlier ones say, too.
fn without(report: &Report, earlier: &[DepsColumn<'_>]) -> Report {
    let mut report = report.clone();
    if earlier.is_empty() {
        return report;
    }
    // One package has the same entry points in each report, in one order.
    let is_said = |place: usize, entry: &EntryPointReport| {
        earlier.iter().any(|column| column.report.entry_points.get(place) == Some(entry))
    };
    let entries = report.entry_points.iter().enumerate().filter(|(place, entry)| !is_said(*place, entry));
    let entries: Vec<_> = entries.map(|(_, entry)| entry.clone()).collect();
    report.entry_points = entries.into();
    let said = earlier.iter().flat_map(|column| &column.report.findings).map(key);
    let said: HashSet<_> = said.collect();
    report.findings.retain(|finding| !said.contains(&key(finding)));
    report
}

fn key(finding: &Finding) -> (&'static str, &str, Option<&At>) {
    (finding.rule, &finding.message, finding.at.as_ref())
}

fn heading(name: &str, terminal: Terminal) -> String {
    let mut page = Page::new(terminal);
    page.line(&[Role::Strong.of(format!("With the dependencies \"{name}\":"))]);
    format!("\n{}", page.finish())
}

/// The number of entry points that is listed; the rest is counted.
const LISTED: usize = 30;

/// The widest name that the columns are aligned with.
const WIDEST_NAME: usize = 30;

fn table(page: &mut Page, columns: &[DepsColumn<'_>], detail: Detail) {
    let Some(first) = columns.first() else { return };
    let entries = &first.report.entry_points;
    let shown = if detail == Detail::All { entries.len() } else { entries.len().min(LISTED) };
    let width = |entry: &EntryPointReport| visible(&entry.subpath).width();
    let widest =
        entries.iter().take(shown).map(width).filter(|width| *width <= WIDEST_NAME).max().unwrap_or(0);
    let pad = |width: usize| " ".repeat(widest.saturating_sub(width) + 2);
    let names = columns.iter().map(|column| format!("{}  ", visible(&column.name)));
    page.line(&[Role::Faint.of(format!("  {}{}", pad(0), names.collect::<String>().trim_end()))]);
    for (place, entry) in entries.iter().enumerate().take(shown) {
        let name = Role::Plain.of(entry.subpath.as_str());
        let mut spans = vec![Role::Plain.of("  "), name, Role::Plain.of(pad(width(entry)))];
        spans.extend(columns.iter().flat_map(|column| cell(column, place)));
        page.line(&spans);
    }
    if let Some(rest) = entries.len().checked_sub(shown).filter(|rest| *rest > 0) {
        page.line(&[Role::Faint.of(format!("  … and {rest} more (--all shows them)"))]);
    }
}

fn cell<'c>(column: &DepsColumn<'_>, place: usize) -> [StyledText<'c>; 2] {
    let entry = column.report.entry_points.get(place);
    let mark = match entry {
        Some(entry) if entry.is_broken() => Role::Bad.of("✗"),
        Some(entry) if entry.is_offered() => Role::Good.of("✓"),
        _ => Role::Faint.of("·"),
    };
    let rest = visible(&column.name).width() + 1;
    [mark, Role::Plain.of(" ".repeat(rest))]
}

/// A line for each verdict.
fn summary(columns: &[DepsColumn<'_>], terminal: Terminal) -> String {
    let mut page = Page::new(terminal);
    for DepsColumn { name, report, .. } in columns {
        let (mark, role) = if report.ok { ("✓", Role::Good) } else { ("✗", Role::Bad) };
        page.wrapped(2, &[role.of(format!("{mark} {name}: ")), Role::Plain.of(sentence(report))]);
    }
    format!("\n{}", page.finish())
}
