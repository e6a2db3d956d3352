//! The globals of the language and their functions, by the line of Node that brought them.
//!
//! `newer_builtins.txt` is written by `__test__/node/tables.mjs`, which asks real Nodes: `Promise.try`, `Set#union` for
//! `Set.prototype.union`, `Temporal`, and the first line that has it, of those that not every line has.

use std::sync::LazyLock;

use super::NodeVersion;
use crate::hash::{HashMap, HashSet};

static BUILTINS: LazyLock<HashMap<&str, (&str, u16)>> = LazyLock::new(|| {
    let rows = include_str!("newer_builtins.txt").lines().filter_map(|line| {
        let (name, first) = line.split_once(' ')?;
        Some((name, (name, first.parse().ok()?)))
    });
    rows.collect()
});

/// The names of the functions alone.
static FUNCTIONS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| BUILTINS.keys().filter_map(|name| Some(name.split_once(['.', '#'])?.1)).collect());

/// Returns the name of a global, if not every line has it.
pub fn newer_global(name: &str) -> Option<&'static str> {
    BUILTINS.get(name).map(|(name, _)| *name)
}

/// Returns the name of a function, if not every line has it: `Promise.try`, or `Set#union` for one of its instances.
pub fn newer_function(of: &str, mark: char, function: &str) -> Option<&'static str> {
    // Few functions have one of these names, so that no text is made for the others.
    if !FUNCTIONS.contains(function) {
        return None;
    }
    BUILTINS.get(format!("{of}{mark}{function}").as_str()).map(|(name, _)| *name)
}

impl NodeVersion {
    /// Tells whether a version lacks a global or a function of those above.
    pub fn lacks_builtin(self, name: &str) -> bool {
        BUILTINS.get(name).is_some_and(|(_, first)| self.major < *first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builtins_by_line() {
        for (name, lacking) in [
            ("Promise.withResolvers", &[18, 20, 21][..]),
            ("Promise.try", &[18, 20, 21, 22]),
            ("Set#union", &[18, 20, 21]),
            ("Temporal", &[18, 20, 21, 22, 23, 24, 25]),
            ("Object.keys", &[]),
        ] {
            for major in [18, 20, 21, 22, 23, 24, 25, 26, 28] {
                let version: NodeVersion = major.to_string().parse().unwrap();
                assert_eq!(version.lacks_builtin(name), lacking.contains(&major), "{name} in {major}");
            }
        }
        assert_eq!(newer_function("Promise", '.', "try"), Some("Promise.try"));
        assert_eq!(newer_function("Set", '#', "union"), Some("Set#union"));
        assert_eq!(newer_function("Bluebird", '.', "try"), None);
        assert_eq!(newer_global("Iterator"), Some("Iterator"));
        assert_eq!(newer_global("Map"), None);
    }
}
