//! Equal changes of several modes and versions of Node as one.

use crate::{diff::change::Change, hash::HashMap};

/// Merges changes that differ in mode, version and proof only. What holds in every mode has none.
pub(super) fn merged(changes: Vec<Change>) -> Vec<Change> {
    let mut found: Vec<Change> = Vec::new();
    let mut place_of = HashMap::default();
    for change in changes {
        let key = (change.kind, change.subpath.clone(), change.name.clone(), change.message.clone());
        let next = found.len();
        match found.get_mut(*place_of.entry(key).or_insert(next)) {
            Some(same) => add(same, change),
            None => found.push(change),
        }
    }
    found
}

fn add(same: &mut Change, change: Change) {
    same.effect = same.effect.min(change.effect);
    same.mode = same.mode.filter(|mode| Some(*mode) == change.mode);
    for node in change.node {
        if !same.node.contains(&node) {
            same.node.push(node);
        }
    }
    same.old = same.old.take().or(change.old);
    same.new = same.new.take().or(change.new);
    if same.now.is_none() {
        (same.statement, same.now) = (change.statement, change.now);
    }
}
