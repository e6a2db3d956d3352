//! Ranges in which no version is, whatever a registry holds: `>7 <6`.

use nodejs_semver::Range;

use crate::{
    install::comparators::{comparator_words, is_comparator},
    ranges::parse_range,
};

/// Tells whether each alternative of a range asks for two things that exclude each other. What cannot be read is not empty.
pub(super) fn is_empty_range(range: &str) -> bool {
    range.split("||").all(is_empty_set)
}

fn is_empty_set(set: &str) -> bool {
    // `1 - 2` is a range of three words.
    if set.split_whitespace().any(|word| word == "-") {
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
