//! The versions of Node that packproof was compared with, and the choice of those that stand for any other.
//!
//! `measured_versions.txt` is written by `__test__/node/tables.mjs`: a version a line, oldest first.

use std::sync::LazyLock;

use super::NodeVersion;

/// A version of Node that was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Measured {
    /// Major and minor, as the tables name the version.
    pub version: &'static str,
    /// The major alone.
    pub line: &'static str,
    number: (u16, u16),
}

static MEASURED: LazyLock<Vec<Measured>> = LazyLock::new(|| {
    let rows = include_str!("measured_versions.txt").lines().filter_map(|version| {
        let (line, minor) = version.split_once('.')?;
        Some(Measured { version, line, number: (line.parse().ok()?, minor.parse().ok()?) })
    });
    rows.collect()
});

/// Returns the measured versions between which a version lies: the same one twice where that stands for it.
///
/// A line's newest measured version stands for all that follow in the line, the newest of all for all newer lines, and the
/// oldest for all that is older.
pub(super) fn neighbours(version: NodeVersion) -> [Measured; 2] {
    let own = (version.major, version.minor.unwrap_or(u16::MAX));
    let before = MEASURED.iter().rfind(|measured| measured.number <= own);
    let after = MEASURED.iter().find(|measured| measured.number >= own);
    match (before, after) {
        (Some(before), Some(after))
            // The next measured version is of another line, which says nothing about the end of this one.
            if before.number.0 == version.major && after.number.0 != version.major =>
        {
            [*before; 2]
        }
        (Some(before), Some(after)) => [*before, *after],
        (Some(only), None) | (None, Some(only)) => [*only; 2],
        (None, None) => [Measured { version: "", line: "", number: own }; 2],
    }
}

impl NodeVersion {
    /// Returns the newest version that packproof was compared with, for which any newer one is taken.
    pub fn newest_measured() -> Self {
        let (major, minor) = MEASURED.last().map_or((0, 0), |newest| newest.number);
        Self { major, minor: Some(minor), patch: None }
    }

    /// Tells whether the version is of a line newer than all that packproof was compared with.
    pub fn is_unmeasured(self) -> bool {
        self.major > Self::newest_measured().major
    }

    /// Returns the newest line that was asked and is no newer than the version's own.
    pub(super) fn measured_line(self) -> u16 {
        let lines = MEASURED.iter().map(|measured| measured.number.0);
        lines.filter(|line| *line <= self.major).max().unwrap_or(self.major)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_of_a_version() {
        let newest = MEASURED.last().unwrap().version;
        for (version, expected) in [
            ("18", ["18.20", "18.20"]),
            ("18.0", ["18.0", "18.0"]),
            ("19", ["18.20", "20.0"]),
            ("20.17", ["20.16", "20.18"]),
            ("22.11.0", ["22.11", "22.11"]),
            ("22", ["22.23", "22.23"]),
            ("22.99", ["22.23", "22.23"]),
            ("23", ["23.11", "23.11"]),
            ("23.1", ["23.0", "23.6"]),
            ("99", [newest; 2]),
        ] {
            let found = neighbours(version.parse().unwrap()).map(|measured| measured.version);
            assert_eq!(found, expected, "{version}");
        }
    }

    #[test]
    fn only_newer_lines_are_unmeasured() {
        let is_unmeasured = |text: &str| text.parse::<NodeVersion>().unwrap().is_unmeasured();
        assert_eq!(["18", "23", "26.99", "27", "99"].map(is_unmeasured), [false, false, false, true, true]);
    }
}
