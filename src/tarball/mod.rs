//! Opens a packed package: bytes to a file tree, laid out as npm would.
//!
//! npm reads an archive with node-tar, which may look for the next header at another place than other readers
//! do. This room follows node-tar 7.5 step by step: [`gzip`] inflates, [`reader`] walks from header to
//! header, [`header`] and [`pax`] decode, [`install`] decides the path of each file, and [`disk`] knows the
//! files that are there already.

mod collision;
mod disk;
mod error;
mod gzip;
pub mod hazard;
mod header;
mod install;
mod js;
mod pax;
mod reader;
mod second_opinion;
mod windows;

use base64::{Engine, engine::general_purpose::STANDARD};
use sha1::Sha1;
use sha2::{Digest, Sha512};

pub use crate::limits::Limits;
pub use error::OpenError;

use crate::files::FileTree;
use gzip::{InflateProgress, Inflater};
use hazard::{Hazard, HazardKind};
use reader::TarReader;

/// A package, unpacked in memory.
#[derive(Clone, Debug)]
pub struct Tarball {
    pub files: FileTree,
    /// The size of the packed file.
    pub packed_bytes: u64,
    /// The sum of the sizes of the installed files.
    pub unpacked_bytes: u64,
}

/// Opens a `.tgz`, or a plain `.tar`, as npm would lay it out.
pub fn open(packed: &[u8], limits: &Limits) -> Result<Tarball, OpenError> {
    limits.packed_bytes().check(length(packed), || "the packed file is larger".to_owned())?;
    let mut reader = TarReader::new(limits);
    let unpacked = match packed {
        [] => return Err(OpenError::Empty),
        _ if packed.starts_with(&gzip::MAGIC) => unzip(packed, limits, &mut reader)?,
        // zstd's magic number: npm reads such a file from Node 22.15 on, and throws a TypeError before.
        [0x28, 0xb5, 0x2f, 0xfd, ..] => return Err(OpenError::Compression("zstd")),
        _ => read_plain(packed, limits, &mut reader)?,
    };
    Ok(tarball(packed, unpacked, reader))
}

/// Returns npm's `integrity` of a packed file.
pub fn integrity(packed: &[u8]) -> String {
    format!("sha512-{}", STANDARD.encode(Sha512::digest(packed)))
}

/// Returns npm's `shasum` of a packed file.
pub fn shasum(packed: &[u8]) -> String {
    Sha1::digest(packed).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Inflates and walks in turns. The bytes behind the end mark are checked, but not kept.
fn unzip(packed: &[u8], limits: &Limits, reader: &mut TarReader) -> Result<Vec<u8>, OpenError> {
    let mut inflater = Inflater::new(packed, limits);
    let mut unpacked = Vec::new();
    // One byte more than the file claims, so that the first round sees its end, too.
    let mut room = inflater.size_hint().saturating_add(1);
    loop {
        reserve(&mut unpacked, room, limits)?;
        let progress = inflater.fill(&mut unpacked)?;
        reader.advance(&unpacked)?;
        match progress {
            // Twice the room each time, so that all copying together takes linear time.
            InflateProgress::More if !reader.saw_end() => room = unpacked.len().max(SMALLEST_ROOM),
            _ => break drain(&mut inflater, progress, data_follows(reader, &unpacked), reader)?,
        }
    }
    keep_archive(&mut unpacked, reader);
    reader.finish(&unpacked)?;
    report_members(&inflater, reader);
    Ok(unpacked)
}

const SMALLEST_ROOM: usize = 64 * 1024;

/// Makes room for more, within the limit; if the machine has not that much memory, that is reported as the
/// limit, too.
fn reserve(unpacked: &mut Vec<u8>, room: usize, limits: &Limits) -> Result<(), OpenError> {
    let kept = limits.kept_bytes();
    let more_than_kept = || OpenError::from(kept.reached("the archive needs more memory"));
    let most = usize::try_from(kept.value).unwrap_or(usize::MAX).saturating_add(1);
    let room = room.min(most.saturating_sub(unpacked.len()));
    if room == 0 {
        return Err(more_than_kept());
    }
    unpacked.try_reserve_exact(room).map_err(|_| more_than_kept())
}

/// Inflates the rest for its checksums.
fn drain(
    inflater: &mut Inflater<'_>,
    mut progress: InflateProgress,
    mut data: bool,
    reader: &mut TarReader,
) -> Result<(), OpenError> {
    let mut scratch = Vec::new();
    while progress == InflateProgress::More {
        scratch.clear();
        scratch.reserve(SMALLEST_ROOM);
        progress = inflater.fill(&mut scratch)?;
        data |= has_data(&scratch);
    }
    if data {
        report_data_after_end(reader);
    }
    Ok(())
}

fn data_follows(reader: &TarReader, archive: &[u8]) -> bool {
    reader.saw_end() && has_data(archive.get(end_of(reader)..).unwrap_or_default())
}

fn has_data(bytes: &[u8]) -> bool {
    bytes.iter().any(|&byte| byte != 0)
}

fn read_plain(packed: &[u8], limits: &Limits, reader: &mut TarReader) -> Result<Vec<u8>, OpenError> {
    reader.advance(packed)?;
    reader.finish(packed).map_err(|error| match error {
        OpenError::BadArchive(_) if !reader.saw_header() => OpenError::NotGzip,
        error => error,
    })?;
    if data_follows(reader, packed) {
        report_data_after_end(reader);
    }
    let archive = packed.get(..end_of(reader)).unwrap_or(packed);
    limits.kept_bytes().check(length(archive), || "the archive is larger".to_owned())?;
    Ok(archive.to_vec())
}

fn keep_archive(unpacked: &mut Vec<u8>, reader: &TarReader) {
    if reader.saw_end() {
        unpacked.truncate(end_of(reader));
    }
}

fn end_of(reader: &TarReader) -> usize {
    usize::try_from(reader.position()).unwrap_or(usize::MAX)
}

fn tarball(packed: &[u8], unpacked: Vec<u8>, reader: TarReader) -> Tarball {
    let is_ordinary = reader.is_ordinary();
    let mut install = reader.install;
    if !is_ordinary && install.hazards.is_empty() {
        install.hazards.extend(second_opinion::difference(&unpacked, install.files()));
    }
    let collisions = collision::by_case(install.files());
    install.hazards.extend(collisions);
    let (files, hazards) = install.into_parts();
    let unpacked_bytes = files.iter().map(|(_, file)| file.size()).sum();
    let files = FileTree::new(unpacked, files, hazards);
    Tarball { files, packed_bytes: length(packed), unpacked_bytes }
}

fn report_data_after_end(reader: &mut TarReader) {
    let message = "data follows the end of the archive; npm ignores it";
    reader.install.hazard(HazardKind::DataAfterEndOfArchive, "", message);
}

fn report_members(inflater: &Inflater<'_>, reader: &mut TarReader) {
    let hazards = &mut reader.install.hazards;
    if inflater.members() > 1 {
        let message =
            format!("the gzip file has {} members; some readers stop after the first", inflater.members());
        hazards.push(Hazard::new(HazardKind::MultiMemberGzip, "", message));
    }
    if inflater.saw_rest {
        let message = "data follows the gzip file; npm ignores it unless its input is cut there";
        hazards.push(Hazard::new(HazardKind::ChunkDependent, "", message));
    }
    if inflater.saw_zlib {
        hazards.push(Hazard::new(HazardKind::ZlibMember, "", "a member of the gzip file is a zlib stream"));
    }
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
