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
mod installed_names;
pub mod keeper;
#[cfg(target_os = "linux")]
mod landlock;
mod layout;
mod lifecycle;
pub(crate) mod link;
pub mod nodes;
mod options;
mod own;
mod process;
mod refuse;
pub mod room;
#[cfg(target_os = "linux")]
mod seccomp;
pub mod sources;
mod work;

use std::collections::BTreeSet;

pub use failure::SmokeFailure;
pub use options::{SmokeOptions, SmokeProgress};

use crate::{
    entry_points::entry_points_within,
    options::Options,
    pack::{PackOptions, Stop},
    package::Package,
    render::smoke_issue,
    report::smoke::{
        self, Dependencies, Deps, NodeError, NodeStatus, NodeVerdict, Scene, ScriptRun, SmokeReport, code,
    },
    session::Session,
    smoke::{
        ask::{Asker, CONSUMER, CONSUMER_FILE, ProcessLimits},
        containment::Containment,
        escape::escape,
        install::{Peers, Scripts, Settings},
        lifecycle::Lifecycle,
        nodes::{NodeBinary, Places},
        room::{Keep, Room, write},
        sources::Refused,
        work::Work,
    },
};

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
    let limits = ProcessLimits {
        time: options.time,
        memory: options.memory,
        containment: options.containment,
        conditions: options.conditions.clone(),
    };
    let asker = Asker { room: &room, limits: &limits, stop, word: &secret_word(), keeper: &options.keeper };
    let (verdicts, scripts, runs, containment) = match &provided.refused {
        Some(refused) => {
            let verdicts = vec![not_asked(refused); smoke::asked(&report).len()];
            (verdicts, Lifecycle::refused(package), Vec::new(), Vec::new())
        }
        None => {
            let nodes = asker.held(nodes)?;
            let scripts = run_scripts(package, options, &provided.dependencies, &asker, &nodes)?;
            write(&room.consumer().join(CONSUMER_FILE), CONSUMER.as_bytes())
                .map_err(SmokeFailure::Temporary)?;
            let own = own::prepare(&options.run, &options.import, &options.directory, &room)?;
            let work = Work { package, report: &report, nodes: &nodes, own: &own, asker: &asker };
            let (verdicts, runs) = work.done(tell)?;
            (verdicts, scripts, runs, asker.holding(&nodes))
        }
    };
    let Provided { dependencies, present, .. } = provided;
    let scene = Scene {
        deps: options.deps,
        present,
        unmet: dependencies.unmet.clone(),
        warnings: report.findings.iter().map(|finding| finding.message.clone()).collect(),
    };
    let report = smoke::build(package, &report, &verdicts, &scene, dependencies, scripts, runs);
    let issue = smoke_issue(&report);
    Ok(SmokeReport { containment, issue, ..report })
}

/// Runs the scripts of the installation, and sees that they leave no link that leads out of the room.
fn run_scripts(
    package: &Package,
    options: &SmokeOptions,
    dependencies: &Dependencies,
    asker: &Asker<'_>,
    nodes: &[NodeBinary],
) -> Result<Vec<ScriptRun>, SmokeFailure> {
    let Some(node) = nodes.first() else { return Ok(Vec::new()) };
    let manager = dependencies.manager.as_deref();
    let scripts = Lifecycle { package, asker, manager, deps: options.deps }.scripts(options.scripts, node)?;
    if options.scripts == Scripts::On {
        refuse_escape(options, asker.room)?;
    }
    Ok(scripts)
}

/// Fails if a link leads out of the room: Node's permissions follow every link.
fn refuse_escape(options: &SmokeOptions, room: &Room) -> Result<(), SmokeFailure> {
    if options.containment == Containment::Contained
        && let Some(escape) = escape(room.root()).map_err(SmokeFailure::Temporary)?
    {
        return Err(SmokeFailure::Escape(escape));
    }
    Ok(())
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
            let settings =
                Settings { manager: options.manager, peers: options.peers, allowed: options.allowed };
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
    refuse_escape(options, room)?;
    Ok(Provided { dependencies, present, refused: None })
}

/// Returns a word that no package can guess: the standard library seeds its hash maps with random numbers of
/// the system.
fn secret_word() -> String {
    use std::hash::{BuildHasher, RandomState};
    (0..4u8).map(|part| format!("{:016x}", RandomState::new().hash_one(part))).collect()
}
