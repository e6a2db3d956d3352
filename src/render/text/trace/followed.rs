//! Single modules, followed from their source to their importers.

use crate::{
    render::{
        terminal::{Page, Role},
        text::words_of_node,
    },
    report::trace::{ModuleReport, TraceReport, words::listed},
    trace::stage::Stage,
};

use super::marks::{how_known, mark};

/// Each module with the stages that it gets through, and the one where it is lost.
pub(super) fn modules(page: &mut Page, report: &TraceReport) {
    for module in &report.modules {
        let (role, sign) = mark(module.stage);
        page.wrapped(2, &[role.of(format!("{sign} ")), Role::Strong.of(module.source.as_str())]);
        for (label, text) in passed(module) {
            row(page, Role::Good, "✓", label, &text);
        }
        if module.stage != Stage::Importable {
            row(page, role, sign, lost_at(module.stage), &module.reason);
        }
        page.blank();
    }
}

fn row(page: &mut Page, role: Role, sign: &str, label: &str, text: &str) {
    let text = Role::Plain.of(words_of_node(text));
    page.wrapped(15, &[Role::Plain.of("  "), role.of(sign), Role::Faint.of(format!(" {label:<11}")), text]);
}

/// The stages that a module gets through, in words.
fn passed(module: &ModuleReport) -> Vec<(&'static str, String)> {
    let mut rows = Vec::new();
    if module.stage > Stage::CaseDiffers && !module.names.is_empty() {
        rows.push(("source", format!("exports {}", listed(&module.names, 6))));
    }
    if module.stage > Stage::NotCompiled && !module.outputs.is_empty() {
        let step = module.step.as_ref().map(|step| format!(", by `{step}`")).unwrap_or_default();
        rows.push(("compiled", format!("{}{step}{}", listed(&module.outputs, 4), how_known(module.mapping))));
    }
    if module.stage > Stage::NotPacked {
        rows.push(("packed", listed(&module.packed_as, 4)));
    }
    if module.stage == Stage::Importable {
        let quoted: Vec<String> =
            module.specifiers.iter().map(|specifier| format!("\"{specifier}\"")).collect();
        rows.push(("loaded by", listed(&quoted, 4)));
        rows.extend(module.imports.iter().take(4).map(|import| {
            ("import", format!("{{ {} }} from \"{}\"", listed(&import.names, 6), import.specifier))
        }));
    }
    rows
}

fn lost_at(stage: Stage) -> &'static str {
    match stage {
        Stage::Missing | Stage::CaseDiffers => "source",
        Stage::NotCompiled | Stage::Overwritten => "compiled",
        Stage::NotPacked => "packed",
        Stage::Unreachable => "exported",
        Stage::Broken | Stage::Importable => "import",
    }
}
