//! The version of TypeScript that decides, and ranges that name it: `types@>=5` and "typesVersions".

use std::sync::OnceLock;

use nodejs_semver::Version;

use crate::ranges::parse_range;

/// The version whose behaviour is followed.
const VERSION: &str = "5.9.3";

/// `VersionRange.tryParse(range).test(version)`
pub(super) fn includes(range: &str) -> bool {
    static OWN: OnceLock<Option<Version>> = OnceLock::new();
    let Some(own) = OWN.get_or_init(|| Version::parse(VERSION).ok()) else { return false };
    // To TypeScript, nothing is every version, as in npm.
    parse_range(range).is_some_and(|range| range.satisfies(own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_typescripts() {
        for (range, expected) in [
            ("*", true),
            (">=4.1", true),
            ("<5.0", false),
            ("<=3.9", false),
            (">=3.1 <6", true),
            ("~5.9", true),
            ("5", true),
            ("4.x || >=5.7", true),
            ("words", false),
        ] {
            assert_eq!(includes(range), expected, "{range}");
        }
    }
}
