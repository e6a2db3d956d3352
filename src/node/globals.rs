//! The globals of browsers, and the lines of Node that have them; and the names that somebody has.
//!
//! `browser_globals.txt` is written by `__test__/node/tables.mjs`, which asks real Nodes: a name a line, and the
//! lines of Node that have it. So is `node_globals.txt`: every name that one of them has. `page_globals.txt` has the other names of
//! browsers' pages and workers, those included that programs use for other things: of Chromium, and of the npm package `globals`.

use std::sync::LazyLock;

use super::NodeVersion;
use crate::hash::{HashMap, HashSet};

static GLOBALS: LazyLock<HashMap<&str, (&str, Vec<u16>)>> = LazyLock::new(|| {
    let rows = include_str!("browser_globals.txt").lines().filter_map(|line| {
        let mut words = line.split(' ');
        let name = words.next()?;
        Some((name, (name, words.filter_map(|word| word.parse().ok()).collect())))
    });
    rows.collect()
});

static OTHERS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    [include_str!("node_globals.txt"), include_str!("page_globals.txt")]
        .into_iter()
        .flat_map(str::lines)
        .collect()
});

/// Tells whether some Node or some browser has a global of that name.
pub fn is_global_somewhere(name: &str) -> bool {
    OTHERS.contains(name) || GLOBALS.contains_key(name)
}

/// Returns the name, if it is that of a global that browsers have and not every Node.
pub fn browser_global(name: &str) -> Option<&'static str> {
    GLOBALS.get(name).map(|(name, _)| *name)
}

/// Returns the name, if it is that of a global that browsers have and no Node.
pub fn absent_global(name: &str) -> Option<&'static str> {
    GLOBALS.get(name).filter(|(_, lines)| lines.is_empty()).map(|(name, _)| *name)
}

impl NodeVersion {
    /// Tells whether a read of a global of browsers throws. A line newer than those that were asked has the
    /// globals of the newest of them.
    pub fn lacks_global(self, name: &str) -> bool {
        // Without this, a line that is not in the table would lack every global.
        let newest = GLOBALS.values().flat_map(|(_, lines)| lines).max();
        let major = newest.map_or(self.major, |&newest| self.major.min(newest));
        GLOBALS.get(name).is_some_and(|(_, lines)| !lines.contains(&major))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_somebody_has() {
        for name in
            ["Object", "Temporal", "__proto__", "window", "event", "clients", "chrome", "setImmediate"]
        {
            assert!(is_global_somewhere(name), "{name}");
        }
        for name in ["__DEV__", "jQuery", "Deno", "Bun", "describe", "regeneratorRuntime", "require"] {
            assert!(!is_global_somewhere(name), "{name}");
        }
    }

    #[test]
    fn globals_by_line() {
        for (name, lacking) in [
            ("window", &[18, 20, 21, 22, 23, 24, 25, 26, 28][..]),
            ("navigator", &[18, 20]),
            ("WebSocket", &[18, 20, 21]),
            ("localStorage", &[18, 20, 21, 22, 23, 24]),
            ("CustomEvent", &[18]),
            ("EventTarget", &[]),
        ] {
            for major in [18, 20, 21, 22, 23, 24, 25, 26, 28] {
                let version: NodeVersion = major.to_string().parse().unwrap();
                assert_eq!(version.lacks_global(name), lacking.contains(&major), "{name} in {major}");
            }
        }
    }
}
