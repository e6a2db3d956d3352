//! Packages and projects as the faces are given them: a path, a folder, a published version, or bytes.

mod deps_source;
mod installed;
mod source;
pub(crate) mod source_tree;

pub(crate) use deps_source::DepsSource;
pub(crate) use installed::installed;
#[cfg(feature = "napi")]
pub(crate) use source::pack_folder;
pub(crate) use source::{InputError, PackageSource, read_within};
