//! A trace as people read it: the way from source to import as a flow of boxes, then what is lost, and what to do.

mod boxes;
mod followed;
mod tree;

use std::collections::BTreeMap;

use unicode_width::UnicodeWidthStr;

use crate::{
    entry_points::EntryKind,
    render::{
        terminal::{Page, Role, Terminal},
        text::{Detail, counted, package_header, words_of_node},
    },
    report::trace::{
        BuildStepReport, ComponentReport, FixReport, GroupReport, ModuleReport, TraceReport,
        TracedEntryReport, TracedStatementReport, words::listed,
    },
    trace::{
        fixes::change::FixKind,
        stage::{Mapping, Stage},
    },
};
use boxes::{BoxRow, arrow, boxed};

/// How many groups, and how many fixes, are shown before the rest is counted.
const GROUPS: usize = 6;
const FIXES: usize = 6;

/// The report of a trace as text.
pub fn trace(report: &TraceReport, terminal: Terminal, detail: Detail) -> String {
    let mut view = TraceView { report, detail, page: Page::new(terminal) };
    if detail != Detail::Problems {
        package_header(&mut view.page, &report.package, &report.node);
        view.page.blank();
    }
    match report.is_followed() {
        true => followed::modules(&mut view.page, report),
        false => view.whole(),
    }
    view.fixes();
    view.verdict();
    view.page.finish()
}

/// A report on its way to a page.
struct TraceView<'r> {
    report: &'r TraceReport,
    detail: Detail,
    page: Page,
}

impl TraceView<'_> {
    fn whole(&mut self) {
        if self.detail != Detail::Problems {
            self.flow();
            self.page.blank();
        }
        self.trees();
        if self.detail != Detail::Problems {
            self.statements();
            self.table();
        }
    }

    /// The stages as boxes.
    fn flow(&mut self) {
        let summary = &self.report.summary;
        let total = summary.modules;
        let of = |count: usize| format!("{count} of {total}");
        let absent = [Stage::Missing, Stage::CaseDiffers];
        let mut rows = self.folders();
        rows.extend(self.lost(&absent));
        boxed(&mut self.page, "Source", &counted(total, "module"), &rows);
        let script =
            self.report.plan.script.as_ref().map_or("build".to_owned(), |script| format!("npm run {script}"));
        arrow(&mut self.page, &script);
        let mut rows = self.steps();
        rows.extend(self.lost(&[Stage::NotCompiled, Stage::Overwritten]));
        rows.extend(self.unread());
        boxed(&mut self.page, "Compiled", &of(total - summary.not_compiled - summary.overwritten), &rows);
        arrow(&mut self.page, "npm pack");
        let mut rows = self.files();
        rows.extend(self.lost(&[Stage::NotPacked]));
        boxed(&mut self.page, "Packed", &of(summary.packed), &rows);
        arrow(&mut self.page, "npm install");
        let rows = self.lost(&[Stage::Unreachable]);
        boxed(&mut self.page, "Reached by an export", &of(summary.reached), &rows);
        arrow(&mut self.page, "import");
        let mut rows = self.entry_points();
        rows.extend(self.lost(&[Stage::Broken]));
        boxed(&mut self.page, "Importable", &of(summary.importable), &rows);
    }

    /// The top folders of the sources.
    fn folders(&self) -> Vec<BoxRow> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let is_there = |module: &&ModuleReport| !module.stage.is_absent();
        for module in self.report.modules.iter().filter(is_there) {
            let top =
                module.source.split_once('/').map_or_else(|| ".".to_owned(), |(top, _)| format!("{top}/"));
            *counts.entry(top).or_default() += 1;
        }
        let row =
            |(top, count): (String, usize)| BoxRow::new(Role::Faint, "·", top, counted(count, "module"));
        counts.into_iter().take(GROUPS).map(row).collect()
    }

    fn steps(&self) -> Vec<BoxRow> {
        let is_work = |step: &&BuildStepReport| step.modules > 0 || step.to.is_some();
        let mut steps: Vec<(&BuildStepReport, String)> = Vec::new();
        for step in self.report.plan.steps.iter().filter(is_work) {
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

    fn unread(&self) -> Vec<BoxRow> {
        let unread = self.report.plan.unread.iter();
        unread
            .map(|unread| {
                BoxRow::new(Role::Warning, "?", format!("{}: {}", unread.what, unread.why), String::new())
            })
            .collect()
    }

    fn files(&self) -> Vec<BoxRow> {
        let files = self.report.files.as_ref().map(|files| format!("\"files\": {}", files.join(", ")));
        files.map(|text| BoxRow::new(Role::Faint, "·", text, String::new())).into_iter().collect()
    }

    fn entry_points(&self) -> Vec<BoxRow> {
        let exports = self.report.entry_points.iter().filter(|entry| entry.kind != EntryKind::Bin);
        let (working, broken): (Vec<_>, Vec<_>) = exports.partition(|entry| entry.ok);
        let names = |entries: &[&TracedEntryReport]| {
            let most = if self.detail == Detail::All { usize::MAX } else { 12 };
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
    fn lost(&self, stages: &[Stage]) -> Vec<BoxRow> {
        let groups: Vec<&GroupReport> =
            self.report.groups.iter().filter(|group| stages.contains(&group.stage)).collect();
        let most = if self.detail == Detail::All { usize::MAX } else { GROUPS };
        let mut sorted = groups.clone();
        sorted.sort_by_key(|group| (group.stage, std::cmp::Reverse(group.modules.len())));
        let mut rows: Vec<BoxRow> = sorted.iter().take(most).map(|group| row_of(group)).collect();
        let rest: usize = sorted.iter().skip(most).map(|group| group.modules.len()).sum();
        if rest > 0 {
            rows.push(BoxRow::new(Role::Faint, "…", "in other folders".to_owned(), counted(rest, "module")));
        }
        rows
    }

    /// The folders of what is lost before it is packed; with all, of everything.
    fn trees(&mut self) {
        let is_shown = |group: &&GroupReport| match self.detail {
            Detail::All => true,
            _ => {
                matches!(group.stage, Stage::NotCompiled | Stage::Overwritten | Stage::NotPacked)
                    && group.modules.len() > 1
            }
        };
        let groups: Vec<&GroupReport> = self.report.groups.iter().filter(is_shown).collect();
        let most = if self.detail == Detail::All { usize::MAX } else { 4 };
        for group in groups.into_iter().take(most) {
            tree::group(&mut self.page, self.report, group, self.detail);
            self.page.blank();
        }
    }

    fn statements(&mut self) {
        for statement in &self.report.statements {
            self.statement(statement);
        }
        self.page.blank();
    }

    fn statement(&mut self, statement: &TracedStatementReport) {
        let mark = if statement.ok { Role::Good.of("✓ ") } else { Role::Bad.of("✗ ") };
        self.page.wrapped(4, &[mark, Role::Code.of(statement.source.as_str())]);
        for error in statement.errors.iter().take(3) {
            self.page.wrapped(4, &[Role::Plain.of(format!("  {}", words_of_node(error)))]);
        }
    }

    /// Component, internal, npm package, downstream, status.
    fn table(&mut self) {
        let rows = &self.report.table;
        let lost = |row: &&ComponentReport| row.stage == Stage::Importable || row.stage.is_wrong();
        let rows: Vec<&ComponentReport> = rows.iter().filter(lost).take(GROUPS + 2).collect();
        if rows.len() < 2 {
            return;
        }
        let room = self.page.terminal().width.saturating_sub(58).max(20);
        let cell =
            |text: &str, width: usize| format!("{text}{}", " ".repeat(width.saturating_sub(text.width())));
        let heads = [("Internal", 10), ("npm package", 13), ("Downstream", 12)];
        let head: String = heads.iter().map(|(text, width)| cell(text, *width)).collect();
        self.page.line(&[Role::Faint.of(format!("{}{head}Status", cell("Component", room + 2)))]);
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
            let packed = yes(row.packed, "✓ packed", "✗ missing");
            let downstream = yes(row.downstream, "✓ works", "✗ fails");
            let status = if row.downstream {
                ("✓ importable", Role::Good)
            } else {
                (short_title(row.stage), Role::Bad)
            };
            self.page.line(&[
                Role::Plain.of(cell(&name, room + 2)),
                mark.of(cell(internal, 10)),
                packed.1.of(cell(packed.0, 13)),
                downstream.1.of(cell(downstream.0, 12)),
                status.1.of(status.0),
            ]);
        }
        self.page.blank();
    }

    fn fixes(&mut self) {
        let most = if self.detail == Detail::All { usize::MAX } else { FIXES };
        // A package that loses nothing need not export more.
        let is_shown = |fix: &&FixReport| {
            fix.kind != FixKind::Exports
                || self.detail == Detail::All
                || (!self.report.ok && self.detail == Detail::Folded)
        };
        let fixes: Vec<&FixReport> = self.report.fixes.iter().filter(is_shown).collect();
        for fix in fixes.iter().take(most) {
            self.fix(fix);
        }
        let rest = fixes.len().saturating_sub(most);
        if rest > 0 {
            self.page.wrapped(2, &[Role::Faint.of(format!("… and {rest} more to mend; --all shows them"))]);
        }
        self.page.blank();
    }

    fn fix(&mut self, fix: &FixReport) {
        let place = fix.at.as_ref().map(|at| format!(" ({}:{})", at.file, at.line)).unwrap_or_default();
        let count = match fix.modules.len() {
            0 | 1 => String::new(),
            count => format!(" · for {}", counted(count, "module")),
        };
        self.page.wrapped(
            5,
            &[
                Role::Good.of("fix"),
                Role::Plain.of(format!(": {}", words_of_node(&fix.message))),
                Role::Faint.of(format!("{place}{count}")),
            ],
        );
        if let Some(text) = &fix.text {
            self.page.wrapped(7, &[Role::Plain.of("     "), Role::Code.of(text.as_str())]);
        }
        for warning in &fix.warnings {
            self.page.wrapped(
                7,
                &[
                    Role::Plain.of("     "),
                    Role::Warning.of("but"),
                    Role::Plain.of(format!(" {}", words_of_node(warning))),
                ],
            );
        }
    }

    fn verdict(&mut self) {
        let summary = &self.report.summary;
        let lost = summary.not_compiled + summary.overwritten + summary.not_packed + summary.broken;
        let absent = summary.missing + summary.case_differs;
        let total = counted(summary.modules, "source module");
        if self.report.is_followed() {
            return;
        }
        if self.report.ok {
            if self.detail != Detail::Problems {
                let rest = match summary.unreachable {
                    0 => String::new(),
                    count => format!(" · {count} reached by no export"),
                };
                let verdict = format!("✓ {} of {total} can be imported", summary.importable);
                self.page.wrapped(2, &[Role::Good.of(verdict), Role::Plain.of(rest)]);
            }
            return;
        }
        let verb = if lost == 1 { "is" } else { "are" };
        let parts = [
            (summary.not_compiled, "not compiled"),
            (summary.overwritten, "overwritten"),
            (summary.not_packed, "not packed"),
            (summary.broken, "behind broken entry points"),
        ];
        let parts =
            parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
        let mut parts: Vec<String> = parts.collect();
        if absent > 0 {
            parts.push(format!("{absent} imported, but not there"));
        }
        self.page.wrapped(
            2,
            &[
                Role::Bad.of(format!("✗ {lost} of {total} {verb} lost")),
                Role::Plain.of(format!(": {}", parts.join(" · "))),
            ],
        );
    }
}

/// One line for a group.
fn row_of(group: &GroupReport) -> BoxRow {
    let (role, mark) = match group.is_run {
        true => (Role::Faint, "·"),
        false => mark(group.stage),
    };
    let place = match group.modules.as_slice() {
        [only] if *only == group.folder => group.folder.clone(),
        _ if group.folder.is_empty() => "the root".to_owned(),
        _ => format!("{}/", group.folder),
    };
    let what = match group.stage {
        Stage::Overwritten => format!("overwritten: {}", group.reason),
        _ => group.reason.clone(),
    };
    BoxRow::new(
        role,
        mark,
        format!("{place} · {}", words_of_node(&what)),
        counted(group.modules.len(), "module"),
    )
}

fn mark(stage: Stage) -> (Role, &'static str) {
    match stage {
        Stage::Importable => (Role::Good, "✓"),
        Stage::Unreachable => (Role::Warning, "!"),
        _ => (Role::Bad, "✗"),
    }
}

fn short_title(stage: Stage) -> &'static str {
    match stage {
        Stage::Missing => "✗ not in source",
        Stage::CaseDiffers => "✗ case differs",
        Stage::NotCompiled => "✗ not compiled",
        Stage::Overwritten => "✗ overwritten",
        Stage::NotPacked => "✗ not packed",
        Stage::Unreachable => "! no export",
        Stage::Broken => "✗ broken",
        Stage::Importable => "✓ importable",
    }
}

/// How a mapping is known, where it is not declared.
fn how_known(mapping: Mapping) -> &'static str {
    match mapping {
        Mapping::Inferred => " (inferred from equal names)",
        Mapping::SourceMap => " (by its source map)",
        Mapping::Configured => " (as configured)",
        _ => "",
    }
}

/// The end of a path, which tells most.
fn shortened(text: &str, room: usize) -> String {
    let text = crate::render::terminal::visible(text);
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
