//! The sections that are folded away: the build plan, the entry points, and every module.

use super::{
    cells::{cell, mark},
    tree::draw,
};
use crate::{
    entry_points::EntryKind,
    render::{
        formats::markdown::{block, code, prose},
        text::counted,
        trace::{label, place},
    },
    report::trace::{BuildStepReport, PlanReport, TraceReport, TracedEntryReport},
};

/// The limits of rows in a table, and of lines in a tree: GitHub shows only so much.
const MOST_ROWS: usize = 100;
const MOST_MODULES: usize = 500;

pub(super) fn folds(report: &TraceReport) -> String {
    let plan = (!report.plan.steps.is_empty() || !report.plan.unread.is_empty())
        .then(|| fold(&plan_title(&report.plan), &plan(&report.plan)));
    let files = report.files.as_deref().map(|files| fold("What \"files\" takes", &files_list(files)));
    let entries = &report.entry_points;
    let entries = (!entries.is_empty()).then(|| fold(&counted_entries(entries.len()), &entry_table(entries)));
    let modules = (!report.modules.is_empty())
        .then(|| fold(&format!("Every module ({})", report.modules.len()), &all_modules(report)));
    let folds = [plan, files, entries, modules];
    folds.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// `title` is ours: it is not escaped.
fn fold(title: &str, inside: &str) -> String {
    format!("<details><summary>{title}</summary>\n\n{}\n\n</details>\n", inside.trim_end())
}

fn plan_title(plan: &PlanReport) -> String {
    let unread = match plan.unread.len() {
        0 => String::new(),
        count => format!(
            ", {} not be read",
            if count == 1 { "1 part could".to_owned() } else { format!("{count} parts could") }
        ),
    };
    format!("The build: {}{unread}", counted(plan.steps.len(), "step"))
}

fn plan(plan: &PlanReport) -> String {
    let steps = plan.steps.iter().take(MOST_ROWS).enumerate().map(|(nth, step)| of_step(nth + 1, step));
    let mut text: String = steps.collect();
    if plan.steps.len() > MOST_ROWS {
        text.push_str(&format!("\n… and {} more\n", plan.steps.len() - MOST_ROWS));
    }
    if !plan.unread.is_empty() {
        text.push_str("\nNot read:\n\n");
    }
    for unread in plan.unread.iter().take(MOST_ROWS) {
        let at = unread.at.as_ref().map(|at| format!(" ({})", code(&place(at)))).unwrap_or_default();
        text.push_str(&format!("- {}{at}: {}\n", code(&unread.what), prose(&unread.why)));
    }
    text
}

fn of_step(nth: usize, step: &BuildStepReport) -> String {
    let to = step.to.as_deref().map_or_else(|| "(not known)".to_owned(), code);
    let from = if step.from.is_empty() {
        "(not known)".to_owned()
    } else {
        step.from.iter().map(|from| code(from)).collect::<Vec<_>>().join(", ")
    };
    let at = step.at.as_ref().map(|at| format!(", {}", code(&place(at)))).unwrap_or_default();
    let modules = counted(step.modules, "module");
    format!("{nth}. {}: {from} → {to} ({modules}{at})\n", code(&step.command))
}

fn files_list(files: &[String]) -> String {
    match files.len() {
        0 => "Nothing: the list is empty.".to_owned(),
        _ => files.iter().take(MOST_ROWS).map(|file| format!("- {}\n", code(file))).collect(),
    }
}

fn counted_entries(count: usize) -> String {
    format!("What a consumer may name: {}", counted(count, "entry point"))
}

fn entry_table(entries: &[TracedEntryReport]) -> String {
    let mut text = "| | Entry point | Target | Source modules |\n|---|---|---|--:|\n".to_owned();
    for entry in entries.iter().take(MOST_ROWS) {
        let mark = if entry.ok { "✅" } else { "❌" };
        let run = if entry.kind == EntryKind::Bin { " (run)" } else { "" };
        let target = entry.target.as_deref().map_or_else(|| "none".to_owned(), cell);
        text.push_str(&format!(
            "| {mark} | {}{run} | {target} | {} |\n",
            cell(&entry.specifier),
            entry.modules
        ));
    }
    if entries.len() > MOST_ROWS {
        text.push_str(&format!("| | … and {} more | | |\n", entries.len() - MOST_ROWS));
    }
    text
}

fn all_modules(report: &TraceReport) -> String {
    let modules = report.modules.iter();
    let mut items: Vec<(&str, String)> = modules
        .map(|module| (module.source.as_str(), format!("{} {}", mark(module.stage), label(module.stage))))
        .collect();
    items.sort();
    let more = items.len().saturating_sub(MOST_MODULES);
    items.truncate(MOST_MODULES);
    let more =
        if more > 0 { format!("… and {more} more; --format html shows all\n") } else { String::new() };
    block(&format!("{}{more}", draw(&items)))
}
