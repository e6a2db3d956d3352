//! How much of an archive is read before it is refused.

use super::error::OpenError;

/// How much of an archive is read before it is refused, so that no input can exhaust memory or time.
///
/// Every field may be set; reaching one is an [`OpenError::Limit`] that names it.
///
/// ```
/// use packproof::tarball::{Limits, open};
///
/// let limits = Limits { packed_bytes: 10, ..Limits::default() };
/// assert_eq!(open(&[0; 11], &limits).unwrap_err().code(), "ERR_PACKPROOF_LIMIT");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the packed file: 512 MiB.
    pub packed_bytes: u64,
    /// Bytes inflated in all, skipped ones and those behind the end of the archive included: 2 GiB.
    pub unpacked_bytes: u64,
    /// Bytes of the archive kept in memory, which are those up to its end mark: 512 MiB, so that 1 GiB is enough to run.
    pub kept_bytes: u64,
    /// Bytes inflated for each packed one, once more than 64 MiB are inflated: 200. npm itself stops at 1000, whatever the size.
    pub ratio: u64,
    /// Bytes of one file: 1 GiB. A size that a header only claims allocates nothing.
    pub file_bytes: u64,
    /// Headers of any kind, bad ones included: 200,000.
    pub entries: u64,
    /// Folders that the paths of files imply: 200,000.
    pub directories: u64,
    /// Bytes in all pax and GNU extension headers together: 64 MiB. npm ignores a single one above 1 MiB.
    pub extension_bytes: u64,
    /// Members of a gzip file: 10,000.
    pub gzip_members: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            packed_bytes: 512 * MIB,
            unpacked_bytes: 2048 * MIB,
            kept_bytes: 512 * MIB,
            ratio: 200,
            file_bytes: 1024 * MIB,
            entries: 200_000,
            directories: 200_000,
            extension_bytes: 64 * MIB,
            gzip_members: 10_000,
        }
    }
}

const MIB: u64 = 1024 * 1024;

/// Below this, only npm's own ratio counts: small archives of repetitive text are no danger.
const RATIO_IGNORED_BELOW: u64 = 64 * MIB;

/// node-tar's `maxDecompressionRatio`.
const NPM_RATIO: u64 = 1000;

/// One limit, and the name that an error gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limit {
    pub name: &'static str,
    pub value: u64,
}

impl Limit {
    /// Refuses an amount above the limit.
    pub fn check(self, amount: u64, place: impl FnOnce() -> String) -> Result<(), OpenError> {
        match amount <= self.value {
            true => Ok(()),
            false => Err(self.reached(place())),
        }
    }

    pub fn reached(self, place: String) -> OpenError {
        OpenError::Limit { limit: self.name, value: self.value, place }
    }
}

macro_rules! each_as_limit {
    ($($field:ident),+) => {
        impl Limits {
            $(pub(super) fn $field(&self) -> Limit {
                Limit { name: stringify!($field), value: self.$field }
            })+
        }
    };
}

each_as_limit!(packed_bytes, kept_bytes, file_bytes, entries, directories, extension_bytes, gzip_members);

impl Limits {
    /// The limit that inflating `packed` bytes reaches first, in bytes, with the limit to name then.
    pub(super) fn inflated_from(&self, packed: usize) -> (u64, Limit) {
        let packed = u64::try_from(packed).unwrap_or(u64::MAX);
        let of_ratio = |ratio: u64| (packed.saturating_mul(ratio), Limit { name: "ratio", value: ratio });
        let (ratio_bytes, ratio) = of_ratio(self.ratio);
        let all = (self.unpacked_bytes, Limit { name: "unpacked_bytes", value: self.unpacked_bytes });
        let candidates = [all, (ratio_bytes.max(RATIO_IGNORED_BELOW), ratio), of_ratio(NPM_RATIO)];
        candidates.into_iter().min_by_key(|(bytes, _)| *bytes).unwrap_or(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_reached_first_counts() {
        for (packed, bytes, name) in [
            (1_000, 1_000_000, "ratio"),
            (100_000, 64 * MIB, "ratio"),
            (1_000_000, 200_000_000, "ratio"),
            (100_000_000, 2048 * MIB, "unpacked_bytes"),
        ] {
            let (first, limit) = Limits::default().inflated_from(packed);
            assert_eq!((first, limit.name), (bytes, name), "{packed}");
        }
    }
}
