//! Hands the arguments to the command line.

use std::{env, process::ExitCode};

use packproof::{
    cli::{self, Interrupts},
    smoke::keeper::Keeper,
};

fn main() -> ExitCode {
    let interrupts = Interrupts::watch();
    let status = cli::main(env::args_os(), Keeper::this_program(), &interrupts.stop);
    interrupts.finish();
    ExitCode::from(status)
}
