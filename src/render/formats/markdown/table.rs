//! Entry points as rows of a table.

use std::fmt::Write;

use super::escape;
use crate::{
    entry_points::EntryKind,
    report::{EntryPointReport, OutcomeReport, Status},
    resolve::Mode,
};

/// The most entry points that are listed.
const MOST: usize = 50;

/// The entry points, with what comes of each mode; nothing where there are none.
pub(super) fn table(entries: &[&EntryPointReport], nodes: &[String]) -> String {
    if entries.is_empty() {
        return String::new();
    }
    let rows = entries.iter().take(MOST).map(|entry| row(entry, nodes));
    let mut text = "| | entry point | import | require |\n|---|---|---|---|\n".to_owned();
    text.extend(rows);
    if entries.len() > MOST {
        let _ = writeln!(text, "| | … and {} more | | |", entries.len() - MOST); // Writing to a String cannot fail.
    }
    text.push('\n');
    text
}

fn row(entry: &EntryPointReport, nodes: &[String]) -> String {
    let mark = match (entry.is_broken(), entry.is_offered()) {
        (true, _) => "✗",
        (false, true) => "✓",
        (false, false) => "·",
    };
    let name = code(&entry.specifier);
    let of = |mode| cell(entry.outcomes.iter().filter(|outcome| outcome.modes.contains(&mode)), nodes);
    match entry.kind {
        EntryKind::Bin => format!("| {mark} | {name} (run) | {} | |\n", cell(entry.outcomes.iter(), nodes)),
        _ => format!("| {mark} | {name} | {} | {} |\n", of(Mode::Import), of(Mode::Require)),
    }
}

/// The outcome, with the versions of Node where they differ.
fn cell<'r>(outcomes: impl Iterator<Item = &'r OutcomeReport>, nodes: &[String]) -> String {
    let says = |outcome: &OutcomeReport| {
        if outcome.node.len() == nodes.len() {
            what_comes(outcome)
        } else {
            format!("Node {}: {}", outcome.node.join(", "), what_comes(outcome))
        }
    };
    outcomes.map(says).collect::<Vec<_>>().join("<br>")
}

fn what_comes(outcome: &OutcomeReport) -> String {
    let error = outcome.errors.first().map_or("", |error| error.code.as_str());
    match (outcome.status, outcome.is_meant) {
        (Status::Ok, _) => code(outcome.target.as_deref().unwrap_or_default()),
        (Status::Broken, true) => format!("**{}**", code(error)),
        (Status::Broken, false) => format!("not offered ({})", code(error)),
    }
}

/// A code span in which no cell ends.
fn code(text: &str) -> String {
    // GitHub divides a row into cells before it reads code spans.
    escape::code(&text.replace('|', r"\u{7c}"))
}
