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
mod found_package;
mod legacy_main;
mod manifest_errors;
mod mode;
mod node_target;
mod obstacles;
mod package;
mod plain;
mod plain_exports;
mod reach;
mod resolution;
mod resolver;
mod scope;
pub mod step;
mod target;
pub mod typescript;
mod urls;

pub use mode::Mode;
pub use node_target::NodeTarget;
pub use package::{BareSpecifier, parse_package_name};
pub use plain_exports::{PlainExport, TakenTarget};
pub use reach::Reach;
pub use resolution::{Referrer, Resolution, Resolved};
pub use resolver::Resolver;

use crate::package::Package;

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
