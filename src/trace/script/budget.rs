//! The work that reading a script may take: scripts that call each other can ask for any amount of it.

/// The number of commands that may run.
const RUNS: usize = 1_000;
/// The bytes of scripts, names and folders that may be read, those that are read again included.
const BYTES: usize = 4 << 20;

/// The work that is left.
pub struct ScriptBudget {
    bytes: usize,
    is_spent: bool,
}

impl ScriptBudget {
    pub fn new() -> Self {
        Self { bytes: BYTES, is_spent: false }
    }

    /// Takes work on so many bytes, and says whether so much was left. Even an empty name takes some.
    pub fn allows(&mut self, bytes: usize) -> bool {
        let bytes = bytes.saturating_add(16);
        self.is_spent |= bytes > self.bytes;
        self.bytes = self.bytes.saturating_sub(bytes);
        !self.is_spent
    }

    /// Says whether one more command may run beside so many others.
    pub fn allows_run(&mut self, runs: usize) -> bool {
        self.is_spent |= runs >= RUNS;
        !self.is_spent
    }

    /// True if some of the script was not read.
    pub fn is_spent(&self) -> bool {
        self.is_spent
    }
}
