//! The walk from header to header, exactly as npm's reader does it: it drops the block of a bad header and
//! nothing more.

use std::{borrow::Cow, mem};

use crate::limits::{Limit, Limits};

use super::{
    error::OpenError,
    hazard::{Hazard, HazardKind, shortened},
    header::{BLOCK, Defect, Extensions, Header, HeaderBlock, TarEntryKind, decode, plain_size},
    install::{ArchiveEntry, Install},
    js::cut_at_nul,
    pax::{ByLength, Extension},
    second_opinion,
};

/// node-tar's `maxMetaEntrySize`: larger extension headers are ignored.
const LARGEST_EXTENSION: f64 = 1024.0 * 1024.0;

const BLOCK_BYTES: u64 = BLOCK as u64;

/// The state of the walk. It can stop at any byte and go on when more bytes are there.
pub(super) struct TarReader {
    position: u64,
    body: Option<Body>,
    local: Extension,
    global: Extension,
    /// The kind of the header that extends the next entry: more than one such header is a conflict.
    extended_by: Option<TarEntryKind>,
    saw_null_block: bool,
    saw_end: bool,
    saw_header: bool,
    /// True once a body began. npm's reader does not take the bytes for an archive if they have only
    /// extension headers without bodies.
    saw_body: bool,
    saw_garbage: bool,
    /// True after a header whose body npm's reader never consumes: an archive that ends there counts as cut
    /// short.
    unfinished: bool,
    bad_run: Option<BadRun>,
    /// The offset to which the bodies of dropped entries would reach.
    dropped_until: u64,
    headers: u64,
    extension_bytes: u64,
    headers_allowed: Limit,
    extensions_allowed: Limit,
    file_allowed: Limit,
    /// True if all readers understand every header so far alike.
    is_ordinary: bool,
    pub install: Install,
}

/// A body that is not complete yet, and its purpose.
struct Body {
    purpose: Purpose,
    start: u64,
    length: u64,
    padded: u64,
}

enum Purpose {
    Skip,
    Extension(TarEntryKind, String),
    Install(ArchiveEntry),
}

/// Blocks without a valid header in a row, which are one hazard.
struct BadRun {
    start: u64,
    blocks: u64,
    defect: Defect,
    name: String,
}

impl TarReader {
    pub fn new(limits: &Limits) -> Self {
        Self {
            position: 0,
            body: None,
            local: Extension::default(),
            global: Extension::default(),
            extended_by: None,
            saw_null_block: false,
            saw_end: false,
            saw_header: false,
            saw_body: false,
            saw_garbage: false,
            unfinished: false,
            bad_run: None,
            dropped_until: 0,
            headers: 0,
            extension_bytes: 0,
            headers_allowed: limits.entries(),
            extensions_allowed: limits.extension_bytes(),
            file_allowed: limits.file_bytes(),
            is_ordinary: true,
            install: Install::new(limits),
        }
    }

    /// Returns true if every other reader must find the same files.
    pub fn is_ordinary(&self) -> bool {
        self.is_ordinary
    }

    /// Returns true if the end mark was read; nothing after it matters.
    pub fn saw_end(&self) -> bool {
        self.saw_end
    }

    pub fn saw_header(&self) -> bool {
        self.saw_header
    }

    /// Returns the offset that the walk has reached; after an end mark, the one just behind it.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Walks as far as `archive` goes, which holds all bytes from the start.
    pub fn advance(&mut self, archive: &[u8]) -> Result<(), OpenError> {
        loop {
            let advanced = match self.body.take() {
                _ if self.saw_end => false,
                Some(body) => self.finish_body(body, archive)?,
                None => self.read_block(archive)?,
            };
            if !advanced {
                return Ok(());
            }
        }
    }

    /// Returns an error if `archive`, which was read and is complete, is no archive.
    pub fn finish(&mut self, archive: &[u8]) -> Result<(), OpenError> {
        self.report_bad_run();
        let rest = archive.get(offset(self.position)..).unwrap_or_default();
        match &self.body {
            Some(body) => Err(cut_short(body.start)),
            None if self.unfinished => Err(cut_short(self.position)),
            None if self.saw_header && (self.saw_body || self.saw_end) => Ok(()),
            None if self.saw_garbage || rest.iter().any(|&byte| byte != 0) => {
                Err(OpenError::BadArchive("the gzip file does not hold a tar archive".to_owned()))
            }
            None => Err(OpenError::Empty),
        }
    }

    fn read_block(&mut self, archive: &[u8]) -> Result<bool, OpenError> {
        let start = self.position;
        let end = start.saturating_add(BLOCK_BYTES);
        let Some(block) = slice(archive, start, end).and_then(<[u8]>::first_chunk) else { return Ok(false) };
        self.position = end;
        match decode(block, Extensions { local: &self.local, global: &self.global }) {
            HeaderBlock::Null => self.null_block(),
            HeaderBlock::Defect(defect, name) => self.bad_header(block, defect, name)?,
            HeaderBlock::Header(header) => self.good_header(block, header)?,
        }
        Ok(true)
    }

    fn null_block(&mut self) {
        self.report_bad_run();
        self.saw_end = self.saw_null_block;
        self.saw_null_block = true;
    }

    fn bad_header(
        &mut self,
        block: &[u8; BLOCK],
        defect: Defect,
        name: Cow<'_, str>,
    ) -> Result<(), OpenError> {
        self.saw_garbage = true;
        // Each bad block counts as a header: an archive of garbage takes as many steps as one of entries.
        self.count_header()?;
        // node-tar forgets the null block before this one unless decoding threw.
        self.leave_null_block(&name, defect != Defect::Number);
        self.dropped_until = self.dropped_until.max(self.position.saturating_add(padded(plain_size(block))));
        match &mut self.bad_run {
            Some(run) => run.blocks += 1,
            None => {
                let start = self.position - BLOCK_BYTES;
                self.bad_run = Some(BadRun { start, blocks: 1, defect, name: name.into_owned() });
            }
        }
        Ok(())
    }

    fn good_header(&mut self, block: &[u8; BLOCK], header: Header<'_>) -> Result<(), OpenError> {
        self.count_header()?;
        self.report_bad_run();
        self.leave_null_block(&header.name, true);
        self.report_layout(block, &header);
        self.is_ordinary &= second_opinion::is_ordinary(block, &header);
        // To node-tar a header without a body is valid at once, one with a body when that has ended.
        self.saw_header |= header.size == 0.0;
        self.unfinished = false;
        if header.kind.is_extension() {
            self.start_extension(header)
        } else {
            self.start_entry(header)
        }
        Ok(())
    }

    /// Starts an extension header. node-tar measures it by the size that earlier ones gave, but reads as much
    /// as its own field says.
    fn start_extension(&mut self, header: Header<'_>) {
        let measured = self.global.size.or(self.local.size).unwrap_or(header.size);
        if measured > LARGEST_EXTENSION {
            self.hazard(
                HazardKind::PaxMalformed,
                &header.name,
                "an extension header above 1 MiB, which npm ignores",
            );
            self.start_body(Purpose::Skip, header.size);
        } else if measured > 0.0 {
            self.start_body(Purpose::Extension(header.kind, header.name.into_owned()), header.size);
        } else {
            self.unfinished = header.size > 0.0;
        }
    }

    fn start_entry(&mut self, header: Header<'_>) {
        // Any entry uses the extensions up, also one that is skipped. A bad header leaves them.
        let local = mem::take(&mut self.local);
        self.extended_by = None;
        let entry = ArchiveEntry {
            path: local.path.unwrap_or_else(|| header.name.into_owned()),
            kind: header.kind,
            climbs: self.global.climbs.or(local.climbs).unwrap_or(0),
            mode: header.mode,
        };
        if header.kind.is_file() {
            self.start_body(Purpose::Install(entry), header.size)
        } else {
            self.install.drop_special(&entry);
            self.start_body(Purpose::Skip, header.size);
        }
    }

    fn start_body(&mut self, purpose: Purpose, size: f64) {
        self.saw_body = true;
        self.body = Some(Body { purpose, start: self.position, length: whole(size), padded: padded(size) });
    }

    fn finish_body(&mut self, body: Body, archive: &[u8]) -> Result<bool, OpenError> {
        let end = body.start.saturating_add(body.padded);
        let contents = body.start..body.start.saturating_add(body.length);
        if slice(archive, body.start, end).is_none() {
            self.body = Some(body);
            return Ok(false);
        }
        self.position = end;
        self.saw_header = true;
        match body.purpose {
            Purpose::Skip => {}
            Purpose::Extension(kind, name) => {
                let text = slice(archive, contents.start, contents.end).unwrap_or_default();
                self.read_extension(kind, &name, text)?;
            }
            Purpose::Install(entry) => {
                // The size is checked when the bytes are there. A size that is only declared costs nothing.
                self.file_allowed
                    .check(body.length, || format!("the file {} is larger", shortened(&entry.path)))?;
                self.install.file(entry, offset(contents.start)..offset(contents.end))?;
            }
        }
        Ok(true)
    }

    fn read_extension(&mut self, kind: TarEntryKind, name: &str, body: &[u8]) -> Result<(), OpenError> {
        self.extension_bytes = self.extension_bytes.saturating_add(body.len() as u64);
        self.extensions_allowed.check(self.extension_bytes, || "more extension headers".to_owned())?;
        // node-tar decodes a body piece by piece, and cuts a character between two pieces. A single block is one piece.
        if body.len() > BLOCK && !body.is_ascii() {
            let message =
                "npm may lose a character of this extension header where its input is cut into chunks";
            self.hazard(HazardKind::ChunkDependent, name, message);
        }
        let text = String::from_utf8_lossy(body);
        if kind != TarEntryKind::GlobalPax {
            self.report_several_extensions(kind, name);
        }
        match kind {
            TarEntryKind::LongPath => self.local.path = Some(cut_at_nul(text).into_owned()),
            TarEntryKind::LongLink => self.local.set_link(&cut_at_nul(text)),
            _ => self.read_pax(kind, name, &text),
        }
        Ok(())
    }

    fn read_pax(&mut self, kind: TarEntryKind, name: &str, text: &str) {
        let mut read = Extension::default();
        read.read_pax(text);
        self.report_pax(kind, name, ByLength::read(text), &read);
        match kind {
            TarEntryKind::GlobalPax => self.global.merge(read),
            _ => self.local.merge(read),
        }
    }

    fn count_header(&mut self) -> Result<(), OpenError> {
        self.headers += 1;
        self.headers_allowed.check(self.headers, || format!("more entries up to byte {}", self.position))?;
        Ok(())
    }
}

/// Reports hazards; none of these functions changes the way of the walk.
impl TarReader {
    fn hazard(&mut self, kind: HazardKind, entry: &str, message: impl AsRef<str>) {
        self.install.hazards.push(Hazard::new(kind, entry, message));
    }

    fn leave_null_block(&mut self, name: &str, forget: bool) {
        let after_null_block = self.saw_null_block;
        self.saw_null_block &= !forget;
        if after_null_block {
            self.hazard(
                HazardKind::NullBlockInside,
                name,
                "follows a lone block of zeros, where some readers stop",
            );
        }
    }

    fn report_bad_run(&mut self) {
        let Some(BadRun { start, blocks, defect, name }) = self.bad_run.take() else { return };
        let more = match blocks {
            1 => String::new(),
            _ => format!(" ({blocks} blocks in a row)"),
        };
        let message = format!(
            "no header that npm accepts at byte {start}: {defect}; npm skips it and looks in the next block{more}"
        );
        self.hazard(HazardKind::TarBadHeader, &name, message);
    }

    fn report_layout(&mut self, block: &[u8; BLOCK], header: &Header<'_>) {
        let start = self.position - BLOCK_BYTES;
        if start < self.dropped_until {
            let message =
                "lies inside the body of an entry that npm drops, so that npm reads it and others do not";
            self.hazard(HazardKind::TarSmuggledEntry, &header.name, message);
        }
        let plain = plain_size(block);
        if header.kind == TarEntryKind::Directory {
            self.dropped_until = self.dropped_until.max(self.position.saturating_add(padded(plain)));
        }
        if plain != header.size || !(has_usual_size(block) || others_read(block) == Some(whole(plain))) {
            let message = format!("npm takes {} bytes where other readers take another number", header.size);
            self.hazard(HazardKind::TarSizeConflict, &header.name, message);
        }
        let names_itself = header.kind.is_file() && self.local.path.is_none();
        if header.name.contains(char::REPLACEMENT_CHARACTER) && names_itself {
            self.hazard(
                HazardKind::InvalidUtf8Name,
                &header.name,
                "the name is not UTF-8; npm replaces its odd bytes",
            );
        }
    }

    fn report_several_extensions(&mut self, kind: TarEntryKind, name: &str) {
        let both_links = |a, b| a == TarEntryKind::LongLink || b == TarEntryKind::LongLink;
        match self.extended_by.replace(kind) {
            Some(TarEntryKind::Pax) if kind == TarEntryKind::Pax => {
                self.hazard(HazardKind::PaxMalformed, name, "several pax headers for one entry");
            }
            Some(earlier) if !both_links(earlier, kind) => {
                self.hazard(
                    HazardKind::TarNameConflict,
                    name,
                    "two headers name one entry; npm takes the later one",
                );
            }
            _ => {}
        }
    }

    fn report_pax(
        &mut self,
        kind: TarEntryKind,
        name: &str,
        by_length: Option<ByLength<'_>>,
        read: &Extension,
    ) {
        let (hazard, message) = match by_length {
            None => (HazardKind::PaxMalformed, "a record whose length is wrong; npm skips it and reads on"),
            Some(other) if other.repeats => {
                (HazardKind::PaxMalformed, "a key that is there twice; npm takes the last")
            }
            Some(other) if other.differs_from(read) => (
                HazardKind::PaxNewlineValue,
                "npm cuts these records at line ends and reads something else than the standard says",
            ),
            Some(other) if kind == TarEntryKind::GlobalPax && other.matters() => {
                (HazardKind::PaxGlobal, "npm applies this size or link to every later entry")
            }
            Some(_) => return,
        };
        self.hazard(hazard, name, message);
    }
}

fn cut_short(start: u64) -> OpenError {
    OpenError::Truncated(format!("the archive ends inside the entry before byte {start}"))
}

/// Returns the size that the `tar` crate reads in the header.
fn others_read(block: &[u8; BLOCK]) -> Option<u64> {
    tar::Header::from_byte_slice(block).entry_size().ok()
}

/// Tells whether the size is eleven digits and an end, as most tools write it: every reader reads the same.
fn has_usual_size(block: &[u8; BLOCK]) -> bool {
    let [digits @ .., end] = block.get(124..136).unwrap_or_default() else { return false };
    digits.iter().all(|digit| matches!(digit, b'0'..=b'7')) && matches!(end, 0 | b' ')
}

/// Returns the whole bytes of JavaScript's number. The cast saturates; a number beyond the archive means cut
/// short anyway.
fn whole(size: f64) -> u64 {
    size.floor() as u64
}

/// Returns the bytes of the blocks that JavaScript's number needs.
fn padded(size: f64) -> u64 {
    ((size / BLOCK as f64).ceil() as u64).saturating_mul(BLOCK_BYTES)
}

fn slice(archive: &[u8], start: u64, end: u64) -> Option<&[u8]> {
    archive.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
}

/// Converts an offset that is known to lie inside the archive.
fn offset(at: u64) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}
