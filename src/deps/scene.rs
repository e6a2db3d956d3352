//! The circumstances in which the dependencies of a package are looked for.

use std::path::PathBuf;

use crate::{
    pack::{PackOptions, Stop},
    smoke::SmokeOptions,
};

/// The circumstances in which the dependencies of a package are looked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct DepsScene {
    /// The folder that was packed, if one was.
    pub folder: Option<PathBuf>,
    /// The folder that relative paths start from.
    pub directory: PathBuf,
    pub packing: PackOptions,
}

impl DepsScene {
    /// The way in which npm is called: installing takes longer than packing.
    pub fn calling(&self) -> PackOptions {
        let timeout = self.packing.timeout.max(SmokeOptions::default().install_time);
        PackOptions { manager: None, timeout, stop: self.packing.stop.clone() }
    }

    pub fn stop(&self) -> &Stop {
        &self.packing.stop
    }
}
