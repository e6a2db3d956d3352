//! Packages and projects as the faces are given them: a path, a folder, a published version, or bytes.

mod folder_disk;
mod installed;
mod kept_files;
mod known_ranges;
mod source;
pub(crate) mod source_tree;
mod today;

pub(crate) use installed::{NothingInstalled, installed};
#[cfg(feature = "napi")]
pub(crate) use source::pack_folder;
pub(crate) use source::{InputError, PackageSource, read_within};
pub(crate) use today::today;
