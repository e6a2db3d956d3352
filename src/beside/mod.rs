//! The packages beside the package: a disk that is looked at only where it is asked, and what of it the package may find.

mod disk;
mod floor;
mod given_types;
mod owner;
mod packages_beside;
mod place;
mod scripts;
mod wanted;

pub use disk::{DiskEntry, InstalledDisk};
pub use floor::VersionFloor;
pub use given_types::types_package;
pub use owner::BesidePackage;
pub use packages_beside::PackagesBeside;
pub(crate) use place::BesidePlace;
pub(crate) use wanted::WantedState;
