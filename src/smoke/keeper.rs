//! The keeper: the program between packproof and Node. It gives up the rights that a package must not have,
//! and becomes Node.
//!
//! The keeper is packproof itself, called with a word of its own. No process gets back the rights that it
//! gave up, and its children inherit the restriction. None of that needs another user, a namespace or a
//! setting of the system.

use std::{env, ffi::OsString, io, path::Path, process};

use crate::smoke::process::Program;

/// The first argument of packproof that makes it the keeper.
pub const WORD: &str = "__contain";

/// The exit status of a keeper that could not do what it was told to.
pub const FAILED: u8 = 126;

/// The beginning of each error message of the keeper.
pub const SAYS: &str = "packproof: ";

/// The command that calls packproof; empty if it is not known.
#[derive(Clone, Debug, Default)]
pub struct Keeper(Vec<OsString>);

/// The means of the system that hold a package.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct System {
    /// The process ends with packproof, however that ends.
    pub keeper: bool,
    /// Landlock, for files and ports.
    pub landlock: bool,
    /// seccomp, for system calls.
    pub seccomp: bool,
}

/// The variable that names means of the system not to use, as in `landlock,seccomp`: for tests, and for
/// systems where one of them makes trouble.
const WITHOUT: &str = "PACKPROOF_SMOKE_WITHOUT";

/// The word for the means that hold an install script.
const SCRIPT: &str = "script";

impl Keeper {
    /// The running program, if that is packproof.
    pub fn this_program() -> Self {
        Self(env::current_exe().into_iter().map(OsString::from).collect())
    }

    /// A command: a program and its first arguments.
    pub fn of(words: Vec<String>) -> Self {
        Self(words.into_iter().map(OsString::from).collect())
    }

    /// Returns the words of the command; none where nothing calls packproof.
    pub fn words(&self) -> &[OsString] {
        &self.0
    }

    /// Returns the sets of means to try, the strongest first; the last is the empty set.
    pub fn systems(&self, is_contained: bool) -> Vec<System> {
        let without = env::var(WITHOUT).unwrap_or_default();
        let is_wanted = |name: &str| !without.split(',').any(|other| other.trim() == name);
        let is_here = cfg!(target_os = "linux") && !self.0.is_empty() && is_wanted("keeper");
        let mut systems = Vec::new();
        for (landlock, seccomp) in [(true, true), (false, true), (true, false), (false, false)] {
            let is_allowed = (!landlock || is_wanted("landlock")) && (!seccomp || is_wanted("seccomp"));
            // With `--unsafe`, the keeper only sees to it that the process ends with packproof.
            if is_here && is_allowed && (is_contained || !(landlock || seccomp)) {
                systems.push(System { keeper: true, landlock, seccomp });
            }
        }
        systems.push(System::default());
        systems
    }

    /// Returns the program as the keeper starts it.
    pub fn keep(&self, program: Program, system: System, room: &Path) -> Program {
        if system.keeper { self.told(program, system.word(), room, None) } else { program }
    }

    /// Returns an install script's program as the keeper starts it, with a Node that it may start. `None` if this system cannot
    /// hold it.
    pub fn keep_script(&self, program: Program, node: &Path, room: &Path) -> Option<Program> {
        let is_here = self.systems(true).first().is_some_and(|system| system.landlock && system.seccomp);
        is_here.then(|| self.told(program, SCRIPT, room, Some(node)))
    }

    fn told(&self, program: Program, word: &str, room: &Path, node: Option<&Path>) -> Program {
        let Some((keeper, first)) = self.0.split_first() else { return program };
        let told = [WORD.into(), process::id().to_string().into(), word.into(), room.into()];
        let told = told.into_iter().chain(node.map(Into::into)).chain([program.file.into_os_string()]);
        let arguments = first.iter().cloned().chain(told).chain(program.arguments).collect();
        Program { file: keeper.into(), arguments, ..program }
    }
}

impl System {
    fn word(self) -> &'static str {
        match (self.landlock, self.seccomp) {
            (true, true) => "landlock,seccomp",
            (true, false) => "landlock",
            (false, true) => "seccomp",
            (false, false) => "none",
        }
    }

    /// Tells whether Landlock or seccomp is among the means.
    pub fn holds(self) -> bool {
        self.landlock || self.seccomp
    }
}

/// Restricts this process and becomes the program, as the arguments after [`WORD`] say. Returns only if that
/// fails.
pub fn become_the_program(words: &[OsString]) -> io::Error {
    let [parent, system, room, program, arguments @ ..] = words else {
        return io::Error::other("this is for packproof itself");
    };
    let (parent, system) = (parent.to_string_lossy(), system.to_string_lossy());
    if system == SCRIPT {
        let Some((shell, arguments)) = arguments.split_first() else {
            return io::Error::other("there is no script");
        };
        return match restrict_script(&parent, Path::new(room), Path::new(program)) {
            Ok(()) => execute(shell, arguments),
            Err(error) => error,
        };
    }
    let system =
        System { keeper: true, landlock: system.contains("landlock"), seccomp: system.contains("seccomp") };
    match restrict(&parent, system, Path::new(room), Path::new(program)) {
        Ok(()) => execute(program, arguments),
        Err(error) => error,
    }
}

#[cfg(target_os = "linux")]
fn restrict(parent: &str, system: System, room: &Path, program: &Path) -> io::Result<()> {
    end_with(parent)?;
    // A crash would let the system write the memory of the process to a core file.
    if system.holds() {
        limit(rustix::process::Resource::Core, 0)?;
    }
    if system.landlock {
        crate::smoke::landlock::restrict(room, program)?;
    }
    if system.seccomp {
        crate::smoke::seccomp::restrict()?;
    }
    Ok(())
}

/// The largest file that an install script may write.
#[cfg(target_os = "linux")]
const LARGEST_FILE: u64 = 1 << 30;

#[cfg(target_os = "linux")]
fn restrict_script(parent: &str, room: &Path, node: &Path) -> io::Result<()> {
    use rustix::process::Resource;
    end_with(parent)?;
    limit(Resource::Core, 0)?;
    limit(Resource::Fsize, LARGEST_FILE)?;
    let writable = crate::smoke::room::WRITABLE.map(|name| room.join(name));
    let is_scoped = crate::smoke::landlock::restrict_script(room, &writable, node)?;
    crate::smoke::seccomp::restrict_script(is_scoped)
}

#[cfg(target_os = "linux")]
fn limit(resource: rustix::process::Resource, most: u64) -> io::Result<()> {
    // The maximum, too: up to it a process may raise its limit again.
    let limit = rustix::process::Rlimit { current: Some(most), maximum: Some(most) };
    Ok(rustix::process::setrlimit(resource, limit)?)
}

/// Lets the system end this process when packproof ends.
#[cfg(target_os = "linux")]
fn end_with(parent: &str) -> io::Result<()> {
    use rustix::process::{Pid, Signal, getppid, set_parent_process_death_signal};
    set_parent_process_death_signal(Some(Signal::KILL))?;
    let is_there = |pid: Pid| pid.as_raw_nonzero().to_string() == parent;
    // It may have ended before the signal was set.
    if getppid().is_some_and(is_there) { Ok(()) } else { Err(io::Error::other("packproof has ended")) }
}

#[cfg(not(target_os = "linux"))]
fn restrict(_: &str, _: System, _: &Path, _: &Path) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

#[cfg(not(target_os = "linux"))]
fn restrict_script(_: &str, _: &Path, _: &Path) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

#[cfg(unix)]
fn execute(program: &OsString, arguments: &[OsString]) -> io::Error {
    std::os::unix::process::CommandExt::exec(process::Command::new(program).args(arguments))
}

#[cfg(not(unix))]
fn execute(_: &OsString, _: &[OsString]) -> io::Error {
    io::Error::from(io::ErrorKind::Unsupported)
}
