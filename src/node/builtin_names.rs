//! The names that Node's own modules export, by version.
//!
//! `builtin_names.txt` is written by `__test__/node/tables.mjs`, which asks real Nodes: a module a line, and behind a name
//! the lines that have it, or the versions, where those of a line differ.

use std::sync::LazyLock;

use super::{
    NodeVersion,
    measured::{Measured, neighbours},
};
use crate::hash::HashMap;

static NAMES: LazyLock<HashMap<&str, HashMap<&str, Option<&str>>>> = LazyLock::new(|| {
    let lines = include_str!("builtin_names.txt").lines().filter_map(|line| line.split_once(": "));
    lines.map(|(module, names)| (module, names.split(' ').map(name_and_owners).collect())).collect()
});

fn name_and_owners(text: &str) -> (&str, Option<&str>) {
    match text.split_once('@') {
        Some((name, owners)) => (name, Some(owners)),
        None => (text, None),
    }
}

/// Tells whether a built-in module (with or without `node:`) exports a name: `None` where that was not measured, because
/// the module was not asked, or because the version lies between two that differ.
pub fn builtin_exports(module: &str, name: &str, version: NodeVersion) -> Option<bool> {
    // The table has each name that any measured version has, so that a name which is not in it is in none.
    let Some(owners) = names_of(module)?.get(name) else { return Some(false) };
    let [before, after] = neighbours(version).map(|measured| is_owner(*owners, measured));
    // Between two versions that differ, the one that brought the change was not measured.
    (before == after).then_some(before)
}

/// Returns every name that a built-in module exports, those included that only one of two neighbouring
/// versions has.
pub fn builtin_names(module: &str, version: NodeVersion) -> Option<Vec<&'static str>> {
    let measured = neighbours(version);
    let has = |owners: Option<&str>| measured.iter().any(|measured| is_owner(owners, *measured));
    let mut names: Vec<_> =
        names_of(module)?.iter().filter(|(_, owners)| has(**owners)).map(|(name, _)| *name).collect();
    names.sort_unstable();
    Some(names)
}

fn names_of(module: &str) -> Option<&'static HashMap<&'static str, Option<&'static str>>> {
    NAMES.get(module.strip_prefix("node:").unwrap_or(module))
}

fn is_owner(owners: Option<&str>, measured: Measured) -> bool {
    owners.is_none_or(|owners| {
        owners.split(',').any(|owner| owner == measured.line || owner == measured.version)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_by_version() {
        for (module, name, version, expected) in [
            ("node:fs", "readFileSync", "18", Some(true)),
            ("fs", "noSuchFunction", "22", Some(false)),
            ("node:fs", "default", "26", Some(true)),
            ("node:module", "registerHooks", "18", Some(false)),
            ("node:module", "registerHooks", "24", Some(true)),
            ("node:nope", "x", "22", None),
            // It came between the two versions of its line that were asked.
            ("node:util", "diff", "22.11", Some(false)),
            ("node:util", "diff", "22.14", None),
            ("node:util", "styleText", "20.11", None),
            ("node:util", "styleText", "20.12", Some(true)),
            ("node:util", "styleText", "21.0", Some(false)),
            ("node:util", "diff", "22", Some(true)),
            ("node:sqlite", "Session", "22", Some(false)),
            ("node:sqlite", "Session", "24.9", None),
            ("node:sqlite", "Session", "28", Some(true)),
        ] {
            let found = builtin_exports(module, name, version.parse().unwrap());
            assert_eq!(found, expected, "{module} {name} {version}");
        }
    }
}
