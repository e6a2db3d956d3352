//! The package managers that can pack.

use std::{fmt, str::FromStr};

/// A package manager. Classic and modern yarn are one: which of them answers to `yarn` shows when it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manager {
    Npm,
    Pnpm,
    Yarn,
    Bun,
}

impl Manager {
    pub const ALL: [Self; 4] = [Self::Npm, Self::Pnpm, Self::Yarn, Self::Bun];

    pub fn name(self) -> &'static str {
        match self {
            Self::Npm => "npm",
            Self::Pnpm => "pnpm",
            Self::Yarn => "yarn",
            Self::Bun => "bun",
        }
    }

    /// The program that is started; on Windows all but bun are scripts.
    pub(super) fn program(self) -> String {
        match self {
            Self::Bun => self.name().to_owned(),
            _ if cfg!(windows) => format!("{}.cmd", self.name()),
            _ => self.name().to_owned(),
        }
    }

    /// The way to install it, for those who have Node.
    pub(super) fn installed_by(self) -> &'static str {
        match self {
            Self::Npm => "Node.js brings it",
            Self::Pnpm => "`npm install -g pnpm` installs it",
            Self::Yarn => "`corepack enable` or `npm install -g yarn` brings it",
            Self::Bun => "`npm install -g bun` installs it",
        }
    }
}

impl fmt::Display for Manager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Manager {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|manager| manager.name() == name).ok_or(())
    }
}

/// Tells whether a yarn is older than 2.
pub(crate) fn is_classic(version: &str) -> bool {
    version.starts_with("0.") || version.starts_with("1.")
}
