//! Ranges of versions as npm reads them, short enough to be compared with each other.

pub(crate) mod comparators;

use std::borrow::Cow;

use nodejs_semver::Range;

use comparators::{comparator_words, is_comparator};

/// The length in bytes of the longest range that is read. Comparing two ranges takes a step for each pair of their alternatives, and anyone may
/// write a million of those into a package.json.
pub(crate) const LONGEST_RANGE: usize = 500;

/// Reads a range; `None` for what is none, such as a tag or an address, and for one that is too long.
pub(crate) fn parse_range(text: &str) -> Option<Range> {
    let text = text.trim();
    // Where nothing stands on one side of `||`, npm takes every version.
    let is_any = || text.contains("||") && text.split("||").any(|part| part.trim().is_empty());
    #[expect(clippy::disallowed_methods, reason = "the length is known here")]
    let range = (text.len() <= LONGEST_RANGE)
        .then(|| Range::parse(if is_any() { "*".into() } else { left(text) }).ok())?;
    range
}

/// A range in which no version is.
const NOTHING: &str = "<0.0.0-0";

/// Leaves out the alternatives in which no version is, for which `Range` takes every version.
fn left(text: &str) -> Cow<'_, str> {
    if !text.split("||").any(is_empty_set) {
        return Cow::Borrowed(text);
    }
    let left: Vec<_> = text.split("||").filter(|part| !is_empty_set(part)).collect();
    if left.is_empty() { Cow::Borrowed(NOTHING) } else { Cow::Owned(left.join("||")) }
}

/// Tells whether each alternative of a range asks for two things that exclude each other. What cannot be read is not empty.
pub(crate) fn is_empty_range(range: &str) -> bool {
    range.split("||").all(is_empty_set)
}

fn is_empty_set(set: &str) -> bool {
    // `1 - 2` is a range of three words.
    if set.split_whitespace().nth(1).is_none() || set.split_whitespace().any(|word| word == "-") {
        return false;
    }
    let words = comparator_words(set).filter(|word| is_comparator(word));
    let words: Option<Vec<Range>> = words.map(|word| parse_range(&word)).collect();
    let mut words = words.unwrap_or_default().into_iter();
    let Some(first) = words.next() else { return false };
    words.try_fold(first, |all, next| all.intersect(&next)).is_none()
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
    fn alternatives_in_which_no_version_is() {
        for (text, admitted) in [
            (">=22.0.0 <22.0.0", &[][..]),
            ("^18 ^20 || >=24", &["24.0.0"]),
            (">=22 <20 || 18", &["18.0.0"]),
            ("<1 >=2 || ^3 ^4", &[]),
            (">=18 <20", &["18.0.0"]),
            ("18 - 20", &["18.0.0", "20.0.0"]),
        ] {
            let range = parse_range(text).unwrap();
            for version in ["0.0.0", "18.0.0", "20.0.0", "22.0.0", "24.0.0"] {
                let is_admitted = range.satisfies(&version.parse().unwrap());
                assert_eq!(is_admitted, admitted.contains(&version), "{text} {version}");
            }
        }
    }

    #[test]
    fn a_range_of_a_thousand_alternatives_is_none() {
        assert!(parse_range(&"1||".repeat(100)).is_some());
        assert!(parse_range(&"1||".repeat(1_000)).is_none());
    }

    #[test]
    fn ranges_in_which_no_version_is() {
        for range in
            [">7 <6", "^6 ^7", "1.0.0 2.0.0", "<1 >=2 || ^3 ^4", ">=2.0.0 <2.0.0", ">= 7 < 6", "7 or 6"]
        {
            assert!(is_empty_range(range), "{range}");
        }
        for range in [
            "",
            "*",
            "^6 || ",
            ">=6 <7",
            "^6 ^6.1",
            "7.0.0 - 8",
            ">= 7 < 8",
            "latest",
            "x y",
            "^6 ^7 || ^8",
            ">=1.0.0-beta <1.0.0",
            "<2 >=1.0.0-0",
        ] {
            assert!(!is_empty_range(range), "{range}");
        }
    }
}
