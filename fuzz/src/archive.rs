//! The archive reader: whatever it opens is a tree, and one that says of no hazard is every other reader's tree, too.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Read, Write},
};

use flate2::{Compression, write::GzEncoder};
use packproof::{
    files::FileTree,
    tarball::{self, Limits, Tarball},
};

use crate::naive;

/// The limits of a fuzz run; the default ones would only make it slow.
pub fn limits() -> Limits {
    Limits {
        unpacked_bytes: 64 << 20,
        kept_bytes: 32 << 20,
        entries: 20_000,
        directories: 20_000,
        ..Limits::default()
    }
}

/// Asks for everything that must hold of an archive. The first byte says how the rest is dressed.
pub fn holds(data: &[u8]) {
    let Some((&dress, body)) = data.split_first() else { return };
    let archive = if dress & 1 == 0 { body.to_vec() } else { with_checksums(body) };
    let is_packed = archive.starts_with(&[0x1f, 0x8b]);
    if dress & 2 == 0 && !is_packed {
        // The same bytes, packed and plain, are the same tree.
        let plain = tree(&archive);
        let packed = tarball::open(&gzip(&archive), &limits());
        if let (Some(plain), Ok(packed)) = (&plain, &packed) {
            assert_eq!(contents(&plain.files), contents(&packed.files));
        }
        if let Some(opened) = plain {
            equals_naive(&archive, &opened);
            equals_tar(&archive, &opened);
        }
    } else {
        let _ = tree(body);
    }
}

fn tree(packed: &[u8]) -> Option<Tarball> {
    let opened = tarball::open(packed, &limits());
    match &opened {
        Ok(tarball) => is_tree(&tarball.files),
        Err(error) => assert!(error.code().starts_with("ERR_PACKPROOF_") && !error.to_string().is_empty()),
    }
    assert_eq!(opened.is_ok(), tarball::open(packed, &limits()).is_ok());
    opened.ok()
}

/// Each path is one, is plain, and is no folder of another; each file lies in what was unpacked.
fn is_tree(files: &FileTree) {
    let paths: BTreeSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths.len(), files.len());
    for path in &paths {
        assert!(path.split('/').all(|part| !matches!(part, "" | "." | "..")), "{path:?}");
        assert!(!path.contains('\0') && path.len() < 1 << 16, "{path:?}");
        assert!(files.contents(path).is_some(), "{path:?}");
        assert!(path.match_indices('/').all(|(at, _)| !paths.contains(&path[..at])), "{path:?}");
    }
}

fn contents(files: &FileTree) -> BTreeMap<String, Vec<u8>> {
    let of = |path: &str| files.contents(path).unwrap_or_default().to_vec();
    files.iter().map(|(path, _)| (path.to_string(), of(path.as_str()))).collect()
}

/// An archive without hazards gives the naive reader the same files.
fn equals_naive(archive: &[u8], opened: &Tarball) {
    if !opened.files.hazards().is_empty() {
        return;
    }
    if let Some(files) = naive::files(archive) {
        assert_eq!(contents(&opened.files), renamed(files));
    }
}

/// An archive without hazards gives the `tar` crate the same files, if it can read it at all.
fn equals_tar(archive: &[u8], opened: &Tarball) {
    if !opened.files.hazards().is_empty() {
        return;
    }
    if let Some(files) = by_tar(archive) {
        assert_eq!(contents(&opened.files), renamed(files));
    }
}

fn by_tar(archive: &[u8]) -> Option<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in tar::Archive::new(archive).entries().ok()? {
        let mut entry = entry.ok()?;
        let path = String::from_utf8(entry.path_bytes().into_owned()).ok()?;
        let is_file = entry.header().entry_type().is_file() || entry.header().entry_type().is_contiguous();
        let mut body = Vec::new();
        entry.read_to_end(&mut body).ok()?;
        if let (true, Some((_, inside))) = (is_file && !path.ends_with('/'), path.split_once('/')) {
            files.insert(inside.to_owned(), body);
        }
    }
    Some(files)
}

/// npm names `.gitignore` `.npmignore`, and folds what a path may say twice.
fn renamed(files: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let folded = |path: &str| -> String {
        path.split('/').filter(|part| !matches!(*part, "" | ".")).collect::<Vec<_>>().join("/")
    };
    let name = |path: String| match path.strip_suffix(".gitignore") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => format!("{folder}.npmignore"),
        _ => path,
    };
    let named = files.into_iter().map(|(path, body)| (name(folded(&path)), body));
    named.filter(|(path, _)| !path.is_empty()).collect()
}

/// Puts the checksum of every block right that looks like a header, which mutation alone would hardly do.
fn with_checksums(body: &[u8]) -> Vec<u8> {
    let mut archive = body.to_vec();
    for block in archive.chunks_exact_mut(512) {
        let is_header = block[257..].starts_with(b"ustar")
            || block[148..154].iter().all(|byte| (b'0'..b'8').contains(byte));
        if is_header {
            block[148..156].fill(b' ');
            let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
            block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        }
    }
    archive
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("a Vec takes all");
    encoder.finish().expect("a Vec takes all")
}
