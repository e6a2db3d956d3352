//! The command line: arguments in, text or JSON out, and the exit status: 0 nothing wrong, 1 something is wrong with the
//! package, 2 could not check.

mod args;
mod batch;
mod check;
mod contained;
mod explain;
mod exports;
mod failure;
mod import;
mod interrupt;
mod limits;
mod ls;
mod outputs;
mod repository;
mod resolve;
mod smoke;
mod source;
mod stream;
mod surroundings;
mod trace;
mod workspace;

use std::{
    env,
    ffi::OsString,
    io::{self, Write},
    panic::{self, AssertUnwindSafe, PanicHookInfo, catch_unwind},
    path::PathBuf,
};

pub use interrupt::Interrupts;
pub use surroundings::Surroundings;

use crate::{
    pack::Stop,
    render::{
        formats::Checked,
        terminal::{Color, Page, Role, Terminal, visible},
    },
    smoke::keeper::{self, Keeper},
};
use args::Command;
use failure::Failure;
use outputs::{Destination, Form, Sheet};
use serde_json::json;

/// Nothing is wrong.
const OK: u8 = 0;
/// Something is wrong with the package.
const WRONG: u8 = 1;
/// It could not be checked.
const FAILED: u8 = 2;

/// Runs the program on the streams, the folder and the terminal of this process; `args` starts with its name. `keeper` is
/// how this very program is called.
pub fn main(args: impl IntoIterator<Item = OsString>, keeper: Keeper, stop: &Stop) -> u8 {
    let args: Vec<OsString> = args.into_iter().collect();
    if let [_, word, words @ ..] = args.as_slice()
        && word == keeper::WORD
    {
        return keep(words);
    }
    panic::set_hook(Box::new(|panic| {
        let _ = io::stderr().write_all(said(panic).as_bytes()); // Already failing.
    }));
    let (mut input, mut out, mut err) = (io::stdin(), io::stdout(), io::stderr());
    let mut surroundings = Surroundings {
        directory: env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
        terminal: surroundings::terminal(),
        err_color: surroundings::err_color(),
        stop: stop.clone(),
        keeper,
        input: &mut input,
        out: &mut out,
        err: &mut err,
    };
    let wanted = args::wanted_form(&args);
    let elsewhere = contained::is_needed(&args).then(contained::run).flatten();
    let ran = match elsewhere {
        Some(Ok(status)) => return status,
        Some(Err(failure)) => return fail(&failure, "", &[Sheet::on_stdout(wanted)], &mut surroundings),
        None => catch_unwind(AssertUnwindSafe(|| run(args, &mut surroundings))),
    };
    ran.unwrap_or_else(|_| fail(&Failure::Bug, "", &[Sheet::on_stdout(wanted)], &mut surroundings))
}

/// Is the program between packproof and Node, and says why where that fails.
fn keep(words: &[OsString]) -> u8 {
    let error = keeper::become_the_program(words);
    let _ = writeln!(io::stderr(), "{}{error}", keeper::SAYS); // Already failing.
    keeper::FAILED
}

/// What a panic says, for the report on it. It may quote what stands in a package.
fn said(panic: &PanicHookInfo<'_>) -> String {
    panic.to_string().lines().map(|line| format!("{}\n", visible(line))).collect()
}

/// Runs the program; `args` starts with its name. The answer is the exit status.
pub fn run(args: impl IntoIterator<Item = OsString>, surroundings: &mut Surroundings<'_>) -> u8 {
    let args: Vec<OsString> = args.into_iter().collect();
    let wanted = args::wanted_form(&args);
    match args::parse(args, surroundings) {
        Ok(args) => {
            let output = args.command.output();
            surroundings.adopt(output);
            let done = dispatch(&args.command, surroundings);
            done.unwrap_or_else(|failure| match &args.command {
                Command::Check(check) => {
                    let target =
                        check.targets.first().map_or_else(|| ".".to_owned(), |target| source::shown(target));
                    fail(&failure, &target, &output.sheets, surroundings)
                }
                Command::Trace(trace) => {
                    fail(&failure, trace.project.as_deref().unwrap_or("."), &output.sheets, surroundings)
                }
                _ => fail(&failure, "", &[Sheet::on_stdout(wanted)], surroundings),
            })
        }
        Err(failure) => fail(&failure, "", &[Sheet::on_stdout(wanted)], surroundings),
    }
}

fn dispatch(command: &Command, surroundings: &mut Surroundings<'_>) -> Result<u8, Failure> {
    match command {
        Command::Check(args) => check::run(args, surroundings),
        Command::Ls(args) => ls::run(args, surroundings),
        Command::Resolve(args) => resolve::run(args, surroundings),
        Command::Exports(args) => exports::run(args, surroundings),
        Command::Import(args) => import::run(args, surroundings),
        Command::Trace(args) => trace::run(args, surroundings),
        Command::Smoke(args) => smoke::run(args, surroundings),
        Command::Explain(args) => explain::run(args, surroundings),
    }
}

/// Says why nothing could be checked: to people on stderr, to programs in the form that they wait for.
fn fail(failure: &Failure, target: &str, sheets: &[Sheet], surroundings: &mut Surroundings<'_>) -> u8 {
    if let Failure::Shown(text) = failure {
        return surroundings.print(text).map_or(FAILED, |()| OK);
    }
    if failure.is_about_writing() || !sheets.iter().any(Sheet::says_failures) {
        tell(failure, surroundings);
    }
    for sheet in sheets.iter().filter(|_| !failure.is_about_writing()) {
        let Some(text) = failure_in(failure, target, sheet) else { continue };
        sheet.to.write(&text, surroundings).unwrap_or_else(|failure| tell(&failure, surroundings));
    }
    FAILED
}

/// Says to people what has failed.
fn tell(failure: &Failure, surroundings: &mut Surroundings<'_>) {
    let _ = surroundings.err.write_all(failure_text(failure, surroundings.err_color).as_bytes()); // Already failing.
}

/// The failure in a form for programs.
fn failure_in(failure: &Failure, target: &str, sheet: &Sheet) -> Option<String> {
    match (sheet.form, &sheet.to) {
        (Form::Text, Destination::Stdout) => None,
        (Form::Text, _) => Some(failure_text(failure, Color::Never)),
        (Form::Json, _) => surroundings::document(&json!({ "schema": 1, "error": failure.json() })).ok(),
        (Form::Ndjson, _) => Some(surroundings::line(&json!({ "schema": 1, "error": failure.json() }))),
        (form, _) => form.render(&[Checked { target: target.to_owned(), outcome: Err(failure.into()) }]),
    }
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
