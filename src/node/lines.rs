//! The release lines of Node: when each began and until when it is maintained, and which of them a range of "engines" admits.

use super::{NodeVersion, range::NodeRange};

/// A day: year, month, day of the month.
pub type CalendarDay = (u16, u8, u8);

/// The day on which the profiles were compared with Node's schedule.
pub const AS_OF: CalendarDay = (2026, 11, 22);

/// A release line of Node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReleaseLine {
    pub major: u16,
    /// The day of its first release.
    pub begins: CalendarDay,
    /// The last day on which it is maintained.
    pub ends: CalendarDay,
}

const fn line(major: u16, begins: CalendarDay, ends: CalendarDay) -> ReleaseLine {
    ReleaseLine { major, begins, ends }
}

/// Every line since 4, oldest first, by the release schedule of Node.
pub const RELEASE_LINES: [ReleaseLine; 23] = [
    line(4, (2015, 9, 8), (2018, 4, 30)),
    line(5, (2015, 10, 29), (2016, 6, 30)),
    line(6, (2016, 4, 26), (2019, 4, 30)),
    line(7, (2016, 10, 25), (2017, 6, 30)),
    line(8, (2017, 5, 30), (2019, 12, 31)),
    line(9, (2017, 10, 1), (2018, 6, 30)),
    line(10, (2018, 4, 24), (2021, 4, 30)),
    line(11, (2018, 10, 23), (2019, 6, 1)),
    line(12, (2019, 4, 23), (2022, 4, 30)),
    line(13, (2019, 10, 22), (2020, 6, 1)),
    line(14, (2020, 4, 21), (2023, 4, 30)),
    line(15, (2020, 10, 20), (2021, 6, 1)),
    line(16, (2021, 4, 20), (2023, 9, 11)),
    line(17, (2021, 10, 19), (2022, 6, 1)),
    line(18, (2022, 4, 19), (2025, 4, 30)),
    line(19, (2022, 10, 18), (2023, 6, 1)),
    line(20, (2023, 4, 18), (2026, 4, 30)),
    line(21, (2023, 10, 17), (2024, 6, 1)),
    line(22, (2024, 4, 24), (2027, 4, 30)),
    line(23, (2024, 10, 16), (2025, 6, 1)),
    line(24, (2025, 5, 6), (2028, 4, 30)),
    line(25, (2025, 10, 15), (2026, 6, 1)),
    line(26, (2026, 4, 22), (2029, 4, 30)),
];

/// Returns the lines that are maintained on the day of Node's schedule that packproof knows, oldest first.
pub fn maintained_majors() -> Vec<u16> {
    let lines = RELEASE_LINES.iter().filter(|line| line.begins <= AS_OF && AS_OF <= line.ends);
    lines.map(|line| line.major).collect()
}

/// The number of lines behind the newest that may be there soon.
const LINES_TO_COME: u64 = 3;

/// Tells whether a range admits no version of Node, or only such as are not there for years.
pub fn is_out_of_sight(range: &NodeRange) -> bool {
    let newest = RELEASE_LINES.last().map_or(0, |line| u64::from(line.major));
    // Two lines begin each year.
    range.lowest_major().is_none_or(|lowest| lowest > newest.saturating_add(LINES_TO_COME))
}

/// The most minor releases that any line has.
const MINORS: u16 = 25;

/// A minor release, as `(20, 18)`.
type MinorRelease = (u16, u16);

/// The Nodes that a package says it runs on, or that were maintained when it was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupportedNodes {
    minors: Vec<MinorRelease>,
}

impl SupportedNodes {
    /// The releases that a range of "engines" admits; `None` if it is no range, or one that nobody writes.
    pub fn by_engines(range: &str) -> Option<Self> {
        let range = NodeRange::parse(range)?;
        let majors = [0].into_iter().chain(RELEASE_LINES.iter().map(|line| line.major));
        let all = majors.flat_map(|major| (0..=MINORS).map(move |minor| (major, minor)));
        let admitted = all.filter(|(major, minor)| range.admits_any_of(*major, *minor));
        Some(Self { minors: admitted.collect() })
    }

    /// The lines that were maintained on that day, each by its newest release.
    pub fn maintained_on(day: CalendarDay) -> Self {
        let lines = RELEASE_LINES.iter().filter(|line| line.begins <= day && day <= line.ends);
        Self { minors: lines.map(|line| (line.major, MINORS)).collect() }
    }

    /// The lines that are maintained on the day of Node's schedule that packproof knows.
    pub fn maintained() -> Self {
        Self::maintained_on(AS_OF)
    }

    /// The versions that stand for all of these: the oldest maintained line or the newest that there is, and the newest of
    /// those that cannot `require` an ES module.
    pub fn judged(&self) -> JudgedNodes {
        let able = |minor: &&MinorRelease| version(**minor).profile().require_esm;
        let oldest = NodeVersion::OLDEST_MAINTAINED;
        let is_in_line = |minor: &MinorRelease| minor.0 == oldest.major && able(&minor);
        let newest = if self.minors.iter().any(is_in_line) {
            Some(oldest)
        } else {
            self.minors.iter().rev().find(able).or(self.minors.last()).map(|minor| version(*minor))
        };
        let unable = self.minors.iter().rev().find(|minor| !able(minor)).map(|minor| version(*minor));
        let newest = newest.unwrap_or(oldest);
        JudgedNodes { newest, without_require: unable.filter(|unable| *unable != newest) }
    }

    /// The lowest and the newest release of each line that profiles know, as far as others admit them.
    pub fn turns(&self, others: Option<&Self>) -> Vec<NodeVersion> {
        let is_admitted = |minor: &&MinorRelease| others.is_none_or(|others| others.minors.contains(*minor));
        let known: Vec<MinorRelease> =
            self.minors.iter().filter(is_admitted).copied().filter(|minor| minor.0 >= 18).collect();
        let mut found: Vec<NodeVersion> = Vec::new();
        for line in &RELEASE_LINES {
            let of_line: Vec<&MinorRelease> = known.iter().filter(|minor| minor.0 == line.major).collect();
            for minor in of_line.first().into_iter().chain(of_line.last()) {
                let version = version(**minor);
                if !found.contains(&version) {
                    found.push(version);
                }
            }
        }
        found
    }

    /// The lines of these, such as `18` or `20.0 to 20.18`, that are not among others.
    pub fn without(&self, others: &Self) -> Vec<String> {
        let lost: Vec<MinorRelease> =
            self.minors.iter().copied().filter(|minor| !others.minors.contains(minor)).collect();
        let majors = [0].into_iter().chain(RELEASE_LINES.iter().map(|line| line.major));
        let mut found: Vec<String> = Vec::new();
        // Whole lines in a row are told as one run, before the line that ends the run.
        let mut run: Vec<u16> = Vec::new();
        for major in majors {
            match self.words_of_line(major, &lost) {
                Some(words) if words == major.to_string() => run.push(major),
                words => {
                    found.extend(words_of_run(&std::mem::take(&mut run)));
                    found.extend(words);
                }
            }
        }
        found.extend(words_of_run(&run));
        found
    }

    fn words_of_line(&self, major: u16, lost: &[MinorRelease]) -> Option<String> {
        let of_line = |minors: &[MinorRelease]| {
            minors.iter().filter(|minor| minor.0 == major).map(|minor| minor.1).collect::<Vec<_>>()
        };
        let (lost, all) = (of_line(lost), of_line(&self.minors));
        let (first, last) = (lost.first()?, lost.last()?);
        Some(match (lost == all, first == last) {
            (true, _) => major.to_string(),
            (false, true) => format!("{major}.{first}"),
            (false, false) => format!("{major}.{first} to {major}.{last}"),
        })
    }

    /// The releases that cannot `require` an ES module, from the oldest to the newest: `18 to 22.11`.
    pub fn words_of_unable(&self) -> String {
        let mut unable = self.minors.iter().filter(|minor| !version(**minor).profile().require_esm);
        let words = |(major, minor): &MinorRelease| match minor {
            &MINORS => major.to_string(),
            minor => format!("{major}.{minor}"),
        };
        let first = unable.next();
        match (first, unable.next_back()) {
            (Some(first), Some(last)) if first.0 == last.0 => words(last),
            (Some(first), Some(last)) => format!("{} to {}", first.0, words(last)),
            (Some(first), None) => words(first),
            (None, _) => String::new(),
        }
    }
}

/// Whole lines one after the other: `18`, `18 and 19`, `12 to 17`.
fn words_of_run(majors: &[u16]) -> Option<String> {
    let (first, last) = (majors.first()?, majors.last()?);
    Some(match majors.len() {
        1 => first.to_string(),
        2 => format!("{first} and {last}"),
        _ => format!("{first} to {last}"),
    })
}

/// The versions of Node by which a comparison is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JudgedNodes {
    pub newest: NodeVersion,
    /// One that cannot `require` an ES module, where such are supported.
    pub without_require: Option<NodeVersion>,
}

/// The version by which a release is judged: what is older than 18 behaves as 18 does in all that is told of it.
fn version((major, minor): MinorRelease) -> NodeVersion {
    match (major, minor) {
        (..18, _) => NodeVersion { major: 18, minor: None, patch: None },
        (major, MINORS) => NodeVersion { major, minor: None, patch: None },
        (major, minor) => NodeVersion { major, minor: Some(minor), patch: None },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admitted(range: &str) -> SupportedNodes {
        SupportedNodes::by_engines(range).unwrap()
    }

    #[test]
    fn lines_that_a_range_no_longer_admits() {
        for (old, new, expected) in [
            (">=18", ">=20", "18 and 19"),
            (">=18", ">=18", ""),
            (">=14", ">=20.19.0", "14 to 19, 20.0 to 20.18"),
            ("^18 || >=20", "^20.9 || >=22", "18, 20.0 to 20.8, 21"),
            (">=16.14", "*", ""),
            ("22.11.0", ">=22.12", "22"),
        ] {
            assert_eq!(admitted(old).without(&admitted(new)).join(", "), expected, "{old} {new}");
        }
    }

    #[test]
    fn versions_that_stand_for_others() {
        let judged = |nodes: SupportedNodes| {
            let JudgedNodes { newest, without_require } = nodes.judged();
            format!("{newest} {}", without_require.map_or_else(String::new, |node| node.to_string()))
        };
        for (range, expected) in [
            (">=18", "22 22.11"),
            (">=22.12", "22 "),
            (">=24", "26 "),
            ("14 || 16", "18 "),
            ("^18 || ^20.19", "20 18"),
            (">=10", "22 22.11"),
        ] {
            assert_eq!(judged(admitted(range)), expected, "{range}");
        }
        assert_eq!(judged(SupportedNodes::maintained_on((2026, 11, 29))), "22 ");
        assert_eq!(judged(SupportedNodes::maintained_on((2021, 1, 1))), "18 ");
        assert!(SupportedNodes::by_engines("no range").is_none());
    }
}
