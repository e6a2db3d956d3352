//! Reports the entry points, each with the number of source modules that it reaches.

use std::collections::{BTreeMap, BTreeSet};

use super::checked::{Checked, errors};
use crate::{
    report::trace::TracedEntryReport,
    trace::{ProjectTrace, reach::EntryWay},
};

pub(super) fn entry_points(trace: &ProjectTrace<'_>, checked: &Checked) -> Vec<TracedEntryReport> {
    let counts = counts(trace);
    let verdicts = checked.by_subpath();
    let report = |(place, way): (usize, &EntryWay)| {
        let verdict = verdicts.get(&(way.kind, way.subpath.as_str())).copied();
        TracedEntryReport {
            subpath: way.subpath.clone(),
            specifier: way.specifier.clone(),
            kind: way.kind,
            target: way.target.as_ref().map(ToString::to_string),
            ok: verdict.is_some_and(|verdict| !verdict.is_broken()),
            modules: counts.get(&place).copied().unwrap_or(0),
            errors: verdict.map(errors).unwrap_or_default(),
        }
    };
    trace.reach.ways.iter().enumerate().map(report).collect()
}

/// The number of source modules that each entry point reaches, by the place of the entry point.
fn counts(trace: &ProjectTrace<'_>) -> BTreeMap<usize, usize> {
    let mut counts = BTreeMap::new();
    for module in &trace.modules {
        let reached = module.packed_as.iter().map(|path| trace.reach.reached(path.as_str()));
        let ways: BTreeSet<usize> = reached
            .flat_map(|reached| {
                [reached.working, reached.broken, reached.failing, reached.bins, reached.broken_bins]
            })
            .flatten()
            .collect();
        for way in ways {
            *counts.entry(way).or_default() += 1;
        }
    }
    counts
}
