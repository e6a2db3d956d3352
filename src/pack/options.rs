//! The options of packing.

use std::{path::Path, time::Duration};

use crate::pack::{
    detect::detect,
    detected::{DetectedManager, Evidence},
    folder::real,
    manager::Manager,
    own_code::{self, OwnCode},
    stop::Stop,
};

/// The way in which a folder is packed.
#[derive(Clone, Debug)]
pub struct PackOptions {
    /// The one that packs; by default the package manager that the project uses.
    pub manager: Option<Manager>,
    /// The time that it may take.
    pub timeout: Duration,
    /// Ends it before its time.
    pub stop: Stop,
}

impl PackOptions {
    /// Packing a folder takes a second; this is for one that is large, on a machine that is busy.
    pub const TIMEOUT: Duration = Duration::from_secs(120);

    /// These options with another way to end it.
    pub fn with(self, stop: Stop) -> Self {
        Self { stop, ..self }
    }

    /// The files of the project that its package manager would run, were it not kept from it.
    pub fn left_out(&self, directory: &Path) -> Vec<OwnCode> {
        let directory = real(directory).unwrap_or_else(|_| directory.to_owned());
        own_code::left_out(self.manager_of(&directory).manager, &directory)
    }

    /// The package manager that packs the folder, and the evidence for it.
    pub fn manager_of(&self, directory: &Path) -> DetectedManager {
        match self.manager {
            Some(manager) => DetectedManager { manager, evidence: Evidence::Told },
            None => detect(&real(directory).unwrap_or_else(|_| directory.to_owned())),
        }
    }
}

impl Default for PackOptions {
    fn default() -> Self {
        Self { manager: None, timeout: Self::TIMEOUT, stop: Stop::default() }
    }
}
