//! The entry points that are not broken: one line for each outcome, long lists folded.

use unicode_width::UnicodeWidthStr;

use crate::report::{
    EntryPointReport, OutcomeReport, Status,
    terminal::{Role, Span, visible},
    text::{Detail, View, asked_for, counted},
};

/// How many entry points are listed before they are folded.
const FOLDED: usize = 20;

/// The widest name that the others are aligned with.
const WIDEST_NAME: usize = 32;

/// What one line is about: an entry point, or the expansions of one pattern that end alike.
struct Row<'r> {
    name: String,
    entry: &'r EntryPointReport,
    count: usize,
}

impl View<'_> {
    pub(super) fn healthy(&mut self) {
        let report = self.report;
        let entries: Vec<_> = report.entry_points.iter().filter(|entry| !entry.is_broken()).collect();
        let is_long = entries.len() > FOLDED && self.detail != Detail::All;
        let rows =
            if is_long { by_pattern(&entries) } else { entries.iter().map(|entry| single(entry)).collect() };
        let shown = if is_long && rows.len() > FOLDED { FOLDED - 2 } else { rows.len() };
        let rest: usize = rows.iter().skip(shown).map(|row| row.count).sum();
        self.page.blank();
        self.rows(rows.get(..shown).unwrap_or_default());
        if rest > 0 {
            let text = format!("  … and {} (--all shows them)", counted(rest, "more entry point"));
            self.page.wrapped(2, &[Role::Faint.of(text)]);
        }
    }

    fn rows(&mut self, rows: &[Row<'_>]) {
        let width_of = |row: &Row<'_>| visible(&row.name).width();
        let names = rows.iter().map(width_of).filter(|&width| width <= WIDEST_NAME).max().unwrap_or(0);
        let labels = |row: &Row<'_>| {
            let outcomes = row.entry.outcomes.iter();
            outcomes
                .map(|outcome| asked_for(row.entry, outcome, &self.report.node).width())
                .max()
                .unwrap_or(0)
        };
        let modes = rows.iter().map(labels).max().unwrap_or(0);
        for row in rows {
            self.row(row, names, modes);
        }
    }

    fn row(&mut self, row: &Row<'_>, names: usize, modes: usize) {
        let report = self.report;
        let is_offered = row.entry.outcomes.iter().any(|outcome| outcome.status == Status::Ok);
        let pad = |width: usize| " ".repeat(names.saturating_sub(width) + 2);
        for (nth, outcome) in row.entry.outcomes.iter().enumerate() {
            let asked = asked_for(row.entry, outcome, &report.node);
            let asked = format!("{asked:modes$} ");
            let mut spans = match nth {
                0 => vec![
                    if is_offered { Role::Good.of("✓ ") } else { Role::Faint.of("· ") },
                    Role::Plain.of(row.name.as_str()),
                    Role::Plain.of(pad(visible(&row.name).width())),
                ],
                _ => vec![Role::Plain.of(format!("  {}", pad(0)))],
            };
            spans.extend(outcome_spans(row, asked, outcome));
            self.page.wrapped(names + 6, &spans);
        }
    }
}

fn outcome_spans<'r>(row: &Row<'r>, asked: String, outcome: &'r OutcomeReport) -> Vec<Span<'r>> {
    if outcome.status == Status::Broken {
        let code = outcome.errors.first().map_or("", |error| error.code.as_str());
        return vec![Role::Faint.of(format!("{asked}not offered ({code})"))];
    }
    let format = outcome.format.as_ref().map(|format| format!(" ({format})")).unwrap_or_default();
    let target = match row.count {
        1 => outcome.target.clone().unwrap_or_default(),
        count => format!("{count} files"),
    };
    vec![Role::Faint.of(format!("{asked}→ ")), Role::Plain.of(target), Role::Faint.of(format)]
}

fn single<'r>(entry: &&'r EntryPointReport) -> Row<'r> {
    Row { name: entry.subpath.clone(), entry, count: 1 }
}

/// One row for the expansions of a pattern that have the same outcomes but for the file.
fn by_pattern<'r>(entries: &[&'r EntryPointReport]) -> Vec<Row<'r>> {
    let mut rows: Vec<Row<'r>> = Vec::new();
    for entry in entries {
        let is_same = |row: &&mut Row<'r>| entry.pattern.is_some() && is_alike(row.entry, entry);
        match (&entry.pattern, rows.iter_mut().find(is_same)) {
            (Some(pattern), Some(row)) => {
                row.name.clone_from(pattern);
                row.count += 1;
            }
            _ => rows.push(single(entry)),
        }
    }
    rows
}

/// Whether one line can stand for both.
fn is_alike(a: &EntryPointReport, b: &EntryPointReport) -> bool {
    let plain = |outcome: &OutcomeReport| {
        (
            outcome.modes.clone(),
            outcome.node.clone(),
            outcome.status,
            outcome.format.clone(),
            outcome.is_meant,
        )
    };
    a.pattern == b.pattern && a.outcomes.iter().map(plain).eq(b.outcomes.iter().map(plain))
}
