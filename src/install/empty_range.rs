//! Ranges in which no version is, whatever a registry holds: `>7 <6`.

use nodejs_semver::Range;

use crate::ranges::parse_range;

/// Tells whether each alternative of a range asks for two things that exclude each other. What cannot be read is not empty.
pub(super) fn is_empty_range(range: &str) -> bool {
    range.split("||").all(is_empty_set)
}

fn is_empty_set(set: &str) -> bool {
    // `1 - 2` and `>= 7` have words that are no ranges by themselves, so they are not judged.
    let words: Option<Vec<Range>> = set.split_whitespace().map(parse_range).collect();
    let mut words = words.unwrap_or_default().into_iter();
    let Some(first) = words.next() else { return false };
    words.try_fold(first, |all, next| all.intersect(&next)).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_in_which_no_version_is() {
        for range in [">7 <6", "^6 ^7", "1.0.0 2.0.0", "<1 >=2 || ^3 ^4", ">=2.0.0 <2.0.0"] {
            assert!(is_empty_range(range), "{range}");
        }
        for range in [
            "",
            "*",
            "^6 || ",
            ">=6 <7",
            "^6 ^6.1",
            "7.0.0 - 8",
            ">= 7 < 6",
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
