//! The range in "engines.node": the versions of Node that it admits.

use nodejs_semver::{Range, Version};

use super::NodeVersion;
use crate::ranges::parse_range;

/// No minor release of Node has had more patches.
const PATCHES: u64 = 99;

/// A range of versions of Node.
#[derive(Clone, Debug)]
pub struct NodeRange {
    range: Range,
    /// The full versions that the range names.
    named: Vec<Version>,
}

impl NodeRange {
    /// Reads a range; `None` if no package manager can read it.
    pub fn parse(text: &str) -> Option<Self> {
        // Any of the versions that the range names may be the only patch of its minor that is admitted
        // (`20.18.3`).
        let words = text.split(|c: char| !(c.is_ascii_digit() || c == '.'));
        let named = words.filter_map(|word| Version::parse(word).ok());
        Some(Self { range: parse_range(text)?, named: named.collect() })
    }

    /// Tells whether the range admits a version.
    pub fn admits(&self, version: NodeVersion) -> bool {
        let (major, minor, patch) = version.numbers();
        self.range.satisfies(&Version::from((u64::from(major), u64::from(minor), u64::from(patch))))
    }

    /// Tells whether the range admits some patch of a minor release.
    pub fn admits_any_of(&self, major: u16, minor: u16) -> bool {
        let (major, minor) = (u64::from(major), u64::from(minor));
        let of_minor = self.named.iter().filter(|named| (named.major(), named.minor()) == (major, minor));
        // The part of a minor that a range admits begins or ends with the first patch, the last patch, or a
        // version that the range names.
        let ends = [Version::from((major, minor, 0)), Version::from((major, minor, PATCHES))];
        ends.iter().chain(of_minor).any(|version| self.range.satisfies(version))
    }

    /// Returns the major of the lowest version that the range admits; `None` if it admits none.
    pub fn lowest_major(&self) -> Option<u64> {
        self.range.min_version().map(|lowest| lowest.major())
    }
}
