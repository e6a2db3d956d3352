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
    report::trace::{GroupReport, TraceReport, TraceSummary, TracedStatementReport},
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
            group.lost
                && matches!(group.stage, Stage::NotCompiled | Stage::Overwritten | Stage::NotPacked)
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
    if report.is_followed() || (report.ok && detail == Detail::Problems) {
        return;
    }
    let summary = &report.summary;
    let left_over = match summary.left_over {
        0 => String::new(),
        count => format!(" · {} left over: no entry point leads there", counted(count, "module")),
    };
    let unknown = match summary.unknown {
        0 => String::new(),
        count => format!(" · {} not known: the build is not read", counted(count, "module")),
    };
    let (role, words) = match (report.ok, summary.lost) {
        (true, _) => (Role::Good, format!("✓ {}", arrives(summary))),
        (false, 0) => (Role::Bad, format!("✗ {}", broken(summary.broken_entry_points))),
        (false, lost) => (Role::Bad, format!("✗ {}", is_lost(lost, summary))),
    };
    let parts = if summary.lost > 0 { format!(": {}", parts(report).join(" · ")) } else { String::new() };
    page.wrapped(2, &[role.of(words), Role::Plain.of(format!("{parts}{left_over}{unknown}"))]);
}

/// Modules are meant to arrive where an entry point leads to them, in the tarball or in the sources.
fn arrives(summary: &TraceSummary) -> String {
    match summary.meant {
        0 if summary.unknown > 0 => "nothing is known to be lost".to_owned(),
        0 => "no source module is lost: no entry point leads to any".to_owned(),
        1 => "the source module that entry points lead to arrives".to_owned(),
        count => format!("all {count} source modules that entry points lead to arrive"),
    }
}

fn broken(count: usize) -> String {
    let verb = if count == 1 { "is" } else { "are" };
    format!("{} {verb} broken, although no source module is lost", counted(count, "entry point"))
}

fn is_lost(lost: usize, summary: &TraceSummary) -> String {
    let verb = if lost == 1 { "is" } else { "are" };
    let all = counted(summary.meant.max(lost), "source module");
    format!("{lost} of {all} that entry points lead to {verb} lost")
}

/// The numbers of lost modules by their stages.
fn parts(report: &TraceReport) -> Vec<String> {
    let words = [
        (Stage::Missing, "imported, but not there"),
        (Stage::CaseDiffers, "imported by a name of another case"),
        (Stage::NotCompiled, "not compiled"),
        (Stage::Overwritten, "overwritten"),
        (Stage::NotPacked, "not packed"),
        (Stage::Unreachable, "packed, and reached no more"),
        (Stage::Broken, "behind broken entry points"),
    ];
    let count = |stage| report.modules.iter().filter(|module| module.lost && module.stage == stage).count();
    let counts = words.iter().map(|(stage, what)| (count(*stage), what));
    counts.filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect()
}
