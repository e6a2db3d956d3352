//! One install script in a shell, and the outcome that its end amounts to.

use std::{fs, io};

use crate::{
    report::smoke::{Ending, ScriptOutcome, ScriptRun},
    smoke::{
        ask::Asker,
        bins::last_lines,
        containment::Containment,
        failure::SmokeFailure,
        keeper,
        lifecycle::{
            environment::{environment, home, is_left_out},
            found::LifecycleScript,
        },
        nodes::NodeBinary,
        process::{NotRun, Program, Ran},
    },
};

/// The status of a shell that does not find a command.
const NOT_FOUND: i32 = 127;

/// The status of an npm that may not read a file of its own; it says nothing.
const NPM_DENIED: i32 = 243;

/// The most processes that a script may have at one time.
const MOST_PROCESSES: usize = 512;

/// Words of Node, of programs and of the system for what the containment forbids.
const DENIALS: [&str; 12] = [
    "EACCES",
    "EPERM",
    "Permission denied",
    "Operation not permitted",
    "Read-only file system",
    "EAI_AGAIN",
    "ENOTFOUND",
    "ENETUNREACH",
    "Could not resolve host",
    "unable to resolve host",
    "Temporary failure in name resolution",
    "Network is unreachable",
];

impl Asker<'_> {
    /// Tells whether scripts can be held here, or need not be.
    pub(super) fn can_run_scripts(&self, node: &NodeBinary) -> Result<bool, SmokeFailure> {
        if self.limits.containment == Containment::Unsafe {
            return Ok(true);
        }
        fs::create_dir_all(home(self.room)).map_err(SmokeFailure::Temporary)?;
        let program = self.shell("echo held", self.room.environment());
        let Some(program) = self.keeper.keep_script(program, &node.file, self.room.root()) else {
            return Ok(false);
        };
        match program.run(self.stop) {
            Ok(ran) => Ok(ran.ending == Ending::Exit(0) && ran.out.trim() == "held"),
            Err(NotRun::Stopped) => Err(SmokeFailure::Stopped),
            Err(NotRun::Io(_)) => Ok(false),
        }
    }

    /// Runs a script to its end.
    pub(super) fn script(
        &self,
        node: &NodeBinary,
        script: &LifecycleScript,
        manager: Option<&str>,
    ) -> Result<ScriptRun, NotRun> {
        let is_held = self.limits.containment == Containment::Contained;
        let environment = environment(self.room, node, script, manager, is_held);
        let program = self.shell(&script.command, environment);
        let program = Program { directory: script.folder.clone(), ..program };
        let program = if is_held {
            self.keeper.keep_script(program, &node.file, self.room.root())
        } else {
            Some(self.keeper.keep(program, node.system, self.room.root()))
        };
        let ran = program.ok_or_else(|| io::Error::from(io::ErrorKind::Unsupported))?.run(self.stop)?;
        Ok(self.outcome(script, &ran, is_held))
    }

    /// Returns the shell that evaluates a command.
    fn shell(&self, command: &str, environment: Vec<(std::ffi::OsString, std::ffi::OsString)>) -> Program {
        let (shell, flags): (_, &[&str]) =
            // The shells and flags of npm.
            if cfg!(windows) { ("cmd.exe", &["/d", "/s", "/c"]) } else { ("/bin/sh", &["-c"]) };
        Program {
            file: shell.into(),
            arguments: flags.iter().copied().chain([command]).map(Into::into).collect(),
            directory: self.room.work(),
            environment: Some(environment),
            time: self.limits.time,
            most_processes: Some(MOST_PROCESSES),
            ..Program::default()
        }
    }

    fn outcome(&self, script: &LifecycleScript, ran: &Ran, is_held: bool) -> ScriptRun {
        let printed = self.room.strip(&format!("{}{}", ran.out, ran.err));
        let missing = (ran.ending == Ending::Exit(NOT_FOUND)).then(|| not_found(&ran.err)).flatten();
        // Without containment these words are those of an error of the script.
        let denial = DENIALS.into_iter().find(|words| is_held && ran.err.contains(words));
        let is_left_out = is_held && missing.is_some_and(is_left_out);
        let outcome = match ran.ending {
            Ending::Exit(0) => ScriptOutcome::Succeeds,
            Ending::Exit(status)
                if status == i32::from(keeper::FAILED) && ran.err.starts_with(keeper::SAYS) =>
            {
                ScriptOutcome::Denied
            }
            Ending::TimeOut => ScriptOutcome::TimedOut,
            Ending::Signal(_) => ScriptOutcome::Killed,
            Ending::Exit(_) if is_left_out => ScriptOutcome::Denied,
            Ending::Exit(_) if missing.is_some() => ScriptOutcome::CommandNotFound,
            // The shell may not run a file without the mode for it: so it is in a real installation.
            Ending::Exit(126) if !script.command.contains("chmod") => ScriptOutcome::Fails,
            Ending::Exit(NPM_DENIED) if is_held => ScriptOutcome::Denied,
            Ending::Exit(_) if denial.is_some() => ScriptOutcome::Denied,
            Ending::Exit(_) => ScriptOutcome::Fails,
        };
        let explanation = match outcome {
            ScriptOutcome::Denied => Some(format!(
                "the containment keeps it from what it does ({}); --unsafe runs it without that",
                denial.unwrap_or(if is_left_out {
                    "its command is outside of the system's folders"
                } else {
                    "it does not start"
                })
            )),
            ScriptOutcome::Killed if ran.is_crowd => {
                Some(format!("it starts more than {MOST_PROCESSES} processes"))
            }
            _ => None,
        };
        let run = script.not_asked("").ended(ran.ending, outcome, last_lines(&printed));
        ScriptRun { missing: missing.map(str::to_owned), explanation, ..run }
    }
}

/// Returns the command that a shell says it does not find: `sh: 1: husky: not found`.
fn not_found(said: &str) -> Option<&str> {
    // The status is that of the last command.
    let mut lines = said.lines().rev().filter(|line| line.contains("sh: "));
    lines.find_map(|line| {
        // dash says `not found`, bash `command not found`.
        let before = line.strip_suffix(": not found").or_else(|| line.strip_suffix(": command not found"))?;
        before.rsplit(": ").next()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shells_say_what_they_do_not_find() {
        for (said, expected) in [
            ("sh: 1: husky: not found\n", Some("husky")),
            ("/bin/sh: line 1: husky: command not found", Some("husky")),
            ("sh: husky: not found", Some("husky")),
            ("Error: x: not found", None),
            ("", None),
        ] {
            assert_eq!(not_found(said), expected, "{said}");
        }
    }
}
