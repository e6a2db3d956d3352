//! The options of `smoke`, and the steps that it tells.

use std::{path::PathBuf, time::Duration};

use crate::{
    pack::Manager,
    report::smoke::Deps,
    smoke::{
        containment::Containment,
        install::{Peers, Scripts},
        keeper::Keeper,
        room::Keep,
        sources::AllowedSources,
    },
};

/// The options of `smoke`.
#[derive(Clone, Debug)]
pub struct SmokeOptions {
    /// The Nodes to ask, by version or path; if empty, the one on the PATH.
    pub node: Vec<String>,
    pub conditions: Vec<String>,
    pub deps: Deps,
    pub manager: Manager,
    pub scripts: Scripts,
    /// The sources that dependencies may come from, beside the registry.
    pub allowed: AllowedSources,
    pub peers: Peers,
    /// The time that the package manager may take.
    pub install_time: Duration,
    pub containment: Containment,
    /// The command that calls packproof as the keeper, which restricts itself and becomes Node.
    pub keeper: Keeper,
    /// The time that each process may take.
    pub time: Duration,
    /// The size of JavaScript's heap in MiB, for each process.
    pub memory: u32,
    /// The caller's scripts.
    pub run: Vec<PathBuf>,
    /// The caller's statements.
    pub import: Vec<String>,
    pub keep: Keep,
    /// The folder that relative paths start from.
    pub directory: PathBuf,
    /// The project whose dependencies are linked.
    pub project: PathBuf,
}

impl Default for SmokeOptions {
    fn default() -> Self {
        Self {
            node: Vec::new(),
            conditions: Vec::new(),
            deps: Deps::default(),
            manager: Manager::Npm,
            scripts: Scripts::default(),
            allowed: AllowedSources::default(),
            peers: Peers::default(),
            install_time: Duration::from_secs(600),
            containment: Containment::default(),
            keeper: Keeper::default(),
            time: Duration::from_secs(20),
            memory: 1024,
            run: Vec::new(),
            import: Vec::new(),
            keep: Keep::default(),
            directory: PathBuf::from("."),
            project: PathBuf::from("."),
        }
    }
}

/// A step of the work, told as progress.
#[derive(Debug)]
pub enum SmokeProgress<'p> {
    /// packproof begins to install or link the dependencies.
    Providing(&'p SmokeOptions),
    /// Of `total` questions `done` are answered; `what` names the last one.
    Asked { done: usize, total: usize, what: &'p str },
    /// The temporary folder, which stays.
    Kept(&'p std::path::Path),
}
