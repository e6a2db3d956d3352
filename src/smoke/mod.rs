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

use std::{
    collections::BTreeSet,
    path::PathBuf,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

pub use failure::SmokeFailure;

use crate::{
    entry_points::{EntryKind, bins as declared_bins},
    options::Options,
    pack::{Manager, Packing, Stop},
    package::Package,
    report::{
        Report,
        smoke::{self, Dependencies, Deps, NodeVerdict, OwnRun, Question, Scene, SmokeReport},
    },
    smoke::{
        ask::{Asker, CONSUMER, CONSUMER_FILE, Limits},
        containment::Containment,
        install::Scripts,
        nodes::{Node, Places},
        own::Own,
        process::NotRun,
        room::{Keep, Room, write},
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
    let nodes = Places::of_environment().find(&options.node, &options.directory, stop)?;
    let judged = Options {
        nodes: nodes.iter().map(|node| node.version).collect(),
        conditions: options.conditions.clone(),
        ..Options::default()
    };
    let report = crate::check(package, &judged);
    let _heeding = stop.heed();
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

/// Everything that Node is asked.
struct Work<'w> {
    package: &'w Package,
    report: &'w Report,
    nodes: &'w [Node],
    own: &'w [Own],
    asker: &'w Asker<'w>,
}

/// One process, or a bin's two.
#[derive(Clone, Copy)]
enum Task<'w> {
    Ask(Question),
    Run(&'w Own, &'w Node),
}

/// What came of one.
enum Done {
    Asked(NodeVerdict),
    Ran(OwnRun),
}

impl<'w> Work<'w> {
    /// The answers, in the order of the questions, and the caller's runs.
    fn done(
        &self,
        tell: &mut dyn FnMut(Progress<'_>),
    ) -> Result<(Vec<NodeVerdict>, Vec<OwnRun>), SmokeFailure> {
        let questions = smoke::asked(self.report).into_iter().map(Task::Ask);
        let runs = self.own.iter().flat_map(|own| self.nodes.iter().map(move |node| Task::Run(own, node)));
        let tasks: Vec<_> = questions.chain(runs).collect();
        let (mut verdicts, mut runs) = (Vec::new(), Vec::new());
        for done in self.all(&tasks, tell)? {
            match done {
                Done::Asked(verdict) => verdicts.push(verdict),
                Done::Ran(run) => runs.push(run),
            }
        }
        Ok((verdicts, runs))
    }

    /// Does all tasks, as many at once as there are cores.
    fn all(&self, tasks: &[Task<'w>], tell: &mut dyn FnMut(Progress<'_>)) -> Result<Vec<Done>, SmokeFailure> {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let (next, failed) = (AtomicUsize::new(0), Mutex::new(None));
        let (sender, receiver) = mpsc::channel();
        let mut all: Vec<Option<Done>> = tasks.iter().map(|_| None).collect();
        thread::scope(|scope| {
            for _ in 0..cores.min(tasks.len()) {
                let (sender, next, failed) = (sender.clone(), &next, &failed);
                scope.spawn(move || {
                    while let at = next.fetch_add(1, Ordering::Relaxed)
                        && let Some(task) = tasks.get(at)
                    {
                        match self.one(*task) {
                            Ok(done) => drop(sender.send((at, done))),
                            Err(failure) => {
                                next.store(tasks.len(), Ordering::Relaxed); // The others are not begun.
                                if let Ok(mut failed) = failed.lock() {
                                    *failed = Some(failure);
                                }
                            }
                        }
                    }
                });
            }
            drop(sender);
            for (count, (at, done)) in receiver.iter().enumerate() {
                let what = tasks.get(at).map(|task| self.name(task)).unwrap_or_default();
                tell(Progress::Asked { done: count + 1, total: tasks.len(), what: &what });
                if let Some(place) = all.get_mut(at) {
                    *place = Some(done);
                }
            }
        });
        match failed.into_inner() {
            Ok(Some(failure)) => Err(failure),
            _ => Ok(all.into_iter().flatten().collect()),
        }
    }

    fn one(&self, task: Task<'w>) -> Result<Done, SmokeFailure> {
        let (node, done) = match task {
            Task::Run(own, node) => (Some(node), self.asker.own(node, own).map(Done::Ran)),
            Task::Ask(question) => {
                let node = self.nodes.get(question.node);
                (node, self.ask(question).map(Done::Asked))
            }
        };
        done.map_err(|error| match error {
            NotRun::Stopped => SmokeFailure::Stopped,
            NotRun::Io(error) => {
                SmokeFailure::NotRun { file: node.map(|node| node.file.clone()).unwrap_or_default(), error }
            }
        })
    }

    fn ask(&self, question: Question) -> Result<NodeVerdict, NotRun> {
        let entry = self.report.entry_points.get(question.entry);
        let (Some(entry), Some(node)) = (entry, self.nodes.get(question.node)) else {
            return Ok(NodeVerdict::default());
        };
        if entry.kind != EntryKind::Bin {
            return self.asker.load(node, &entry.specifier, question.mode);
        }
        let bin = declared_bins::bins(self.package).into_iter().find(|bin| bin.name == entry.subpath);
        let path = bin.map(|bin| bin.path).unwrap_or_default();
        self.asker.bin(node, self.package.name(), &entry.subpath, &path)
    }

    fn name(&self, task: &Task<'w>) -> String {
        match task {
            Task::Run(own, _) => own.source.clone(),
            Task::Ask(question) => {
                let entry = self.report.entry_points.get(question.entry);
                entry.map(|entry| entry.subpath.clone()).unwrap_or_default()
            }
        }
    }
}
