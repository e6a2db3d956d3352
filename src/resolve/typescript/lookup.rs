//! The state of one resolution.

use std::cell::RefCell;

use crate::{
    hash::HashMap,
    manifest::Manifest,
    resolve::typescript::{disk::TypesDisk, profile::Features, stars::ExpandingKeys},
};

/// A package.json, with the folder that it stands in.
pub(super) type PlacedManifest<'a, 'p> = (&'a str, &'p Manifest);

/// The two maps of package.json that lead to targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum MapKind {
    Exports,
    Imports,
}

/// The keys with a `*` or a final `/`, by the map that has them and its folder.
pub(super) type KnownExpandingKeys = RefCell<HashMap<MapKind, HashMap<Box<str>, ExpandingKeys>>>;

/// The state of one resolution.
pub(super) struct TypesLookup<'r, 'p> {
    pub disk: &'r TypesDisk<'p>,
    pub expanding: &'r KnownExpandingKeys,
    pub features: Features,
    pub conditions: &'static [&'static str],
    pub fell_back: bool,
    /// True if a condition that holds leads to `null`.
    pub met_null: bool,
    /// True if a condition of types was met, which does not hold for the file that runs.
    pub met_types: bool,
    /// True if "exports" decided.
    pub by_exports: bool,
    /// True if a condition was met that tells `import` from `require`.
    pub met_syntax: bool,
    /// True if the condition was met that tells Node from bundlers.
    pub met_node: bool,
    /// The number of targets of "imports" that named a package, one inside the other.
    pub depth: u8,
}
