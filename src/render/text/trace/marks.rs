//! The marks and short words for the stages of a trace.

use crate::{
    render::terminal::Role,
    trace::stage::{Mapping, Stage},
};

pub(super) fn mark(stage: Stage) -> (Role, &'static str) {
    match stage {
        Stage::Importable => (Role::Good, "✓"),
        Stage::Unreachable => (Role::Warning, "!"),
        _ => (Role::Bad, "✗"),
    }
}

pub(super) fn short_title(stage: Stage) -> &'static str {
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

/// The evidence for the outputs, where no step declares them.
pub(super) fn how_known(mapping: Mapping) -> &'static str {
    match mapping {
        Mapping::Inferred => " (inferred from equal names)",
        Mapping::SourceMap => " (by its source map)",
        Mapping::Configured => " (as configured)",
        _ => "",
    }
}
