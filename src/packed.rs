//! The packed bytes of a package, and their hashes.

use std::{fmt, sync::OnceLock, thread};

use serde::{Serialize, Serializer};

use crate::tarball;

/// The length of a tarball, in bytes, that takes about a millisecond to hash.
const LONG_TO_HASH: usize = 256 * 1024;

/// A tarball. Its hashes, which few ask for and which take as long as much of the verdict, are computed when they are
/// first asked for.
pub struct Packed {
    bytes: Vec<u8>,
    hashes: OnceLock<Hashes>,
}

/// The hashes by which npm identifies a tarball.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Hashes {
    /// Subresource integrity: `sha512-…`.
    pub integrity: String,
    /// SHA-1 in hexadecimal.
    pub shasum: String,
}

impl Packed {
    pub fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, hashes: OnceLock::new() }
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the hashes; computes them on two threads where that takes long.
    pub fn hashes(&self) -> &Hashes {
        self.hashes.get_or_init(|| match self.bytes.len() {
            ..LONG_TO_HASH => Hashes { integrity: self.integrity(), shasum: self.shasum() },
            _ => thread::scope(|scope| {
                let beside = thread::Builder::new().spawn_scoped(scope, || self.shasum());
                let integrity = self.integrity();
                let shasum = beside.ok().and_then(|thread| thread.join().ok());
                Hashes { integrity, shasum: shasum.unwrap_or_else(|| self.shasum()) }
            }),
        })
    }

    fn integrity(&self) -> String {
        tarball::integrity(&self.bytes)
    }

    fn shasum(&self) -> String {
        tarball::shasum(&self.bytes)
    }
}

/// Shows the length alone, so that nothing is hashed for it.
impl fmt::Debug for Packed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Packed").field("length", &self.bytes.len()).finish_non_exhaustive()
    }
}

impl PartialEq for Packed {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Packed {}

/// Writes the hashes in place of the bytes.
impl Serialize for Packed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.hashes().serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_the_same_however_long_the_file_is() {
        for length in [0, 1, LONG_TO_HASH] {
            let packed = Packed::new(vec![b'a'; length]);
            assert_eq!(packed.hashes().integrity, tarball::integrity(packed.bytes()));
            assert_eq!(packed.hashes().shasum, tarball::shasum(packed.bytes()));
        }
    }
}
