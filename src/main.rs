//! Hands the arguments to the command line.

use std::{env, process::ExitCode};

use packproof::cli::{self, Interrupts};

/// The addon brings its own.
#[cfg(not(feature = "napi"))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let interrupts = Interrupts::watch();
    let status = cli::main(env::args_os(), &interrupts.stop);
    interrupts.finish();
    ExitCode::from(status)
}
