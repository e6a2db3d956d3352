//! The marks of stages, and the cells of tables.

use crate::{render::formats::markdown::code, trace::stage::Stage};

pub(super) fn mark(stage: Stage) -> &'static str {
    match stage {
        Stage::Importable => "✅",
        Stage::Unreachable => "⚪",
        _ => "❌",
    }
}

/// The spelling of a bar in a table, where the bar itself would end the cell.
pub(super) const BAR: &str = r"\u{7c}";

/// A code span in which no cell of a table ends.
pub(super) fn cell(text: &str) -> String {
    code(text).replace('|', BAR)
}
