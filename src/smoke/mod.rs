//! The verdict of real Node: the package in a consumer's project, in a temporary folder, and each entry point loaded in
//! a process of its own.
//!
//! This room touches disk and starts processes. What its answers mean is said in `report::smoke`.

mod ask;
mod bins;
pub mod containment;
mod failure;
pub mod install;
mod layout;
mod link;
pub mod nodes;
mod own;
mod process;
pub mod room;
mod work;

use std::{collections::BTreeSet, path::PathBuf, time::Duration};

pub use failure::SmokeFailure;

use crate::{
    entry_points::entry_points_within,
    options::Options,
    pack::{Manager, Packing, Stop},
    package::Package,
    report::smoke::{self, Dependencies, Deps, Scene, SmokeReport},
    smoke::{
        ask::{Asker, CONSUMER, CONSUMER_FILE, Limits},
        containment::Containment,
        install::Scripts,
        nodes::Places,
        room::{Keep, Room, write},
        work::Work,
    },
};

/// How Node is asked.
#[derive(Clone, Debug)]
pub struct SmokeOptions {
    /// Versions or paths; the Node on the PATH where there is none.
    pub node: Vec<String>,
    pub conditions: Vec<String>,
    pub deps: Deps,
    pub manager: Manager,
    pub scripts: Scripts,
    /// For the package manager.
    pub install_time: Duration,
    pub containment: Containment,
    /// For each process.
    pub time: Duration,
    /// In MiB, for each process.
    pub memory: u32,
    /// The caller's scripts and statements.
    pub run: Vec<PathBuf>,
    pub import: Vec<String>,
    pub keep: Keep,
    /// Where relative paths start.
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
            install_time: Duration::from_secs(600),
            containment: Containment::default(),
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

/// What takes its time.
#[derive(Debug)]
pub enum Progress<'p> {
    /// The dependencies are provided.
    Providing(&'p SmokeOptions),
    /// So many of so many are asked; the last one is named.
    Asked { done: usize, total: usize, what: &'p str },
    /// The folder stays.
    Kept(&'p std::path::Path),
}

/// Asks every Node about every entry point.
pub fn smoke(
    package: &Package,
    options: &SmokeOptions,
    stop: &Stop,
    tell: &mut dyn FnMut(Progress<'_>),
) -> Result<SmokeReport, SmokeFailure> {
    let _heeding = stop.heed();
    let nodes = Places::of_environment().find(&options.node, &options.directory, stop)?;
    let judged = Options {
        nodes: nodes.iter().map(|node| node.version).collect(),
        conditions: options.conditions.clone(),
        ..Options::default()
    };
    for target in judged.targets() {
        if let Some(reached) = entry_points_within(package, &target).1.pop() {
            return Err(reached.into()); // Not all would be asked.
        }
    }
    let report = crate::check(package, &judged);
    if stop.is_requested() {
        return Err(SmokeFailure::Stopped);
    }
    let room = Room::new(options.keep)?;
    if options.keep == Keep::Keep {
        tell(Progress::Kept(room.root()));
    }
    tell(Progress::Providing(options));
    let (dependencies, present) = provide(package, options, &room, stop)?;
    write(&room.consumer().join(CONSUMER_FILE), CONSUMER.as_bytes()).map_err(SmokeFailure::Temporary)?;
    let own = own::prepare(&options.run, &options.import, &options.directory, &room)?;
    let limits = Limits {
        time: options.time,
        memory: options.memory,
        containment: options.containment,
        conditions: options.conditions.clone(),
    };
    let asker = Asker { room: &room, limits: &limits, stop, word: &secret_word() };
    let (verdicts, runs) =
        Work { package, report: &report, nodes: &nodes, own: &own, asker: &asker }.done(tell)?;
    let scene = Scene {
        deps: options.deps,
        present,
        unmet: dependencies.unmet.clone(),
        warnings: report.findings.iter().map(|finding| finding.message.clone()).collect(),
    };
    Ok(smoke::build(package, &report, &verdicts, &scene, dependencies, runs))
}

/// The package, and what it needs, in the consumer's node_modules; and the names that it finds there.
fn provide(
    package: &Package,
    options: &SmokeOptions,
    room: &Room,
    stop: &Stop,
) -> Result<(Dependencies, BTreeSet<String>), SmokeFailure> {
    let mut dependencies = Dependencies { mode: options.deps, ..Dependencies::default() };
    let present = match options.deps {
        Deps::Install => {
            let packing = Packing { manager: None, timeout: options.install_time, stop: stop.clone() };
            let installed = install::install(package, options.manager, options.scripts, room, &packing)?;
            dependencies.manager = Some(installed.manager);
            dependencies.installed = installed.present.len();
            installed.present
        }
        Deps::Link => {
            layout::lay_out(package, room).map_err(SmokeFailure::Temporary)?;
            let linked = link::link(package, &options.project, room)?;
            dependencies.installed = linked.installed;
            dependencies.unmet = linked.unmet;
            linked.present
        }
        Deps::None => {
            layout::lay_out(package, room).map_err(SmokeFailure::Temporary)?;
            BTreeSet::new()
        }
    };
    Ok((dependencies, present))
}

/// A word that no package can guess: the standard library seeds its hash maps from the system's random numbers.
fn secret_word() -> String {
    use std::hash::{BuildHasher, RandomState};
    (0..4u8).map(|part| format!("{:016x}", RandomState::new().hash_one(part))).collect()
}
