//! The scripts that ran at installation, each beside what `check` foresees.

use serde::Serialize;

use crate::{
    install::{
        RunOutcome, ScriptFault,
        scripts::{ForeseenScript, foreseen_scripts},
    },
    link::fault::FaultKind,
    package::Package,
    report::smoke::{
        ending::{Ending, EndingFields},
        reason::Reason,
    },
    resolve::NodeTarget,
};

/// A lifecycle script of the package, or of a package beside it, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ScriptRun {
    /// The name of the package that has the script.
    pub package: String,
    /// `preinstall`, `install` or `postinstall`.
    pub event: &'static str,
    pub command: String,
    /// The verdict of `check`; none on scripts of other packages.
    #[serde(rename = "static")]
    pub expected: Option<ScriptForecast>,
    pub outcome: ScriptOutcome,
    #[serde(flatten)]
    pub ending: EndingFields,
    /// The command that the shell did not find.
    pub missing: Option<String>,
    /// The end of what it printed.
    pub output: String,
    /// The two verdicts are the same; unknown where it was not asked or could not say.
    pub agrees: Option<bool>,
    pub reason: Option<Reason>,
    /// The reason in words.
    pub explanation: Option<String>,
}

/// The outcome of a script in a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScriptOutcome {
    /// It ends with the status 0.
    Succeeds,
    /// It ends with another status.
    Fails,
    /// The shell does not find a command of it, and it ends for that.
    CommandNotFound,
    TimedOut,
    /// A signal ends it, or packproof does because it starts too many processes.
    Killed,
    /// The containment keeps it from what it does, so that there is no verdict.
    Denied,
    #[default]
    NotAsked,
}

impl ScriptOutcome {
    pub fn is_failure(self) -> bool {
        matches!(self, Self::Fails | Self::CommandNotFound | Self::TimedOut | Self::Killed)
    }
}

/// The verdict of `check` on a script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScriptForecast {
    pub status: ForecastStatus,
    /// The fault for which it fails, in words.
    pub message: Option<String>,
}

/// The verdict in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ForecastStatus {
    Ok,
    Broken,
    /// The tarball does not tell.
    Unknown,
}

impl ScriptRun {
    /// A script that has not run.
    pub fn not_asked(package: &str, event: &'static str, command: &str, why: &str) -> Self {
        Self {
            package: package.to_owned(),
            event,
            command: command.to_owned(),
            expected: None,
            outcome: ScriptOutcome::NotAsked,
            ending: EndingFields::default(),
            missing: None,
            output: String::new(),
            agrees: None,
            reason: None,
            explanation: Some(why.to_owned()),
        }
    }

    /// Returns this script with the way in which it ended.
    pub fn ended(self, ending: Ending, outcome: ScriptOutcome, output: String) -> Self {
        Self { ending: ending.into(), outcome, output, explanation: None, ..self }
    }

    /// Tells whether it fails the installation of the package: a dependency that may be left out does not.
    pub fn fails(&self) -> bool {
        self.outcome.is_failure() && self.reason != Some(Reason::OptionalDependency)
    }

    /// Tells whether another way of asking would give the verdict that is missing here.
    pub fn is_unjudged(&self) -> bool {
        self.outcome == ScriptOutcome::Denied
            || (self.outcome == ScriptOutcome::NotAsked && self.reason.is_some())
    }
}

/// Sets what `check` foresees beside the scripts of the package itself, and says how far the two agree.
pub fn compare_scripts(package: &Package, runs: &mut [ScriptRun]) {
    let foreseen = foreseen_scripts(package, &[NodeTarget::default()]);
    for run in runs.iter_mut().filter(|run| run.package == package.name()) {
        let Some(script) = foreseen.iter().find(|script| script.event == run.event) else { continue };
        run.expected = Some(forecast(script));
        compare(run, &script.outcome);
    }
}

fn forecast(script: &ForeseenScript) -> ScriptForecast {
    let (status, message) = match &script.outcome {
        RunOutcome::Succeeds => (ForecastStatus::Ok, None),
        RunOutcome::Fails(fault) => (ForecastStatus::Broken, Some(words(fault))),
        RunOutcome::Unknown => (ForecastStatus::Unknown, None),
    };
    ScriptForecast { status, message }
}

fn words(fault: &ScriptFault) -> String {
    match fault {
        ScriptFault::MissingFile(path) => format!("it runs {path}, which is not packed"),
        ScriptFault::MissingOperand(path) => format!("it needs {path}, which is not packed"),
        ScriptFault::DevelopmentCommand { command, package } => {
            format!("it runs `{command}`, and {package}, which brings it, is a development dependency")
        }
        ScriptFault::FailingFile { file, fault } => {
            format!("it runs {file}, where Node meets: {}", fault.message)
        }
        ScriptFault::MissingSource { path, .. } => format!("it compiles {path}, which is not packed"),
        ScriptFault::MissingScript(name) => format!("it runs the script \"{name}\", which is not there"),
        ScriptFault::FailingTest { path, is_packed } => {
            format!(
                "it ends with a test that fails, as {path} is {}packed",
                if *is_packed { "" } else { "not " }
            )
        }
        ScriptFault::NotExecutable(path) => {
            format!("it runs {path}, which is not executable in the archive")
        }
        ScriptFault::NoScripts => "\"scripts\" is null".to_owned(),
    }
}

fn compare(run: &mut ScriptRun, foreseen: &RunOutcome) {
    let because = |run: &mut ScriptRun, agrees, reason, text: String| {
        run.agrees = Some(agrees);
        run.reason = Some(reason);
        run.explanation = Some(text);
    };
    match (run.outcome, foreseen) {
        (ScriptOutcome::NotAsked | ScriptOutcome::Denied, _) => {}
        (ScriptOutcome::Succeeds, RunOutcome::Fails(fault)) => match fault {
            ScriptFault::DevelopmentCommand { command, .. } => {
                let text =
                    format!("`{command}` lies on this machine by chance: no declared dependency brings it");
                because(run, false, Reason::Hoisted, text);
            }
            ScriptFault::FailingFile { fault, .. } if matches!(fault.kind, FaultKind::Undeclared { .. }) => {
                let text =
                    "what it requires lies on this machine by chance: no declared dependency brings it";
                because(run, false, Reason::Hoisted, text.to_owned());
            }
            _ => because(run, false, Reason::Static, "it succeeds: the static verdict is wrong".to_owned()),
        },
        (ScriptOutcome::Succeeds, _) => run.agrees = Some(true),
        (_, RunOutcome::Fails(fault)) if is_cause(run, fault) => run.agrees = Some(true),
        (_, RunOutcome::Fails(_)) => {
            let text = "both say that it fails, and name other causes".to_owned();
            because(run, true, Reason::OtherCause, text);
        }
        (_, RunOutcome::Succeeds) => {
            because(run, false, Reason::Static, "it fails: the static verdict is wrong".to_owned());
        }
        (outcome, RunOutcome::Unknown) => {
            let (reason, text) = unforeseen(outcome, run.missing.as_deref());
            because(run, false, reason, run.explanation.clone().unwrap_or(text));
        }
    }
}

/// Returns the reason of a failure that only running the script shows.
fn unforeseen(outcome: ScriptOutcome, missing: Option<&str>) -> (Reason, String) {
    match (outcome, missing) {
        (ScriptOutcome::TimedOut, _) => (Reason::TimeOut, "it does not end in time".to_owned()),
        (ScriptOutcome::Killed, _) => (Reason::Killed, "a signal ends it".to_owned()),
        (_, Some(command)) => {
            (Reason::Runtime, format!("neither a dependency nor this machine brings `{command}`"))
        }
        _ => (Reason::Runtime, "its own code fails".to_owned()),
    }
}

/// Tells whether a script failed for what was foreseen.
fn is_cause(run: &ScriptRun, fault: &ScriptFault) -> bool {
    match fault {
        ScriptFault::FailingFile { fault, .. } => {
            let words = fault.message.lines().next().unwrap_or_default();
            run.output.contains(fault.missing.as_deref().unwrap_or(words))
        }
        ScriptFault::MissingFile(path)
        | ScriptFault::MissingOperand(path)
        | ScriptFault::NotExecutable(path)
        | ScriptFault::MissingSource { path, .. } => {
            let name = path.rsplit('/').next().unwrap_or(path);
            run.output.contains(name)
        }
        ScriptFault::DevelopmentCommand { command, .. } => run.missing.as_deref() == Some(command),
        ScriptFault::MissingScript(name) => run.output.contains(name.as_str()),
        // A test says nothing.
        ScriptFault::FailingTest { .. } => true,
        // Nothing runs.
        ScriptFault::NoScripts => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

    fn compared(
        command: &str,
        outcome: ScriptOutcome,
        missing: Option<&str>,
        output: &str,
    ) -> (Option<bool>, Option<Reason>) {
        let manifest = serde_json::json!({ "name": "p", "scripts": { "postinstall": command },
            "devDependencies": { "husk": "1" } });
        let files = [("package.json", manifest.to_string()), ("a.js", String::new())];
        let package = Package::new(FileTree::of(files.iter().map(|(path, text)| (*path, text.as_str()))));
        let run = ScriptRun::not_asked("p", "postinstall", command, "");
        let run = run.ended(Ending::Exit(1), outcome, output.to_owned());
        let mut runs = [ScriptRun { missing: missing.map(str::to_owned), ..run }];
        compare_scripts(&package, &mut runs);
        (runs[0].agrees, runs[0].reason)
    }

    #[test]
    fn each_outcome_agrees_or_differs_for_a_reason() {
        use ScriptOutcome::{CommandNotFound, Denied, Fails, Killed, Succeeds, TimedOut};
        for (command, outcome, missing, output, expected) in [
            ("node a.js", Succeeds, None, "", (Some(true), None)),
            ("node a.js", Fails, None, "boom", (Some(false), Some(Reason::Runtime))),
            ("node a.js", TimedOut, None, "", (Some(false), Some(Reason::TimeOut))),
            ("node a.js", Killed, None, "", (Some(false), Some(Reason::Killed))),
            ("node a.js", Denied, None, "", (None, None)),
            ("tool", CommandNotFound, Some("tool"), "", (Some(false), Some(Reason::Runtime))),
            ("node gone.js", Fails, None, "Cannot find module '/x/gone.js'", (Some(true), None)),
            ("node gone.js", Fails, None, "boom", (Some(true), Some(Reason::OtherCause))),
            ("node gone.js", Succeeds, None, "", (Some(false), Some(Reason::Static))),
            ("husk", CommandNotFound, Some("husk"), "", (Some(true), None)),
            ("husk", Succeeds, None, "", (Some(false), Some(Reason::Hoisted))),
            ("echo", Fails, None, "", (Some(false), Some(Reason::Static))),
        ] {
            assert_eq!(compared(command, outcome, missing, output), expected, "{command} {outcome:?}");
        }
    }
}
