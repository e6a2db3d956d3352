//! Paths that are one path on file systems that ignore case, as those of Windows and macOS.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;

use crate::{
    files::InstalledFile,
    hash::HashSet,
    path::{PackagePath, parent},
};

use super::hazard::{Hazard, HazardKind};

/// Returns a hazard for every file whose path is another file's, or that of a folder, but for case.
pub(super) fn by_case(files: &[(PackagePath, InstalledFile)]) -> Vec<Hazard> {
    let folded: Vec<_> = files.iter().map(|(path, _)| folded(path.as_str())).collect();
    if all_differ(&folded) {
        Vec::new()
    } else {
        collisions(folded.into_iter().zip(files.iter().map(|(path, _)| path.as_str())).collect())
    }
}

/// Tells whether no path is there twice, and none is that of a folder. In most packages, all differ.
fn all_differ(paths: &[Cow<'_, str>]) -> bool {
    let mut files = HashSet::with_capacity_and_hasher(paths.len(), Default::default());
    let mut folders = HashSet::default();
    paths.iter().all(|path| files.insert(&**path)) && {
        for path in paths {
            let mut above = parent(path).unwrap_or_default();
            // The folders above a folder that was seen were seen, too.
            while !above.is_empty() && folders.insert(above) {
                above = parent(above).unwrap_or_default();
            }
        }
        !folders.iter().any(|folder| files.contains(folder))
    }
}

fn collisions(mut folded: Vec<(Cow<'_, str>, &str)>) -> Vec<Hazard> {
    // In order, twins stand side by side, and a binary search finds what lies in a folder.
    folded.sort_unstable();
    let twins = folded.windows(2).filter_map(|pair| match pair {
        [(a, first), (b, second)] if a == b => Some(collision(second, first)),
        _ => None,
    });
    let folders = folded.iter().filter_map(|(path, file)| {
        let inside = first_inside(&folded, path)?;
        Some(collision(file, inside))
    });
    twins.chain(folders).collect()
}

/// Returns a file in a folder of this name.
fn first_inside<'a>(folded: &[(Cow<'_, str>, &'a str)], path: &str) -> Option<&'a str> {
    let folder = format!("{path}/");
    let at = folded.partition_point(|(other, _)| **other < *folder);
    folded.get(at).filter(|(other, _)| other.starts_with(&folder)).map(|(_, inside)| *inside)
}

fn folded(path: &str) -> Cow<'_, str> {
    if path.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        Cow::Borrowed(path)
    } else {
        Cow::Owned(composed(path).to_lowercase())
    }
}

/// Puts each accent on its letter, as macOS does to compare names.
fn composed(path: &str) -> Cow<'_, str> {
    ComposingNormalizerBorrowed::new_nfc().normalize(path)
}

fn collision(path: &str, other: &str) -> Hazard {
    let what = if path.to_lowercase() == other.get(..path.len()).unwrap_or(other).to_lowercase() {
        "case does"
    } else {
        "case and the spelling of accents do"
    };
    Hazard::new(
        HazardKind::CaseCollision,
        path,
        format!("{path} and {other} are one path where {what} not count"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_one_path_elsewhere_collides() {
        let case = "are one path where case does not count";
        let accents = "are one path where case and the spelling of accents do not count";
        for (paths, expected) in [
            (&["a"][..], vec![]),
            (&["a.js", "b.js", "lib/a.js"], vec![]),
            (&["a.js", "A.js"], vec![format!("a.js and A.js {case}")]),
            (&["\u{e9}.js", "\u{c9}.js"], vec![format!("\u{e9}.js and \u{c9}.js {case}")]),
            (&["\u{e9}.js", "e\u{301}.js"], vec![format!("\u{e9}.js and e\u{301}.js {accents}")]),
            (&["Lib", "lib/a.js"], vec![format!("Lib and lib/a.js {case}")]),
        ] {
            let files = paths.iter().filter_map(|path| {
                Some((PackagePath::new(path)?, InstalledFile { range: 0..0, mode: 0o644 }))
            });
            let found: Vec<_> =
                by_case(&files.collect::<Vec<_>>()).into_iter().map(|it| it.message).collect();
            assert_eq!(found, expected, "{paths:?}");
        }
    }
}
