//! The command line inside a Node process.

use std::{
    io::{self, ErrorKind, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
    time::Duration,
};

use crate::cli;

/// Exit status: could not check.
const COULD_NOT_CHECK: u8 = 2;

/// Runs the command line with the arguments behind the program's name.
pub(super) fn run(arguments: Vec<String>) -> u8 {
    let arguments = std::iter::once("packproof".to_owned()).chain(arguments).map(Into::into);
    let mut out = Patient(io::stdout());
    let mut err = Patient(io::stderr());
    let run = AssertUnwindSafe(|| cli::run(arguments, &mut out, &mut err));
    // The panic itself is on stderr already.
    catch_unwind(run).unwrap_or(COULD_NOT_CHECK)
}

/// Waits where a stream is full: Node, or whoever shares the terminal, may have made it non-blocking.
struct Patient<W>(W);

impl<W: Write> Write for Patient<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        patiently(|| self.0.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        patiently(|| self.0.flush())
    }
}

fn patiently<T>(mut attempt: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match attempt() {
            Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(Duration::from_millis(1)),
            outcome => return outcome,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes three bytes at a time, and every other time none.
    #[derive(Default)]
    struct Slow {
        taken: Vec<u8>,
        attempts: usize,
    }

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.attempts += 1;
            match self.attempts % 2 {
                0 => self.taken.write(&bytes[..bytes.len().min(3)]),
                _ => Err(ErrorKind::WouldBlock.into()),
            }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_full_stream_gets_everything_in_the_end() {
        let mut slow = Patient(Slow::default());
        slow.write_all(b"all of it").unwrap();
        assert_eq!(slow.0.taken, b"all of it");
    }
}
