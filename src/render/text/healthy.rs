//! The entry points that are not broken: one line for each outcome, long lists folded.

use std::collections::BTreeMap;

use unicode_width::UnicodeWidthStr;

use crate::{
    render::{
        terminal::{Role, StyledText, visible},
        text::{
            Detail, ReportView, asked_for, counted,
            typed::{FoundRules, TypesWord},
        },
    },
    report::{EntryPointReport, OutcomeReport, Status},
};

/// The most entry points that are listed in full.
const LONG: usize = 30;

/// The number of entry points that is listed of a longer list.
const FOLDED: usize = 25;

/// The widest name that the others are aligned with.
const WIDEST_NAME: usize = 22;

/// The subject of one line: an entry point, or the expansions of one pattern that end alike.
struct HealthyRow<'r> {
    name: String,
    entry: &'r EntryPointReport,
    count: usize,
    types: TypesWord,
}

impl ReportView<'_> {
    pub(super) fn healthy(&mut self) {
        let report = self.report;
        let entries: Vec<_> = report.entry_points.iter().filter(|entry| !entry.is_broken()).collect();
        let found = FoundRules::of(report);
        let is_long = entries.len() > LONG && self.detail != Detail::All;
        let rows = if is_long {
            by_pattern(&entries, &found)
        } else {
            entries.iter().map(|entry| single(entry, &found)).collect()
        };
        let shown = if is_long && rows.len() > LONG { FOLDED } else { rows.len() };
        let rest: usize = rows.iter().skip(shown).map(|row| row.count).sum();
        self.page.blank();
        self.rows(rows.get(..shown).unwrap_or_default());
        if rest > 0 {
            let text = format!("  … and {} (--all shows them)", counted(rest, "more entry point"));
            self.page.wrapped(2, &[Role::Faint.of(text)]);
        }
    }

    fn rows(&mut self, rows: &[HealthyRow<'_>]) {
        let nodes = &self.report.node;
        let labels = |row: &HealthyRow<'_>| {
            let outcomes = row.entry.outcomes.iter();
            outcomes.map(|outcome| asked_for(row.entry, outcome, nodes).width()).max().unwrap_or(0)
        };
        let widths = rows.iter().map(HealthyRow::width).filter(|&width| width <= WIDEST_NAME);
        let mut columns = Columns {
            name: widths.max().unwrap_or(0),
            asked: rows.iter().map(labels).max().unwrap_or(0),
            hidden_format: None,
            types: shared_types(rows),
        };
        if rows.iter().any(|row| columns.widest_line(row) > self.page.terminal().width) {
            columns.hidden_format = most_common_format(rows);
        }
        for row in rows {
            self.row(row, &columns);
        }
        if let Some((role, words)) = columns.types.as_ref().and_then(TypesWord::words) {
            let is_other = |row: &HealthyRow<'_>| {
                row.types != TypesWord::Silent && Some(&row.types) != columns.types.as_ref()
            };
            let where_ = if rows.iter().any(is_other) { "where nothing else is said" } else { "all of them" };
            self.page.line(&[Role::Plain.of("  "), role.of(words), Role::Faint.of(format!(", {where_}"))]);
        }
        if let Some(format) = columns.hidden_format {
            self.page.line(&[Role::Faint.of(format!("  (format: {format}, where none is given)"))]);
        }
    }

    fn row(&mut self, row: &HealthyRow<'_>, columns: &Columns<'_>) {
        let report = self.report;
        let pad = |width: usize| " ".repeat(columns.name.saturating_sub(width) + 2);
        for (nth, outcome) in row.entry.outcomes.iter().enumerate() {
            let asked = asked_for(row.entry, outcome, &report.node);
            let asked = format!("{asked:width$} ", width = columns.asked);
            let mut spans = match nth {
                0 => vec![
                    match row.entry.is_offered() {
                        true if report.awaits_installation(row.entry) => Role::Warning.of("? "),
                        true => Role::Good.of("✓ "),
                        false => Role::Faint.of("· "),
                    },
                    Role::Plain.of(row.name.as_str()).whole(),
                    Role::Plain.of(pad(row.width())),
                ],
                _ => vec![Role::Plain.of(format!("  {}", pad(0)))],
            };
            spans.extend(outcome_spans(row, asked, outcome, columns));
            let is_said_below = columns.types.as_ref() == Some(&row.types);
            if let Some((role, words)) = row.types.words().filter(|_| nth == 0 && !is_said_below) {
                spans.push(Role::Plain.of("  "));
                spans.push(role.of(words).whole());
            }
            self.page.wrapped(columns.name + 4, &spans);
        }
    }
}

/// The widths to which the rows are aligned.
struct Columns<'r> {
    name: usize,
    asked: usize,
    /// The format that is said once below the list, where the rows have no room for it.
    hidden_format: Option<&'r str>,
    /// The word on the types that is true of several rows, and said once below them.
    types: Option<TypesWord>,
}

impl Columns<'_> {
    fn widest_line(&self, row: &HealthyRow<'_>) -> usize {
        let target = |outcome: &OutcomeReport| {
            visible(&row.target(outcome)).width()
                + outcome.format.as_ref().map_or(0, |format| format.len() + 3)
        };
        let targets = row.entry.outcomes.iter().map(target);
        row.width().max(self.name) + self.asked + "✓   → ".width() + 1 + targets.max().unwrap_or(0)
    }
}

impl HealthyRow<'_> {
    fn width(&self) -> usize {
        visible(&self.name).width()
    }

    fn target(&self, outcome: &OutcomeReport) -> String {
        match self.count {
            1 => outcome.target.clone().unwrap_or_default(),
            count => format!("{count} files"),
        }
    }
}

fn most_common_format<'r>(rows: &[HealthyRow<'r>]) -> Option<&'r str> {
    // Sorted, so that of two formats with one count the same one is always taken.
    let mut counts = BTreeMap::new();
    for row in rows {
        for format in row.entry.outcomes.iter().filter_map(|outcome| outcome.format.as_deref()) {
            *counts.entry(format).or_insert(0) += row.count;
        }
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(format, _)| format)
}

fn outcome_spans<'r>(
    row: &HealthyRow<'r>,
    asked: String,
    outcome: &'r OutcomeReport,
    columns: &Columns<'_>,
) -> Vec<StyledText<'r>> {
    if outcome.status == Status::Broken {
        let code = outcome.errors.first().map_or("", |error| error.code.as_str());
        return vec![Role::Faint.of(format!("{asked}not offered ({code})"))];
    }
    let format = outcome.format.as_deref().filter(|format| columns.hidden_format != Some(format));
    vec![
        Role::Faint.of(asked),
        Role::Faint.of("→ ").whole(),
        Role::Plain.of(row.target(outcome)).whole(),
        Role::Faint.of(format.map(|format| format!(" ({format})")).unwrap_or_default()).whole(),
    ]
}

fn single<'r>(entry: &'r EntryPointReport, found: &FoundRules) -> HealthyRow<'r> {
    let types = TypesWord::of(entry, found);
    HealthyRow { name: entry.subpath.clone(), entry, count: 1, types }
}

/// The word on the types that is said once, below the list: of all rows, or that they are true of several.
fn shared_types(rows: &[HealthyRow<'_>]) -> Option<TypesWord> {
    let words: Vec<_> =
        rows.iter().map(|row| &row.types).filter(|word| **word != TypesWord::Silent).collect();
    let first = words.first().filter(|first| words.len() > 1 && words.iter().all(|word| word == *first));
    let are_true = words.iter().filter(|word| ***word == TypesWord::True).count();
    first.map(|first| (*first).clone()).or_else(|| (are_true > 1).then_some(TypesWord::True))
}

/// One row for the expansions of a pattern that have the same outcomes but for the file.
fn by_pattern<'r>(entries: &[&'r EntryPointReport], found: &FoundRules) -> Vec<HealthyRow<'r>> {
    let mut rows: Vec<HealthyRow<'r>> = Vec::new();
    for entry in entries {
        let one = single(entry, found);
        let is_same = |row: &&mut HealthyRow<'r>| {
            entry.pattern.is_some() && row.types == one.types && is_alike(row.entry, entry)
        };
        match (&entry.pattern, rows.iter_mut().find(is_same)) {
            (Some(pattern), Some(row)) => {
                row.name.clone_from(pattern);
                row.count += 1;
            }
            _ => rows.push(one),
        }
    }
    rows
}

/// Tells whether one line can stand for both.
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
