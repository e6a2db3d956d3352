//! The names that Node's own modules export, by release line.
//!
//! `builtin_names.txt` is written by `__test__/node/builtin-names.mjs`, which asks real Nodes: a line per module, and
//! behind a name the lines that have it, where not all of them do.

use std::{collections::HashMap, sync::LazyLock};

use crate::node::NodeVersion;

static NAMES: LazyLock<HashMap<&str, HashMap<&str, Option<&str>>>> = LazyLock::new(|| {
    let lines = include_str!("builtin_names.txt").lines().filter_map(|line| line.split_once(": "));
    lines.map(|(module, names)| (module, names.split(' ').map(name_and_lines).collect())).collect()
});

fn name_and_lines(text: &str) -> (&str, Option<&str>) {
    match text.split_once('@') {
        Some((name, lines)) => (name, Some(lines)),
        None => (text, None),
    }
}

/// Whether a built-in module (with `node:`) exports a name; `None` for a module that was not asked.
///
/// A version between the lines that were asked is taken for the newest line before it.
pub(super) fn exports(module: &str, name: &str, version: NodeVersion) -> Option<bool> {
    let names = NAMES.get(module.strip_prefix("node:").unwrap_or(module))?;
    Some(match names.get(name) {
        None => false,
        Some(None) => true,
        Some(Some(lines)) => lines.split(',').any(|line| line == asked_line(version)),
    })
}

/// Every name of a built-in module.
pub(super) fn names(module: &str, version: NodeVersion) -> Option<Vec<&'static str>> {
    let names = NAMES.get(module.strip_prefix("node:").unwrap_or(module))?;
    let is_there = |lines: &Option<&str>| {
        lines.is_none_or(|lines| lines.split(',').any(|line| line == asked_line(version)))
    };
    let mut names: Vec<_> =
        names.iter().filter(|(_, lines)| is_there(lines)).map(|(name, _)| *name).collect();
    names.sort_unstable();
    Some(names)
}

fn asked_line(version: NodeVersion) -> &'static str {
    match version.major() {
        ..20 => "18",
        20..22 => "20",
        22..24 => "22",
        24..26 => "24",
        _ => "26",
    }
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
        ] {
            assert_eq!(
                exports(module, name, version.parse().unwrap()),
                expected,
                "{module} {name} {version}"
            );
        }
    }
}
