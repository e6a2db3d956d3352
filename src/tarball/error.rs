//! The errors of opening a packed package.

use crate::limits::LimitReached;

/// The reason for which a packed package cannot be opened: npm cannot install it either, or a limit was
/// reached.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    #[error("neither a gzip file nor a tar archive")]
    NotGzip,
    #[error("compressed with {0}, which npm reads on some versions of Node only; packages are gzip files")]
    Compression(&'static str),
    #[error("the archive has no entries")]
    Empty,
    #[error("the file is cut short: {0}")]
    Truncated(String),
    #[error("the gzip checksum does not match the contents ({0}); the file is damaged")]
    BadCrc(String),
    #[error("the gzip file is damaged: {0}")]
    Corrupt(String),
    #[error("data follows the end of the gzip file at byte {offset}; installers disagree on what it means")]
    TrailingData { offset: usize },
    #[error("{0}")]
    BadArchive(String),
    #[error(transparent)]
    Limit(#[from] LimitReached),
}

impl OpenError {
    /// The code that scripts and tests rely on.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotGzip => "ERR_PACKPROOF_NOT_GZIP",
            Self::Compression(_) => "ERR_PACKPROOF_COMPRESSION",
            Self::Empty => "ERR_PACKPROOF_EMPTY",
            Self::Truncated(_) => "ERR_PACKPROOF_TRUNCATED",
            Self::BadCrc(_) => "ERR_PACKPROOF_BAD_CRC",
            Self::Corrupt(_) => "ERR_PACKPROOF_CORRUPT",
            Self::TrailingData { .. } => "ERR_PACKPROOF_TRAILING_DATA",
            Self::BadArchive(_) => "ERR_PACKPROOF_BAD_ARCHIVE",
            Self::Limit(_) => "ERR_PACKPROOF_LIMIT",
        }
    }
}
