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
    let texts = WholeTexts::of(trace);
    let existing = existing(modules, entries, &texts);
    let (broken, whole) = existing.into_iter().partition::<Vec<_>, _>(|row| row.lost);
    let others = || groups.iter().filter(|group| group.stage != Stage::Importable && !group.is_run);
    let mut lost: Vec<&GroupReport> = others().filter(|group| group.lost).collect();
    lost.sort_by_key(|group| Reverse(group.modules.len()));
    let lost = lost.into_iter().take(ROWS).map(|group| component(group, &texts));
    let left_over = others().filter(|group| !group.lost).take(ROWS).map(|group| component(group, &texts));
    broken.into_iter().chain(lost).chain(whole).chain(left_over).collect()
}

/// The row of the modules that the exports lead to; none where there are neither modules nor broken exports.
fn existing(
    modules: &[ModuleReport],
    entries: &[TracedEntryReport],
    texts: &WholeTexts<'_>,
) -> Option<ComponentReport> {
    let led_to: Vec<&ModuleReport> = modules.iter().filter(|module| module.stage >= Stage::Broken).collect();
    let all_import = entries.iter().all(|entry| entry.ok);
    let is_whole = all_import && led_to.iter().all(|module| module.stage == Stage::Importable);
    (!led_to.is_empty() || !all_import).then(|| ComponentReport {
        component: "Existing exports".to_owned(),
        modules: led_to.len(),
        internal: texts.all(led_to.iter().map(|module| module.source.as_str())),
        packed: true,
        downstream: is_whole,
        lost: !is_whole,
        unknown: false,
        stage: if is_whole { Stage::Importable } else { Stage::Broken },
    })
}

/// The row of a group whose modules do not arrive.
fn component(group: &GroupReport, texts: &WholeTexts<'_>) -> ComponentReport {
    ComponentReport {
        component: group.folder.clone(),
        modules: group.modules.len(),
        internal: match group.stage {
            stage if stage.is_absent() => Some(false),
            _ => texts.all(group.modules.iter().map(String::as_str)),
        },
        packed: group.stage >= Stage::Unreachable,
        downstream: false,
        lost: group.lost,
        unknown: group.unknown,
        stage: group.stage,
    }
}

/// The sources by whether all that they ask for is there, as far as that is known.
struct WholeTexts<'t>(BTreeMap<&'t str, Option<bool>>);

impl<'t> WholeTexts<'t> {
    fn of(trace: &'t ProjectTrace<'_>) -> Self {
        let texts = trace.modules.iter().zip(&trace.texts);
        Self(texts.map(|(module, text)| (&*module.source, text.is_whole)).collect())
    }

    /// Returns true if all of them are whole, and nothing if that is not known of one.
    fn all<'s>(&self, sources: impl IntoIterator<Item = &'s str>) -> Option<bool> {
        let mut known = sources.into_iter().map(|source| self.0.get(source).copied().flatten());
        known.try_fold(true, |all, one| Some(all && one?))
    }
}
