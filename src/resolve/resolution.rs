//! The answer to a specifier, and the module that it stands in.

use crate::{
    path::PackagePath,
    resolve::{error::ResolveError, step::Step},
};

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
    /// A place beside the package that is not looked at: behind a link that leads out, or beyond a limit.
    Unknown,
}
