//! What another reader, the `tar` crate, makes of an archive in which nothing else was odd. Where it finds other files than
//! npm installs, a scanner that reads as most do looks at something else than what is installed.

use std::{collections::BTreeMap, ops::Range};

use crate::{files::File, path::PackagePath};

use super::{
    hazard::{Hazard, HazardKind},
    header::{BLOCK, EntryKind, Header},
};

/// Whether all readers agree about a header: an entry as `npm pack` writes most, a file or a folder of plain name.
pub(super) fn is_ordinary(block: &[u8; BLOCK], header: &Header<'_>) -> bool {
    let magic = block.get(257..265).unwrap_or_default();
    let is_odd = |character: char| character.is_control() || character == char::REPLACEMENT_CHARACTER;
    let is_named_like_a_folder = header.kind == EntryKind::File && header.name.ends_with('/');
    matches!(header.kind, EntryKind::File | EntryKind::Directory)
        && !is_named_like_a_folder
        && [b"ustar\x0000", b"ustar  \0"].iter().any(|known| magic == *known)
        && (header.name.bytes().all(|byte| matches!(byte, b' '..=b'~')) || !header.name.contains(is_odd))
}

/// The first difference between what npm installs of `archive` and what the other reader finds, if it can read it.
pub(super) fn difference(archive: &[u8], installed: &[(PackagePath, File)]) -> Option<Hazard> {
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

/// Where each file lies in the archive, by the path that it has once the first folder is taken off.
fn read(archive: &[u8]) -> Option<BTreeMap<String, Range<usize>>> {
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

/// Without its first folder, folded, and by the name that npm gives it.
fn inside(path: &str) -> Option<String> {
    let (_, path) = path.split_once('/')?;
    let mut parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    match parts.last_mut()? {
        name if *name == ".gitignore" => *name = ".npmignore",
        _ => {}
    }
    Some(parts.join("/"))
}
