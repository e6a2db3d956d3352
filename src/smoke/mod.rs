//! The verdict of real Node: the package in a consumer's project, in a temporary folder, and each entry point
//! loaded in a process of its own.
//!
//! This room touches disk and starts processes. `report::smoke` turns its answers into a report.

mod ask;
mod bins;
pub mod containment;
mod escape;
mod failure;
mod held;
pub mod install;
pub mod keeper;
#[cfg(target_os = "linux")]
mod landlock;
mod layout;
mod link;
pub mod nodes;
mod own;
mod process;
mod refuse;
pub mod room;
#[cfg(target_os = "linux")]
mod seccomp;
pub mod sources;
mod work;

use std::{collections::BTreeSet, path::PathBuf, time::Duration};

pub use failure::SmokeFailure;

use crate::{
    entry_points::entry_points_within,
    options::Options,
    pack::{Manager, PackOptions, Stop},
    package::Package,
    render::smoke_issue,
    report::smoke::{self, Dependencies, Deps, NodeError, NodeStatus, NodeVerdict, Scene, SmokeReport, code},
    session::Session,
    smoke::{
        ask::{Asker, CONSUMER, CONSUMER_FILE, ProcessLimits},
        containment::Containment,
        escape::escape,
        install::{Peers, Scripts, Settings},
        keeper::Keeper,
        nodes::Places,
        room::{Keep, Room, write},
        sources::{AllowedSources, Refused},
        work::Work,
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

/// Asks every Node about every entry point.
pub fn smoke(
    session: &Session,
    options: &SmokeOptions,
    stop: &Stop,
    tell: &mut dyn FnMut(SmokeProgress<'_>),
) -> Result<SmokeReport, SmokeFailure> {
    if options.peers == Peers::All && options.deps != Deps::Install {
        return Err(SmokeFailure::Usage("optional peers are installed with `install` only".to_owned()));
    }
    let package = session.package();
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
    let report = session.check(&judged);
    if stop.is_requested() {
        return Err(SmokeFailure::Stopped);
    }
    let room = Room::new(options.keep)?;
    if options.keep == Keep::Keep {
        tell(SmokeProgress::Kept(room.root()));
    }
    tell(SmokeProgress::Providing(options));
    let provided = provide(package, options, &room, stop)?;
    write(&room.consumer().join(CONSUMER_FILE), CONSUMER.as_bytes()).map_err(SmokeFailure::Temporary)?;
    let own = own::prepare(&options.run, &options.import, &options.directory, &room)?;
    let limits = ProcessLimits {
        time: options.time,
        memory: options.memory,
        containment: options.containment,
        conditions: options.conditions.clone(),
    };
    let asker = Asker { room: &room, limits: &limits, stop, word: &secret_word(), keeper: &options.keeper };
    let (verdicts, runs, containment) = match &provided.refused {
        Some(refused) => (vec![not_asked(refused); smoke::asked(&report).len()], Vec::new(), Vec::new()),
        None => {
            let nodes = asker.held(nodes)?;
            let work = Work { package, report: &report, nodes: &nodes, own: &own, asker: &asker };
            let (verdicts, runs) = work.done(tell)?;
            (verdicts, runs, asker.holding(&nodes))
        }
    };
    let Provided { dependencies, present, .. } = provided;
    let scene = Scene {
        deps: options.deps,
        present,
        unmet: dependencies.unmet.clone(),
        warnings: report.findings.iter().map(|finding| finding.message.clone()).collect(),
    };
    let report = smoke::build(package, &report, &verdicts, &scene, dependencies, runs);
    let issue = smoke_issue(&report);
    Ok(SmokeReport { containment, issue, ..report })
}

/// Returns the verdict on every question if nothing is run because a dependency was not fetched.
fn not_asked(refused: &Refused) -> NodeVerdict {
    let error = NodeError {
        code: code::REFUSED.to_owned(),
        message: "a dependency is not fetched, so nothing is run".to_owned(),
        denied: Some(refused.words()),
        ..NodeError::default()
    };
    NodeVerdict { status: NodeStatus::Broken, error: Some(error), ..NodeVerdict::default() }
}

/// The dependencies that lie beside the package.
#[derive(Default)]
struct Provided {
    dependencies: Dependencies,
    /// The names of the packages that the package's modules can find.
    present: BTreeSet<String>,
    /// A dependency that was not fetched; if there is one, nothing is run.
    refused: Option<Refused>,
}

/// Puts the package and its dependencies into the consumer's node_modules.
fn provide(
    package: &Package,
    options: &SmokeOptions,
    room: &Room,
    stop: &Stop,
) -> Result<Provided, SmokeFailure> {
    let mut dependencies = Dependencies { mode: options.deps, ..Dependencies::default() };
    let present = match options.deps {
        Deps::Install => {
            let packing = PackOptions { manager: None, timeout: options.install_time, stop: stop.clone() };
            let settings = Settings {
                manager: options.manager,
                scripts: options.scripts,
                peers: options.peers,
                allowed: options.allowed,
            };
            let installed = match install::install(package, settings, room, &packing)? {
                Ok(installed) => installed,
                Err(refused) => {
                    return Ok(Provided { dependencies, refused: Some(refused), ..Provided::default() });
                }
            };
            dependencies.optional_peers = options.peers == Peers::All;
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
    // Node's permissions follow every link.
    if options.containment == Containment::Contained
        && let Some(escape) = escape(room.root()).map_err(SmokeFailure::Temporary)?
    {
        return Err(SmokeFailure::Escape(escape));
    }
    Ok(Provided { dependencies, present, refused: None })
}

/// Returns a word that no package can guess: the standard library seeds its hash maps with random numbers of
/// the system.
fn secret_word() -> String {
    use std::hash::{BuildHasher, RandomState};
    (0..4u8).map(|part| format!("{:016x}", RandomState::new().hash_one(part))).collect()
}
