//! The names that occur in the text of a module, or of a module that it loads.

use std::cell::{Cell, OnceCell};

use memchr::memmem;

use crate::{
    facts::Facts,
    hash::{HashMap, HashSet},
    link::graph::{Destination, Module, ModuleGraph, ModuleId},
};

/// The bytes that are searched; where there are more, every name counts as written.
const MOST_BYTES: usize = 256 << 20;

/// A search for names in texts.
pub(in crate::rules) struct WrittenNames<'f> {
    facts: &'f Facts<'f>,
    /// A module of each file, in its graph.
    places: OnceCell<HashMap<&'f str, (&'f ModuleGraph, ModuleId)>>,
    left: Cell<usize>,
}

impl<'f> WrittenNames<'f> {
    pub fn of(facts: &'f Facts<'f>) -> Self {
        Self { facts, places: OnceCell::new(), left: Cell::new(MOST_BYTES) }
    }

    /// Tells whether a name occurs in a file, or in one that it may load; where a text is not known, the name may occur.
    pub fn may_write(&self, file: &str, name: &str) -> bool {
        let Some((graph, first)) = self.places.get_or_init(|| places(self.facts)).get(file) else {
            return true;
        };
        let (mut seen, mut open) = (HashSet::from_iter([*first]), vec![*first]);
        while let Some(module) = open.pop().and_then(|id| graph.get(id)) {
            if self.is_in(module, name) {
                return true;
            }
            for edge in &module.requests {
                match edge.destination {
                    Destination::Module(id) if seen.insert(id) => open.push(id),
                    Destination::Module(_) | Destination::Builtin(_) => {}
                    Destination::External | Destination::Nowhere => return true,
                }
            }
        }
        false
    }

    fn is_in(&self, module: &Module, name: &str) -> bool {
        let Some(text) = self.facts.package.contents(&module.path) else { return true };
        let Some(left) = self.left.get().checked_sub(text.len()) else { return true };
        self.left.set(left);
        holds_word(text, name.as_bytes())
    }
}

fn places<'f>(facts: &'f Facts<'_>) -> HashMap<&'f str, (&'f ModuleGraph, ModuleId)> {
    let graphs = facts.nodes.iter().map(|node| &node.linkage.graph);
    graphs.flat_map(|graph| graph.iter().map(move |(id, it)| (it.path.shown(), (graph, id)))).collect()
}

fn holds_word(text: &[u8], word: &[u8]) -> bool {
    let is_part = |byte: Option<&u8>| {
        byte.is_some_and(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || !byte.is_ascii()
        })
    };
    memmem::find_iter(text, word).any(|at| {
        let before = at.checked_sub(1).and_then(|before| text.get(before));
        !is_part(before) && !is_part(text.get(at + word.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_whole() {
        for (text, expected) in
            [("exports.other = 1", true), ("['other']", true), ("another", false), ("other2 $other", false)]
        {
            assert_eq!(holds_word(text.as_bytes(), b"other"), expected, "{text}");
        }
    }
}
