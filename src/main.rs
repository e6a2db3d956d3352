//! Hands the arguments and the standard streams to the command line.

use std::{env, io, process::ExitCode};

fn main() -> ExitCode {
    ExitCode::from(packproof::cli::run(env::args_os(), &mut io::stdout(), &mut io::stderr()))
}
