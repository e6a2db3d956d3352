//! Hands the arguments to the command line.

use std::{env, process::ExitCode};

fn main() -> ExitCode {
    ExitCode::from(packproof::cli::main(env::args_os()))
}
