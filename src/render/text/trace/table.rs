//! The quick reference table of a trace.

use unicode_width::UnicodeWidthStr;

use super::marks::short_title;
use crate::{
    render::terminal::{Page, Role, visible},
    report::trace::{ComponentReport, TraceReport},
    trace::stage::Stage,
};

/// The number of rows that the table shows.
const ROWS: usize = 8;

/// The quick reference table.
pub(super) fn table(page: &mut Page, report: &TraceReport) {
    let rows = &report.table;
    let rows: Vec<&ComponentReport> = rows.iter().take(ROWS).collect();
    if rows.is_empty() {
        return;
    }
    let room = page.terminal().width.saturating_sub(58).max(20);
    let cell = |text: &str, width: usize| format!("{text}{}", " ".repeat(width.saturating_sub(text.width())));
    let heads = [("Internal", 10), ("npm package", 13), ("Downstream", 12)];
    let head: String = heads.iter().map(|(text, width)| cell(text, *width)).collect();
    page.line(&[Role::Faint.of(format!("{}{head}Status", cell("Component", room + 2)))]);
    for row in rows {
        let name = shortened(&row.component, room);
        let (internal, mark) = match row.internal {
            Some(true) => ("✓ works", Role::Good),
            Some(false) => ("✗ fails", Role::Bad),
            None => ("? unknown", Role::Faint),
        };
        let yes = |is: bool, good: &'static str, bad: &'static str| {
            if is { (good, Role::Good) } else { (bad, Role::Bad) }
        };
        let unknown = Some(("? not known", Role::Warning)).filter(|_| row.unknown);
        let packed = unknown.unwrap_or_else(|| yes(row.packed, "✓ packed", "✗ missing"));
        let downstream = match row.stage {
            _ if row.unknown => ("? not known", Role::Warning),
            stage if !row.lost && stage != Stage::Importable => ("· not asked", Role::Faint),
            _ => yes(row.downstream, "✓ works", "✗ fails"),
        };
        let status = match (row.downstream, row.lost) {
            (true, _) => ("✓ importable", Role::Good),
            (false, true) => (short_title(row.stage), Role::Bad),
            _ if row.unknown => ("? not read", Role::Warning),
            (false, false) => ("· left over", Role::Faint),
        };
        page.line(&[
            Role::Plain.of(cell(&name, room + 2)),
            mark.of(cell(internal, 10)),
            packed.1.of(cell(packed.0, 13)),
            downstream.1.of(cell(downstream.0, 12)),
            status.1.of(status.0),
        ]);
    }
    page.blank();
}

/// The end of a path, which tells most.
fn shortened(text: &str, room: usize) -> String {
    let text = visible(text);
    if text.width() <= room {
        return text.into_owned();
    }
    let mut tail: Vec<char> = Vec::new();
    let mut width = 1;
    for char in text.chars().rev() {
        width += char.to_string().width();
        if width > room {
            break;
        }
        tail.push(char);
    }
    tail.reverse();
    format!("…{}", tail.into_iter().collect::<String>())
}
