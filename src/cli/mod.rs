//! The command line: arguments in, text or JSON out, and the exit status: 0 nothing wrong, 1 something is wrong with the
//! package, 2 could not check.

mod args;
mod batch;
mod check;
mod explain;
mod exports;
mod failure;
mod import;
mod limits;
mod ls;
mod npm;
mod resolve;
mod session;
mod source;

use std::{
    env,
    ffi::OsString,
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
};

pub use session::Session;

use crate::report::terminal::{Color, Page, Role, Terminal};
use args::Command;
use failure::Failure;

/// Nothing is wrong.
const OK: u8 = 0;
/// Something is wrong with the package.
const WRONG: u8 = 1;
/// It could not be checked.
const FAILED: u8 = 2;

/// Runs the program on the streams, the folder and the terminal of this process; `args` starts with its name.
pub fn main(args: impl IntoIterator<Item = OsString>) -> u8 {
    let (mut input, mut out, mut err) = (io::stdin(), io::stdout(), io::stderr());
    let mut session = Session {
        directory: env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
        terminal: session::terminal(),
        err_color: session::err_color(),
        input: &mut input,
        out: &mut out,
        err: &mut err,
    };
    let args: Vec<OsString> = args.into_iter().collect();
    let format = args::wanted_format(&args);
    let ran = catch_unwind(AssertUnwindSafe(|| run(args, &mut session)));
    ran.unwrap_or_else(|_| fail(&Failure::Bug, format, &mut session))
}

/// Runs the program; `args` starts with its name. The answer is the exit status.
pub fn run(args: impl IntoIterator<Item = OsString>, session: &mut Session<'_>) -> u8 {
    let args: Vec<OsString> = args.into_iter().collect();
    let format = args::wanted_format(&args);
    match args::parse(args, session) {
        Ok(args) => {
            session.adopt(args.command.output());
            let done = dispatch(&args.command, session);
            done.unwrap_or_else(|failure| fail(&failure, args.command.output().format(), session))
        }
        Err(failure) => fail(&failure, format, session),
    }
}

fn dispatch(command: &Command, session: &mut Session<'_>) -> Result<u8, Failure> {
    match command {
        Command::Check(args) => check::run(args, session),
        Command::Ls(args) => ls::run(args, session),
        Command::Resolve(args) => resolve::run(args, session),
        Command::Exports(args) => exports::run(args, session),
        Command::Import(args) => import::run(args, session),
        Command::Explain(args) => explain::run(args, session),
    }
}

/// Says why nothing could be checked: to people on stderr, to programs as the one document on stdout.
fn fail(failure: &Failure, format: args::Format, session: &mut Session<'_>) -> u8 {
    if let Failure::Shown(text) = failure {
        return session.print(text).map_or(FAILED, |()| OK);
    }
    match format {
        args::Format::Json => {
            let error = serde_json::json!({ "code": failure.code(), "message": failure.to_string() });
            let _ = session.print_json(&serde_json::json!({ "schema": 1, "error": error })); // Already failing.
        }
        args::Format::Text => {
            let _ = session.err.write_all(failure_text(failure, session.err_color).as_bytes());
        }
    }
    FAILED
}

fn failure_text(failure: &Failure, color: Color) -> String {
    let mut page = Page::new(Terminal { width: 80, color });
    page.wrapped(2, &[Role::Bad.of("error"), Role::Plain.of(": "), Role::Plain.of(failure.to_string())]);
    for line in failure.details() {
        page.wrapped(4, &[Role::Faint.of(format!("  {line}"))]);
    }
    if let Some(help) = failure.help() {
        page.wrapped(8, &[Role::Good.of("  help"), Role::Plain.of(format!(": {help}"))]);
    }
    page.finish()
}
