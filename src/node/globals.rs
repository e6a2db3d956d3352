//! The globals of browsers, and the lines of Node that have them.
//!
//! `browser_globals.txt` is written by `__test__/node/tables.mjs`, which asks real Nodes: a name a line, and the
//! lines of Node that have it.

use std::sync::LazyLock;

use super::NodeVersion;
use crate::hash::HashMap;

static GLOBALS: LazyLock<HashMap<&str, (&str, Vec<u16>)>> = LazyLock::new(|| {
    let rows = include_str!("browser_globals.txt").lines().filter_map(|line| {
        let mut words = line.split(' ');
        let name = words.next()?;
        Some((name, (name, words.filter_map(|word| word.parse().ok()).collect())))
    });
    rows.collect()
});

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
