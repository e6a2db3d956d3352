//! The table of both verdicts: a row for the ways to ask that have the same two.

use unicode_width::UnicodeWidthStr;

use crate::{
    entry_points::EntryKind,
    render::{
        names::{counted, mode_name},
        terminal::{Role, StyledText, visible},
        text::{
            Detail,
            smoke::{SmokeView, words::reason_name},
        },
    },
    report::{
        Status,
        smoke::{Ending, NodeStatus, SmokeEntry, SmokeOutcome},
    },
};

/// Longer tables show only the remarkable rows.
const LONG: usize = 40;

/// One line of the table: the ways to ask that have the same two verdicts.
struct SmokeRow<'r> {
    entry: &'r SmokeEntry,
    first: &'r SmokeOutcome,
    asked: String,
    cells: [(Role, String); 2],
}

impl<'r> SmokeView<'r> {
    pub(super) fn table(&mut self) {
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
            let spans: [StyledText<'_>; 8] = [
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
    pub(super) fn asked(&self, entry: &SmokeEntry, outcomes: &[&SmokeOutcome]) -> String {
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
        if versions.len() == self.report.node.len() {
            modes.join(" ")
        } else {
            format!("{} on {}", modes.join(" "), versions.join(", "))
        }
    }
}

/// Names are aligned up to this width, however narrow the terminal is.
const NARROWEST_NAME: usize = 8;

impl SmokeRow<'_> {
    fn is_remarkable(&self) -> bool {
        self.first.is_remarkable()
    }
}

fn mark(entry: &SmokeEntry) -> StyledText<'static> {
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

/// The arguments that a bin answered to.
fn bin_words(outcome: &SmokeOutcome) -> String {
    let answered = outcome.node.runs.iter().filter(|run| run.ending == Ending::Exit(0) && run.prints);
    answered.map(|run| run.argument).collect::<Vec<_>>().join(" ")
}
