//! Why a package could not be checked.

use std::io;

use thiserror::Error;

use crate::tarball::OpenError;

/// Why a run ends with the exit status 2; and help that was asked for, which ends with 0.
#[derive(Debug, Error)]
pub(super) enum Failure {
    /// The text of `--help` or `--version`.
    #[error("{0}")]
    Shown(String),
    #[error("{message}")]
    Usage { message: String, help: Option<String> },
    #[error("cannot read {target}: {error}")]
    Read { target: String, help: Option<String>, error: io::Error },
    #[error("cannot open {target}: {error}")]
    Open { target: String, error: OpenError },
    #[error("npm is not there, and it is npm that packs folders and fetches packages")]
    NpmMissing,
    #[error("npm failed to {what}")]
    NpmFailed { what: String, details: Vec<String> },
    #[error("cannot use a temporary folder: {0}")]
    Temporary(io::Error),
    /// A panic.
    #[error("packproof failed; this is a bug in packproof")]
    Bug,
    #[error("cannot write the output: {0}")]
    Write(io::Error),
}

impl Failure {
    pub fn usage(message: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), help: None }
    }

    /// The code that scripts rely on.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Shown(_) | Self::Usage { .. } => "ERR_PACKPROOF_USAGE",
            Self::Read { .. } => "ERR_PACKPROOF_READ",
            Self::Open { error, .. } => error.code(),
            Self::NpmMissing => "ERR_PACKPROOF_NPM_MISSING",
            Self::NpmFailed { .. } => "ERR_PACKPROOF_NPM_FAILED",
            Self::Temporary(_) => "ERR_PACKPROOF_TEMPORARY",
            Self::Bug => "ERR_PACKPROOF_INTERNAL",
            Self::Write(_) => "ERR_PACKPROOF_WRITE",
        }
    }

    /// What to do.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Usage { help, .. } | Self::Read { help, .. } => help.clone(),
            Self::Open { error: OpenError::NotGzip, .. } => {
                Some("give a .tgz as `npm pack` writes it, or a folder".to_owned())
            }
            Self::Open { error: OpenError::Limit(reached), .. } => Some(reached.help()),
            Self::Bug => Some("please report it, with the package that shows it".to_owned()),
            Self::NpmMissing => Some("install Node.js, or give a .tgz".to_owned()),
            _ => None,
        }
    }

    /// What npm said.
    pub fn details(&self) -> &[String] {
        match self {
            Self::NpmFailed { details, .. } => details,
            _ => &[],
        }
    }
}
