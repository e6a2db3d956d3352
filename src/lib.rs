//! packproof proves, without running a line of it, that a packed npm package can be imported by those who install it.
//!
//! ```text
//! bytes ─ tarball::open ─► FileTree ─► Package ─ entry_points ─► EntryPoint… ─ link ─► Linkage
//!                                                                       Facts ◄──────────┘
//!                                              Report ◄─ rules::check ───┘
//! ```
//!
//! A [`session::Session`] drives all of that, each step once, however often a package is asked.
//!
//! - Only opening an archive can fail; whatever is wrong with a package is a value afterwards.
//! - Nothing here prints or touches disk, environment, clock or process, except below `pack`, `input`, `smoke`, `cli`
//!   and `bindings`.
//! - No output depends on the order of a hash map.
//! - No code of a package is ever run, except by `smoke`, which is for that and holds it as well as Node can.

use std::sync::Arc;

pub mod beside;
#[cfg(feature = "napi")]
mod bindings;
pub mod budget;
mod bytes;
pub mod cjs_lexer;
pub mod cli;
mod declarations;
mod deps;
pub mod diagnostic;
pub mod diff;
pub mod entry_points;
pub mod expectation;
pub mod facts;
pub mod files;
mod hash;
mod init;
mod input;
pub mod install;
pub mod json;
mod limits;
pub mod link;
mod manifest;
pub mod module;
mod near;
pub mod node;
pub mod options;
pub mod pack;
pub mod package;
mod packed;
pub mod path;
mod ranges;
pub mod render;
pub mod report;
pub mod resolve;
pub mod rules;
mod secrets;
pub mod session;
pub mod smoke;
pub mod surface;
pub mod tarball;
pub mod text;
pub mod trace;
mod types;

/// Checks a package: finds out the facts, asks the rules, and reports.
///
/// ```
/// use packproof::{files::FileTree, options::Options, package::Package};
///
/// let files = [("package.json", r#"{"name":"p","exports":"./a.js"}"#)];
/// let report = packproof::check(&Package::new(FileTree::of(files)), &Options::default());
/// assert!(!report.ok);
/// assert_eq!(report.findings[0].message, r#""." leads to a.js, which is not packed"#);
/// ```
pub fn check(package: &package::Package, options: &options::Options) -> report::Report {
    let report = session::Session::new(package).check(options);
    Arc::unwrap_or_clone(report)
}
