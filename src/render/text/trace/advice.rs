//! The changes that would help, and the reasons why one alone would not.

use crate::{
    render::{
        terminal::{Page, Role},
        text::{Detail, counted, words_of_node},
    },
    report::trace::{FixReport, TraceReport},
    trace::fixes::change::FixKind,
};

/// The number of fixes that are shown before the rest is counted.
const FIXES: usize = 6;

pub(super) fn fixes(page: &mut Page, report: &TraceReport, detail: Detail) {
    let most = if detail == Detail::All { usize::MAX } else { FIXES };
    // A package that loses nothing need not export more.
    let is_shown = |fix: &&FixReport| {
        fix.kind != FixKind::Exports || detail == Detail::All || (!report.ok && detail == Detail::Folded)
    };
    let fixes: Vec<&FixReport> = report.fixes.iter().filter(is_shown).collect();
    for fix in fixes.iter().take(most) {
        shown(page, fix);
    }
    let rest = fixes.len().saturating_sub(most);
    if rest > 0 {
        page.wrapped(2, &[Role::Faint.of(format!("… and {rest} more to mend; --all shows them"))]);
    }
    page.blank();
}

fn shown(page: &mut Page, fix: &FixReport) {
    let place = fix.at.as_ref().map(|at| format!(" ({}:{})", at.file, at.line)).unwrap_or_default();
    let count = match fix.modules.len() {
        0 | 1 => String::new(),
        count => format!(" · for {}", counted(count, "module")),
    };
    page.wrapped(
        5,
        &[
            Role::Good.of("fix"),
            Role::Plain.of(format!(": {}", words_of_node(&fix.message))),
            Role::Faint.of(format!("{place}{count}")),
        ],
    );
    if let Some(text) = &fix.text {
        page.wrapped(7, &[Role::Plain.of("     "), Role::Code.of(text.as_str())]);
    }
    for warning in &fix.warnings {
        page.wrapped(
            7,
            &[
                Role::Plain.of("     "),
                Role::Warning.of("but"),
                Role::Plain.of(format!(" {}", words_of_node(warning))),
            ],
        );
    }
}
