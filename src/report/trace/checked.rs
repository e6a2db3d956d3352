//! The verdict of the checker, which a trace repeats and never replaces.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use crate::{
    entry_points::EntryKind,
    facts::NodeFacts,
    report::{EntryPointReport, ErrorReport, Status},
};

/// The verdict of the checker on a package, for the version of Node that decides.
pub(crate) struct Checked {
    pub facts: Arc<NodeFacts>,
    pub entry_points: Arc<Vec<EntryPointReport>>,
}

impl Checked {
    /// The first verdict on each entry point.
    pub fn by_subpath(&self) -> HashMap<(EntryKind, &str), &EntryPointReport> {
        // Reversed, as a map keeps the last of equal keys.
        let all = self.entry_points.iter().rev();
        all.map(|entry| ((entry.kind, entry.subpath.as_str()), entry)).collect()
    }

    /// The number of entry points that are broken.
    pub fn broken(&self) -> usize {
        self.entry_points.iter().filter(|entry| entry.is_broken()).count()
    }
}

/// The errors of an entry point in the modes that it is meant for, each once.
pub(super) fn errors(entry: &EntryPointReport) -> Vec<ErrorReport> {
    let mut seen = HashSet::new();
    let broken = entry.outcomes.iter().filter(|outcome| outcome.is_meant && outcome.status == Status::Broken);
    let errors = broken.flat_map(|outcome| &outcome.errors);
    errors
        .filter(|error| seen.insert((&error.at, &error.message, &error.code, &error.chain)))
        .cloned()
        .collect()
}
