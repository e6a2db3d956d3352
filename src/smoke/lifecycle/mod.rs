//! Runs the scripts of an installation as npm does, each held by the system: `preinstall` of all packages, then `install`, then
//! `postinstall`; one that fails ends it.

mod environment;
mod found;
mod shell;

use std::{fs, path::Path};

use crate::{
    package::Package,
    report::smoke::{Deps, Reason, ScriptOutcome, ScriptRun, compare_scripts},
    smoke::{
        ask::Asker,
        failure::SmokeFailure,
        install::Scripts,
        lifecycle::found::{LifecycleScript, own_scripts, scripts_of_all},
        nodes::NodeBinary,
        process::NotRun,
        room::WRITABLE,
    },
};

/// The reasons why a script is not run, in words.
mod why {
    pub(super) const OFF: &str = "it runs with --scripts only";
    pub(super) const NO_DEPENDENCIES: &str = "its dependencies are not there; --deps install runs it";
    pub(super) const NOT_HELD: &str = "this system cannot hold it; --unsafe runs it without that";
    pub(super) const ENDED: &str = "the installation ends before it";
    pub(super) const REFUSED: &str = "a dependency is not fetched, so nothing is run";
}

/// The installation whose scripts are to run.
pub(super) struct Lifecycle<'l> {
    pub package: &'l Package,
    pub asker: &'l Asker<'l>,
    /// The package manager, with its version; none if it did not install.
    pub manager: Option<&'l str>,
    pub deps: Deps,
}

impl Lifecycle<'_> {
    /// Runs the scripts, if they are on, and compares them with what `check` foresees.
    pub fn scripts(&self, scripts: Scripts, node: &NodeBinary) -> Result<Vec<ScriptRun>, SmokeFailure> {
        let mut runs = match scripts {
            Scripts::Off => self.unasked(why::OFF, None),
            Scripts::On if self.lacks_dependencies() => {
                self.unasked(why::NO_DEPENDENCIES, Some(Reason::MissingDependency))
            }
            Scripts::On if !self.asker.can_run_scripts(node)? => {
                self.unasked(why::NOT_HELD, Some(Reason::Permission))
            }
            Scripts::On => self.run(node)?,
        };
        compare_scripts(self.package, &mut runs);
        Ok(runs)
    }

    /// Returns the package's own scripts, of which none is run because a dependency is not fetched.
    pub fn refused(package: &Package) -> Vec<ScriptRun> {
        let not_asked = |script: LifecycleScript| script.not_asked(why::REFUSED);
        own_scripts(package).into_iter().map(not_asked).collect()
    }

    fn unasked(&self, why: &str, reason: Option<Reason>) -> Vec<ScriptRun> {
        let not_asked = |script: LifecycleScript| ScriptRun { reason, ..script.not_asked(why) };
        own_scripts(self.package).into_iter().map(not_asked).collect()
    }

    fn lacks_dependencies(&self) -> bool {
        let fields = ["dependencies", "optionalDependencies", "peerDependencies"];
        let manifest = self.package.manifest();
        let has = |field: &str| {
            let members = manifest.and_then(|manifest| manifest.get(field)?.as_object());
            members.is_some_and(|members| !members.is_empty())
        };
        self.deps == Deps::None && fields.into_iter().any(has)
    }

    fn run(&self, node: &NodeBinary) -> Result<Vec<ScriptRun>, SmokeFailure> {
        // Landlock can only allow a folder that is there.
        for name in WRITABLE {
            fs::create_dir_all(self.asker.room.root().join(name)).map_err(SmokeFailure::Temporary)?;
        }
        let mut has_ended = false;
        let mut runs: Vec<ScriptRun> = Vec::new();
        let all = scripts_of_all(self.package, self.asker.room, self.deps == Deps::Install);
        for script in all {
            if has_ended {
                runs.push(script.not_asked(why::ENDED));
                continue;
            }
            if !is_in_place(&script.folder, &self.asker.room.consumer()) {
                continue; // It was left out, for an earlier script of it failed, or a script put a link in its way.
            }
            let run = self.asker.script(node, &script, self.manager).map_err(|error| match error {
                NotRun::Stopped => SmokeFailure::Stopped,
                NotRun::Io(error) => SmokeFailure::NotRun { file: "sh".into(), error },
            })?;
            let run = if run.package == self.package.name() {
                run
            } else {
                of_dependency(run, &script, &self.asker.room.consumer())
            };
            has_ended = run.fails();
            runs.push(run);
        }
        Ok(runs)
    }
}

/// Tells whether a folder is there, and no link stands in its path below the consumer's project: a script may have put one there
/// that leads anywhere, and what is removed or run behind it is not the package's.
fn is_in_place(folder: &Path, consumer: &Path) -> bool {
    let Ok(project) = fs::canonicalize(consumer) else { return false };
    let below = folder.strip_prefix(consumer).or_else(|_| folder.strip_prefix(&project));
    let expected = below.map_or_else(|_| folder.to_owned(), |below| project.join(below));
    folder.is_dir() && fs::canonicalize(folder).is_ok_and(|real| real == expected)
}

/// Says what the failure of a dependency's script means; npm removes a package that may be left out.
fn of_dependency(run: ScriptRun, script: &LifecycleScript, consumer: &Path) -> ScriptRun {
    if !run.outcome.is_failure() {
        let is_denied = run.outcome == ScriptOutcome::Denied;
        return ScriptRun { reason: is_denied.then_some(Reason::Permission), ..run };
    }
    let (reason, text) = if script.is_optional {
        (Reason::OptionalDependency, "it may be left out, and npm removes it")
    } else {
        (Reason::Dependency, "the script of a dependency fails")
    };
    if script.is_optional && is_in_place(&script.folder, consumer) {
        let _ = fs::remove_dir_all(&script.folder); // Else it stays, which only differs from npm.
    }
    ScriptRun { reason: Some(reason), explanation: Some(text.to_owned()), ..run }
}
