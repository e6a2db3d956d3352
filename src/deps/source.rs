//! The places that the packages beside a package may come from, by their names.

use std::{fmt, path::PathBuf, str::FromStr};

use thiserror::Error;

/// The place that the packages beside a package come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DepsSource {
    /// Nowhere: what other packages hold is unknown.
    Nowhere,
    /// The `node_modules` of this folder, or else of the folder that is packed, and those above.
    Installed(Option<PathBuf>),
    /// A temporary folder, in which npm installs what a consumer gets today.
    Install,
    /// A temporary folder, in which npm installs each direct dependency in the lowest version that its range admits.
    Lowest,
    /// A temporary folder, in which npm installs what the package-lock.json of the folder that is packed says.
    Lockfile,
}

/// The places that are asked for, each once; none if the folder that is packed decides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct DepsChoice(pub Vec<DepsSource>);

/// A word that names no such place.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("\"{0}\" names no dependencies: none, installed[=DIR], install, lowest or lockfile")]
pub(crate) struct InvalidDepsSource(String);

impl DepsChoice {
    /// Makes a choice of these places, in their order.
    pub fn of(sources: Vec<DepsSource>) -> Self {
        let mut distinct: Vec<DepsSource> = Vec::new();
        for source in sources {
            if !distinct.contains(&source) {
                distinct.push(source);
            }
        }
        Self(distinct)
    }
}

impl FromStr for DepsSource {
    type Err = InvalidDepsSource;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match (text, text.strip_prefix("installed=")) {
            ("none", _) => Ok(Self::Nowhere),
            ("installed", _) => Ok(Self::Installed(None)),
            ("install", _) => Ok(Self::Install),
            ("lowest", _) => Ok(Self::Lowest),
            ("lockfile", _) => Ok(Self::Lockfile),
            (_, Some(folder)) if !folder.is_empty() => Ok(Self::Installed(Some(folder.into()))),
            _ => Err(InvalidDepsSource(text.to_owned())),
        }
    }
}

impl fmt::Display for DepsSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nowhere => f.write_str("none"),
            Self::Installed(None) => f.write_str("installed"),
            Self::Installed(Some(folder)) => write!(f, "installed={}", folder.display()),
            Self::Install => f.write_str("install"),
            Self::Lowest => f.write_str("lowest"),
            Self::Lockfile => f.write_str("lockfile"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_names_one_place() {
        for word in ["none", "installed", "installed=a/b", "install", "lowest", "lockfile"] {
            assert_eq!(word.parse::<DepsSource>().unwrap().to_string(), word);
        }
        for word in ["", "all", "installed=", "Install", "lockfile=x"] {
            assert!(word.parse::<DepsSource>().is_err(), "{word}");
        }
    }

    #[test]
    fn a_place_that_is_named_twice_is_asked_once() {
        let named = ["none", "install", "none"].map(|word| word.parse().unwrap());
        assert_eq!(DepsChoice::of(named.to_vec()).0, [DepsSource::Nowhere, DepsSource::Install]);
    }
}
