//! A process and all that it starts, bounded in time and in what it says.

use std::{
    io::{self, PipeReader, Read},
    process::{Command, ExitStatus, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver},
    },
    thread,
    time::{Duration, Instant},
};

use process_wrap::std::{ChildWrapper, CommandWrap};

use crate::pack::stop::Stop;

/// A command that has ended, and its last words.
#[derive(Debug)]
pub(super) struct EndedCommand {
    pub ended: Ended,
    /// The end of what it wrote to both its streams.
    pub output: Vec<u8>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ended {
    Exited(ExitStatus),
    TimedOut,
    Stopped,
}

/// The bytes that are kept of what is said: enough for the list of all versions of any package.
const KEPT: usize = 8 << 20;

/// The time that is given to the last words, once the process has ended: a daemon that it left may hold the pipe.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// Runs it in a process group of its own; whatever is left of that at the end is killed.
pub(super) fn run(mut command: Command, timeout: Duration, stop: &Stop) -> io::Result<EndedCommand> {
    let (reader, writer) = io::pipe()?;
    command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
    let mut child = grouped(command).spawn()?; // The command goes here, and with it our ends of the pipe.
    let output = FollowedOutput::follow(reader);
    let ended = wait(child.as_mut(), Instant::now() + timeout, stop);
    let _ = child.start_kill(); // Nobody may be left, which is an error of its own.
    // A process that has exited is collected already.
    if !matches!(ended, Ok(Ended::Exited(_))) {
        let _ = child.wait();
    }
    Ok(EndedCommand { ended: ended?, output: output.finish() })
}

/// The command in a process group of its own.
pub(crate) fn grouped(command: Command) -> CommandWrap {
    // WebAssembly starts nothing, so there is nothing to group.
    #[cfg_attr(target_family = "wasm", expect(unused_mut))]
    let mut grouped = CommandWrap::from(command);
    #[cfg(unix)]
    grouped.wrap(process_wrap::std::ProcessGroup::leader());
    #[cfg(windows)]
    grouped.wrap(process_wrap::std::JobObject);
    grouped
}

fn wait(child: &mut dyn ChildWrapper, deadline: Instant, stop: &Stop) -> io::Result<Ended> {
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Ended::Exited(status));
        }
        if stop.is_requested() {
            return Ok(Ended::Stopped);
        }
        if Instant::now() >= deadline {
            return Ok(Ended::TimedOut);
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

/// The output of a process, read by a thread so that the process never waits for us.
struct FollowedOutput {
    tail: Arc<Mutex<Vec<u8>>>,
    ended: Receiver<()>,
}

impl FollowedOutput {
    fn follow(reader: PipeReader) -> Self {
        let tail = Arc::new(Mutex::new(Vec::new()));
        let (ending, ended) = mpsc::channel();
        let kept = Arc::clone(&tail);
        thread::spawn(move || {
            let _ = keep_tail(reader, &kept); // What was read before an error is kept.
            let _ = ending.send(());
        });
        Self { tail, ended }
    }

    fn finish(self) -> Vec<u8> {
        let _ = self.ended.recv_timeout(LAST_WORDS);
        let mut tail = std::mem::take(&mut *self.tail.lock().unwrap_or_else(PoisonError::into_inner));
        tail.drain(..tail.len().saturating_sub(KEPT));
        tail
    }
}

fn keep_tail(mut reader: PipeReader, tail: &Mutex<Vec<u8>>) -> io::Result<()> {
    let mut chunk = [0; 8 << 10];
    loop {
        let read = reader.read(&mut chunk)?;
        if read == 0 {
            return Ok(());
        }
        let mut tail = tail.lock().unwrap_or_else(PoisonError::into_inner);
        tail.extend(chunk.iter().take(read));
        // Cut only when twice as much is there, so that a byte is moved once at most.
        if tail.len() > 2 * KEPT {
            let surplus = tail.len() - KEPT;
            tail.drain(..surplus);
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    fn text(ran: &EndedCommand) -> String {
        String::from_utf8_lossy(&ran.output).into_owned()
    }

    #[test]
    fn both_streams_are_kept_to_the_end() {
        let ran = run(shell("echo out; echo err >&2; exit 3"), LONG, &Stop::default()).unwrap();
        assert_eq!(text(&ran), "out\nerr\n");
        assert!(matches!(ran.ended, Ended::Exited(status) if status.code() == Some(3)));
    }

    #[test]
    fn of_much_the_end_is_kept() {
        let ran = run(shell("yes | head -c 30000000; echo end"), LONG, &Stop::default()).unwrap();
        assert_eq!(ran.output.len(), KEPT);
        assert!(text(&ran).ends_with("y\nend\n"));
    }

    #[test]
    fn a_process_that_hangs_is_killed_with_all_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let left = folder.path().join("left");
        let script = format!("(trap '' TERM; sleep 2; touch {}) & echo started; sleep 60", left.display());
        let ran = run(shell(&script), Duration::from_millis(500), &Stop::default()).unwrap();
        assert_eq!((&ran.ended, text(&ran).as_str()), (&Ended::TimedOut, "started\n"));
        thread::sleep(Duration::from_secs(3));
        assert!(!left.exists());
    }

    #[test]
    fn it_stops_when_asked() {
        let stop = Stop::default();
        stop.request();
        assert_eq!(run(shell("sleep 60"), LONG, &stop).unwrap().ended, Ended::Stopped);
    }

    #[test]
    fn what_it_leaves_behind_holds_nobody_up() {
        let ran = run(shell("sleep 60 & echo done"), LONG, &Stop::default()).unwrap();
        assert_eq!(text(&ran), "done\n");
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        let missing = run(Command::new("packproof-no-such-program"), LONG, &Stop::default());
        assert_eq!(missing.unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
