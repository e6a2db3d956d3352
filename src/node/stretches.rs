//! The lines of Node that are supported for long, and the versions with which something changes within a line.

use super::{
    NodeVersion,
    lines::{AS_OF, RELEASE_LINES},
};

/// A release line that gets or got long-term support.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeLine {
    pub major: u16,
}

/// The lines that the profiles know, oldest first.
pub const LINES: [NodeLine; 5] = [
    NodeLine { major: 18 },
    NodeLine { major: 20 },
    NodeLine { major: 22 },
    NodeLine { major: 24 },
    NodeLine { major: 26 },
];

/// The first version of each stretch, within which all versions behave alike as far as packproof knows. Those that
/// `tables.mjs` asked begin stretches, too: names of built-in modules are known for them. The last row ends the newest line.
const TURNS: [(u16, u16, u16); 45] = [
    (18, 0, 0),
    (18, 16, 0),
    (18, 17, 0),
    (18, 19, 0),
    (18, 20, 0),
    (20, 0, 0),
    (20, 6, 0),
    (20, 9, 0),
    (20, 10, 0),
    (20, 12, 0),
    (20, 16, 0),
    (20, 18, 0),
    (20, 19, 0),
    (20, 19, 5),
    (20, 20, 0),
    (20, 20, 1),
    (22, 0, 0),
    (22, 5, 0),
    (22, 7, 0),
    (22, 8, 0),
    (22, 11, 0),
    (22, 12, 0),
    (22, 13, 0),
    (22, 15, 0),
    (22, 17, 0),
    (22, 18, 0),
    (22, 19, 0),
    (22, 23, 0),
    (24, 0, 0),
    (24, 1, 0),
    (24, 4, 0),
    (24, 5, 0),
    (24, 9, 0),
    (24, 10, 0),
    (24, 14, 0),
    (24, 15, 0),
    (24, 19, 0),
    (24, 21, 0),
    (24, 22, 0),
    (26, 0, 0),
    (26, 5, 0),
    (26, 9, 0),
    (26, 10, 0),
    (26, 12, 0),
    (27, 0, 0),
];

/// The most minors that a line has, and the most patches of a minor.
const MOST_MINORS: u16 = 40;
const MOST_PATCHES: u16 = 9;

/// Versions of one line that behave alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    first: (u16, u16, u16),
    /// The first version that is not in it.
    end: (u16, u16, u16),
}

impl NodeLine {
    /// Tells whether it still got releases when the tables were made.
    pub fn is_maintained(&self) -> bool {
        RELEASE_LINES.iter().any(|line| line.major == self.major && line.ends > AS_OF)
    }

    /// Tells whether a version belongs to it.
    pub fn has(&self, version: NodeVersion) -> bool {
        self.major == version.major
    }

    /// Tells whether it begins after a version.
    pub fn is_after(&self, version: NodeVersion) -> bool {
        self.major > version.major
    }

    /// Returns its newest version.
    pub fn newest(&self) -> NodeVersion {
        NodeVersion { major: self.major, minor: None, patch: None }
    }

    /// Returns its stretches, oldest first.
    pub fn stretches(&self) -> impl DoubleEndedIterator<Item = Stretch> + use<> {
        let major = self.major;
        let pairs = TURNS.iter().zip(TURNS.iter().skip(1));
        let own = pairs.filter(move |(first, _)| first.0 == major);
        own.map(|(&first, &end)| Stretch { first, end })
    }
}

impl Stretch {
    /// Returns its first version.
    pub fn first(&self) -> NodeVersion {
        version(self.first)
    }

    /// Tells whether the line begins with it.
    pub fn begins_line(&self) -> bool {
        (self.first.1, self.first.2) == (0, 0)
    }

    /// Returns a version of it that is no patch of its first one.
    pub fn later_minor(&self) -> Option<NodeVersion> {
        self.versions().find(|version| version.minor > Some(self.first.1))
    }

    /// Returns every version that may be in it, oldest first.
    pub fn versions(&self) -> impl Iterator<Item = NodeVersion> + use<> {
        let Self { first, end } = *self;
        let minors = first.1..=MOST_MINORS;
        let all = minors.flat_map(move |minor| (0..=MOST_PATCHES).map(move |patch| (first.0, minor, patch)));
        all.filter(move |number| (first..end).contains(number)).map(version)
    }
}

fn version((major, minor, patch): (u16, u16, u16)) -> NodeVersion {
    NodeVersion { major, minor: Some(minor), patch: Some(patch) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_maintained_line_is_the_one_that_decides() {
        let oldest = LINES.iter().find(|line| line.is_maintained()).map(NodeLine::newest);
        assert_eq!(oldest, Some(NodeVersion::OLDEST_MAINTAINED));
    }

    #[test]
    fn every_measured_version_begins_a_stretch() {
        for text in include_str!("measured_versions.txt").lines() {
            let (major, minor) = text.split_once('.').unwrap();
            let first = (major.parse().unwrap(), minor.parse().unwrap(), 0);
            let is_supported = LINES.iter().any(|line| line.major == first.0);
            assert!(!is_supported || TURNS.contains(&first), "TURNS lacks {text}");
        }
        let newest = LINES.last().unwrap().major;
        assert_eq!(TURNS.last(), Some(&(newest + 1, 0, 0)), "the last row of TURNS ends line {newest}");
    }

    #[test]
    fn versions_of_a_stretch_have_one_profile() {
        for stretch in LINES.iter().flat_map(NodeLine::stretches) {
            let profile = stretch.first().profile();
            for version in stretch.versions() {
                assert_eq!(version.profile(), profile, "{version}, {}", stretch.first());
            }
        }
        for line in &LINES {
            let last = line.stretches().next_back().unwrap();
            assert_eq!(last.first().profile(), line.newest().profile(), "{}", line.major);
        }
    }
}
