//! The words for first lines that do not run their files everywhere.

use crate::rules::support::first_line::FirstLineFault;

/// Returns the message and the help for what stands behind `#!` in the first line.
pub(in crate::rules) fn words(is: &str, line: &str, fault: &FirstLineFault<'_>) -> (String, String) {
    let starts = format!("{is} starts with `#!{line}`");
    match fault {
        FirstLineFault::CarriageReturn { program } => (
            format!(
                "{is} has a line end of Windows behind `#!`: as yarn links it, Linux and macOS look for \"{program}\\r\""
            ),
            "save the file with the line ends of Unix (LF)".to_owned(),
        ),
        FirstLineFault::OneName { env, name } => (
            format!("{starts}: Linux looks for a program named \"{name}\""),
            format!("write `#!{env} -S {name}`"),
        ),
        FirstLineFault::OneVariable { env, words } => (
            format!("{starts}: Linux takes that for one variable, and starts the file again without end"),
            format!("write `#!{env} -S {words}`"),
        ),
        FirstLineFault::OneOption { env, words } => (
            format!("{starts}: Linux takes all of `{words}` for one option of `env`, and starts no program"),
            if words.contains([' ', '\t']) {
                format!("write `#!{env} -S {words}`")
            } else {
                "name the program, as in `#!/usr/bin/env node`".to_owned()
            },
        ),
        FirstLineFault::OtherSplit { env, words } => (
            format!("{starts}: the script that pnpm writes around it knows no option of `env` but `-S`"),
            format!(
                "write `#!{env} -S {}`",
                words.split_once(['=', ' ', '\t']).map_or("node", |(_, behind)| behind)
            ),
        ),
        FirstLineFault::NoProgram => (
            format!("{is} names no program behind `#!`, and a shell runs it"),
            "write `#!/usr/bin/env node`".to_owned(),
        ),
        FirstLineFault::TooLong => (
            format!("{is} has a first line of which Linux reads 255 bytes: the rest is cut off"),
            "start a short script, which passes the options on".to_owned(),
        ),
        FirstLineFault::NoFolder { program } => (
            format!("{starts}: Linux and macOS look for it in the folder in which it is called"),
            by_env(program.strip_prefix("env ").unwrap_or(program)),
        ),
        FirstLineFault::NodeElsewhere { arguments } => (
            format!("{starts}: it does not run where Node is in another folder, as on Windows"),
            by_env(format!("node {arguments}").trim()),
        ),
    }
}

fn by_env(program: &str) -> String {
    let split = if program.contains(' ') { "-S " } else { "" };
    format!("write `#!/usr/bin/env {split}{program}`")
}
