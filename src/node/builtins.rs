//! The modules that are built into Node, by version.
//!
//! `builtin_modules.txt` is written by `__test__/node/tables.mjs`, which asks real Nodes: a module a line, with `node:` where
//! it needs the scheme, and behind it the lines of Node that have it, where not all of them do.

use std::sync::LazyLock;

use super::NodeVersion;
use crate::hash::HashMap;

/// A version of Node: major, minor, patch.
type VersionNumbers = (u16, u16, u16);

/// The modules that came within a line of Node, and the versions that brought them there.
const CAME_WITHIN_A_LINE: [(&str, &[VersionNumbers]); 5] = [
    ("wasi", &[(18, 17, 0)]),
    ("test/reporters", &[(18, 17, 0)]),
    ("sea", &[(20, 12, 0), (21, 7, 0)]),
    // 22.5 to 22.12 have `node:sqlite` with a flag only.
    ("sqlite", &[(22, 13, 0), (23, 4, 0)]),
    ("ffi", &[(26, 9, 0)]),
];

static MODULES: LazyLock<HashMap<&str, BuiltinModule>> = LazyLock::new(|| {
    let rows = include_str!("builtin_modules.txt").lines().filter_map(|line| {
        let mut words = line.split(' ');
        let name = words.next()?;
        let bare = name.strip_prefix("node:").unwrap_or(name);
        let lines = words.filter_map(|word| word.parse().ok()).collect();
        Some((bare, BuiltinModule { needs_scheme: bare.len() < name.len(), lines }))
    });
    rows.collect()
});

struct BuiltinModule {
    /// It can be named with `node:` only.
    needs_scheme: bool,
    /// The lines of Node that have it; all of them where it is empty.
    lines: Vec<u16>,
}

/// Tells whether `name`, without `node:`, is built in and may be named without the scheme.
pub fn is_builtin_without_scheme(name: &str, version: NodeVersion) -> bool {
    MODULES.get(name).is_some_and(|module| !module.needs_scheme && module.is_in(name, version))
}

/// Tells whether `name`, without `node:`, is built in.
pub fn is_builtin(name: &str, version: NodeVersion) -> bool {
    MODULES.get(name).is_some_and(|module| module.is_in(name, version))
}

impl BuiltinModule {
    /// Tells whether a version has the module. One between two lines that were asked has what the older one
    /// has; one beyond the newest, what the newest has.
    fn is_in(&self, name: &str, version: NodeVersion) -> bool {
        // The table knows whole lines: a module that came within one would be given to the older versions of
        // it, too.
        match CAME_WITHIN_A_LINE.iter().find(|(module, _)| *module == name) {
            Some((_, firsts)) => version.since(firsts),
            None => self.lines.is_empty() || self.lines.contains(&version.measured_line()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builtins_by_version() {
        for (name, version, with_scheme, without) in [
            ("fs", "18", true, true),
            ("fs/promises", "22", true, true),
            ("fs/", "22", false, false),
            ("zlib", "26", true, true),
            ("_http_agent", "26", true, true),
            ("_stream_wrap", "24", true, true),
            ("_stream_wrap", "25", true, true),
            ("_stream_wrap", "26", false, false),
            ("_stream_wrap", "28", false, false),
            ("inspector/promises", "18", false, false),
            ("inspector/promises", "28", true, true),
            ("test", "22", true, false),
            ("sea", "18", false, false),
            ("sea", "20.11", false, false),
            ("sea", "20", true, false),
            ("wasi", "18.16", false, false),
            ("wasi", "20.0", true, true),
            ("test/reporters", "18.0", false, false),
            ("test/reporters", "20.0", true, false),
            ("sqlite", "22.12.0", false, false),
            ("sqlite", "22.13", true, false),
            ("sqlite", "23.0", false, false),
            ("sqlite", "23", true, false),
            ("ffi", "26.8", false, false),
            ("ffi", "26", true, false),
        ] {
            let version: NodeVersion = version.parse().unwrap();
            assert_eq!(is_builtin(name, version), with_scheme, "node:{name} {version}");
            assert_eq!(is_builtin_without_scheme(name, version), without, "{name} {version}");
        }
    }
}
