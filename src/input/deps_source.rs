//! The place that the packages beside a package come from.

use std::{path::PathBuf, str::FromStr};

use thiserror::Error;

/// The place that the packages beside a package come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DepsSource {
    /// Nowhere: what other packages hold is unknown.
    Nowhere,
    /// The `node_modules` of this folder, or else of the folder that is packed, and those above.
    Installed(Option<PathBuf>),
}

/// A word that names no such place.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("\"{0}\" names no dependencies: none or installed[=DIR]")]
pub(crate) struct InvalidDepsSource(String);

impl FromStr for DepsSource {
    type Err = InvalidDepsSource;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match (text, text.strip_prefix("installed=")) {
            ("none", _) => Ok(Self::Nowhere),
            ("installed", _) => Ok(Self::Installed(None)),
            (_, Some(folder)) if !folder.is_empty() => Ok(Self::Installed(Some(folder.into()))),
            _ => Err(InvalidDepsSource(text.to_owned())),
        }
    }
}
