//! Values that are known before the module runs: constant texts, and places that begin at the module's own.

use std::borrow::Cow;

use crate::module::assets::OWN_FILE;

/// A constant text, or a place. A place is written from the module's folder on: `/a.txt` beside it, `` for the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum KnownValue<'a> {
    Text(Cow<'a, str>),
    /// A path on the disk.
    Path(String),
    /// A URL of a file.
    Url(String),
}

/// The longest value that is kept.
const LONGEST: usize = 2_000;

impl<'a> KnownValue<'a> {
    /// Returns the place of the module's own file.
    pub(super) fn own_file() -> String {
        format!("/{OWN_FILE}")
    }

    /// Returns the place, if this is one.
    pub(super) fn into_place(self) -> Option<String> {
        match self {
            Self::Text(_) => None,
            Self::Path(place) | Self::Url(place) => Some(place),
        }
    }

    /// Returns the two written one after the other.
    pub(super) fn followed_by(self, other: &Self) -> Option<Self> {
        let Self::Text(after) = other else { return None };
        let known = match self {
            Self::Text(text) if text.is_empty() => Self::Text(after.clone()),
            Self::Text(text) => Self::Text(Cow::Owned(format!("{text}{after}"))),
            // `path.join` has made `.` and `..` into folders, and their names are not known here.
            Self::Path(path) if ends_with_dots(&path) && !after.starts_with('/') => return None,
            Self::Path(path) => Self::Path(format!("{path}{after}")),
            Self::Url(place) if after.is_empty() => Self::Url(place),
            Self::Url(_) => return None,
        };
        known.kept()
    }

    /// Returns the result of `path.join` of the two.
    pub(super) fn joined_with(self, other: &Self) -> Option<Self> {
        let Self::Text(after) = other else { return None };
        let known = match self {
            Self::Text(text) => Self::Text(Cow::Owned(format!("{text}/{after}"))),
            Self::Path(path) => Self::Path(format!("{path}/{after}")),
            Self::Url(_) => return None,
        };
        known.kept()
    }

    fn kept(self) -> Option<Self> {
        let length = match &self {
            Self::Text(text) => text.len(),
            Self::Path(place) | Self::Url(place) => place.len(),
        };
        // `b = a + a; c = b + b` and so on doubles the length with each name.
        (length <= LONGEST).then_some(self)
    }
}

/// Tells whether the last segment of a place is `.` or `..`.
fn ends_with_dots(place: &str) -> bool {
    place.ends_with("/.") || place.ends_with("/..")
}

/// Returns the folder of a place, as `path.dirname` does.
pub(super) fn folder_of(place: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in place.split('/') {
        match (segment, segments.last()) {
            ("" | ".", _) => {}
            ("..", Some(last)) if *last != ".." => drop(segments.pop()),
            _ => segments.push(segment),
        }
    }
    match segments.last() {
        Some(last) if *last != ".." => drop(segments.pop()),
        _ => segments.push(".."),
    }
    segments.iter().map(|segment| format!("/{segment}")).collect()
}

/// Returns the place that `new URL(reference, base)` gives; `None` for one that lies elsewhere.
pub(super) fn url_beside(base: &str, reference: &str) -> Option<String> {
    let plain = reference.split(['?', '#']).next().unwrap_or_default();
    let has_scheme = || plain.split('/').next().is_some_and(|first| first.contains(':'));
    // A percent sign begins an encoded byte. No package names its files so that it needs them.
    if plain.starts_with('/') || plain.contains(['%', '\\']) || has_scheme() {
        return None;
    }
    if plain.is_empty() {
        return Some(base.to_owned());
    }
    let (folder, _) = base.rsplit_once('/')?;
    // `new URL('.', base)` gives the folder with a slash at its end.
    let slash = if ends_with_dots(&format!("/{plain}")) { "/" } else { "" };
    Some(format!("{folder}/{plain}{slash}")).filter(|place| place.len() <= LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_places() {
        for (place, expected) in [
            ("/\0", ""),
            ("", "/.."),
            ("/..", "/../.."),
            ("/a/b", "/a"),
            ("/a/../b/c", "/b"),
            ("/a//b/", "/a"),
        ] {
            assert_eq!(folder_of(place), expected, "{place:?}");
        }
    }

    #[test]
    fn references_beside_urls() {
        for (base, reference, expected) in [
            ("/\0", "./a.txt", Some("/./a.txt")),
            ("/\0", "a.txt?x#y", Some("/a.txt")),
            ("/\0", ".", Some("/./")),
            ("/\0", "..", Some("/../")),
            ("/\0", "a/..", Some("/a/../")),
            ("/\0", "a..", Some("/a..")),
            ("/\0", "a%20b.txt", None),
            ("/\0", "", Some("/\0")),
            ("/data/", "x", Some("/data/x")),
            ("/data", "x", Some("/x")),
            ("/\0", "/x", None),
            ("/\0", "https://example.org/x", None),
            ("/\0", "data:text/plain,x", None),
        ] {
            assert_eq!(url_beside(base, reference).as_deref(), expected, "{reference}");
        }
    }
}
