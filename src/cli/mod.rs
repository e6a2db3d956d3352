//! The command line: arguments in, text or JSON out, and the exit status: 0 nothing wrong, 1 something is wrong with the
//! package, 2 could not check.

mod args;
mod batch;
mod check;
mod contained;
mod deps;
mod diff;
mod explain;
mod exports;
mod failing;
mod failure;
mod format;
mod import;
mod init;
mod interrupt;
mod limits;
mod ls;
mod outputs;
mod published;
mod repository;
mod resolve;
mod sheet;
mod smoke;
mod source;
mod status;
mod stream;
mod surface;
mod surroundings;
mod trace;
mod unmeasured;
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
    limits::is_about_memory,
    pack::Stop,
    render::terminal::visible,
    smoke::keeper::{self, Keeper},
};
use args::CliCommand;
use failing::fail;
use failure::Failure;
use sheet::Sheet;
use status::{FAILED, OK, WRONG};

/// The command line as clap knows it, for the man page and the completions.
pub fn command() -> clap::Command {
    args::command()
}

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
    let wanted = args::wanted_format(&args);
    let is_elsewhere = contained::is_needed(surroundings.keeper.words(), &args);
    let elsewhere = is_elsewhere.then(contained::run).flatten();
    let ran = match elsewhere {
        Some(Ok(status)) => return status,
        Some(Err(failure)) => return fail(&failure, "", &[Sheet::on_stdout(wanted)], &mut surroundings),
        None => catch_unwind(AssertUnwindSafe(|| run(args, &mut surroundings))),
    };
    ran.unwrap_or_else(|panic| {
        fail(&Failure::of_panic(&*panic), "", &[Sheet::on_stdout(wanted)], &mut surroundings)
    })
}

/// Is the program between packproof and Node, and says why where that fails.
fn keep(words: &[OsString]) -> u8 {
    let error = keeper::become_the_program(words);
    let _ = writeln!(io::stderr(), "{}{error}", keeper::SAYS); // Already failing.
    keeper::FAILED
}

/// The words of a panic, for the report on it. It may quote what stands in a package.
fn said(panic: &PanicHookInfo<'_>) -> String {
    if is_about_memory(panic.payload()) {
        return String::new(); // The failure says so.
    }
    panic.to_string().lines().map(|line| format!("{}\n", visible(line))).collect()
}

/// Runs the program; `args` starts with its name. The answer is the exit status.
pub fn run(args: impl IntoIterator<Item = OsString>, surroundings: &mut Surroundings<'_>) -> u8 {
    let args: Vec<OsString> = args.into_iter().collect();
    let wanted = args::wanted_format(&args);
    match args::parse(args, surroundings) {
        Ok(args) => {
            let output = args.command.output();
            output.colour(surroundings);
            // The process that started this one has said it.
            if contained::only_target().is_none() {
                unmeasured::tell(args.command.computed_nodes(), surroundings);
            }
            let done = dispatch(&args.command, surroundings);
            done.unwrap_or_else(|failure| match &args.command {
                CliCommand::Check(check) => {
                    let target =
                        check.targets.first().map_or_else(|| ".".to_owned(), |target| source::shown(target));
                    fail(&failure, &target, &output.sheets, surroundings)
                }
                CliCommand::Trace(trace) => {
                    fail(&failure, trace.project.as_deref().unwrap_or("."), &output.sheets, surroundings)
                }
                CliCommand::Diff(diff) => {
                    fail(&failure, &source::shown(&diff.old), &output.sheets, surroundings)
                }
                _ => fail(&failure, "", &[Sheet::on_stdout(wanted)], surroundings),
            })
        }
        Err(failure) => fail(&failure, "", &[Sheet::on_stdout(wanted)], surroundings),
    }
}

fn dispatch(command: &CliCommand, surroundings: &mut Surroundings<'_>) -> Result<u8, Failure> {
    match command {
        CliCommand::Check(args) => check::run(args, surroundings),
        CliCommand::Ls(args) => ls::run(args, surroundings),
        CliCommand::Resolve(args) => resolve::run(args, surroundings),
        CliCommand::Exports(args) => exports::run(args, surroundings),
        CliCommand::Import(args) => import::run(args, surroundings),
        CliCommand::Diff(args) => diff::run(args, surroundings),
        CliCommand::Surface(args) => surface::run(args, surroundings),
        CliCommand::Trace(args) => trace::run(args, surroundings),
        CliCommand::Smoke(args) => smoke::run(args, surroundings),
        CliCommand::Init(args) => init::run(args, surroundings),
        CliCommand::Explain(args) => explain::run(args, surroundings),
    }
}
