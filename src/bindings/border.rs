//! Results on their way across the border, and calls that were stopped before it.

use std::{borrow::Cow, path::Path};

use serde::Serialize;

use crate::{
    bindings::failure::{CallFailure, internal},
    input::source_tree,
    pack::{PackError, Stop},
    secrets::masked_json,
    trace::source_tree::SourceTree,
};

/// Refuses work that was stopped. The wrapper has answered its caller by now, so nobody reads this.
pub(super) fn refuse_stopped(stop: &Stop) -> Result<(), CallFailure> {
    if stop.is_requested() { Err(PackError::Stopped.into()) } else { Ok(()) }
}

/// The JSON text that carries a result, with stars in place of tokens and keys.
pub(super) fn json(value: &impl Serialize) -> Result<String, CallFailure> {
    let text = serde_json::to_string(value).map_err(|error| internal(&error.to_string()))?;
    Ok(match masked_json(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(masked) => masked,
    })
}

/// The sources of the project in a folder.
pub(super) fn project_at(folder: &str) -> Result<SourceTree, CallFailure> {
    source_tree::read(Path::new(folder)).map_err(|error| CallFailure {
        code: "ERR_PACKPROOF_READ",
        message: format!("cannot read {folder:?}: {error}; \"project\" must be the folder of a project"),
    })
}
