//! Finds the changes that bring lost modules to those who import the package. Each is carried out before it is shown; one that
//! does not help is not.

mod assets;
mod candidate;
mod causes;
pub mod change;
mod commands;
mod contents;
mod effect;
mod entries;
mod exports;
mod files;
mod formats;
mod imports;
pub(super) mod manifest;
mod outline;
mod removed;
pub(super) mod rewrite;
mod steps;
mod swc_paths;
mod targets;
mod trial;

use std::{cmp::Reverse, collections::BTreeSet};

pub(super) use candidate::ProjectState;

use crate::trace::fixes::{
    assets::asset_changes,
    candidate::{Candidate, TRIED},
    change::{Fix, FixChange, FixEffect, FixKind},
    effect::effect,
    entries::entry_changes,
    exports::{export_changes, own_export_changes},
    files::packing_changes,
    formats::format_changes,
    imports::import_changes,
    removed::removal_changes,
    steps::build_changes,
    swc_paths::stripped_paths,
    targets::target_changes,
    trial::tried,
};

/// The number of changes that are made together, and of those that others are added to.
const TOGETHER: usize = 3;
const FOLLOWED: usize = 2;

/// The changes that help, the one that helps most first.
pub fn fixes(state: &ProjectState<'_, '_>) -> Vec<Fix> {
    let mut search = FixSearch { state, left: TRIED, alone: Vec::new() };
    let mut found = apart(search.found());
    found.sort_by_key(order);
    let mut cured: BTreeSet<String> = BTreeSet::new();
    // One cause, one fix: a change that brings nothing more is another way to the same.
    found.retain(|fix| {
        let brought = brought(fix);
        let causes = fix.effect.causes.gone.iter();
        let is_new = if fix.effect.brings() {
            brought.iter().any(|one| !cured.contains(one))
        } else {
            causes.clone().any(|one| !cured.contains(one))
        };
        cured.extend(brought.into_iter().chain(causes.cloned()));
        is_new
    });
    let is_new = |fix: &Fix| brought(fix).iter().any(|one| !cured.contains(one));
    found.extend(exported(state).filter(is_new));
    found
}

/// Everything that importers get by a change.
fn brought(fix: &Fix) -> BTreeSet<String> {
    let sources = fix.effect.importable.iter().map(ToString::to_string);
    sources.chain(fix.effect.mended.iter().cloned()).collect()
}

/// The changes without those that only put together what helps by itself: each has a cause of its own.
fn apart(mut found: Vec<Fix>) -> Vec<Fix> {
    let alone = helping(&found);
    found.retain(|fix| fix.changes.len() < 2 || fix.changes.iter().any(|change| !alone.contains(change)));
    found
}

/// The changes that help by themselves.
fn helping(found: &[Fix]) -> Vec<FixChange> {
    let single = |fix: &Fix| match fix.changes.as_slice() {
        [only] if fix.effect.helps() => Some(only.clone()),
        _ => None,
    };
    found.iter().filter_map(single).collect()
}

/// The change that helps most, breaks least and changes least comes first.
fn order(fix: &Fix) -> (Reverse<usize>, Reverse<usize>, usize, usize, usize, usize) {
    let effect = &fix.effect;
    (
        Reverse(effect.importable.len() + effect.mended.len()),
        Reverse(if effect.brings() { 0 } else { effect.causes.gone.len() }),
        effect.broken.len(),
        fix.changes.len(),
        effect.overwrites.len() + effect.replaced.len(),
        effect.also_packed,
    )
}

struct FixSearch<'s, 't> {
    state: &'s ProjectState<'s, 't>,
    left: usize,
    /// The changes that help by themselves, and are not made after one that does, too.
    alone: Vec<FixChange>,
}

impl FixSearch<'_, '_> {
    fn found(&mut self) -> Vec<Fix> {
        let mut all: Vec<(Candidate, FixEffect)> = Vec::new();
        for candidate in changes(self.state) {
            if self.left == 0 {
                break;
            }
            self.left -= 1;
            let (effect, is_done) = tried(self.state, &candidate, |after| {
                let effect = effect(self.state, after, &candidate.modules);
                let is_clean = effect.broken.is_empty() && effect.overwrites.is_empty();
                (effect, is_clean && after.is_sound())
            });
            let is_narrow = effect.also_packed == 0;
            all.push((candidate, effect));
            // The narrow changes come first, and none can bring more.
            if is_done && is_narrow {
                break;
            }
        }
        let those = |helps: fn(&FixEffect) -> bool| {
            let tried = all.iter().filter(move |(_, effect)| helps(effect));
            tried.map(|(candidate, effect)| fix(candidate, effect)).collect::<Vec<Fix>>()
        };
        let mut found = those(FixEffect::helps);
        let in_part = those(|effect| !effect.helps() && effect.helps_in_part());
        // Where one change does not bring all of its modules, another may be needed with it.
        // What one step writes over another comes first: nothing else brings that back.
        let rank = |candidate: &Candidate| candidate.change.kind() != FixKind::Overwritten;
        all.sort_by_key(|(candidate, effect)| {
            (Reverse(effect.importable.len()), rank(candidate), Reverse(effect.causes.gone.len()))
        });
        for (candidate, effect) in all.into_iter().take(FOLLOWED) {
            if found.iter().any(is_whole) {
                break;
            }
            let first = fix(&candidate, &effect);
            self.alone = if effect.helps() { helping(&found) } else { Vec::new() };
            let more = tried(self.state, &candidate, |after| self.with_others(after, &first));
            found.extend(more);
        }
        // A part of the cure is shown where nothing cures all of it.
        if !found.iter().any(is_whole) {
            found.extend(in_part);
        }
        found
    }

    /// The best of the changes that are made after others, where these help then.
    fn with_others(&mut self, after: &ProjectState<'_, '_>, first: &Fix) -> Option<Fix> {
        let mut best: Option<Fix> = None;
        for next in changes(after) {
            if self.alone.contains(&next.change) {
                continue;
            }
            if self.left == 0 || best.as_ref().is_some_and(is_whole) {
                break;
            }
            self.left -= 1;
            let origin = self.state;
            let (own, more) = tried(after, &next, |then| {
                let both = together(first, &next, effect(origin, then, &first.modules));
                let is_open = !is_whole(&both) && both.changes.len() < TOGETHER;
                let more = if is_open { self.with_others(then, &both) } else { None };
                (both, more)
            });
            let own = Some(own).filter(|fix| fix.effect.helps() || fix.effect.helps_in_part());
            best = [best, own, more].into_iter().flatten().min_by_key(order);
        }
        best
    }
}

/// Nothing that it is for remains lost or broken, and nothing breaks.
fn is_whole(fix: &Fix) -> bool {
    let effect = &fix.effect;
    effect.remaining.is_empty() && effect.causes.left.is_empty() && effect.broken.is_empty() && effect.helps()
}

/// Every change that may help, those first that most follows from.
fn changes(state: &ProjectState<'_, '_>) -> Vec<Candidate> {
    let mut all = import_changes(state);
    all.extend(packing_changes(state));
    all.extend(own_export_changes(state));
    all.extend(entry_changes(state));
    all.extend(stripped_paths(state));
    all.extend(target_changes(state));
    all.extend(removal_changes(state));
    all.extend(format_changes(state));
    all.extend(build_changes(state));
    all.extend(asset_changes(state));
    all
}

fn fix(candidate: &Candidate, effect: &FixEffect) -> Fix {
    let Candidate { change, at, edits, modules, .. } = candidate.clone();
    Fix { changes: vec![change], at, edits, modules, effect: effect.clone() }
}

/// A change after others, whose texts it has changed once more.
fn together(first: &Fix, next: &Candidate, effect: FixEffect) -> Fix {
    let mut fix = Fix { effect, ..first.clone() };
    fix.changes.push(next.change.clone());
    fix.edits.extend(next.edits.clone());
    fix
}

/// The subpaths that could be added, as one change.
fn exported(state: &ProjectState<'_, '_>) -> Option<Fix> {
    let (changes, candidate) = export_changes(state)?;
    let effect = tried(state, &candidate, |after| effect(state, after, &candidate.modules));
    effect.helps().then(|| Fix { changes, ..fix(&candidate, &effect) })
}
