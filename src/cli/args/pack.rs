//! The options of packing, and the limits.

use std::{num::NonZeroU32, time::Duration};

use crate::{
    cli::limits::LimitArgs,
    limits::Limits,
    pack::{Manager, PackOptions, Stop},
};

/// The way in which a folder is packed, and the limits of what is looked at.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct PackArgs {
    /// The package manager that packs a folder: npm, pnpm, yarn or bun [default: the one that the project uses]
    #[arg(long, value_name = "NAME", help_heading = "Packing", hide_possible_values = true)]
    pm: Option<Manager>,
    /// The seconds that packing may take [default: 120]
    #[arg(long, value_name = "SECONDS", help_heading = "Packing")]
    pack_timeout: Option<NonZeroU32>,
    #[command(flatten)]
    limits: LimitArgs,
}

impl PackArgs {
    /// The package manager, where one is named.
    pub fn manager(&self) -> Option<Manager> {
        self.pm
    }

    pub fn limits(&self) -> &Limits {
        &self.limits.0
    }

    pub fn packing(&self, stop: &Stop) -> PackOptions {
        let timeout = self.pack_timeout.map(|seconds| Duration::from_secs(seconds.get().into()));
        PackOptions { manager: self.pm, timeout: timeout.unwrap_or(PackOptions::TIMEOUT), stop: stop.clone() }
    }
}
