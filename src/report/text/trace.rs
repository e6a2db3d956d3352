//! A trace as people read it.

use crate::report::{
    terminal::{Page, Role, Terminal},
    text::{Detail, package_header},
    trace::TraceReport,
};

/// The report of a trace as text.
pub fn trace(report: &TraceReport, terminal: Terminal, detail: Detail) -> String {
    let mut page = Page::new(terminal);
    package_header(&mut page, &report.package, &report.node);
    for module in &report.modules {
        if detail == Detail::All || module.stage != crate::lineage::stage::Stage::Importable {
            page.wrapped(
                4,
                &[Role::Plain.of(format!("{} {}: {}", module.source, module.stage.title(), module.reason))],
            );
        }
    }
    page.finish()
}
