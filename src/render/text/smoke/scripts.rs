//! The scripts of the installation, each with its end and what `check` foresees.

use crate::{
    render::{
        terminal::Role,
        text::{
            Detail,
            smoke::{
                SmokeView,
                words::{reason_name, script_words},
            },
        },
    },
    report::smoke::{ScriptOutcome, ScriptRun},
};

impl SmokeView<'_> {
    /// Shows the scripts that ran, and those that could not; of other packages only what fails.
    pub(super) fn scripts(&mut self) {
        let own = self.report.package.name.as_deref();
        let is_shown = |script: &&ScriptRun| {
            let is_quiet = matches!(script.outcome, ScriptOutcome::Succeeds | ScriptOutcome::NotAsked);
            let is_asked = script.outcome != ScriptOutcome::NotAsked || script.reason.is_some();
            let is_own = Some(script.package.as_str()) == own && self.detail != Detail::Problems;
            is_asked && (!is_quiet || is_own || script.agrees == Some(false) || script.is_unjudged())
        };
        let scripts: Vec<&ScriptRun> = self.report.scripts.iter().filter(is_shown).collect();
        if scripts.is_empty() {
            return;
        }
        self.page.blank();
        for script in scripts {
            let whose = if Some(script.package.as_str()) == own { "" } else { script.package.as_str() };
            self.script(script, whose);
        }
    }

    fn script(&mut self, script: &ScriptRun, whose: &str) {
        let mark = match script.outcome {
            ScriptOutcome::Succeeds => Role::Good.of("✓ "),
            ScriptOutcome::Denied | ScriptOutcome::NotAsked => Role::Warning.of("? "),
            _ => Role::Bad.of("✗ "),
        };
        let command = script.command.split_whitespace().collect::<Vec<_>>().join(" ");
        let whose = if whose.is_empty() { String::new() } else { format!("{whose}: ") };
        let name = format!("{whose}{} ", script.event);
        let end = format!(" {}", script_words(script));
        let end = if script.fails() { Role::Bad.of(end) } else { Role::Faint.of(end) };
        self.page.wrapped(4, &[mark, Role::Strong.of(name), Role::Plain.of(command), end]);
        if script.fails() {
            for line in script.output.lines() {
                self.page.wrapped(4, &[Role::Faint.of(format!("  {line}"))]);
            }
        }
        if let Some(words) = explanation(script) {
            self.page.wrapped(4, &[Role::Good.of("  = "), Role::Plain.of(words)]);
        }
    }
}

fn explanation(script: &ScriptRun) -> Option<String> {
    match (&script.explanation, script.reason) {
        (Some(text), Some(reason)) => Some(format!("{}: {text}", reason_name(reason))),
        (Some(text), None) => Some(text.clone()),
        (None, _) => script.fails().then(|| "as the static verdict says".to_owned()),
    }
}
