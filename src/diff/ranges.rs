//! Ranges of versions: whether one admits less than another, shown by a version.

use nodejs_semver::{Range, Version};

/// A version that the older range admits and the newer one does not; `None` where none is found, or one is no range.
pub(super) fn no_longer_admitted(old: &str, new: &str) -> Option<String> {
    if old.trim() == new.trim() {
        return None;
    }
    let (old_range, new_range) = (Range::parse(old).ok()?, Range::parse(new).ok()?);
    let candidates = candidates(old).into_iter().chain(candidates(new));
    let mut lost: Vec<Version> =
        candidates.filter(|version| old_range.satisfies(version) && !new_range.satisfies(version)).collect();
    lost.sort();
    lost.last().map(ToString::to_string)
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
            minor.checked_sub(1).map(|minor| (major, minor, 999)),
            major.checked_sub(1).map(|major| (major, 999, 999)),
        ];
        let after = [
            (major, minor, patch),
            (major, minor, patch + 1),
            (major, minor, 999),
            (major, 999, 999),
            (major + 1, 0, 0),
        ];
        before.into_iter().flatten().chain(after)
    });
    around.chain([(0, 0, 0), (9999, 0, 0)]).map(Version::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_that_are_no_longer_admitted() {
        for (old, new, expected) in [
            ("^1.0.0", "^1.2.0", Some("1.1.999")),
            ("^1.0.0 || ^2.0.0", "^2.0.0", Some("1.999.999")),
            (">=1", ">=2", Some("1.999.999")),
            ("*", "^3", Some("9999.0.0")),
            ("^1.0.0", "^1.0.0 || ^2", None),
            ("^1.2.0", ">=1.2", None),
            ("1.x", "^1.0.0", None),
            ("latest", "^1.0.0", None),
        ] {
            assert_eq!(no_longer_admitted(old, new).as_deref(), expected, "{old} {new}");
        }
    }
}
