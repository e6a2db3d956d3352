//! A second reading, by the `tar` crate, of an archive in which nothing else was odd. If it finds other files
//! than npm installs, then a scanner that reads as most do looks at other files than those that are
//! installed.

use std::{collections::BTreeMap, ops::Range};

use crate::{files::InstalledFile, path::PackagePath};

use super::{
    hazard::{Hazard, HazardKind},
    header::{BLOCK, Header, TarEntryKind},
};

/// Tells whether all readers agree about a header: `npm pack` writes most entries so, a file or a folder of
/// plain name.
pub(super) fn is_ordinary(block: &[u8; BLOCK], header: &Header<'_>) -> bool {
    let magic = block.get(257..265).unwrap_or_default();
    let is_odd = |character: char| character.is_control() || character == char::REPLACEMENT_CHARACTER;
    let is_named_like_a_folder = header.kind == TarEntryKind::File && header.name.ends_with('/');
    matches!(header.kind, TarEntryKind::File | TarEntryKind::Directory)
        && !is_named_like_a_folder
        // The second is what GNU tar writes.
        && [b"ustar\x0000", b"ustar  \0"].iter().any(|known| magic == *known)
        && (header.name.bytes().all(|byte| matches!(byte, b' '..=b'~')) || !header.name.contains(is_odd))
}

/// Returns the first difference between the files that npm installs from `archive` and those that the other
/// reader finds, if it can read it.
pub(super) fn difference(archive: &[u8], installed: &[(PackagePath, InstalledFile)]) -> Option<Hazard> {
    let mut others = read(archive)?;
    let differs = |path: &str, what: &str| {
        let message = format!("other readers find {what} at this path than npm installs");
        Some(Hazard::new(HazardKind::TarNameConflict, path, message))
    };
    for (path, file) in installed {
        match others.remove(path.as_str()) {
            Some(range) if range == file.range || (range.is_empty() && file.range.is_empty()) => {}
            Some(_) => return differs(path.as_str(), "another file"),
            None => return differs(path.as_str(), "nothing"),
        }
    }
    let more = others.into_keys().next()?;
    let message = "other readers find a file at this path, and npm installs none";
    Some(Hazard::new(HazardKind::TarNameConflict, &more, message))
}

/// Returns the range of each file in the archive, by its path without the first folder.
fn read(archive: &[u8]) -> Option<BTreeMap<String, Range<usize>>> {
    // Sorted, so that the same difference is found first in every run.
    let mut files = BTreeMap::new();
    for entry in tar::Archive::new(archive).entries().ok()? {
        let entry = entry.ok()?;
        let kind = entry.header().entry_type();
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        if !(kind.is_file() || kind.is_contiguous()) || path.ends_with('/') {
            continue;
        }
        let start = usize::try_from(entry.raw_file_position()).ok()?;
        let end = start.checked_add(usize::try_from(entry.size()).ok()?)?;
        if let Some(path) = inside(&path) {
            files.insert(path, start..end);
        }
    }
    Some(files)
}

/// Returns a path as npm installs it: without its first folder, normalised, and under the name that npm gives
/// the file.
fn inside(path: &str) -> Option<String> {
    let (_, path) = path.split_once('/')?;
    let mut parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    match parts.last_mut()? {
        name if *name == ".gitignore" => *name = ".npmignore",
        _ => {}
    }
    Some(parts.join("/"))
}
