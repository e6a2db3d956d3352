//! Results on their way across the border, and calls that were stopped before it.

use serde::Serialize;

use crate::{
    bindings::failure::{CallFailure, internal},
    pack::{PackError, Stop},
};

/// Refuses work that was stopped. The wrapper has answered its caller by now, so nobody reads this.
pub(super) fn refuse_stopped(stop: &Stop) -> Result<(), CallFailure> {
    if stop.is_requested() { Err(PackError::Stopped.into()) } else { Ok(()) }
}

/// The JSON text that carries a result.
pub(super) fn json(value: &impl Serialize) -> Result<String, CallFailure> {
    serde_json::to_string(value).map_err(|error| internal(&error.to_string()))
}
