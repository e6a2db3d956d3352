//! The weight of a package: the bytes of its tarball and of its files, their number, and the most of each.

use crate::{budget::amount::byte_size, package::Package};

/// The most that a package may weigh; what is `None` is free.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SizeBudget {
    /// Bytes of the tarball.
    pub packed: Option<u64>,
    /// Bytes of the files.
    pub unpacked: Option<u64>,
    /// The number of files.
    pub files: Option<u64>,
}

/// A quantity that a budget limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    Packed,
    Unpacked,
    Files,
}

impl Measure {
    pub const ALL: [Self; 3] = [Self::Packed, Self::Unpacked, Self::Files];

    /// The key in package.json, and the option in JavaScript.
    pub fn setting(self) -> &'static str {
        match self {
            Self::Packed => "maxPacked",
            Self::Unpacked => "maxUnpacked",
            Self::Files => "maxFiles",
        }
    }

    /// Returns the weight of a package; `None` if there is no tarball to weigh.
    pub fn of(self, package: &Package) -> Option<u64> {
        match self {
            Self::Packed => package.packed().map(|packed| packed.bytes().len() as u64),
            Self::Unpacked => Some(package.files().iter().map(|(_, file)| file.size()).sum()),
            Self::Files => Some(package.files().len() as u64),
        }
    }

    /// An amount in words, such as `200.0 kB packed` and `3 files`.
    pub fn words(self, amount: u64) -> String {
        match self {
            Self::Packed => format!("{} packed", byte_size(amount)),
            Self::Unpacked => format!("{} unpacked", byte_size(amount)),
            Self::Files if amount == 1 => "1 file".to_owned(),
            Self::Files => format!("{amount} files"),
        }
    }
}

impl SizeBudget {
    pub fn get(&self, measure: Measure) -> Option<u64> {
        match measure {
            Measure::Packed => self.packed,
            Measure::Unpacked => self.unpacked,
            Measure::Files => self.files,
        }
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// This budget, and where it leaves something free, the other one.
    pub fn or(self, other: Self) -> Self {
        Self {
            packed: self.packed.or(other.packed),
            unpacked: self.unpacked.or(other.unpacked),
            files: self.files.or(other.files),
        }
    }
}
