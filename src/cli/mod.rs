//! The command line: arguments in, text or JSON out, and the exit status.

use std::{ffi::OsString, io::Write};

/// Runs the program; `args` starts with its name. The answer is the exit status: 0 nothing wrong, 1 something is wrong
/// with the package, 2 could not check.
pub fn run(args: impl IntoIterator<Item = OsString>, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let _ = (args.into_iter().count(), out, err);
    2
}
