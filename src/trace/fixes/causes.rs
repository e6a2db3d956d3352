//! Compares the causes for which entry points fail before and after a change: one that takes away some of them is a part of
//! the cure.

use std::collections::{BTreeMap, BTreeSet};

use crate::trace::{
    fixes::{candidate::ProjectState, change::CauseChange},
    reach::EntryWay,
};

/// A cause: the file that it lies in, and Node's words.
type Cause = (String, String);

/// The causes that are gone, and those that are left to the same specifiers.
pub fn cause_change(before: &ProjectState<'_, '_>, after: &ProjectState<'_, '_>) -> CauseChange {
    let (old, new) = (by_specifier(before), by_specifier(after));
    let all = |of: &BTreeMap<&str, BTreeSet<Cause>>| of.values().flatten().cloned().collect::<BTreeSet<_>>();
    let (known, then) = (all(&old), all(&new));
    let gone: BTreeSet<&Cause> = known.difference(&then).collect();
    let is_packed = |file: &str| before.package.files().get(file).is_some();
    let of = || old.iter().filter(|(_, causes)| causes.iter().any(|cause| gone.contains(cause)));
    let left: BTreeSet<&Cause> = of().filter_map(|(specifier, _)| new.get(specifier)).flatten().collect();
    CauseChange {
        of: of().map(|(specifier, _)| (*specifier).to_owned()).collect(),
        gone: gone.iter().map(|cause| worded(cause)).collect(),
        left: left.into_iter().map(worded).collect(),
        // What lies in a file that comes in with the change was there, but not seen.
        is_worse: then.difference(&known).any(|(file, _)| is_packed(file)),
    }
}

fn by_specifier<'s>(state: &'s ProjectState<'_, '_>) -> BTreeMap<&'s str, BTreeSet<Cause>> {
    let mut found: BTreeMap<&str, BTreeSet<Cause>> = BTreeMap::new();
    for way in state.assessment.reach.ways.iter().filter(|way| !way.is_whole()) {
        found.entry(&way.specifier).or_default().extend(causes(way));
    }
    found
}

fn causes(way: &EntryWay) -> impl Iterator<Item = Cause> {
    // Behind its first line, Node's message names the modules that led there, which differ though the cause
    // is the same.
    let words = |message: &str| message.lines().next().unwrap_or_default().to_owned();
    let faults =
        way.causes.iter().map(move |cause| (cause.fault.at.file.to_string(), words(&cause.fault.message)));
    let missing: BTreeSet<&str> = way.missing().collect();
    let targets = match missing.len() {
        0 | 1 => way
            .errors
            .first()
            .map(|_| format!("\"{}\" leads to no file", way.specifier))
            .into_iter()
            .collect(),
        _ => missing
            .iter()
            .map(|path| format!("\"{}\" leads to {path}, which is not there", way.specifier))
            .collect::<Vec<_>>(),
    };
    faults.chain(targets.into_iter().map(|words| (String::new(), words)))
}

fn worded((file, message): &Cause) -> String {
    if file.is_empty() { message.clone() } else { format!("{message} ({file})") }
}
