//! Node's resolution algorithms over a package, step by step, its mistakes included.
//!
//! The functions are named as in Node's documentation
//! (<https://nodejs.org/api/esm.html#resolution-algorithm-specification>,
//! <https://nodejs.org/api/modules.html#all-together>). If Node's code differs from its documentation, the
//! code is followed and a comment says so.

mod cjs;
pub mod disk;
pub mod error;
mod esm;
mod exports;
pub mod format;
mod legacy_main;
mod package;
mod plain;
mod plain_exports;
pub use package::{BareSpecifier, parse_package_name};
pub use plain_exports::PlainExport;
mod scope;
pub mod step;
mod target;
mod urls;

use std::{
    cell::{OnceCell, RefCell},
    collections::BTreeSet,
};

use crate::{
    hash::HashMap,
    manifest::PackageType,
    node::{NodeVersion, Profile},
    package::Package,
    path::PackagePath,
    resolve::{
        disk::{Disk, ROOT},
        error::{Place, ResolveError},
        step::{Step, StepKind},
    },
};

/// The mode in which a module is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    Import,
    Require,
}

/// A version of Node, and the conditions that the user adds (`--conditions`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeTarget {
    pub version: NodeVersion,
    pub conditions: Vec<String>,
}

/// The module that contains a specifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Referrer {
    /// A module of the project that has the package in its `node_modules`.
    Consumer,
    /// A file of the package.
    File(PackagePath),
}

/// The result of resolving a specifier, and the steps that led to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    pub result: Result<Resolved, ResolveError>,
    pub trail: Vec<Step>,
}

/// The module that a specifier leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// A file of the package.
    File(PackagePath),
    /// A module of Node itself, with `node:`.
    Builtin(String),
    /// A `data:` URL, which contains its module.
    Data(String),
}

/// Resolves specifiers in one package, for one mode and one version of Node.
#[derive(Debug)]
pub struct Resolver<'p> {
    disk: Disk<'p>,
    mode: Mode,
    version: NodeVersion,
    profile: Profile,
    conditions: BTreeSet<String>,
    trail: Vec<Step>,
    /// The `"type"` that holds in each folder that was looked up.
    types: RefCell<HashMap<Box<str>, PackageType>>,
    obstacles: OnceCell<plain::Obstacles>,
    found: Option<package::Found>,
}

/// Resolves one specifier.
///
/// ```
/// use packproof::{files::FileTree, package::Package};
/// use packproof::resolve::{Mode, NodeTarget, Referrer, Resolved, resolve};
///
/// let package = Package::new(FileTree::of([
///     ("package.json", r#"{"name":"p","exports":{".":{"import":"./a.mjs"}}}"#),
///     ("a.mjs", ""),
/// ]));
/// let node = NodeTarget::default();
/// let found = resolve(&package, &Referrer::Consumer, "p", Mode::Import, &node);
/// assert!(matches!(found.result, Ok(Resolved::File(path)) if path.as_str() == "a.mjs"));
/// let error = resolve(&package, &Referrer::Consumer, "p", Mode::Require, &node).result.unwrap_err();
/// assert_eq!(error.code(), "ERR_PACKAGE_PATH_NOT_EXPORTED");
/// ```
pub fn resolve(
    package: &Package,
    referrer: &Referrer,
    specifier: &str,
    mode: Mode,
    node: &NodeTarget,
) -> Resolution {
    Resolver::new(package, mode, node).resolve(referrer, specifier)
}

impl<'p> Resolver<'p> {
    pub fn new(package: &'p Package, mode: Mode, node: &NodeTarget) -> Self {
        let profile = node.version.profile();
        Self {
            disk: Disk::new(package),
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

    fn step(&mut self, kind: StepKind, at: Option<Place>) {
        self.trail.push(Step { kind, at });
    }
}

/// Returns the conditions that Node has active by default, and the user's. `default` always holds and is not
/// in the set.
///
/// <https://nodejs.org/api/packages.html#conditional-exports>
fn conditions(mode: Mode, profile: &Profile, user: &[String]) -> BTreeSet<String> {
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
