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
    resolve::{
        disk::{PackageDisk, ROOT},
        error::PackagePlace,
        found_package::FoundPackage,
        mode::Mode,
        node_target::NodeTarget,
        obstacles::Obstacles,
        resolution::{Referrer, Resolution},
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
        }
    }

    /// Resolves one specifier in this resolver's mode.
    pub fn resolve(&mut self, referrer: &Referrer, specifier: &str) -> Resolution {
        self.trail.clear();
        let base = self.path_of(referrer);
        let result = match self.mode {
            Mode::Import => self.esm_resolve(specifier, &base),
            Mode::Require => self.require_resolve(specifier, &base),
        };
        Resolution { result, trail: std::mem::take(&mut self.trail) }
    }

    fn path_of(&self, referrer: &Referrer) -> String {
        match referrer {
            Referrer::File(path) => self.disk.path_of(path.as_str()),
            Referrer::Consumer => format!("{ROOT}/consumer.mjs"),
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
    let module_sync = profile.require_esm.then_some("module-sync");
    ["node", "node-addons", by_mode]
        .into_iter()
        .chain(module_sync)
        .map(str::to_owned)
        .chain(user.iter().cloned())
        .collect()
}
