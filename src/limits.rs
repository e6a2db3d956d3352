//! The limits on how much of anything is read, so that no package can exhaust memory or time: one table, for
//! the flags `--limit-…`, for `limits` in JavaScript, and for the documentation.

use std::{any::Any, fmt};

use crate::path::PackagePath;

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;

macro_rules! limits {
    ($($(#[doc = $doc:literal])+ $name:ident = $default:expr,)+) => {
        /// The limits on how much is read. Reaching a limit of the archive is an error; reaching one further
        /// on is a finding of the rule `limit-reached`, which fails the check. Both name the limit.
        ///
        /// Memory stays below `packed_bytes + 2 × kept_bytes + 256 MiB` for opening, whatever the input claims.
        ///
        /// ```
        /// use packproof::tarball::{Limits, open};
        ///
        /// let limits = Limits { packed_bytes: 10, ..Limits::default() };
        /// assert_eq!(open(&[0; 11], &limits).unwrap_err().code(), "ERR_PACKPROOF_LIMIT");
        /// ```
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Limits {
            $($(#[doc = $doc])+ pub $name: u64,)+
        }

        impl Default for Limits {
            fn default() -> Self {
                Self { $($name: $default,)+ }
            }
        }

        impl Limits {
            /// Every limit: its name, its description, and its default.
            pub const TABLE: &[Described] = &[
                $(Described { name: stringify!($name), about: concat!($($doc, " "),+), default: $default },)+
            ];

            /// Returns the limit of that name.
            pub fn get_mut(&mut self, name: &str) -> Option<&mut u64> {
                match name {
                    $(stringify!($name) => Some(&mut self.$name),)+
                    _ => None,
                }
            }

            $(pub(crate) fn $name(&self) -> Limit {
                Limit { name: stringify!($name), value: self.$name }
            })+
        }
    };
}

limits! {
    /// Bytes of the packed file: 512 MiB.
    packed_bytes = 512 * MIB,
    /// Bytes inflated in all, skipped ones and those behind the end of the archive included: 2 GiB.
    unpacked_bytes = 2048 * MIB,
    /// Bytes of the archive kept in memory, which are those up to its end mark: 512 MiB, so that 1 GiB is enough to run.
    kept_bytes = 512 * MIB,
    /// Bytes inflated for each packed one, once more than 64 MiB are inflated: 200. npm itself stops at 1000, whatever the size.
    ratio = 200,
    /// Bytes of one file: 1 GiB. A size that a header only claims allocates nothing.
    file_bytes = 1024 * MIB,
    /// Headers of any kind, bad ones included: 200,000.
    entries = 200_000,
    /// Folders that the paths of files imply: 200,000.
    directories = 200_000,
    /// Bytes of the path of one file: 4,093, what Linux has room for. npm drops what is longer, and so does this, with a finding.
    path_bytes = 4093,
    /// Bytes in all pax and GNU extension headers together: 64 MiB. npm ignores a single one above 1 MiB.
    extension_bytes = 64 * MIB,
    /// Members of a gzip file: 10,000.
    gzip_members = 10_000,
    /// Bytes of one package.json or other JSON file: 16 MiB.
    json_bytes = 16 * MIB,
    /// The depth to which arrays and objects of a JSON file nest: 1,000.
    json_depth = 1000,
    /// Bytes of one file of JavaScript: 32 MiB.
    javascript_bytes = 32 * MIB,
    /// Entries that the variables of one module make in tables of scopes, a `var` one in each block around it: 2,000,000, in
    /// less than 256 MiB.
    scope_entries = 2_000_000,
    /// Modules that are read: 200,000.
    modules = 200_000,
    /// Subpaths that the patterns of "exports" stand for: 50,000. One of a long pattern counts for each 256 bytes.
    expansions = 50_000,
    /// Names that are printed of all entry points together: 500,000. A long one counts for each 100 bytes.
    names = 500_000,
    /// Steps from module to module in search of a name, or of what breaks an entry point: 20,000,000.
    link_steps = 20_000_000,
    /// Steps of reading modules, five for each byte and one for each place where a name is looked for: 2,000,000,000, which is
    /// one to five seconds.
    steps = 2_000_000_000,
    /// Errors of all entry points together, besides the first of each: 200,000. Beyond 300 bytes for each of them, texts are cut.
    errors = 200_000,
    /// Findings that are printed: 10,000.
    findings = 10_000,
    /// Changes of a comparison that are printed, the worst of them: 10,000.
    changes = 10_000,
}

/// A limit as it is described to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Described {
    pub name: &'static str,
    pub about: &'static str,
    pub default: u64,
}

/// One limit, and the name that an error gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    pub name: &'static str,
    pub value: u64,
}

impl Limit {
    /// Refuses an amount above the limit; `place` says what is too much.
    pub fn check(self, amount: u64, place: impl FnOnce() -> String) -> Result<(), LimitReached> {
        if amount <= self.value { Ok(()) } else { Err(self.reached(place())) }
    }

    pub fn reached(self, place: impl Into<String>) -> LimitReached {
        LimitReached { limit: self.name, value: self.value, place: place.into(), file: None }
    }
}

/// A limit that was reached.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("limit reached: {place} (`{limit}` is {value})")]
pub struct LimitReached {
    pub limit: &'static str,
    pub value: u64,
    /// The thing that there is too much of, or that was not read.
    pub place: String,
    /// The file, where the limit concerns one.
    pub file: Option<PackagePath>,
}

impl LimitReached {
    /// Adds the file that the limit concerns.
    pub fn in_file(self, file: &PackagePath) -> Self {
        Self { file: Some(file.clone()), ..self }
    }

    /// Returns the advice to raise the limit.
    pub fn help(&self) -> String {
        format!("if you trust the package, raise it: {} VALUE", Flag(self.limit))
    }
}

/// A limit's name as a flag: `--limit-packed-bytes`.
pub(crate) struct Flag(pub &'static str);

impl fmt::Display for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "--limit-{}", self.0.replace('_', "-"))
    }
}

/// The number of names that one counts as: a long one as several, as each entry point that has it tells it.
pub(crate) fn name_weight(name: &str) -> u64 {
    1 + (name.len() / BYTES_OF_A_NAME) as u64
}

/// The bytes of a name that counts as one.
const BYTES_OF_A_NAME: usize = 100;

/// Tells whether a panic says that memory is used up, as that of the parser's allocator does; other allocators end
/// the process.
pub(crate) fn is_about_memory(panic: &(dyn Any + Send)) -> bool {
    panic.downcast_ref::<&str>() == Some(&"out of memory")
}

/// The inflated size below which only npm's own ratio counts: small archives of repetitive text are no
/// danger.
const RATIO_IGNORED_BELOW: u64 = 64 * MIB;

/// node-tar's `maxDecompressionRatio`.
const NPM_RATIO: u64 = 1000;

impl Limits {
    /// The limit that inflating `packed` bytes reaches first, in bytes, with the limit to name then.
    pub(crate) fn inflated_from(&self, packed: usize) -> (u64, Limit) {
        let packed = u64::try_from(packed).unwrap_or(u64::MAX);
        let of = |ratio: Limit| (packed.saturating_mul(ratio.value), ratio);
        let (ratio_bytes, ratio) = of(self.ratio());
        let all = (self.unpacked_bytes, self.unpacked_bytes());
        let candidates =
            [all, (ratio_bytes.max(RATIO_IGNORED_BELOW), ratio), of(Limit { value: NPM_RATIO, ..ratio })];
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

    #[test]
    fn the_table_holds_every_limit() {
        let mut limits = Limits::default();
        for described in Limits::TABLE {
            assert_eq!(
                limits.get_mut(described.name).copied(),
                Some(described.default),
                "{}",
                described.name
            );
            assert!(described.about.trim_end().ends_with('.'), "{}", described.name);
        }
        assert_eq!(
            Limits::default().json_depth().reached("").help(),
            "if you trust the package, raise it: --limit-json-depth VALUE"
        );
    }
}
