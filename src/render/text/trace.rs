//! A trace as people read it: the way from source to import as a flow of boxes, then the modules that are lost, and the
//! changes that would help.

mod advice;
mod boxes;
mod flow;
mod followed;
mod marks;
mod table;
mod tree;

use crate::{
    render::{
        terminal::{Page, Role, Terminal},
        text::{Detail, counted, package_header, words_of_node},
    },
    report::trace::{GroupReport, TraceReport, TracedStatementReport},
    trace::stage::Stage,
};

/// The number of folders that are drawn as trees.
const TREES: usize = 4;

/// The report of a trace as text.
pub fn trace(report: &TraceReport, terminal: Terminal, detail: Detail) -> String {
    let mut page = Page::new(terminal);
    if detail != Detail::Problems {
        package_header(&mut page, &report.package, &report.node);
        page.blank();
    }
    if report.is_followed() {
        followed::modules(&mut page, report);
    } else {
        whole(&mut page, report, detail);
    }
    advice::fixes(&mut page, report, detail);
    verdict(&mut page, report, detail);
    page.finish()
}

/// The trace of all modules.
fn whole(page: &mut Page, report: &TraceReport, detail: Detail) {
    if detail != Detail::Problems {
        flow::flow(page, report, detail);
        page.blank();
    }
    trees(page, report, detail);
    if detail != Detail::Problems {
        statements(page, report);
        table::table(page, report);
    }
}

/// The folders of the modules that are lost before they are packed; with `--all`, of every module.
fn trees(page: &mut Page, report: &TraceReport, detail: Detail) {
    let is_shown = |group: &&GroupReport| match detail {
        Detail::All => true,
        _ => {
            matches!(group.stage, Stage::NotCompiled | Stage::Overwritten | Stage::NotPacked)
                && group.modules.len() > 1
        }
    };
    let groups: Vec<&GroupReport> = report.groups.iter().filter(is_shown).collect();
    let most = if detail == Detail::All { usize::MAX } else { TREES };
    for group in groups.into_iter().take(most) {
        tree::group(page, report, group, detail);
        page.blank();
    }
}

fn statements(page: &mut Page, report: &TraceReport) {
    for statement in &report.statements {
        shown(page, statement);
    }
    page.blank();
}

fn shown(page: &mut Page, statement: &TracedStatementReport) {
    let mark = if statement.ok { Role::Good.of("✓ ") } else { Role::Bad.of("✗ ") };
    page.wrapped(4, &[mark, Role::Code.of(statement.source.as_str())]);
    for error in statement.errors.iter().take(3) {
        page.wrapped(4, &[Role::Plain.of(format!("  {}", words_of_node(error)))]);
    }
}

fn verdict(page: &mut Page, report: &TraceReport, detail: Detail) {
    let summary = &report.summary;
    let lost = summary.not_compiled + summary.overwritten + summary.not_packed + summary.broken;
    let absent = summary.missing + summary.case_differs;
    let total = counted(summary.modules, "source module");
    if report.is_followed() {
        return;
    }
    if report.ok {
        if detail != Detail::Problems {
            let rest = match summary.unreachable {
                0 => String::new(),
                count => format!(" · {count} reached by no export"),
            };
            let verdict = format!("✓ {} of {total} can be imported", summary.importable);
            page.wrapped(2, &[Role::Good.of(verdict), Role::Plain.of(rest)]);
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
    let parts = parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
    let mut parts: Vec<String> = parts.collect();
    if absent > 0 {
        parts.push(format!("{absent} imported, but not there"));
    }
    page.wrapped(
        2,
        &[
            Role::Bad.of(format!("✗ {lost} of {total} {verb} lost")),
            Role::Plain.of(format!(": {}", parts.join(" · "))),
        ],
    );
}
