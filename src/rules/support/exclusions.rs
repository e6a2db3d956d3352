//! The platforms and engines that package.json excludes, gathered for the rules that tell of them.

use crate::{
    install::{
        engines::{EnginesFault, engines_faults},
        platforms::{PlatformFault, platform_faults},
    },
    manifest::Manifest,
    package::Package,
    path::PackagePath,
};

/// The faults of "os", "cpu", "libc" and "engines".
pub(in crate::rules) struct Exclusions<'p> {
    /// The package.json that has them.
    pub path: &'p PackagePath,
    platforms: Vec<PlatformFault>,
    engines: Vec<EnginesFault>,
}

impl<'p> Exclusions<'p> {
    pub fn of(package: &'p Package) -> Option<Self> {
        let path = package.manifest().map(Manifest::path)?;
        Some(Self { path, platforms: platform_faults(package), engines: engines_faults(package) })
    }

    /// Returns the lists that leave no machine, or the others.
    pub fn platforms(&self, excludes_all: bool) -> impl Iterator<Item = &PlatformFault> {
        self.platforms.iter().filter(move |fault| fault.excludes_all == excludes_all)
    }

    /// Returns the faults of the range for one engine.
    pub fn engines(&self, engine: &str) -> impl Iterator<Item = &EnginesFault> {
        self.engines.iter().filter(move |fault| fault.engine == engine)
    }
}
