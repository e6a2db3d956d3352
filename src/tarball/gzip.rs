//! Inflates a gzip file as Node does: member by member, to the last byte, with every checksum compared.

use flate2::{Decompress, DecompressError, FlushDecompress, Status};

use super::error::OpenError;
use crate::limits::{Limit, Limits};

pub(super) const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// The state of inflating a gzip file.
pub(super) struct Inflater<'a> {
    packed: &'a [u8],
    rest: &'a [u8],
    stream: Decompress,
    produced: u64,
    allowed: u64,
    allowed_by: Limit,
    members: u64,
    members_allowed: Limit,
    /// True if a member is a zlib stream, which Node accepts after the first member.
    pub saw_zlib: bool,
    /// True if other bytes follow a zero behind the last member.
    pub saw_rest: bool,
}

/// The state after [`Inflater::fill`]: there is more to inflate, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum InflateProgress {
    More,
    Done,
}

impl<'a> Inflater<'a> {
    pub fn new(packed: &'a [u8], limits: &Limits) -> Self {
        let (allowed, allowed_by) = limits.inflated_from(packed.len());
        Self {
            packed,
            rest: packed,
            stream: gzip_member(),
            produced: 0,
            allowed,
            allowed_by,
            members: 1,
            members_allowed: limits.gzip_members(),
            saw_zlib: false,
            saw_rest: false,
        }
    }

    pub fn members(&self) -> u64 {
        self.members
    }

    /// Returns the inflated size in the last four bytes, if it is believable, else the packed size. It is
    /// only a hint.
    pub fn size_hint(&self) -> usize {
        let claimed = self.packed.last_chunk().map_or(0, |size| u32::from_le_bytes(*size));
        // The archive says that size of itself: a small file must not make the reader ask for gigabytes.
        let believable = self.packed.len().saturating_mul(64);
        usize::try_from(claimed).ok().filter(|&size| size <= believable).unwrap_or(self.packed.len())
    }

    /// Inflates until `output` is full to its capacity or the file ends.
    pub fn fill(&mut self, output: &mut Vec<u8>) -> Result<InflateProgress, OpenError> {
        while output.len() < output.capacity() {
            match self.inflate(output)? {
                Status::StreamEnd if !self.next_member()? => return Ok(InflateProgress::Done),
                Status::StreamEnd => {}
                _ if self.rest.is_empty() && output.len() < output.capacity() => return Err(self.truncated()),
                _ => {}
            }
        }
        Ok(InflateProgress::More)
    }

    fn inflate(&mut self, output: &mut Vec<u8>) -> Result<Status, OpenError> {
        let (read, written) = (self.stream.total_in(), output.len());
        let status = self
            .stream
            .decompress_vec(self.rest, output, FlushDecompress::None)
            .map_err(|e| self.damage(&e))?;
        let read = usize::try_from(self.stream.total_in().saturating_sub(read)).unwrap_or(usize::MAX);
        self.rest = self.rest.get(read..).unwrap_or_default();
        let written = output.len().saturating_sub(written);
        self.count(written)?;
        match status {
            Status::StreamEnd => Ok(status),
            // Without progress there never is an end.
            _ if read == 0 && written == 0 => Err(self.truncated()),
            _ => Ok(status),
        }
    }

    fn count(&mut self, written: usize) -> Result<(), OpenError> {
        self.produced = self.produced.saturating_add(u64::try_from(written).unwrap_or(u64::MAX));
        if self.produced <= self.allowed {
            Ok(())
        } else {
            let place = format!("{} packed bytes inflate to more than {}", self.packed.len(), self.allowed);
            Err(self.allowed_by.reached(place).into())
        }
    }

    /// Goes on with the next member, as Node does unless nothing or a zero follows. Node ignores all bytes
    /// behind a zero, as long as they come in one piece. Other bytes are an error.
    fn next_member(&mut self) -> Result<bool, OpenError> {
        match self.rest {
            [] => return Ok(false),
            [0, rest @ ..] => {
                self.saw_rest = rest.iter().any(|&byte| byte != 0);
                return Ok(false);
            }
            [first, second, ..] if [*first, *second] == MAGIC => self.stream = gzip_member(),
            [first, second, ..] if is_zlib_header(*first, *second) => {
                self.stream = Decompress::new(true);
                self.saw_zlib = true;
            }
            _ => return Err(OpenError::TrailingData { offset: self.offset() }),
        }
        self.members = self.members.saturating_add(1);
        self.members_allowed
            .check(self.members, || format!("more gzip members up to byte {}", self.offset()))?;
        Ok(true)
    }

    fn offset(&self) -> usize {
        self.packed.len().saturating_sub(self.rest.len())
    }

    fn truncated(&self) -> OpenError {
        OpenError::Truncated(format!("the gzip stream has no end after {} bytes", self.packed.len()))
    }

    fn damage(&self, error: &DecompressError) -> OpenError {
        let message = error.message().unwrap_or("invalid deflate stream");
        match message {
            // zlib's words for the CRC32 and the size behind a member.
            "incorrect data check" | "incorrect length check" => OpenError::BadCrc(message.to_owned()),
            _ => OpenError::Corrupt(format!("{message}, near byte {}", self.offset())),
        }
    }
}

/// zlib reads gzip with Node's checks: reserved flags, header CRC, CRC32 and size.
fn gzip_member() -> Decompress {
    Decompress::new_gzip(15)
}

fn is_zlib_header(first: u8, second: u8) -> bool {
    first & 0x0f == 8 && u16::from_be_bytes([first, second]).is_multiple_of(31)
}
