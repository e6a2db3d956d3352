//! Runs in processes of their own, where addresses are few: an allocation that fails ends the process that asked for it, and
//! another one must be left to say so.

use std::{
    env,
    ffi::{OsStr, OsString},
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::OnceLock,
};

use crate::cli::{FAILED, failure::Failure};

/// Set in the process that does the work; the one target that it is about, where there are several.
const MARK: &str = "PACKPROOF_CONTAINED";
const TARGET: &str = "PACKPROOF_CONTAINED_TARGET";

/// The command that calls packproof as this process was called, where its addresses are few.
static CALL: OnceLock<Vec<OsString>> = OnceLock::new();

/// With so many addresses no allocation fails before memory is full.
#[cfg(unix)]
const PLENTY: u64 = 64 << 30;

/// Takes note of how the program is called, and says whether its work is for a process of its own. `arguments` starts with
/// the program's name; `program` is the command in place of that, which is Node and a script for the addon.
pub(super) fn is_needed(program: &[OsString], arguments: &[OsString]) -> bool {
    if program.is_empty() || !addresses_are_few() {
        return false;
    }
    let call = program.iter().chain(arguments.iter().skip(1)).cloned();
    let _ = CALL.set(call.collect()); // The program is called once.
    if env::var_os(MARK).is_none() {
        return true;
    }
    end_with_parent();
    false
}

#[cfg(unix)]
fn addresses_are_few() -> bool {
    use rustix::process::{Resource, getrlimit};
    getrlimit(Resource::As).current.is_some_and(|bytes| bytes < PLENTY)
}

#[cfg(not(unix))]
fn addresses_are_few() -> bool {
    false
}

#[cfg(target_os = "linux")]
fn end_with_parent() {
    use rustix::process::{Signal, set_parent_process_death_signal};
    // SIGTERM and not SIGKILL: this process has temporary folders to remove.
    let _ = set_parent_process_death_signal(Some(Signal::TERM)); // Else it ends when its work is done.
}

#[cfg(not(target_os = "linux"))]
fn end_with_parent() {}

/// The one target that this process is about.
pub(super) fn only_target() -> Option<PathBuf> {
    CALL.get()?;
    env::var_os(TARGET).map(PathBuf::from)
}

/// Does all of the work in another process, on the same streams. `None` where there is no such process.
pub(super) fn run() -> Option<Result<u8, Failure>> {
    let mut command = command(None)?;
    command.stdin(inherited(io::stdin())).stdout(inherited(io::stdout())).stderr(inherited(io::stderr()));
    let child = command.spawn().ok()?;
    Some(status(child).map_err(|status| died(None, status)))
}

/// Checks one of several targets in another process, which writes its line. `None` where that is not called for.
pub(super) fn line_of(target: &Path, input: &[u8]) -> Option<Result<(String, u8), Failure>> {
    let child = one_of_several(target)?.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
    let died = |status| died(Some(target), status);
    Some(answer(child, input).map_err(died))
}

/// Tells whether checking a target ends the process that does it. That process's output is not kept.
pub(super) fn ends(target: &Path, input: &[u8]) -> Option<Failure> {
    let mut command = one_of_several(target)?;
    let child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
    answer(child, input).err().map(|status| died(Some(target), status))
}

fn one_of_several(target: &Path) -> Option<Command> {
    if only_target().is_some() {
        return None;
    }
    let mut command = command(Some(target.as_os_str()))?;
    command.stderr(inherited(io::stderr()));
    Some(command)
}

/// A stream of this process for the other one. Node lets no program that is started have its own streams unless they are given.
#[cfg(unix)]
fn inherited(stream: impl std::os::fd::AsFd) -> Stdio {
    stream.as_fd().try_clone_to_owned().map_or_else(|_| Stdio::inherit(), Stdio::from)
}

#[cfg(not(unix))]
fn inherited<T>(_: T) -> Stdio {
    Stdio::inherit()
}

fn command(target: Option<&OsStr>) -> Option<Command> {
    let (program, arguments) = CALL.get()?.split_first()?;
    let mut command = Command::new(program);
    command.args(arguments).env(MARK, "1");
    if let Some(target) = target {
        command.env(TARGET, target);
    }
    Some(command)
}

fn answer(mut child: Child, input: &[u8]) -> Result<(String, u8), Option<ExitStatus>> {
    if let Some(mut stream) = child.stdin.take() {
        let _ = stream.write_all(input); // Whoever is gone does not listen.
    }
    let output = child.wait_with_output().map_err(|_| None)?;
    let status = known(output.status)?;
    Ok((String::from_utf8_lossy(&output.stdout).into_owned(), status))
}

fn status(mut child: Child) -> Result<u8, Option<ExitStatus>> {
    known(child.wait().map_err(|_| None)?)
}

fn known(status: ExitStatus) -> Result<u8, Option<ExitStatus>> {
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    // A status above those of packproof is that of a process that was aborted.
    code.filter(|code| *code <= FAILED).ok_or(Some(status))
}

fn died(target: Option<&Path>, status: Option<ExitStatus>) -> Failure {
    let what = target.map_or_else(|| "this".to_owned(), super::source::shown);
    let status = status.map_or_else(String::new, |status| format!(" ({status})"));
    Failure::Memory(format!("checking {what} takes more memory than the system gives{status}"))
}
