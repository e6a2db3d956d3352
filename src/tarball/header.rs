//! One 512-byte header block, decoded as node-tar decodes it.

use std::borrow::Cow;

use super::{
    js::{BadNumber, cut_at_nul, number_field, throws},
    pax::Extension,
};

pub(super) const BLOCK: usize = 512;

/// A 512-byte block where a header may be.
pub(super) enum HeaderBlock<'a> {
    Null,
    Header(Header<'a>),
    /// A block that is no header: the reader drops this block only, and looks for a header in the next one.
    Defect(Defect, Cow<'a, str>),
}

/// The defect of a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Defect {
    #[error("a number in the header cannot be read")]
    Number,
    #[error("the checksum of the header is wrong")]
    Checksum,
    #[error("the entry has no name")]
    NoPath,
    #[error("the link has no target")]
    NoLinkTarget,
    #[error("an entry that is no link has a link target")]
    LinkTarget,
}

/// A header that is valid for npm.
pub(super) struct Header<'a> {
    /// The name in the block; an extension header may give another one.
    pub name: Cow<'a, str>,
    pub kind: TarEntryKind,
    /// The size that decides where the next header is. It is a number of JavaScript, and can be a fraction or
    /// infinite.
    pub size: f64,
    pub mode: u32,
}

/// The kinds of entry that npm's reader treats differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TarEntryKind {
    File,
    ContiguousFile,
    Directory,
    Link,
    SymbolicLink,
    /// Devices, FIFOs, GNU dump folders.
    Special,
    Pax,
    GlobalPax,
    /// GNU's name of the next entry.
    LongPath,
    /// GNU's link target of the next entry.
    LongLink,
    /// A type that npm's reader does not know; it skips the body.
    Unknown,
}

impl TarEntryKind {
    pub fn of(type_flag: u8) -> Self {
        match type_flag {
            b'0' | 0 => Self::File,
            b'7' => Self::ContiguousFile,
            b'1' => Self::Link,
            b'2' => Self::SymbolicLink,
            b'3' | b'4' | b'6' | b'D' => Self::Special,
            b'5' => Self::Directory,
            b'x' | b'X' => Self::Pax,
            b'g' => Self::GlobalPax,
            b'L' | b'N' => Self::LongPath,
            b'K' => Self::LongLink,
            _ => Self::Unknown,
        }
    }

    pub fn is_link(self) -> bool {
        matches!(self, Self::Link | Self::SymbolicLink)
    }

    pub fn is_file(self) -> bool {
        matches!(self, Self::File | Self::ContiguousFile)
    }

    pub fn is_extension(self) -> bool {
        matches!(self, Self::Pax | Self::GlobalPax | Self::LongPath | Self::LongLink)
    }

    /// Tells whether extension headers can change the fields of such an entry.
    fn takes_extensions(self) -> bool {
        !self.is_extension() && self != Self::Unknown
    }
}

/// The extension headers in force.
#[derive(Clone, Copy)]
pub(super) struct Extensions<'a> {
    pub local: &'a Extension,
    pub global: &'a Extension,
}

/// Decodes a block with the checks of node-tar's `Header.decode`, in their order.
pub(super) fn decode<'a>(block: &'a [u8; BLOCK], extensions: Extensions<'_>) -> HeaderBlock<'a> {
    let name = text(&block[..100]);
    let numbers = match Numbers::of(block, extensions) {
        Ok(numbers) => numbers,
        Err(BadNumber) => return HeaderBlock::Defect(Defect::Number, name),
    };
    let sum = checksum(block);
    if numbers.checksum.is_none() && sum == NULL_SUM {
        return HeaderBlock::Null;
    }
    if numbers.checksum == Some(sum) {
        header(block, name, &numbers, extensions)
    } else {
        HeaderBlock::Defect(Defect::Checksum, name)
    }
}

fn header<'a>(
    block: &'a [u8; BLOCK],
    name: Cow<'a, str>,
    numbers: &Numbers,
    extensions: Extensions<'_>,
) -> HeaderBlock<'a> {
    let prefix = prefix(block);
    let prefixed = prefix.is_some();
    let given = extensions.local.path.as_deref().filter(|_| numbers.kind.takes_extensions());
    let kind = kind(block, given.unwrap_or(&name));
    let full_name = match prefix {
        Some(prefix) => Cow::Owned(format!("{prefix}/{name}")),
        None => name,
    };
    if !prefixed && given.unwrap_or(&full_name).is_empty() {
        return HeaderBlock::Defect(Defect::NoPath, full_name);
    }
    let has_target = !text(&block[157..257]).is_empty();
    match has_target {
        false if kind.is_link() => HeaderBlock::Defect(Defect::NoLinkTarget, full_name),
        // node-tar excepts these two types of extension headers, and not `X`, `L`, `K` and `N`.
        true if !kind.is_link() && !matches!(block[TYPE], b'x' | b'g') => {
            HeaderBlock::Defect(Defect::LinkTarget, full_name)
        }
        _ => HeaderBlock::Header(Header {
            name: full_name,
            kind,
            // node-tar forces the size of folders to 0, so the body of one is read as headers.
            size: if kind == TarEntryKind::Directory { 0.0 } else { numbers.size },
            mode: numbers.mode,
        }),
    }
}

/// Returns the kind of an entry. Old tars marked a folder by a `/` at the end of the name; node-tar looks for
/// it before it adds the prefix.
fn kind(block: &[u8; BLOCK], name: &str) -> TarEntryKind {
    match TarEntryKind::of(block[TYPE]) {
        TarEntryKind::File if name.ends_with('/') => TarEntryKind::Directory,
        kind => kind,
    }
}

const TYPE: usize = 156;

/// The numeric fields that node-tar decodes; it drops a block in which one throws.
struct Numbers {
    kind: TarEntryKind,
    mode: u32,
    size: f64,
    checksum: Option<i64>,
}

impl Numbers {
    fn of(block: &[u8; BLOCK], extensions: Extensions<'_>) -> Result<Self, BadNumber> {
        let kind = TarEntryKind::of(block[TYPE]);
        let Extensions { local, global } = extensions;
        let given = |has: fn(&Extension) -> bool| kind.takes_extensions() && (has(local) || has(global));
        // The values of these fields are not used; they matter only because they may throw.
        let read = |field: &[u8]| if throws(field) { Err(BadNumber) } else { Ok(()) };
        let unless = |given: bool, field: &[u8]| if given { Ok(()) } else { read(field) };

        let mode = number_field(&block[100..108])?;
        unless(given(|e| e.uid), &block[108..116])?;
        unless(given(|e| e.gid), &block[116..124])?;
        let given_size = local.size.or(global.size).filter(|_| kind.takes_extensions());
        let own_size = if given_size.is_some() { None } else { number_field(&block[124..136])? };
        unless(given(|e| e.mtime), &block[136..148])?;
        // Twelve bytes, not eight: a checksum without terminator swallows the type flag.
        let checksum = number_field(&block[148..160])?;
        if is_ustar(block) {
            // The numbers of a device.
            read(&block[329..337])?;
            read(&block[337..345])?;
            // With a short prefix, node-tar takes the rest of the field for `atime` and `ctime`.
            if block[475] == 0 {
                unless(local.atime || global.atime, &block[476..488])?;
                unless(local.ctime || global.ctime, &block[488..500])?;
            }
        }
        let mode = mode.map_or(0, |mode| u32::try_from(mode & 0o7777).unwrap_or(0));
        Ok(Self { kind, mode, size: given_size.unwrap_or_else(|| own(own_size)), checksum })
    }
}

/// Returns the size in the block itself, without extension headers.
pub(super) fn plain_size(block: &[u8; BLOCK]) -> f64 {
    own(number_field(&block[124..136]).unwrap_or(None))
}

fn own(size: Option<i64>) -> f64 {
    // The size is below 2^53, so that the conversion is exact.
    size.map_or(0.0, |size| size.max(0) as f64)
}

fn is_ustar(block: &[u8; BLOCK]) -> bool {
    block[257..265] == *b"ustar\x0000"
}

fn prefix(block: &[u8; BLOCK]) -> Option<Cow<'_, str>> {
    match block[475] {
        _ if !is_ustar(block) => None,
        0 => Some(text(&block[345..475])).filter(|prefix| !prefix.is_empty()),
        _ => Some(text(&block[345..500])),
    }
}

fn text(field: &[u8]) -> Cow<'_, str> {
    let end = memchr::memchr(0, field).unwrap_or(field.len());
    let (before, after) = field.split_at(end);
    // Nothing comes back after the NUL of an ordinary field, so that the text ends there.
    if after.iter().fold(0, |all, byte| all | byte) == 0 {
        String::from_utf8_lossy(before)
    } else {
        cut_at_nul(String::from_utf8_lossy(field))
    }
}

/// The sum of a block of zeros, whose checksum field counts as blanks.
const NULL_SUM: i64 = 8 * 0x20;

fn checksum(block: &[u8; BLOCK]) -> i64 {
    // No block is long enough to overflow; without checks, the compiler adds many bytes at once.
    let sum = |bytes: &[u8]| bytes.iter().fold(0u32, |sum, &byte| sum.wrapping_add(u32::from(byte)));
    NULL_SUM + i64::from(sum(&block[..148])) + i64::from(sum(&block[156..]))
}
