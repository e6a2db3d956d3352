//! The object with which JavaScript stops a call.

use napi_derive::napi;

use crate::pack::Stop;

/// Stops tasks that have not started, a package manager that packs, and a Node that is asked.
#[napi]
#[derive(Default)]
pub struct Cancellation {
    pub(super) stop: Stop,
}

#[napi]
impl Cancellation {
    #[napi(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    #[napi]
    pub fn cancel(&self) {
        self.stop.request();
    }

    /// Tells whether something must be cleaned up before the process may end.
    #[napi]
    pub fn is_heeded(&self) -> bool {
        self.stop.is_heeded()
    }

    /// Tells whether the exit status says that it was stopped.
    #[napi]
    pub fn is_answered(&self) -> bool {
        self.stop.is_answered()
    }
}
