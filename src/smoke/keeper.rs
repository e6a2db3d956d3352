//! The program between packproof and Node: it gives up what a package must not have, and becomes Node.
//!
//! It is packproof itself, called with a word of its own. What it gives up no process gets back, and those that it starts
//! inherit that; nothing of it needs another user, a namespace or a setting of the system.

use std::{env, ffi::OsString, io, path::Path, process};

use crate::smoke::process::Program;

/// What packproof is called with to be the keeper.
pub const WORD: &str = "__contain";

/// The exit status of a keeper that could not do what it was told to.
pub const FAILED: u8 = 126;

/// What its errors begin with.
pub const SAYS: &str = "packproof: ";

/// How packproof is called; empty where nobody knows.
#[derive(Clone, Debug, Default)]
pub struct Keeper(Vec<OsString>);

/// What of the system holds a package.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct System {
    /// The process ends with packproof, however that ends.
    pub keeper: bool,
    /// Files and ports.
    pub landlock: bool,
    /// Calls of the system.
    pub seccomp: bool,
}

/// Its value names what of the system is not to be used, as `landlock,seccomp`; for tests, and where one of them makes
/// trouble.
const WITHOUT: &str = "PACKPROOF_SMOKE_WITHOUT";

impl Keeper {
    /// This very program, which is packproof.
    pub fn this_program() -> Self {
        Self(env::current_exe().into_iter().map(OsString::from).collect())
    }

    /// A program and its first arguments.
    pub fn of(words: Vec<String>) -> Self {
        Self(words.into_iter().map(OsString::from).collect())
    }

    /// What may be had, the most first; that nothing can be had is the last.
    pub fn systems(&self, is_contained: bool) -> Vec<System> {
        let without = env::var(WITHOUT).unwrap_or_default();
        let is_wanted = |name: &str| !without.split(',').any(|other| other.trim() == name);
        let is_here = cfg!(target_os = "linux") && !self.0.is_empty() && is_wanted("keeper");
        let mut systems = Vec::new();
        for (landlock, seccomp) in [(true, true), (false, true), (true, false), (false, false)] {
            let is_allowed = (!landlock || is_wanted("landlock")) && (!seccomp || is_wanted("seccomp"));
            if is_here && is_allowed && (is_contained || !(landlock || seccomp)) {
                systems.push(System { keeper: true, landlock, seccomp });
            }
        }
        systems.push(System::default());
        systems
    }

    /// The program, kept.
    pub fn keep(&self, program: Program, system: System, room: &Path) -> Program {
        let Some((keeper, first)) = self.0.split_first().filter(|_| system.keeper) else { return program };
        let told = [WORD.into(), process::id().to_string().into(), system.word().into(), room.into()];
        let told = told.into_iter().chain([program.file.into_os_string()]);
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

    /// Whether it keeps a package from anything.
    pub fn holds(self) -> bool {
        self.landlock || self.seccomp
    }
}

/// Does what the words after [`WORD`] say; comes back only to tell why that could not be done.
pub fn become_the_program(words: &[OsString]) -> io::Error {
    let [parent, system, room, program, arguments @ ..] = words else {
        return io::Error::other("this is for packproof itself");
    };
    let (parent, system) = (parent.to_string_lossy(), system.to_string_lossy());
    let system =
        System { keeper: true, landlock: system.contains("landlock"), seccomp: system.contains("seccomp") };
    match restrict(&parent, system, Path::new(room), Path::new(program)) {
        Ok(()) => execute(program, arguments),
        Err(error) => error,
    }
}

#[cfg(target_os = "linux")]
fn restrict(parent: &str, system: System, room: &Path, program: &Path) -> io::Result<()> {
    use rustix::process::{
        Pid, Resource, Rlimit, Signal, getppid, set_parent_process_death_signal, setrlimit,
    };
    set_parent_process_death_signal(Some(Signal::KILL))?;
    let is_there = |pid: Pid| pid.as_raw_nonzero().to_string() == parent;
    if !getppid().is_some_and(is_there) {
        return Err(io::Error::other("packproof has ended")); // Before the signal was set.
    }
    if system.holds() {
        setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    }
    if system.landlock {
        crate::smoke::landlock::restrict(room, program)?;
    }
    if system.seccomp {
        crate::smoke::seccomp::restrict()?;
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn restrict(_: &str, _: System, _: &Path, _: &Path) -> io::Result<()> {
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
