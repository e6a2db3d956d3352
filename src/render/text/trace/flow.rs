//! The way from source to import as boxes, with rows for what is lost before each.

use std::{cmp::Reverse, collections::BTreeMap};

use super::{
    boxes::{BoxRow, arrow, boxed},
    marks::mark,
};
use crate::{
    entry_points::EntryKind,
    render::{
        terminal::{Page, Role},
        text::{Detail, counted, words_of_node},
    },
    report::trace::{
        BuildStepReport, GroupReport, ModuleReport, TraceReport, TracedEntryReport, words::listed,
    },
    trace::stage::Stage,
};

/// The number of groups that a box shows before the rest is counted.
const GROUPS: usize = 6;

/// The number of folders that a row names.
const PLACES: usize = 3;

/// The stages as boxes.
pub(super) fn flow(page: &mut Page, report: &TraceReport, detail: Detail) {
    let summary = &report.summary;
    let total = summary.modules;
    let of = |count: usize| format!("{count} of {total}");
    let absent = [Stage::Missing, Stage::CaseDiffers];
    let mut rows = folders(report);
    rows.extend(lost(report, &absent, detail));
    boxed(page, "Source", &counted(total, "module"), &rows);
    let script = report.plan.script.as_ref().map_or("build".to_owned(), |script| format!("npm run {script}"));
    arrow(page, &script);
    let mut rows = steps(report);
    rows.extend(lost(report, &[Stage::NotCompiled, Stage::Overwritten], detail));
    rows.extend(unread(report));
    rows.extend(on_disk(report));
    boxed(page, "Compiled", &of(total - summary.not_compiled - summary.overwritten), &rows);
    arrow(page, "npm pack");
    let mut rows = files(report);
    rows.extend(lost(report, &[Stage::NotPacked], detail));
    boxed(page, "Packed", &of(summary.packed), &rows);
    arrow(page, "npm install");
    let rows = lost(report, &[Stage::Unreachable], detail);
    boxed(page, "Reached by an export", &of(summary.reached), &rows);
    arrow(page, "import");
    let mut rows = entry_points(report, detail);
    rows.extend(lost(report, &[Stage::Broken], detail));
    boxed(page, "Importable", &of(summary.importable), &rows);
}

/// The top folders of the sources.
fn folders(report: &TraceReport) -> Vec<BoxRow> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let is_there = |module: &&ModuleReport| !module.stage.is_absent();
    for module in report.modules.iter().filter(is_there) {
        let top = module.source.split_once('/').map_or_else(|| ".".to_owned(), |(top, _)| format!("{top}/"));
        *counts.entry(top).or_default() += 1;
    }
    let row = |(top, count): (String, usize)| BoxRow::new(Role::Faint, "·", top, counted(count, "module"));
    counts.into_iter().take(GROUPS).map(row).collect()
}

fn steps(report: &TraceReport) -> Vec<BoxRow> {
    let is_work = |step: &&BuildStepReport| step.modules > 0 || step.to.is_some();
    let mut steps: Vec<(&BuildStepReport, String)> = Vec::new();
    for step in report.plan.steps.iter().filter(is_work) {
        let shown = if step.command.len() > 240 { step.tool.clone() } else { step.command.clone() };
        if !steps.iter().any(|(_, other)| *other == shown) {
            steps.push((step, shown));
        }
    }
    let row = |(step, shown): (&BuildStepReport, String)| {
        let count = if step.modules == 0 { String::new() } else { counted(step.modules, "module") };
        BoxRow::new(Role::Good, "✓", shown, count)
    };
    steps.into_iter().map(row).collect()
}

fn unread(report: &TraceReport) -> Vec<BoxRow> {
    let unread = report.plan.unread.iter();
    unread
        .map(|unread| {
            let what = match &unread.at {
                Some(at) if at.file == unread.what => format!("{}:{}", at.file, at.line),
                Some(at) => format!("{} ({}:{})", unread.what, at.file, at.line),
                None => unread.what.clone(),
            };
            BoxRow::new(Role::Warning, "?", format!("{what}: {}", unread.why), String::new())
        })
        .collect()
}

/// The differences between the plan and what is on the disk: a frequent cause of "it works for me".
fn on_disk(report: &TraceReport) -> Vec<BoxRow> {
    let unexplained = &report.plan.unexplained;
    let old = (!unexplained.is_empty()).then(|| {
        let text = format!("on disk, though no step writes it: {}", listed(unexplained, 3));
        BoxRow::new(Role::Warning, "?", text, counted(unexplained.len(), "file"))
    });
    let absent: Vec<String> = report.plan.absent.iter().map(|absent| absent.output.clone()).collect();
    let new = (!absent.is_empty()).then(|| {
        let text = format!("not on disk, though a step writes it: {}", listed(&absent, 3));
        BoxRow::new(Role::Warning, "?", text, counted(absent.len(), "file"))
    });
    old.into_iter().chain(new).collect()
}

fn files(report: &TraceReport) -> Vec<BoxRow> {
    let files = report.files.as_ref().map(|files| format!("\"files\": {}", files.join(", ")));
    files.map(|text| BoxRow::new(Role::Faint, "·", text, String::new())).into_iter().collect()
}

fn entry_points(report: &TraceReport, detail: Detail) -> Vec<BoxRow> {
    let exports = report.entry_points.iter().filter(|entry| entry.kind != EntryKind::Bin);
    let (working, broken): (Vec<_>, Vec<_>) = exports.partition(|entry| entry.ok);
    let names = |entries: &[&TracedEntryReport]| {
        let most = if detail == Detail::All { usize::MAX } else { 12 };
        let names: Vec<String> = entries.iter().map(|entry| entry.subpath.clone()).collect();
        listed(&names, most)
    };
    let mut rows = Vec::new();
    if !working.is_empty() {
        rows.push(BoxRow::new(Role::Good, "✓", names(&working), String::new()));
    }
    if !broken.is_empty() {
        rows.push(BoxRow::new(Role::Bad, "✗", names(&broken), String::new()));
    }
    rows
}

/// A row for each group that gets no further than these stages.
fn lost(report: &TraceReport, stages: &[Stage], detail: Detail) -> Vec<BoxRow> {
    let groups: Vec<&GroupReport> =
        report.groups.iter().filter(|group| stages.contains(&group.stage)).collect();
    let most = if detail == Detail::All { usize::MAX } else { GROUPS };
    let mut sorted = together(&groups);
    let count = |groups: &[&GroupReport]| groups.iter().map(|group| group.modules.len()).sum::<usize>();
    sorted
        .sort_by_key(|groups| groups.first().map(|first| (!first.lost, first.stage, Reverse(count(groups)))));
    let mut rows: Vec<BoxRow> = sorted.iter().take(most).filter_map(|groups| row_of(groups)).collect();
    let rest: usize = sorted.iter().skip(most).map(|groups| count(groups)).sum();
    if rest > 0 {
        rows.push(BoxRow::new(Role::Faint, "…", "in other folders".to_owned(), counted(rest, "module")));
    }
    rows
}

/// The groups, those together that one cause keeps from being imported.
fn together<'r>(groups: &[&'r GroupReport]) -> Vec<Vec<&'r GroupReport>> {
    let mut all: Vec<Vec<&GroupReport>> = Vec::new();
    let mut known: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    let mut sorted = groups.to_vec();
    sorted.sort_by_key(|group| Reverse(group.modules.len()));
    for group in sorted {
        let place = group.shared_cause.as_ref().map(|cause| {
            let next = all.len();
            *known.entry((group.lost, cause)).or_insert(next)
        });
        match place.and_then(|place| all.get_mut(place)) {
            Some(others) => others.push(group),
            None => all.push(vec![group]),
        }
    }
    all
}

/// One line for groups that share a cause.
fn row_of(groups: &[&GroupReport]) -> Option<BoxRow> {
    let first = *groups.first()?;
    let (role, mark) = if first.lost { mark(first.stage) } else { (Role::Faint, "·") };
    let what = match (first.stage, &first.shared_cause) {
        (Stage::Overwritten, _) => format!("overwritten: {}", first.reason),
        (_, Some(cause)) if groups.len() > 1 => cause.clone(),
        _ => first.reason.clone(),
    };
    let places: Vec<String> = groups.iter().map(|group| place_of(group)).collect();
    let modules = groups.iter().map(|group| group.modules.len()).sum();
    let text = format!("{} · {}", listed(&places, PLACES), words_of_node(&what));
    Some(BoxRow::new(role, mark, text, counted(modules, "module")))
}

fn place_of(group: &GroupReport) -> String {
    match group.modules.as_slice() {
        [only] if *only == group.folder => group.folder.clone(),
        _ if group.folder.is_empty() => "the root".to_owned(),
        _ => format!("{}/", group.folder),
    }
}
