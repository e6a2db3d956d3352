//! Measures a change: what arrives after it, and what does no more.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    hash::HashMap,
    trace::{
        fate::TracedModule,
        fixes::{
            candidate::ProjectState,
            causes::cause_change,
            change::{FixEffect, OutputChange},
        },
        reach::EntryWay,
        source_path::SourcePath,
    },
};

/// The effect of a change on a project, and on the lost modules that it is for.
pub fn effect(
    before: &ProjectState<'_, '_>,
    after: &ProjectState<'_, '_>,
    wanted: &[SourcePath],
) -> FixEffect {
    let now: BTreeMap<&SourcePath, &TracedModule> =
        after.assessment.modules.iter().map(|module| (&module.source, module)).collect();
    let had: BTreeSet<&SourcePath> = arriving(before).map(|module| &module.source).collect();
    let gone = arriving(before).filter(|module| !now.get(&module.source).is_some_and(|it| it.arrives()));
    let mut offering: HashMap<&str, Vec<&EntryWay>> = HashMap::default();
    for way in after.assessment.reach.ways.iter().filter(|way| way.is_ok) {
        offering.entry(&way.specifier).or_default().push(way);
    }
    let (replaced, broken): (Vec<_>, Vec<_>) = gone.partition(|module| is_replaced(module, &offering));
    let importable = arriving(after).filter(|module| !had.contains(&module.source));
    let importable: Vec<SourcePath> = importable.map(|module| module.source.clone()).collect();
    let remaining = wanted.iter().filter_map(|source| now.get(source)).filter(|module| module.is_lost());
    let were_lost: BTreeSet<&SourcePath> = before.lost().map(|module| &module.source).collect();
    let are_lost: BTreeSet<&SourcePath> = after.lost().map(|module| &module.source).collect();
    FixEffect {
        cured: were_lost.difference(&are_lost).count(),
        lost_by_it: are_lost.difference(&were_lost).count(),
        also_packed: also_packed(before, after, &importable),
        importable,
        broken: broken.into_iter().map(|module| module.source.clone()).collect(),
        replaced: replaced.into_iter().map(|module| module.source.clone()).collect(),
        overwrites: overwrites(before, after),
        mended: turned(before, after, true),
        cut_off: turned(before, after, false),
        remaining: remaining.map(|module| (module.source.clone(), module.stage())).collect(),
        causes: cause_change(before, after),
    }
}

fn arriving<'s>(state: &'s ProjectState<'_, '_>) -> impl Iterator<Item = &'s TracedModule> {
    state.assessment.modules.iter().filter(|module| module.arrives())
}

/// Every name that importers got from a module is still there: another has taken its place and offers them.
fn is_replaced(module: &TracedModule, offering: &HashMap<&str, Vec<&EntryWay>>) -> bool {
    let is_offered = |specifier: &str, name: &String| {
        offering.get(specifier).is_some_and(|ways| ways.iter().any(|way| way.names.contains_key(name)))
    };
    let mut offers = module.imports().iter();
    !module.imports().is_empty()
        && offers.all(|offer| offer.names.iter().all(|name| is_offered(&offer.specifier, name)))
}

/// The outputs that are made of another source than before.
fn overwrites(before: &ProjectState<'_, '_>, after: &ProjectState<'_, '_>) -> Vec<OutputChange> {
    let disk = &after.assessment.plan.disk;
    // A bundle is made of many sources.
    let made: BTreeSet<(&SourcePath, &SourcePath)> =
        disk.live().map(|written| (&written.output, &written.origin)).collect();
    let mut changes: Vec<OutputChange> = Vec::new();
    for written in before.assessment.plan.disk.live() {
        if made.contains(&(&written.output, &written.origin)) {
            continue;
        }
        let Some(other) = disk.live_at(&written.output).next() else { continue };
        let change = OutputChange {
            output: written.output.clone(),
            before: written.origin.clone(),
            after: other.origin.clone(),
        };
        changes.push(change);
    }
    changes.dedup(); // The writes of one output stand together.
    changes
}

fn also_packed(
    before: &ProjectState<'_, '_>,
    after: &ProjectState<'_, '_>,
    importable: &[SourcePath],
) -> usize {
    let gained: BTreeSet<&str> = after
        .assessment
        .modules
        .iter()
        .filter(|module| importable.binary_search(&module.source).is_ok()) // Modules are sorted.
        .flat_map(|module| module.packed_as.iter().map(|path| path.as_str()))
        .collect();
    let own = before.package.files();
    let new = after.package.files().iter().map(|(path, _)| path.as_str());
    // A package.json of a folder says what the files there are.
    let is_other = |path: &&str| !gained.contains(path) && !path.ends_with("/package.json");
    // What has only moved was packed before.
    let is_gone = |path: &str| after.package.files().get(path).is_none();
    let was_built = |path: &str| before.assessment.plan.disk.is_written(path);
    let gone = own.iter().filter(|(path, _)| is_gone(path.as_str()) && was_built(path.as_str())).count();
    new.filter(|path| own.get(path).is_none()).filter(is_other).count().saturating_sub(gone)
}

/// The specifiers whose outcome has turned to this one.
fn turned(before: &ProjectState<'_, '_>, after: &ProjectState<'_, '_>, to: bool) -> Vec<String> {
    let known: BTreeMap<(&str, &str), &EntryWay> = before
        .assessment
        .reach
        .ways
        .iter()
        .map(|way| ((way.subpath.as_str(), way.specifier.as_str()), way))
        .collect();
    let ways = after.assessment.reach.ways.iter().filter(|way| way.is_whole() == to);
    let has_turned = |way: &&EntryWay| {
        known.get(&(way.subpath.as_str(), way.specifier.as_str())).is_some_and(|other| other.is_whole() != to)
    };
    ways.filter(has_turned).map(|way| way.specifier.clone()).collect()
}
