//! The resolver: one package, one mode and one version of Node, and what is remembered between questions.

use std::{
    cell::{OnceCell, RefCell},
    collections::BTreeSet,
};

use crate::{
    hash::HashMap,
    manifest::PackageType,
    node::{NodeVersion, Profile},
    package::Package,
    path::package_folder,
    resolve::{
        disk::{PackageDisk, Sight},
        error::PackagePlace,
        found_package::FoundPackage,
        mode::Mode,
        node_target::NodeTarget,
        obstacles::Obstacles,
        reach::Reach,
        resolution::{Referrer, Resolution, Resolved},
        step::{Step, StepKind},
    },
};

/// Resolves specifiers in one package, for one mode and one version of Node.
#[derive(Debug)]
pub struct Resolver<'p> {
    pub(super) disk: PackageDisk<'p>,
    pub(super) mode: Mode,
    pub(super) version: NodeVersion,
    pub(super) profile: Profile,
    pub(super) conditions: BTreeSet<String>,
    pub(super) trail: Vec<Step>,
    /// The `"type"` that holds in each folder that was looked up.
    pub(super) types: RefCell<HashMap<Box<str>, PackageType>>,
    pub(super) obstacles: OnceCell<Obstacles>,
    pub(super) found: Option<FoundPackage>,
    pub(super) reach: Reach,
}

impl<'p> Resolver<'p> {
    pub fn new(package: &'p Package, mode: Mode, node: &NodeTarget) -> Self {
        let profile = node.version.profile();
        Self {
            disk: PackageDisk::new(package),
            mode,
            version: node.version,
            profile,
            conditions: conditions(mode, &profile, &node.conditions),
            trail: Vec::new(),
            types: RefCell::default(),
            obstacles: OnceCell::new(),
            found: None,
            reach: if package.beside().is_some() { Reach::Beside } else { Reach::Package },
        }
    }

    /// Resolves one specifier in this resolver's mode.
    pub fn resolve(&mut self, referrer: &Referrer, specifier: &str) -> Resolution {
        self.trail.clear();
        self.disk.look_as(self.sight(referrer, specifier));
        let base = self.path_of(referrer);
        let result = match self.mode {
            Mode::Import => self.esm_resolve(specifier, &base),
            Mode::Require => self.require_resolve(specifier, &base),
        };
        // An answer that rests on an unknown place is none, be it a file or an error.
        let result = if self.disk.is_unsure() { Ok(Resolved::Unknown) } else { result };
        self.disk.look_as(Sight::All);
        Resolution { result, trail: std::mem::take(&mut self.trail) }
    }

    /// Returns the packages that a module sees. Only by name does the package get to others.
    fn sight(&self, referrer: &Referrer, specifier: &str) -> Sight {
        match referrer {
            _ if self.reach == Reach::Package => Sight::Own,
            // The question of a consumer is about the package, whatever else is installed.
            Referrer::Consumer => Sight::Own,
            Referrer::File(path) if !package_folder(path.as_str()).is_empty() => Sight::All,
            Referrer::File(_) if specifier.starts_with(['.', '/']) => Sight::Own,
            Referrer::File(_) => Sight::Declared,
        }
    }

    fn path_of(&self, referrer: &Referrer) -> String {
        match referrer {
            Referrer::File(path) => self.disk.path_of(path),
            Referrer::Consumer => format!("{}/consumer.mjs", self.disk.consumer()),
        }
    }

    pub(super) fn step(&mut self, kind: StepKind, at: Option<PackagePlace>) {
        self.trail.push(Step { kind, at });
    }
}

/// Returns the conditions that Node has active by default, and the user's. `default` always holds and is not
/// in the set.
///
/// <https://nodejs.org/api/packages.html#conditional-exports>
pub(super) fn conditions(mode: Mode, profile: &Profile, user: &[String]) -> BTreeSet<String> {
    let by_mode = match mode {
        Mode::Import => "import",
        Mode::Require => "require",
    };
    // Node 22.10 and 22.11 have `module-sync` with a flag only.
    let module_sync = profile.require_esm.then_some("module-sync");
    ["node", "node-addons", by_mode]
        .into_iter()
        .chain(module_sync)
        .map(str::to_owned)
        .chain(user.iter().cloned())
        .collect()
}
