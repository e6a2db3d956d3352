//! A trace in Markdown, readable as it is and as GitHub shows it.

mod cells;
mod folds;
mod lost;
mod tree;

use std::fmt::Write;

use super::{TraceStation, place, stations, status, verdict};
use crate::{
    render::{
        formats::markdown::{block, code, prose},
        terminal::visible,
        text::{counted, package_name},
    },
    report::trace::{ComponentReport, FixReport, TraceReport, TracedStatementReport},
    trace::{fixes::change::FixKind, stage::Stage},
};
use cells::{BAR, cell, mark};

/// The number of modules that a fix names.
const MOST_NAMED: usize = 8;

/// The document of a trace.
pub fn render(report: &TraceReport) -> String {
    let parts = [
        head(report),
        flow(report),
        lost::folders(report),
        statements(&report.statements),
        table(&report.table),
        fixes(&report.fixes),
        folds::folds(report),
    ];
    let parts: Vec<_> = parts.iter().map(|part| part.trim_end()).filter(|part| !part.is_empty()).collect();
    format!("{}\n", parts.join("\n\n"))
}

fn head(report: &TraceReport) -> String {
    let mark = if report.ok { "✅" } else { "❌" };
    let name = code(&package_name(&report.package));
    let files = counted(report.package.files, "packed file");
    let node = report.node.join(", ");
    format!(
        "# From source to import: {name}\n\n{mark} **{}** · {files} · Node {}\n",
        verdict(report),
        prose(&node)
    )
}

/// The stations as boxes with arrows, and below them the number of modules that are lost before each.
fn flow(report: &TraceReport) -> String {
    let stations = stations(&report.summary);
    let mut text = block(&boxes(&stations));
    text.push('\n');
    for (stage, count) in stations.iter().flat_map(|station| &station.lost) {
        let _ = writeln!(text, "- {} {count} {}", mark(*stage), stage.title()); // Writing to a String cannot fail.
    }
    text
}

/// The boxes in 78 columns: five boxes of fourteen, four arrows of two.
fn boxes(stations: &[TraceStation]) -> String {
    let row = |gap: &str, of: &dyn Fn(&TraceStation) -> String| {
        let cells: Vec<_> = stations.iter().map(of).collect();
        format!("{}\n", cells.join(gap).trim_end())
    };
    [
        row("  ", &|_| "┌────────────┐".to_owned()),
        row("─▶", &|station| format!("│{:^12}│", station.title.to_lowercase())),
        row("  ", &|station| format!("│{:^12}│", station.modules)),
        row("  ", &|_| "└────────────┘".to_owned()),
        row("  ", &|station| format!("{:^14}", losses(station))),
    ]
    .concat()
}

fn losses(station: &TraceStation) -> String {
    match station.lost.iter().map(|(_, count)| count).sum() {
        0 => String::new(),
        lost if station.title == "Source" => format!("+{lost} absent"),
        lost => format!("−{lost}"),
    }
}

fn statements(statements: &[TracedStatementReport]) -> String {
    if statements.is_empty() {
        return String::new();
    }
    let each = statements.iter().map(|statement| {
        let verdict = if statement.ok { "✅ It works:" } else { "❌ It fails:" };
        let errors: Vec<_> = statement.errors.iter().map(|error| visible(error)).collect();
        let errors = if errors.is_empty() { String::new() } else { block(&errors.join("\n")) };
        format!(
            "{verdict}\n\n{}{}{errors}\n",
            fenced("js", &statement.source),
            if errors.is_empty() { "" } else { "\n" }
        )
    });
    format!("## What a consumer writes\n\n{}", each.collect::<String>())
}

fn table(rows: &[ComponentReport]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut text =
        "## Quick reference\n\n| Component | Modules | Internal | npm package | Downstream | Status |\n\
         |---|--:|---|---|---|---|\n"
            .to_owned();
    text.extend(rows.iter().map(row));
    text
}

fn row(row: &ComponentReport) -> String {
    let internal = match row.internal {
        Some(true) => "✅ works",
        Some(false) => "❌ broken",
        None => "not known",
    };
    let is_asked = row.lost || row.downstream;
    let packed = match row.packed {
        _ if row.unknown => "not known",
        true => "✅ in it",
        false if is_asked => "❌ missing",
        false => "⚪ missing",
    };
    let downstream = match (row.downstream, row.stage) {
        _ if row.unknown => "not known",
        (true, _) => "✅ works",
        (false, Stage::Unreachable) => "⚪ not offered",
        _ if !is_asked => "⚪ not asked for",
        (false, _) => "❌ fails",
    };
    let status = format!("{} {}", mark(if is_asked { row.stage } else { Stage::Unreachable }), status(row));
    format!(
        "| {} | {} | {internal} | {packed} | {downstream} | {status} |\n",
        component(&row.component),
        row.modules
    )
}

/// Shows the name of a folder or a file as code, and words as words.
fn component(name: &str) -> String {
    if name.contains(' ') { prose(name).replace('|', BAR) } else { cell(name) }
}

fn fixes(fixes: &[FixReport]) -> String {
    if fixes.is_empty() {
        return String::new();
    }
    format!("## What to do\n\n{}", fixes.iter().enumerate().map(fix).collect::<String>())
}

fn fix((nth, fix): (usize, &FixReport)) -> String {
    let at = fix.at.as_ref().map(|at| format!(" ({})", code(&place(at)))).unwrap_or_default();
    let mut text = format!("**{}.** {}{at}\n\n", nth + 1, prose(&fix.message));
    if let Some(written) = &fix.text {
        text.push_str(&format!("{}\n", fenced(language(fix.kind), written)));
    }
    if !fix.diff.is_empty() {
        text.push_str(&format!("{}\n", fenced("diff", &fix.diff)));
    }
    if !fix.effect.sentence.is_empty() {
        text.push_str(&format!("Tried: {}.\n\n", prose(&fix.effect.sentence)));
    }
    for warning in &fix.warnings {
        text.push_str(&format!("> ⚠️ {}\n\n", prose(warning)));
    }
    if !fix.modules.is_empty() {
        text.push_str(&format!("For {}.\n\n", named(&fix.modules)));
    }
    text
}

/// The language that a fix is written in.
fn language(kind: FixKind) -> &'static str {
    match kind {
        FixKind::BuildStep | FixKind::Overwritten => "sh",
        FixKind::Files | FixKind::Exports | FixKind::Dependencies => "json",
        FixKind::Import => "js",
        FixKind::Source => "text",
    }
}

/// A block of code whose lines are shown as they are, in a language.
fn fenced(language: &str, text: &str) -> String {
    let lines: Vec<_> = text.lines().map(visible).collect();
    block(&lines.join("\n")).replacen("text", language, 1) // The fence itself has only backticks.
}

/// A list of names in a sentence.
fn named(names: &[String]) -> String {
    let shown: Vec<_> = names.iter().take(MOST_NAMED).map(|name| code(name)).collect();
    match names.len().saturating_sub(MOST_NAMED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
