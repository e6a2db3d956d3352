//! Ranges of versions as npm reads them, short enough to be compared with each other.

use nodejs_semver::Range;

/// The length in bytes of the longest range that is read. Comparing two ranges takes a step for each pair of their alternatives, and anyone may
/// write a million of those into a package.json.
pub(crate) const LONGEST_RANGE: usize = 500;

/// Reads a range; `None` for what is none, such as a tag or an address, and for one that is too long.
pub(crate) fn parse_range(text: &str) -> Option<Range> {
    let text = text.trim();
    // Where nothing stands on one side of `||`, npm takes every version.
    let is_any = || text.contains("||") && text.split("||").any(|part| part.trim().is_empty());
    #[expect(clippy::disallowed_methods, reason = "the length is known here")]
    let range =
        (text.len() <= LONGEST_RANGE).then(|| Range::parse(if is_any() { "*" } else { text }).ok())?;
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
    fn nothing_beside_a_choice_is_every_version() {
        for text in ["^1 ||", "|| ^1", "^1 || || ^2", "||"] {
            let range = parse_range(text).unwrap();
            assert!(range.satisfies(&"7.0.0".parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn a_range_of_a_thousand_alternatives_is_none() {
        assert!(parse_range(&"1||".repeat(100)).is_some());
        assert!(parse_range(&"1||".repeat(1_000)).is_none());
    }
}
