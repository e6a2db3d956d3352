//! The verdict of real Node: the package in a consumer's project, in a temporary folder, and each entry point
//! loaded in a process of its own.
//!
//! This room touches disk and starts processes. `report::smoke` turns its answers into a report.

mod answers;
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
mod listening;
pub mod nodes;
mod options;
mod own;
mod process;
mod provide;
mod refuse;
pub mod room;
#[cfg(target_os = "linux")]
mod seccomp;
pub mod sources;
mod work;

use std::sync::Arc;

pub use failure::SmokeFailure;
pub use options::{SmokeOptions, SmokeProgress};

use crate::{
    entry_points::entry_points_within,
    options::Options,
    pack::{Stop, refuse_without_processes},
    render::smoke_issue,
    report::{
        Report,
        smoke::{self, Deps, Scene, SmokeReport},
    },
    session::Session,
    smoke::{
        answers::NodeAnswers,
        ask::{Asker, ProcessLimits},
        install::Peers,
        nodes::{NodeBinary, Places},
        provide::{Provided, provide},
        room::{Keep, Room},
    },
};

/// Asks every Node about every entry point.
pub fn smoke(
    session: &Session,
    options: &SmokeOptions,
    stop: &Stop,
    tell: &mut dyn FnMut(SmokeProgress<'_>),
) -> Result<SmokeReport, SmokeFailure> {
    refuse_without_processes()?;
    if options.peers == Peers::All && options.deps != Deps::Install {
        return Err(SmokeFailure::Usage("optional peers are installed with `install` only".to_owned()));
    }
    let package = session.package();
    let _heeding = stop.heed();
    let nodes = Places::of_environment().find(&options.node, &options.directory, stop)?;
    let report = verdict(session, options, &nodes, stop)?;
    let room = room(options, tell)?;
    tell(SmokeProgress::Providing(options));
    let provided = provide(package, options, &room, stop)?;
    let limits = limits(options);
    let asker = Asker { room: &room, limits: &limits, stop, word: &secret_word(), keeper: &options.keeper };
    let answers = match &provided.refused {
        Some(refused) => NodeAnswers::none(package, &report, refused),
        None => NodeAnswers::of(package, options, &provided.dependencies, nodes, &report, &asker, tell)?,
    };
    let Provided { dependencies, present, .. } = provided;
    let scene = Scene {
        deps: options.deps,
        present,
        unmet: dependencies.unmet.clone(),
        warnings: report.findings.iter().map(|finding| finding.message.clone()).collect(),
    };
    let NodeAnswers { verdicts, scripts, runs, containment } = answers;
    let report = smoke::build(package, &report, &verdicts, &scene, dependencies, scripts, runs);
    let issue = smoke_issue(&report);
    Ok(SmokeReport { containment, issue, ..report })
}

/// The verdict for the Nodes that were found, which is compared with their answers.
fn verdict(
    session: &Session,
    options: &SmokeOptions,
    nodes: &[NodeBinary],
    stop: &Stop,
) -> Result<Arc<Report>, SmokeFailure> {
    let judged = Options {
        nodes: nodes.iter().map(|node| node.version).collect(),
        conditions: options.conditions.clone(),
        ..Options::default()
    };
    for target in judged.targets() {
        if let Some(reached) = entry_points_within(session.package(), &target).1.pop() {
            return Err(reached.into()); // Not all would be asked.
        }
    }
    let report = session.check(&judged);
    if stop.is_requested() { Err(SmokeFailure::Stopped) } else { Ok(report) }
}

fn room(options: &SmokeOptions, tell: &mut dyn FnMut(SmokeProgress<'_>)) -> Result<Room, SmokeFailure> {
    let room = Room::new(options.keep)?;
    if options.keep == Keep::Keep {
        tell(SmokeProgress::Kept(room.root()));
    }
    Ok(room)
}

fn limits(options: &SmokeOptions) -> ProcessLimits {
    ProcessLimits {
        time: options.time,
        memory: options.memory,
        containment: options.containment,
        conditions: options.conditions.clone(),
    }
}

/// Returns a word that no package can guess: the standard library seeds its hash maps with random numbers of
/// the system.
fn secret_word() -> String {
    use std::hash::{BuildHasher, RandomState};
    (0..4u8).map(|part| format!("{:016x}", RandomState::new().hash_one(part))).collect()
}
