//! The ranges of packages that a project knows, beside those of its own package.json.

use std::{fmt::Debug, sync::Arc};

/// Whoever knows ranges: only the room for input looks at the disk.
pub trait KnownRanges: Debug + Send + Sync {
    /// The range of a package that a folder above declares, or the one of the version that is installed.
    fn range(&self, name: &str) -> Option<String>;
}

/// The ranges that are known around a project, which are no part of it.
#[derive(Clone, Debug, Default)]
pub struct RangesAround(pub Option<Arc<dyn KnownRanges>>);

impl PartialEq for RangesAround {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for RangesAround {}

/// The version of a package of which nothing is known.
pub const NEWEST: &str = "latest";

/// A range by versions: `*`, `latest`, `workspace:*` and `file:../a` say none.
pub fn is_range(text: &str) -> bool {
    let text = text.trim_start_matches(['^', '~', '>', '<', '=', 'v', ' ']);
    text.starts_with(|char: char| char.is_ascii_digit()) && !text.contains([':', '/'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_have_versions() {
        for text in ["^1.2.3", "~1", ">=1 <3", "1.x || 2", "v1.0.0", "1.0.0-beta.1"] {
            assert!(is_range(text), "{text}");
        }
        for text in
            ["*", "", "latest", "workspace:*", "workspace:^1.0.0", "file:../a", "catalog:", "1/2", "x"]
        {
            assert!(!is_range(text), "{text}");
        }
    }
}
