//! Subpaths of "exports" whose one condition keeps a mode out.

use crate::{
    entry_points::EntryPoint,
    facts::{Facts, NodeFacts},
    link::Verdict,
    manifest::target::{Branch, Target},
    resolve::{
        Mode,
        error::{NotExported, PackagePlace, ResolveError},
    },
    rules::support::manifest,
};

/// Tells whether a mode finds the subpath of a verdict, but no condition that is meant for it.
pub fn is_refused(node: &NodeFacts, verdict: &Verdict, by: Mode) -> bool {
    let entry = node.entry_points.get(verdict.entry);
    let mut resolutions = entry.into_iter().flat_map(|entry| &entry.resolutions);
    let refused = resolutions.find(|(mode, _)| *mode == by);
    refused.is_some_and(|(_, resolution)| {
        matches!(
            &resolution.result,
            Err(ResolveError::PackagePathNotExported { why: NotExported::NoConditionMatched, .. })
        )
    })
}

/// Returns the place of a condition right below the key of the subpath, and true if it is the last one there.
pub fn place(facts: &Facts<'_>, entry: &EntryPoint, condition: &str) -> Option<(PackagePlace, bool)> {
    let key = manifest::exports(facts).find(|key| key.key.value == entry.subpath)?;
    let Target::Conditions(branches, _) = &key.target else { return None };
    let is_plain = |branch: &Branch| matches!(branch.target, Target::Path(_) | Target::Conditions(..));
    let found = branches.iter().find(|branch| branch.condition.value == condition && is_plain(branch))?;
    let is_last = branches.last().is_some_and(|last| last.condition.span == found.condition.span);
    let at = PackagePlace { file: facts.package.manifest()?.path().clone(), span: found.condition.span };
    Some((at, is_last))
}

/// Returns the words for other subpaths of the same fault.
pub fn others(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => "; so it does for 1 other subpath".to_owned(),
        more => format!("; so it does for {more} other subpaths"),
    }
}
