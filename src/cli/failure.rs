//! The reasons why a package could not be checked.

use std::{any::Any, io};

use thiserror::Error;

use crate::{
    deps::DepsFailure,
    limits::{LimitReached, is_about_memory},
    pack::{Face, PackError},
    render::formats::NotOpened,
    smoke::SmokeFailure,
    tarball::OpenError,
};

/// The reason why a run ends with the exit status 2; and help that was asked for, which ends with 0.
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
    #[error(transparent)]
    Limit(#[from] LimitReached),
    #[error(transparent)]
    Pack(#[from] PackError),
    #[error("{0}")]
    Memory(String),
    /// A panic.
    #[error("packproof failed; this is a bug in packproof")]
    Bug,
    #[error("cannot write the output: {0}")]
    Write(io::Error),
    #[error("cannot write {file}: {error}")]
    WriteFile { file: String, error: io::Error },
    #[error(transparent)]
    Smoke(#[from] SmokeFailure),
    #[error(transparent)]
    Deps(DepsFailure),
}

impl Failure {
    pub fn usage(message: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), help: None }
    }

    /// Returns the failure that a panic stands for.
    pub fn of_panic(panic: &(dyn Any + Send)) -> Self {
        if is_about_memory(panic) {
            Self::Memory("checking this takes more memory than the system gives".to_owned())
        } else {
            Self::Bug
        }
    }

    /// The code that scripts rely on.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Shown(_) | Self::Usage { .. } => "ERR_PACKPROOF_USAGE",
            Self::Read { .. } => "ERR_PACKPROOF_READ",
            Self::Open { error, .. } => error.code(),
            Self::Limit(_) => "ERR_PACKPROOF_LIMIT",
            Self::Pack(error) => error.code(),
            Self::Memory(_) => "ERR_PACKPROOF_MEMORY",
            Self::Bug => "ERR_PACKPROOF_INTERNAL",
            Self::Write(_) | Self::WriteFile { .. } => "ERR_PACKPROOF_WRITE",
            Self::Smoke(failure) => failure.code(),
            Self::Deps(failure) => failure.code(),
        }
    }

    /// As programs get it, with what the package manager said.
    pub fn json(&self) -> serde_json::Value {
        let details = self.details().into_iter().map(|line| format!("\n  {line}"));
        let message: String = [self.to_string()].into_iter().chain(details).collect();
        serde_json::json!({ "code": self.code(), "message": message })
    }

    /// The advice: what to do.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Usage { help, .. } | Self::Read { help, .. } => help.clone(),
            Self::Open { error: OpenError::NotGzip, .. } => {
                Some("give a .tgz as `npm pack` writes it, or a folder".to_owned())
            }
            Self::Open { error: OpenError::Limit(reached), .. } | Self::Limit(reached) => {
                Some(reached.help())
            }
            Self::Pack(error) => error.help(Face::CommandLine),
            Self::Smoke(failure) => failure.help(Face::CommandLine),
            Self::Deps(failure) => failure.help(Face::CommandLine),
            Self::Memory(_) => {
                Some("give the process more memory and addresses, as by `ulimit -v unlimited`".to_owned())
            }
            Self::Bug => Some("please report it, with the package that shows it".to_owned()),
            _ => None,
        }
    }

    /// Tells whether it is the writing that failed: there is a verdict, then, and what is written stays.
    pub fn is_about_writing(&self) -> bool {
        matches!(self, Self::Write(_) | Self::WriteFile { .. })
    }

    /// The words of the package manager.
    pub fn details(&self) -> Vec<String> {
        match self {
            Self::Pack(error) => error.details(),
            Self::Smoke(failure) => failure.details(),
            Self::Deps(failure) => failure.details(),
            _ => Vec::new(),
        }
    }
}

/// A question that was stopped ends as any other stopped process does.
impl From<DepsFailure> for Failure {
    fn from(failure: DepsFailure) -> Self {
        match failure {
            DepsFailure::Stopped => Self::Pack(PackError::Stopped),
            failure => Self::Deps(failure),
        }
    }
}

impl From<&Failure> for NotOpened {
    fn from(failure: &Failure) -> Self {
        Self {
            code: failure.code().to_owned(),
            message: failure.to_string(),
            details: failure.details(),
            help: failure.help(),
        }
    }
}
