//! Ranges of versions as npm reads them, short enough to be compared with each other.

use nodejs_semver::Range;

/// The length in bytes of the longest range that is read. Comparing two ranges takes a step for each pair of their alternatives, and anyone may
/// write a million of those into a package.json.
pub(crate) const LONGEST_RANGE: usize = 500;

/// Reads a range; `None` for what is none, such as a tag or an address, and for one that is too long.
pub(crate) fn parse_range(text: &str) -> Option<Range> {
    let text = text.trim();
    #[expect(clippy::disallowed_methods, reason = "the length is known here")]
    let range = (text.len() <= LONGEST_RANGE).then(|| Range::parse(text).ok())?;
    range
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_as_npm_reads_them() {
        for (text, is_range) in [
            ("^1.2.3 || >=3 <5", true),
            (" * ", true),
            ("", true),
            ("1.x", true),
            ("latest", false),
            ("npm:other@1", false),
            ("https://example.org/a.tgz", false),
        ] {
            assert_eq!(parse_range(text).is_some(), is_range, "{text}");
        }
    }

    #[test]
    fn a_range_of_a_thousand_alternatives_is_none() {
        assert!(parse_range(&"1||".repeat(100)).is_some());
        assert!(parse_range(&"1||".repeat(1_000)).is_none());
    }
}
