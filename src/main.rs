//! Hands the arguments to the command line.

use std::{env, process::ExitCode};

use packproof::cli::{self, Interrupts};

fn main() -> ExitCode {
    let interrupts = Interrupts::watch();
    let status = cli::main(env::args_os(), &interrupts.stop);
    interrupts.finish();
    ExitCode::from(status)
}
