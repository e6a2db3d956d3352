//! Fills the quick reference table: a row for the modules that arrive, and one for each group that is lost.

use std::collections::BTreeMap;

use crate::{
    report::trace::{ComponentReport, GroupReport, ModuleReport},
    trace::{ProjectTrace, stage::Stage},
};

/// The number of lost groups that the table shows.
const ROWS: usize = 10;

pub(super) fn table(
    modules: &[ModuleReport],
    groups: &[GroupReport],
    trace: &ProjectTrace<'_>,
) -> Vec<ComponentReport> {
    let whole: BTreeMap<&str, Option<bool>> = trace
        .modules
        .iter()
        .zip(&trace.texts)
        .map(|(module, text)| (&*module.source, text.is_whole))
        .collect();
    let internal = |sources: &mut dyn Iterator<Item = &str>| {
        sources
            .map(|source| whole.get(source).copied().flatten())
            .try_fold(true, |all, one| Some(all && one?))
    };
    let working: Vec<&ModuleReport> =
        modules.iter().filter(|module| module.stage == Stage::Importable).collect();
    let existing = ComponentReport {
        component: "Existing exports".to_owned(),
        modules: working.len(),
        internal: internal(&mut working.iter().map(|module| module.source.as_str())),
        packed: true,
        downstream: true,
        stage: Stage::Importable,
    };
    let lost = groups.iter().filter(|group| group.stage != Stage::Importable).take(ROWS).map(|group| {
        ComponentReport {
            component: group.folder.clone(),
            modules: group.modules.len(),
            internal: match group.stage {
                stage if stage.is_absent() => Some(false),
                _ => internal(&mut group.modules.iter().map(String::as_str)),
            },
            packed: group.stage >= Stage::Unreachable,
            downstream: false,
            stage: group.stage,
        }
    });
    (!working.is_empty()).then_some(existing).into_iter().chain(lost).collect()
}
