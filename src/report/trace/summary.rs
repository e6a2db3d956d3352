//! Counts the source modules by the stage that they get to.

use crate::{
    report::trace::{ModuleReport, TraceSummary},
    trace::stage::Stage,
};

pub(super) fn summary(modules: &[ModuleReport], broken_entry_points: usize) -> TraceSummary {
    let count = |stage: Stage| modules.iter().filter(|module| module.stage == stage).count();
    let own = || modules.iter().filter(|module| !module.stage.is_absent());
    TraceSummary {
        modules: own().count(),
        compiled: own().filter(|module| !module.outputs.is_empty() || !module.packed_as.is_empty()).count(),
        packed: own().filter(|module| module.stage >= Stage::Unreachable).count(),
        reached: own().filter(|module| module.stage >= Stage::Broken).count(),
        importable: count(Stage::Importable),
        not_compiled: count(Stage::NotCompiled),
        overwritten: count(Stage::Overwritten),
        not_packed: count(Stage::NotPacked),
        unreachable: count(Stage::Unreachable),
        broken: count(Stage::Broken),
        missing: count(Stage::Missing),
        case_differs: count(Stage::CaseDiffers),
        run_by_bins: own()
            .filter(|module| module.stage == Stage::Unreachable && !module.bins.is_empty())
            .count(),
        meant: modules
            .iter()
            .filter(|module| module.lost || (module.meant_by.is_some() && !module.unknown))
            .count(),
        lost: modules.iter().filter(|module| module.lost).count(),
        left_over: own().filter(|module| is_left_over(module)).count(),
        unknown: own().filter(|module| module.unknown).count(),
        broken_entry_points,
    }
}

/// Nothing says that anybody should get it, and nobody does.
fn is_left_over(module: &ModuleReport) -> bool {
    module.meant_by.is_none()
        && !module.unknown
        && module.stage != Stage::Importable
        && module.bins.is_empty()
}
