//! The work of reading a module, and the limits on it.

use std::sync::{
    OnceLock,
    atomic::{AtomicU64, Ordering},
};

use super::effort::Effort;
use crate::limits::{Limit, LimitReached, Limits};

/// Counts the work on one module, in steps that depend on its text only.
#[derive(Debug)]
pub struct Meter {
    entries: Limit,
    allowed: Limit,
    steps: AtomicU64,
    reached: OnceLock<LimitReached>,
}

impl Default for Meter {
    fn default() -> Self {
        Self::new(&Limits::default())
    }
}

impl Meter {
    pub fn new(limits: &Limits) -> Self {
        let (entries, allowed) = (limits.scope_entries(), limits.steps());
        Self { entries, allowed, steps: AtomicU64::new(0), reached: OnceLock::new() }
    }

    /// Returns the work that was counted so far, that included which was refused because it is too much.
    pub fn steps(&self) -> u64 {
        self.steps.load(Ordering::Relaxed)
    }

    /// Returns the limit that kept the module from being read.
    pub fn reached(&self) -> Option<&LimitReached> {
        self.reached.get()
    }

    /// Adds a look at so many bytes.
    pub(super) fn look_at(&self, bytes: usize) {
        self.count((bytes as u64).saturating_mul(STEPS_A_BYTE));
    }

    /// Adds the work that a program takes, and tells whether that is allowed.
    pub(super) fn allows(&self, effort: Effort) -> bool {
        let steps = self.count(effort.steps);
        let entries = || format!("its variables make {} entries in tables of scopes", effort.entries);
        let names = || "its names took more steps to be looked up".to_owned();
        let checked =
            self.entries.check(effort.entries, entries).and_then(|()| self.allowed.check(steps, names));
        checked.map_err(|reached| self.reached.get_or_init(|| reached)).is_ok()
    }

    fn count(&self, steps: u64) -> u64 {
        self.steps.fetch_add(steps, Ordering::Relaxed).saturating_add(steps)
    }
}

/// The steps that one byte of a text counts as, for parsing it and for entering what comes of it.
const STEPS_A_BYTE: u64 = 5;
