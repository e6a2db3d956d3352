//! Runs one process: in a group of its own, and with a time limit.

use std::{
    ffi::OsString,
    fs,
    io::{self, Write},
    path::PathBuf,
    process::{Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use process_wrap::std::{ChildWrapper, CommandWrap};

use crate::{
    pack::{Stop, grouped},
    report::smoke::Ending,
    smoke::listening::{Heard, Kept, Listener, MarkedLine},
};

/// A program to run.
#[derive(Clone, Debug, Default)]
pub struct Program {
    pub file: PathBuf,
    pub arguments: Vec<OsString>,
    pub directory: PathBuf,
    /// The whole environment; if `None`, this process's.
    pub environment: Option<Vec<(OsString, OsString)>>,
    /// The text on standard input; if `None`, standard input is empty.
    pub input: Option<Vec<u8>>,
    /// The word that marks the answer, which is one line on [`CHANNEL`]; the process is ended after it.
    pub answer: Option<String>,
    pub time: Duration,
    /// The most processes that its group may have, where that is counted; one more ends them all.
    pub most_processes: Option<usize>,
}

/// The outcome of a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    pub ending: Ending,
    pub out: String,
    pub err: String,
    pub answer: Heard,
    /// It started too many processes, and was ended for that.
    pub is_crowd: bool,
}

/// The reason why a process has no outcome.
#[derive(Debug)]
pub enum NotRun {
    Stopped,
    Io(io::Error),
}

impl From<io::Error> for NotRun {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// The time between two looks at a process.
const PULSE: Duration = Duration::from_millis(5);

impl Program {
    /// Runs the program until it ends, answers, reaches its time limit or is stopped. No process of its group
    /// is left behind.
    pub fn run(self, stop: &Stop) -> Result<Ran, NotRun> {
        let started = Instant::now();
        let (answer, answering) = match self.answer {
            Some(_) => io::pipe().map(|(reader, writer)| (Some(reader), Some(writer)))?,
            None => (None, None),
        };
        let mut group = Group(self.command(answering)?.spawn()?);
        let out = group.0.stdout().take().map(|stream| Listener::start(stream, Kept::default()));
        let err = group.0.stderr().take().map(|stream| Listener::start(stream, Kept::default()));
        let answer = answer.map(|stream| {
            let word = self.answer.unwrap_or_default();
            Listener::start(stream, MarkedLine::with(word))
        });
        // The streams are read before the input is written: a process that prints much before it reads would
        // wait for its reader, and this thread for the process.
        if let (Some(input), Some(mut stream)) = (self.input, group.0.stdin().take()) {
            let _ = stream.write_all(&input); // Whoever does not listen gives no answer either.
        }
        let mut crowd = Crowd::new(self.most_processes, group.0.id());
        // A time that no `Instant` can hold is no limit.
        let ending = wait(&mut group.0, answer.as_ref(), &mut crowd, started.checked_add(self.time), stop)?;
        // The group is ended before its streams are collected: a process that holds one open would cost all
        // of [`GRACE`].
        drop(group);
        let text =
            |listener: Option<Listener<Kept>>| listener.map(Listener::heard).unwrap_or_default().text();
        let answer = answer.map(Listener::heard).unwrap_or_default().heard;
        Ok(Ran { ending, out: text(out), err: text(err), answer, is_crowd: crowd.is_too_large })
    }

    fn command(&self, answering: Option<io::PipeWriter>) -> io::Result<CommandWrap> {
        let mut command = Command::new(&self.file);
        command.args(&self.arguments).current_dir(&self.directory);
        if let Some(environment) = &self.environment {
            command.env_clear().envs(environment.iter().map(|(name, value)| (name, value)));
        }
        let stdin = if self.input.is_some() { Stdio::piped() } else { Stdio::null() };
        command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped());
        if let Some(writer) = answering {
            pass(&mut command, writer)?;
        }
        Ok(grouped(command))
    }
}

/// The descriptor that a child answers on.
// `command_fds` passes further descriptors on Unix only. Elsewhere the marked line is one among what the
// package prints.
pub const CHANNEL: i32 = if cfg!(unix) { 3 } else { 1 };

#[cfg(unix)]
fn pass(command: &mut Command, writer: io::PipeWriter) -> io::Result<()> {
    use command_fds::{CommandFdExt, FdMapping};
    let mapping = FdMapping { parent_fd: writer.into(), child_fd: CHANNEL };
    command.fd_mappings(vec![mapping]).map(drop).map_err(io::Error::other)
}

#[cfg(not(unix))]
fn pass(command: &mut Command, writer: io::PipeWriter) -> io::Result<()> {
    command.stdout(writer);
    Ok(())
}

/// A process and those that it started, in one group; dropping this kills them.
struct Group(Box<dyn ChildWrapper>);

impl Drop for Group {
    fn drop(&mut self) {
        let _ = self.0.start_kill(); // It may be gone already.
        let _ = self.0.wait();
    }
}

fn wait(
    child: &mut Box<dyn ChildWrapper>,
    answer: Option<&Listener<MarkedLine>>,
    crowd: &mut Crowd,
    deadline: Option<Instant>,
    stop: &Stop,
) -> Result<Ending, NotRun> {
    loop {
        if stop.is_requested() {
            return Err(NotRun::Stopped);
        }
        // Read before the process is looked at: an answer that came before its end counts.
        let is_answered = answer.is_some_and(Listener::is_answered);
        if let Some(status) = child.try_wait()? {
            return Ok(ending(status));
        }
        if is_answered {
            return Ok(Ending::Exit(0));
        }
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Ok(Ending::TimeOut);
        }
        if crowd.grows() {
            return Ok(Ending::Signal(9)); // The group is ended so.
        }
        thread::sleep(PULSE);
    }
}

/// Counts the processes of a group from time to time.
struct Crowd {
    most: Option<usize>,
    group: String,
    looked: Instant,
    is_too_large: bool,
}

impl Crowd {
    fn new(most: Option<usize>, leader: u32) -> Self {
        Self { most, group: leader.to_string(), looked: Instant::now(), is_too_large: false }
    }

    fn grows(&mut self) -> bool {
        // A count reads all of /proc, so only every tenth look at the process makes one.
        let Some(most) = self.most.filter(|_| self.looked.elapsed() >= 10 * PULSE) else { return false };
        self.looked = Instant::now();
        self.is_too_large = self.count() > most;
        self.is_too_large
    }

    /// Returns the number of processes in the group, as /proc tells it; 0 on other systems than Linux.
    fn count(&self) -> usize {
        let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
        let stats = processes.filter(|entry| {
            entry.file_name().to_str().is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_digit()))
        });
        let is_of_group = |stat: &String| {
            // A program may have `) ` in its name, so the last one ends it. Behind it come the state, the
            // parent and the group.
            let behind_name = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
            behind_name.split(' ').nth(2) == Some(self.group.as_str())
        };
        stats
            .filter_map(|entry| fs::read_to_string(entry.path().join("stat")).ok())
            .filter(is_of_group)
            .count()
    }
}

fn ending(status: ExitStatus) -> Ending {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return Ending::Signal(signal);
    }
    Ending::Exit(status.code().unwrap_or(-1))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn shell(script: &str, time: Duration, stop: &Stop) -> Result<Ran, NotRun> {
        let program = Program {
            file: "/bin/sh".into(),
            arguments: vec!["-c".into(), script.into()],
            directory: std::env::temp_dir(),
            answer: Some("word".to_owned()),
            time,
            ..Program::default()
        };
        program.run(stop)
    }

    #[test]
    fn processes_end_in_many_ways() {
        let long = Duration::from_secs(60);
        for (script, time, expected) in [
            ("echo a; echo b >&2; exit 3", long, (Ending::Exit(3), "a\n", "b\n", None)),
            ("kill -9 $$", long, (Ending::Signal(9), "", "", None)),
            ("exec 3>&-; sleep 0.1; exit 3", long, (Ending::Exit(3), "", "", None)),
            ("sleep 600 & wait", Duration::from_millis(50), (Ending::TimeOut, "", "", None)),
            (
                "echo noise >&3; echo the word >&3; sleep 600",
                long,
                (Ending::Exit(0), "", "", Some("the word")),
            ),
            (
                "head -c 70000000 /dev/zero >&3; echo >&3; echo the word >&3; sleep 600",
                long,
                (Ending::Exit(0), "", "", Some("the word")),
            ),
        ] {
            let ran = shell(script, time, &Stop::default()).unwrap();
            let ran = (ran.ending, ran.out.as_str(), ran.err.as_str(), ran.answer.line());
            assert_eq!(ran, expected, "{script}");
        }
    }

    #[test]
    fn an_answer_without_an_end_is_too_long() {
        let script = "printf word >&3; head -c 70000000 /dev/zero >&3; sleep 600";
        let ran = shell(script, Duration::from_secs(60), &Stop::default()).unwrap();
        assert_eq!(ran.answer, Heard::TooLong);
    }

    #[test]
    fn what_is_stopped_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let pid = folder.path().join("pid");
        let stop = Stop::default();
        let script = format!("sleep 600 & echo $! > {}; wait", pid.display());
        thread::scope(|scope| {
            let running = scope.spawn(|| shell(&script, Duration::from_secs(60), &stop));
            while std::fs::read_to_string(&pid).unwrap_or_default().trim().is_empty() {
                thread::sleep(PULSE);
            }
            stop.request();
            assert!(matches!(running.join().unwrap(), Err(NotRun::Stopped)));
        });
        let pid = std::fs::read_to_string(&pid).unwrap();
        let is_alive = || {
            let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
            !stat.is_empty() && !stat.contains(") Z ")
        };
        for _ in 0..1_000 {
            if !is_alive() {
                return;
            }
            thread::sleep(PULSE);
        }
        panic!("a process is left behind");
    }
}
