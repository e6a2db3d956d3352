//! Many targets: checked side by side, and told line by line in the order in which they were named.
//!
//! Each worker has one package at a time, and none runs far ahead of what is written: memory holds a few packages, and not
//! one for each target.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, IsTerminal},
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc::{self, Sender},
    },
    thread,
};

use serde_json::{Value, json};

use crate::{
    cli::{
        args::CheckArgs,
        contained,
        deps::as_one,
        failure::Failure,
        source,
        status::{FAILED, OK, WRONG},
        surroundings::{self, Surroundings},
    },
    deps::{self, DepsChoice, DepsScene},
    limits::Limits,
    options::Options,
    pack::{PackError, PackOptions},
};

/// The most targets that each worker may be ahead of what is written.
const AHEAD: usize = 4;

/// The targets that standard input names, one a line.
pub(super) fn listed(surroundings: &mut Surroundings<'_>) -> Result<Vec<PathBuf>, Failure> {
    let lines = BufReader::new(&mut surroundings.input).lines();
    let lines = lines.collect::<Result<Vec<_>, _>>();
    let read = |error| Failure::Read { target: "standard input".to_owned(), help: None, error };
    let lines = lines.map_err(read)?;
    Ok(lines.iter().map(|line| line.trim_end()).filter(|line| !line.is_empty()).map(PathBuf::from).collect())
}

/// Checks them all; the worst verdict decides.
pub(super) fn run(
    targets: &[PathBuf],
    options: &Options,
    args: &CheckArgs,
    surroundings: &mut Surroundings<'_>,
) -> Result<u8, Failure> {
    let (packs, is_quiet) = (&args.packs, args.output.quiet);
    let limits = packs.limits();
    let input = if targets.iter().any(|target| target == Path::new("-")) {
        source::read_stdin(surroundings.input, limits)?
    } else {
        Vec::new()
    };
    let packing = packs.packing(&surroundings.stop);
    let directory = surroundings.directory.clone();
    let work = StreamWork {
        targets,
        options,
        packing,
        deps: DepsChoice::of(args.deps.clone()),
        limits,
        input: &input,
        directory,
    };
    let workers = thread::available_parallelism().map_or(1, usize::from).min(targets.len());
    let queue = Queue { next: AtomicUsize::new(0), written: Mutex::new(0), moved: Condvar::new() };
    thread::scope(|scope| {
        let (said, answers) = mpsc::channel();
        for _ in 0..workers {
            let said = said.clone();
            scope.spawn(|| work.serve(&queue, workers * AHEAD, said));
        }
        drop(said);
        let result = write_in_order(answers, &queue, targets.len(), is_quiet, surroundings);
        queue.close(targets.len()); // Whoever waits goes home.
        result
    })
}

/// The line of a worker about one target.
struct StreamLine {
    place: usize,
    line: String,
    status: u8,
}

/// The next target, and the number of lines that are written.
struct Queue {
    next: AtomicUsize,
    written: Mutex<usize>,
    moved: Condvar,
}

impl Queue {
    /// The next target, once the output is near.
    fn take(&self, ahead: usize) -> usize {
        let place = self.next.fetch_add(1, Ordering::Relaxed);
        let mut written = self.written();
        // `written` is `usize::MAX` once the queue is closed.
        while place >= written.saturating_add(ahead) {
            written = self.moved.wait(written).unwrap_or_else(PoisonError::into_inner);
        }
        place
    }

    fn advance(&self, to: usize) {
        *self.written() = to;
        self.moved.notify_all();
    }

    fn close(&self, end: usize) {
        self.next.fetch_max(end, Ordering::Relaxed);
        self.advance(usize::MAX);
    }

    fn written(&self) -> MutexGuard<'_, usize> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The work that is shared by all workers.
struct StreamWork<'w> {
    targets: &'w [PathBuf],
    options: &'w Options,
    packing: PackOptions,
    deps: DepsChoice,
    limits: &'w Limits,
    input: &'w [u8],
    directory: PathBuf,
}

impl StreamWork<'_> {
    fn serve(&self, queue: &Queue, ahead: usize, said: Sender<StreamLine>) {
        loop {
            let place = queue.take(ahead);
            let Some(target) = self.targets.get(place) else { return };
            if self.packing.stop.is_requested() {
                return queue.close(self.targets.len());
            }
            let (line, status) = self.line(target);
            let answer = StreamLine { place, line, status };
            if said.send(answer).is_err() {
                return;
            }
        }
    }

    /// The report on a target; where addresses are few, a process of its own makes it.
    fn line(&self, target: &Path) -> (String, u8) {
        let elsewhere = contained::line_of(target, self.input);
        let (whole, status) = match elsewhere {
            Some(Ok(said)) => return said,
            Some(Err(failure)) => whole(target, Err(failure)),
            None => self.check(target),
        };
        (surroundings::line(&whole), status)
    }

    /// The report, or why there is none, with the target in front.
    fn check(&self, target: &Path) -> (Value, u8) {
        // Each target that is `-` reads the input from its beginning.
        let mut input = self.input;
        let checked = || {
            let package =
                source::open_quietly(target, &self.packing, self.limits, &self.directory, &mut input)?;
            let folder = self.directory.join(target);
            let folder = folder.is_dir().then_some(folder.as_path());
            let scene = DepsScene {
                folder: folder.map(Path::to_owned),
                directory: self.directory.clone(),
                packing: self.packing.clone(),
            };
            let verdicts = deps::judge(&package, &self.deps, &scene, self.options, &mut |_| {})?;
            let (_, report, _) = as_one(package, verdicts)?;
            let status = if report.ok { OK } else { WRONG };
            Ok((serde_json::to_value(&report).map_err(|error| Failure::Write(error.into()))?, status))
        };
        // A bug that one package brings to light does not stop the rest.
        whole(
            target,
            catch_unwind(AssertUnwindSafe(checked)).unwrap_or_else(|panic| Err(Failure::of_panic(&*panic))),
        )
    }
}

fn whole(target: &Path, checked: Result<(Value, u8), Failure>) -> (Value, u8) {
    let (rest, status) =
        checked.unwrap_or_else(|failure| (json!({ "schema": 1, "error": failure.json() }), FAILED));
    let mut whole = json!({ "target": source::shown(target) });
    if let (Some(whole), Value::Object(rest)) = (whole.as_object_mut(), rest) {
        whole.extend(rest);
    }
    (whole, status)
}

/// Writes each answer when its turn has come.
fn write_in_order(
    answers: mpsc::Receiver<StreamLine>,
    queue: &Queue,
    total: usize,
    is_quiet: bool,
    surroundings: &mut Surroundings<'_>,
) -> Result<u8, Failure> {
    let is_shown = !is_quiet && std::io::stderr().is_terminal();
    let (mut waiting, mut written, mut worst) = (BTreeMap::new(), 0, OK);
    for answer in answers {
        waiting.insert(answer.place, answer);
        while let Some(answer) = waiting.remove(&written) {
            surroundings.print(&answer.line)?;
            worst = worst.max(answer.status);
            written += 1;
            queue.advance(written);
        }
        if is_shown {
            let _ = write!(surroundings.err, "\r{written} of {total} checked"); // Nobody is there to be told.
        }
    }
    if is_shown {
        let _ = write!(surroundings.err, "\r\x1b[K");
    }
    if surroundings.stop.is_requested() { Err(PackError::Stopped.into()) } else { Ok(worst) }
}
