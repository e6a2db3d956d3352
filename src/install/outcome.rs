//! The outcomes of install scripts and of their commands.

use crate::{install::managers::Installer, link::fault::Fault, resolve::error::PackagePlace};

/// A cause for which a command certainly fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScriptFault {
    /// It runs a file of the package that is not packed.
    MissingFile(String),
    /// It needs a file or a folder of the package that is not packed.
    MissingOperand(String),
    /// It runs a command that a development dependency brings; consumers of the package do not have it.
    DevelopmentCommand { command: String, package: String },
    /// It runs a packed file in which Node certainly meets a fault.
    FailingFile { file: String, fault: Box<Fault> },
    /// It compiles an addon, and a source that binding.gyp names is not packed.
    MissingSource { path: String, at: PackagePlace },
    /// It runs a script that package.json does not have.
    MissingScript(String),
    /// It ends with a test for a file: `[ -f FILE ]`, or `[ ! -f FILE ]`.
    FailingTest { path: String, is_packed: bool },
    /// It runs a packed file by its path, and the archive does not make that executable.
    NotExecutable(String),
    /// "scripts" is null, and npm asks it for a script.
    NoScripts,
}

impl ScriptFault {
    /// Returns the managers that end the installation.
    pub fn failing(&self) -> &'static [Installer] {
        if *self == Self::NoScripts { &[Installer::Npm] } else { &Installer::RUNNING_SCRIPTS }
    }
}

/// The outcome of a script, as far as the tarball tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunOutcome {
    Succeeds,
    Fails(ScriptFault),
    Unknown,
}

/// The end of a command, a group or a list of commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ListEnding {
    Succeeds,
    /// It fails; without a fault, because it is written so: `exit 1`.
    Fails(Option<ScriptFault>),
    Unknown,
}

impl From<RunOutcome> for ListEnding {
    fn from(outcome: RunOutcome) -> Self {
        match outcome {
            RunOutcome::Succeeds => Self::Succeeds,
            RunOutcome::Fails(fault) => Self::Fails(Some(fault)),
            RunOutcome::Unknown => Self::Unknown,
        }
    }
}

impl From<ListEnding> for RunOutcome {
    fn from(ending: ListEnding) -> Self {
        match ending {
            ListEnding::Succeeds => Self::Succeeds,
            ListEnding::Fails(Some(fault)) => Self::Fails(fault),
            // A script that is written to fail is meant to.
            ListEnding::Fails(None) | ListEnding::Unknown => Self::Unknown,
        }
    }
}
