//! Fills the quick reference table: first what is lost, then the modules that arrive, last what nobody is meant to get.
//! A row is good only if all of it is.

use std::{cmp::Reverse, collections::BTreeMap};

use crate::{
    report::trace::{ComponentReport, GroupReport, ModuleReport, TracedEntryReport},
    trace::{ProjectTrace, stage::Stage},
};

/// The number of groups of each kind that the table shows.
const ROWS: usize = 10;

pub(super) fn table(
    modules: &[ModuleReport],
    groups: &[GroupReport],
    trace: &ProjectTrace<'_>,
    entries: &[TracedEntryReport],
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
    let by_exports: Vec<&ModuleReport> =
        modules.iter().filter(|module| module.stage >= Stage::Broken).collect();
    let is_whole = working.len() == by_exports.len() && entries.iter().all(|entry| entry.ok);
    let existing = ComponentReport {
        component: "Existing exports".to_owned(),
        modules: by_exports.len(),
        internal: internal(&mut by_exports.iter().map(|module| module.source.as_str())),
        packed: true,
        downstream: is_whole,
        lost: !is_whole,
        stage: if is_whole { Stage::Importable } else { Stage::Broken },
    };
    let of = |group: &GroupReport| ComponentReport {
        component: group.folder.clone(),
        modules: group.modules.len(),
        internal: match group.stage {
            stage if stage.is_absent() => Some(false),
            _ => internal(&mut group.modules.iter().map(String::as_str)),
        },
        packed: group.stage >= Stage::Unreachable,
        downstream: false,
        lost: group.lost,
        stage: group.stage,
    };
    let others = || groups.iter().filter(|group| group.stage != Stage::Importable && !group.is_run);
    let mut lost: Vec<&GroupReport> = others().filter(|group| group.lost).collect();
    lost.sort_by_key(|group| Reverse(group.modules.len()));
    let left_over = others().filter(|group| !group.lost);
    let has_exports = !by_exports.is_empty() || entries.iter().any(|entry| !entry.ok);
    let existing = has_exports.then_some(existing);
    let (broken, whole) = if is_whole { (None, existing) } else { (existing, None) };
    let rows = broken.into_iter().chain(lost.into_iter().take(ROWS).map(of)).chain(whole);
    rows.chain(left_over.take(ROWS).map(of)).collect()
}
