//! The errors of `smoke`: the reasons why real Node could not be asked.

use std::{io, path::PathBuf};

use thiserror::Error;

use crate::{
    limits::LimitReached,
    pack::{Face, PackError},
    smoke::escape::Escape,
};

/// A reason why there is no verdict of Node.
#[derive(Debug, Error)]
pub enum SmokeFailure {
    #[error("{0}")]
    Usage(String),
    #[error("there is no Node on the PATH")]
    NoNode,
    #[error("Node {asked} is not installed here; found: {}", list(.found))]
    UnknownNode { asked: String, found: Vec<String> },
    #[error("{} is no Node that packproof knows, from 18 on; asked for its version, it says: {said}", .file.display())]
    NotANode { file: PathBuf, said: String },
    #[error("cannot use a temporary folder: {0}")]
    Temporary(io::Error),
    #[error("there is a node_modules in {}, above the temporary folder, and packages would find what is in it", .0.display())]
    NotAlone(PathBuf),
    #[error("{} is a link that leads out of the temporary folder, to {}, and nothing is run beside it", .0.link.display(), .0.target.display())]
    Escape(Escape),
    #[error(transparent)]
    Limit(#[from] LimitReached),
    #[error(transparent)]
    Pack(PackError),
    #[error("cannot run {}: {error}", .file.display())]
    NotRun { file: PathBuf, error: io::Error },
    #[error("cannot read {}: {error}", .file.display())]
    Read { file: PathBuf, error: io::Error },
    #[error("stopped before all was asked; nothing is left behind")]
    Stopped,
}

impl From<PackError> for SmokeFailure {
    fn from(error: PackError) -> Self {
        match error {
            PackError::Stopped => Self::Stopped,
            error => Self::Pack(error),
        }
    }
}

fn list(found: &[String]) -> String {
    if found.is_empty() { "none".to_owned() } else { found.join(", ") }
}

impl SmokeFailure {
    /// Returns the code of the error, which scripts rely on.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Usage(_) => "ERR_PACKPROOF_USAGE",
            Self::NoNode | Self::UnknownNode { .. } | Self::NotANode { .. } => "ERR_PACKPROOF_NO_NODE",
            Self::Temporary(_) | Self::NotAlone(_) => "ERR_PACKPROOF_TEMPORARY",
            Self::Escape(_) => "ERR_PACKPROOF_LINK_OUTSIDE",
            Self::Limit(_) => "ERR_PACKPROOF_LIMIT",
            Self::Pack(PackError::Failed { .. }) => "ERR_PACKPROOF_INSTALL_FAILED",
            Self::Pack(error) => error.code(),
            Self::NotRun { .. } => "ERR_PACKPROOF_RUN",
            Self::Read { .. } => "ERR_PACKPROOF_READ",
            Self::Stopped => "ERR_PACKPROOF_ABORTED",
        }
    }

    /// Returns advice on how to mend the error.
    pub fn help(&self, asker: Face) -> Option<String> {
        let help = match self {
            Self::NoNode | Self::UnknownNode { .. } => {
                "looked for on the PATH, in the folders of nvm, fnm, Volta, mise, asdf, nodenv and n, and in NODE_… \
                 variables such as NODE_24; --node also takes a path"
            }
            Self::Escape(_) => {
                "a dependency that is a folder of this disk is linked there by the package manager; --unsafe lets it be"
            }
            Self::NotAlone(_) => "set TMPDIR to a folder that has none above it",
            Self::Pack(PackError::Failed { .. }) => {
                "without a network, --deps link takes what the project has installed"
            }
            Self::Limit(reached) => return Some(reached.help()),
            Self::Pack(error) => return error.help(asker),
            _ => return None,
        };
        Some(help.to_owned())
    }

    /// Returns the lines that the package manager printed.
    pub fn details(&self) -> Vec<String> {
        match self {
            Self::Pack(error) => error.details(),
            _ => Vec::new(),
        }
    }
}
