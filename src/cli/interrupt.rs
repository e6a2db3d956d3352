//! Signals that end the program: at once, or after the package manager that packs for us is gone, and its folder too.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use crate::pack::Stop;

/// The signals of the process.
#[derive(Debug, Default)]
pub struct Interrupts {
    pub stop: Stop,
    last: Arc<AtomicUsize>,
}

impl Interrupts {
    /// From now on they stop what must be cleaned up. Where they cannot be watched they end the process, as always.
    pub fn watch() -> Self {
        let interrupts = Self::default();
        platform::watch(&interrupts.stop, &interrupts.last);
        interrupts
    }

    /// Ends the process by the signal that came, now that all is cleaned up, unless the exit status tells of it.
    pub fn finish(&self) {
        let signal = i32::try_from(self.last.load(Ordering::SeqCst)).unwrap_or_default();
        if signal != 0 && !self.stop.is_answered() {
            platform::end_by(signal);
        }
    }
}

#[cfg(not(target_family = "wasm"))]
mod platform {
    use std::sync::{Arc, atomic::AtomicUsize};

    use signal_hook::{
        consts::{SIGINT, SIGTERM},
        flag, low_level,
    };

    use crate::pack::Stop;

    /// The signals that ask a process to end.
    #[cfg(unix)]
    const SIGNALS: [i32; 3] = [SIGINT, SIGTERM, signal_hook::consts::SIGHUP];
    #[cfg(not(unix))]
    const SIGNALS: [i32; 2] = [SIGINT, SIGTERM];

    pub(super) fn watch(stop: &Stop, last: &Arc<AtomicUsize>) {
        for signal in SIGNALS {
            let number = usize::try_from(signal).unwrap_or_default();
            // Actions run in the order of their registration: where nothing is to be cleaned up, the first
            // ends the process.
            let _ = flag::register_conditional_default(signal, stop.idle())
                .and_then(|_| flag::register_usize(signal, Arc::clone(last), number))
                .and_then(|_| flag::register(signal, stop.requested()));
        }
    }

    pub(super) fn end_by(signal: i32) {
        let _ = low_level::emulate_default_handler(signal); // If it is not ended, it ends by itself.
    }
}

/// WebAssembly hears no signals.
#[cfg(target_family = "wasm")]
mod platform {
    use std::sync::{Arc, atomic::AtomicUsize};

    use crate::pack::Stop;

    pub(super) fn watch(_: &Stop, _: &Arc<AtomicUsize>) {}

    pub(super) fn end_by(_: i32) {}
}
