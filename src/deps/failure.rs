//! The reasons why there are no dependencies to look at.

use thiserror::Error;

use crate::{
    input::NothingInstalled,
    pack::{Face, PackError},
    smoke::{SmokeFailure, sources::Refused},
};

/// A reason why a package could not be judged with its dependencies.
#[derive(Debug, Error)]
pub(crate) enum DepsFailure {
    #[error("no dependencies are installed: {0}")]
    NothingInstalled(#[from] NothingInstalled),
    #[error("no dependencies are installed: {0} is no folder that was packed, so it has no node_modules")]
    NoFolder(&'static str),
    #[error("no dependencies are locked: {0}")]
    NoLockfile(String),
    #[error("no dependencies are locked: a tarball has no lock file")]
    NoProject,
    #[error("the dependencies are not installed: {}", refusal(.0))]
    Refused(Refused),
    #[error("no version of {name} is in the range \"{range}\"")]
    NoVersion { name: String, range: String },
    #[error(transparent)]
    Install(SmokeFailure),
    #[error("stopped before all was judged; nothing is left behind")]
    Stopped,
}

impl From<SmokeFailure> for DepsFailure {
    fn from(failure: SmokeFailure) -> Self {
        match failure {
            SmokeFailure::Stopped => Self::Stopped,
            failure => Self::Install(failure),
        }
    }
}

impl From<PackError> for DepsFailure {
    fn from(error: PackError) -> Self {
        SmokeFailure::from(error).into()
    }
}

fn refusal(refused: &Refused) -> String {
    let Refused { source, name, written, by } = refused;
    let whose = by.as_deref().map_or("its dependency".to_owned(), |by| format!("the dependency of {by},"));
    let named = [name.as_str(), written.as_str()].into_iter().filter(|word| !word.is_empty());
    let named = named.collect::<Vec<_>>().join("@");
    let named = if named.is_empty() { String::new() } else { format!(" {named}") };
    format!("{whose}{named} comes from {}, and only what the registry has is fetched", source.place())
}

impl DepsFailure {
    /// Returns the code of the error, which scripts rely on.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NothingInstalled(_)
            | Self::NoFolder(_)
            | Self::NoLockfile(_)
            | Self::NoProject
            | Self::NoVersion { .. } => "ERR_PACKPROOF_NO_DEPS",
            Self::Refused(_) => "ERR_PACKPROOF_DEPS_REFUSED",
            Self::Install(failure) => failure.code(),
            Self::Stopped => "ERR_PACKPROOF_ABORTED",
        }
    }

    /// Returns advice on how to mend the error.
    pub fn help(&self, face: Face) -> Option<String> {
        let named = |deps: &str| match face {
            Face::CommandLine => format!("`--deps {deps}`"),
            Face::JavaScript => format!("`deps: '{deps}'`"),
        };
        match self {
            Self::NothingInstalled(NothingInstalled::PlugAndPlay(_)) => Some(format!(
                "set `nodeLinker: node-modules` in .yarnrc.yml and install again; or let npm install them: {}",
                named("install")
            )),
            Self::NothingInstalled(_) | Self::NoFolder(_) => Some(format!(
                "install the dependencies, and name that folder: {}; or let npm install them: {}",
                named("installed=DIR"),
                named("install")
            )),
            Self::NoLockfile(_) => {
                Some(format!("install from the lock file, and say {}", named("installed")))
            }
            Self::NoProject => Some(format!(
                "check the folder of the project; or install from its lock file, and name that folder: {}",
                named("installed=DIR")
            )),
            Self::Refused(_) => {
                Some(format!("install it yourself, and name that folder: {}", named("installed=DIR")))
            }
            Self::Install(SmokeFailure::Pack(PackError::Failed { .. })) => Some(format!(
                "without a network, {} takes what a project has installed",
                named("installed=DIR")
            )),
            Self::Install(failure) => failure.help(face),
            Self::NoVersion { .. } | Self::Stopped => None,
        }
    }

    /// Returns the lines that npm printed.
    pub fn details(&self) -> Vec<String> {
        match self {
            Self::Install(failure) => failure.details(),
            _ => Vec::new(),
        }
    }
}
