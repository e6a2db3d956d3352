//! Ranges of versions: whether one admits less than another, shown by a version.

use nodejs_semver::Version;

use crate::ranges::{LONGEST_RANGE, parse_range};

/// Tells whether one of two ranges that differ is so long that they are not compared.
pub(super) fn are_too_long(old: &str, new: &str) -> bool {
    old.trim() != new.trim() && old.len().max(new.len()) > LONGEST_RANGE
}

/// A version that the older range admits and the newer one does not, as people write such versions (`16.x`); `None` where none is
/// found, or one is no range.
pub(super) fn no_longer_admitted(old: &str, new: &str) -> Option<String> {
    if old.trim() == new.trim() || are_too_long(old, new) {
        return None;
    }
    let (old_range, new_range) = (parse_range(old)?, parse_range(new)?);
    let candidates = candidates(old).into_iter().chain(candidates(new));
    let mut lost: Vec<Version> =
        candidates.filter(|version| old_range.satisfies(version) && !new_range.satisfies(version)).collect();
    lost.sort();
    lost.last().map(words)
}

/// The number that stands for all minors and patches.
const ANY: u64 = 999;

/// The major version that stands for all that are to come.
const COMING: u64 = 9999;

fn words(version: &Version) -> String {
    let text = version.to_string();
    let whole = format!(".{ANY}");
    match text.strip_suffix(&whole) {
        _ if *version == Version::from((COMING, 0, 0)) => "just any version".to_owned(),
        Some(line) => format!("{}.x", line.strip_suffix(&whole).unwrap_or(line)),
        None => text,
    }
}

/// Versions at the ends of a range and beyond: a range can only end at a version that it names, or at the next patch,
/// minor or major after it.
fn candidates(range: &str) -> Vec<Version> {
    let words = range.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | 'x' | 'X' | '*')));
    let numbers = words.filter_map(|word| {
        let mut parts = word.split('.').map(|part| part.parse::<u64>().ok());
        let major = parts.next()??;
        let mut next = || parts.next().flatten().unwrap_or(0);
        (major < u64::from(u32::MAX)).then(|| (major, next(), next()))
    });
    let around = numbers.flat_map(|(major, minor, patch)| {
        let before = [
            patch.checked_sub(1).map(|patch| (major, minor, patch)),
            minor.checked_sub(1).map(|minor| (major, minor, ANY)),
            major.checked_sub(1).map(|major| (major, ANY, ANY)),
        ];
        let after = [
            (major, minor, patch),
            (major, minor, patch + 1),
            (major, minor, ANY),
            (major, ANY, ANY),
            (major + 1, 0, 0),
        ];
        before.into_iter().flatten().chain(after)
    });
    around.chain([(0, 0, 0), (COMING, 0, 0)]).map(Version::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_is_not_compared() {
        let long = |count: u32| (0..count).map(|nth| format!("1.0.{nth}")).collect::<Vec<_>>().join(" || ");
        assert_eq!(no_longer_admitted(&long(20), &long(19)).as_deref(), Some("1.0.19"));
        assert_eq!(no_longer_admitted(&long(2_000), &long(1_999)), None);
        assert!(are_too_long(&long(2_000), "1") && !are_too_long(&long(2_000), &long(2_000)));
    }

    #[test]
    fn versions_that_are_no_longer_admitted() {
        for (old, new, expected) in [
            ("^1.0.0", "^1.2.0", Some("1.1.x")),
            ("^1.0.0 || ^2.0.0", "^2.0.0", Some("1.x")),
            (">=1", ">=2", Some("1.x")),
            ("*", "^3", Some("just any version")),
            ("^1.0.0", "^1.0.0 || ^2", None),
            ("^1.2.0", ">=1.2", None),
            ("1.x", "^1.0.0", None),
            ("latest", "^1.0.0", None),
        ] {
            assert_eq!(no_longer_admitted(old, new).as_deref(), expected, "{old} {new}");
        }
    }
}
