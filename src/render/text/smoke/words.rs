//! Words for what happened to a process, and for the reason of a difference.

use crate::report::smoke::{Ending, Reason, ScriptOutcome, ScriptRun, Unmet};

pub(super) fn unmet_words(unmet: &Unmet) -> String {
    let Unmet { name, range, found, by } = unmet;
    let whose = by.as_deref().map(|by| format!(" of {by}")).unwrap_or_default();
    match found {
        Some(found) => format!("{name} is {found} in this project, and {range} is declared{whose}"),
        None => format!("{name} {range}{whose} is not installed in this project"),
    }
}

pub(super) fn ending_words(ending: Ending) -> String {
    match ending {
        Ending::Exit(status) => format!("ends with the status {status}"),
        Ending::Signal(signal) => format!("ends by signal {signal}"),
        Ending::TimeOut => "does not end in time".to_owned(),
    }
}

pub(super) fn script_words(script: &ScriptRun) -> String {
    match (script.outcome, &script.missing, script.ending.exit, script.ending.signal) {
        (ScriptOutcome::Succeeds, ..) => "succeeds".to_owned(),
        (ScriptOutcome::CommandNotFound, Some(command), ..) => format!("{command} is not found"),
        (ScriptOutcome::TimedOut, ..) => ending_words(Ending::TimeOut),
        (ScriptOutcome::Killed, _, _, Some(signal)) => ending_words(Ending::Signal(signal)),
        (ScriptOutcome::Denied, ..) => "could not be judged".to_owned(),
        (ScriptOutcome::NotAsked, ..) => "was not asked".to_owned(),
        (_, _, status, _) => ending_words(Ending::Exit(status.unwrap_or_default())),
    }
}

pub(super) fn reason_name(reason: Reason) -> &'static str {
    match reason {
        Reason::Static => "static verdict",
        Reason::Runtime => "runtime",
        Reason::BrowserGlobal => "browser global",
        Reason::NativeAddon => "native addon",
        Reason::Dependency => "dependency",
        Reason::Hoisted => "hoisting",
        Reason::TimeOut => "time-out",
        Reason::Memory => "memory",
        Reason::Exit => "exit",
        Reason::OtherCause => "other cause",
        Reason::Permission => "permission",
        Reason::MissingDependency => "missing dependency",
        Reason::OptionalDependency => "optional dependency",
        Reason::Killed => "killed",
        Reason::RefusedDependency => "refused dependency",
        Reason::LongAnswer => "long answer",
        Reason::Contradicted => "contradiction",
    }
}
