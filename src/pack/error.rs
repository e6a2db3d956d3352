//! The reasons why there is no tarball.

use std::{io, path::PathBuf, time::Duration};

use thiserror::Error;

use crate::pack::{
    detected::{DetectedManager, Evidence},
    manager::Manager,
    patterns::UnreadableWorkspaces,
    workspaces::Workspaces,
};

/// The face by which packproof was asked, for the words of what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    CommandLine,
    JavaScript,
}

/// The reason why a folder was not packed, or a package not fetched.
#[derive(Debug, Error)]
pub enum PackError {
    #[error("{} has no package.json, so there is nothing to pack", directory.display())]
    NoManifest { directory: PathBuf },
    #[error(
        "{} is the private root of a monorepo: its packages are published, not the root itself",
        workspaces.root.display()
    )]
    PrivateRoot { workspaces: Workspaces },
    #[error("{}", missing(detected))]
    ManagerMissing { detected: DetectedManager, said: Vec<String> },
    #[error("{} names a yarn of its own, which is not run: the yarn that is installed is 1.x", file.display())]
    YarnPath { file: PathBuf },
    #[error("{manager} failed to {what}")]
    Failed { manager: Manager, what: String, said: Vec<String> },
    #[error("npm failed to fetch {spec}")]
    FetchFailed { spec: String, said: Vec<String> },
    #[error("{manager} did not {what} within {}, and was stopped", seconds(*allowed))]
    Timeout { manager: Manager, what: String, allowed: Duration, said: Vec<String> },
    #[error("packproof was asked to pack by a package manager that packs for packproof")]
    Nested,
    #[error("WebAssembly starts no processes, and this is work for a package manager or for Node")]
    NoProcesses,
    #[error("packing was stopped")]
    Stopped,
    #[error(transparent)]
    Workspaces(#[from] UnreadableWorkspaces),
    #[error("cannot use a temporary folder: {0}")]
    Io(#[from] io::Error),
}

impl PackError {
    /// The code that programs rely on.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoManifest { .. } => "ERR_PACKPROOF_NO_MANIFEST",
            Self::PrivateRoot { .. } => "ERR_PACKPROOF_PRIVATE_ROOT",
            Self::ManagerMissing { .. } | Self::YarnPath { .. } => "ERR_PACKPROOF_MANAGER_MISSING",
            Self::Failed { .. } => "ERR_PACKPROOF_PACK_FAILED",
            Self::FetchFailed { .. } => "ERR_PACKPROOF_FETCH_FAILED",
            Self::Timeout { .. } => "ERR_PACKPROOF_PACK_TIMEOUT",
            Self::Nested => "ERR_PACKPROOF_PACK_NESTED",
            Self::NoProcesses => "ERR_PACKPROOF_NO_PROCESSES",
            Self::Stopped => "ERR_PACKPROOF_ABORTED",
            Self::Workspaces(_) => "ERR_PACKPROOF_WORKSPACES",
            Self::Io(_) => "ERR_PACKPROOF_TEMPORARY",
        }
    }

    /// The advice: what to do.
    pub fn help(&self, face: Face) -> Option<String> {
        let (npm, longer) = match face {
            Face::CommandLine => ("`--pm npm`", "`--pack-timeout SECONDS`"),
            Face::JavaScript => ("`pm: 'npm'`", "`packTimeout`, in seconds,"),
        };
        match self {
            Self::NoManifest { .. } => Some("give the folder of a package, or a .tgz".to_owned()),
            Self::PrivateRoot { workspaces } => Some(for_workspaces(workspaces, face)),
            Self::ManagerMissing { detected: DetectedManager { manager: Manager::Npm, .. }, .. } => {
                Some("install Node.js, which brings it, or give a .tgz".to_owned())
            }
            Self::ManagerMissing { said, .. } if !said.is_empty() => {
                Some(format!("`corepack install` downloads it; or let npm pack it: {npm}"))
            }
            Self::ManagerMissing { detected, .. } => {
                Some(format!("{}; or let npm pack it: {npm}", detected.manager.installed_by()))
            }
            Self::YarnPath { .. } => Some(format!(
                "`corepack enable` brings the yarn that \"packageManager\" names; or give the .tgz that yarn packs, or let \
                 npm pack it: {npm}"
            )),
            Self::Timeout { .. } => Some(format!("{longer} allows more time; a .tgz needs none")),
            Self::NoProcesses => Some(
                "a .tgz and what is installed are judged here, too; the addon of a platform, or the program, does the rest"
                    .to_owned(),
            ),
            Self::Nested => {
                Some("a script of the project calls packproof, although scripts are off".to_owned())
            }
            _ => None,
        }
    }

    /// The words of the package manager, or what else there is to know, line by line.
    pub fn details(&self) -> Vec<String> {
        match self {
            Self::ManagerMissing { said, .. }
            | Self::Failed { said, .. }
            | Self::FetchFailed { said, .. }
            | Self::Timeout { said, .. } => said.clone(),
            Self::PrivateRoot { workspaces } => workspaces.lines(),
            _ => Vec::new(),
        }
    }
}

fn for_workspaces(workspaces: &Workspaces, face: Face) -> String {
    let example = workspaces.members.iter().find(|member| member.obstacle.is_none());
    let directory = example.map_or("packages/one", |member| member.directory.as_str());
    match face {
        Face::CommandLine => format!(
            "`packproof check --workspaces` checks all that are published, `packproof check {directory}` one"
        ),
        Face::JavaScript => format!("give the folder of one, such as '{directory}'"),
    }
}

fn seconds(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    format!("{seconds} second{}", if seconds == 1.0 { "" } else { "s" })
}

fn missing(detected: &DetectedManager) -> String {
    let manager = detected.manager;
    match &detected.evidence {
        Evidence::Told | Evidence::Default => format!("{manager} is not installed"),
        evidence => format!("{manager} is not installed, and it packs this project, {evidence}"),
    }
}

/// The end of what a package manager said, without the place of its log and where in its own code it failed.
pub(super) fn last_lines(output: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(output);
    let says_something = |line: &&str| {
        let text = line.trim_start();
        !text.is_empty() && !text.starts_with("at ") && !line.contains("A complete log of this run")
    };
    let mut lines: Vec<String> =
        text.lines().rev().filter(says_something).take(SHOWN).map(str::to_owned).collect();
    lines.reverse();
    lines
}

/// The last lines of a package manager that did not complain, and that it wrote no tarball.
pub(super) fn wrote_nothing(manager: Manager, output: &[u8]) -> Vec<String> {
    last_lines(output).into_iter().chain([format!("{manager} wrote no tarball")]).collect()
}

/// The most lines that are shown.
const SHOWN: usize = 8;

/// Tells whether Corepack answered in place of the manager, which it would have to download first.
pub(super) fn is_absent_behind_corepack(said: &[String]) -> bool {
    said.iter().any(|line| line.contains("Network access disabled by the environment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_what_was_said() {
        let said =
            b"npm warn x\n\nnpm error code E404\nnpm error A complete log of this run can be found in: y\n";
        assert_eq!(last_lines(said), ["npm warn x", "npm error code E404"]);
        let stack = "    at async o (/yarn.js:1:2)\n".repeat(20);
        let said = format!("Internal Error: run \"yarn install\" to update the lockfile\n{stack}");
        assert_eq!(
            last_lines(said.as_bytes()),
            ["Internal Error: run \"yarn install\" to update the lockfile"]
        );
    }
}
