//! A word from outside that work is no longer wanted.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// Once requested, it stays so. Clones share it.
#[derive(Clone, Debug)]
pub struct Stop {
    requested: Arc<AtomicBool>,
    idle: Arc<AtomicBool>,
    answered: Arc<AtomicBool>,
}

/// While this lives, somebody heeds the request: there is something to clean up.
#[derive(Debug)]
pub(crate) struct Heeding(Arc<AtomicBool>);

impl Default for Stop {
    fn default() -> Self {
        Self { requested: Arc::default(), idle: Arc::new(AtomicBool::new(true)), answered: Arc::default() }
    }
}

impl Stop {
    pub fn request(&self) {
        self.requested.store(true, Ordering::SeqCst);
    }

    pub fn is_requested(&self) -> bool {
        self.requested.load(Ordering::SeqCst)
    }

    /// The flag itself, for a signal handler.
    pub fn requested(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.requested)
    }

    /// True while nobody heeds a request, so that a signal may as well end the process.
    pub fn idle(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.idle)
    }

    /// Tells whether somebody would heed it now.
    pub fn is_heeded(&self) -> bool {
        !self.idle.load(Ordering::SeqCst)
    }

    /// The request is answered with an exit status; the process need not end by the signal, too.
    pub fn answer(&self) {
        self.answered.store(true, Ordering::SeqCst);
    }

    pub fn is_answered(&self) -> bool {
        self.answered.load(Ordering::SeqCst)
    }

    pub(crate) fn heed(&self) -> Heeding {
        self.idle.store(false, Ordering::SeqCst);
        Heeding(Arc::clone(&self.idle))
    }
}

impl Drop for Heeding {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}
