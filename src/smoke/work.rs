//! Asks Node all questions, as many at once as there are cores.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use crate::{
    entry_points::{EntryKind, bins as declared_bins},
    package::Package,
    report::{
        Report,
        smoke::{self, NodeVerdict, OwnRun, SmokeQuestion},
    },
    smoke::{
        ask::Asker, failure::SmokeFailure, nodes::NodeBinary, options::SmokeProgress, own::Own,
        process::NotRun,
    },
};

/// Everything that is needed to ask Node all questions.
pub(super) struct Work<'w> {
    pub package: &'w Package,
    pub report: &'w Report,
    pub nodes: &'w [NodeBinary],
    pub own: &'w [Own],
    pub asker: &'w Asker<'w>,
}

/// A question to Node (one process; for a bin, two), or a run of a script or statement of the caller's.
#[derive(Clone, Copy)]
enum Task<'w> {
    Ask(SmokeQuestion),
    Run(&'w Own, &'w NodeBinary),
}

/// The result of one task.
enum Done {
    Asked(NodeVerdict),
    Ran(OwnRun),
}

impl<'w> Work<'w> {
    /// Does all tasks. Returns the answers in the order of the questions, and the caller's runs.
    pub fn done(
        &self,
        tell: &mut dyn FnMut(SmokeProgress<'_>),
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
    fn all(
        &self,
        tasks: &[Task<'w>],
        tell: &mut dyn FnMut(SmokeProgress<'_>),
    ) -> Result<Vec<Done>, SmokeFailure> {
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
            // The loop below ends when no sender is left.
            drop(sender);
            // `tell` is called on this thread only, so that it need not be `Send`.
            for (count, (at, done)) in receiver.iter().enumerate() {
                let what = tasks.get(at).map(|task| self.name(task)).unwrap_or_default();
                tell(SmokeProgress::Asked { done: count + 1, total: tasks.len(), what: &what });
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

    fn ask(&self, question: SmokeQuestion) -> Result<NodeVerdict, NotRun> {
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
