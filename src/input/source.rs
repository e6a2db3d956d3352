//! The bytes of a package, from the disk, from its package manager or from the registry.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use thiserror::Error;

use crate::{
    input::folder_disk::FolderDisk,
    pack::{self, PackError, PackOptions, PackedFolder, Spec},
    package::Package,
    tarball::{Limits, OpenError},
};

/// The place that a package comes from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum PackageSource {
    Bytes(Vec<u8>),
    /// A published version.
    Registry(Spec),
    /// A tarball, or a folder, which is packed.
    Path(PathBuf),
}

/// The reason why there is no package to look at.
#[derive(Debug, Error)]
pub(crate) enum InputError {
    #[error("there is no {path}: {error}", path = path.display())]
    Absent { path: PathBuf, error: io::Error },
    #[error("cannot read {path}: {error}", path = path.display())]
    Unreadable { path: PathBuf, error: io::Error },
    #[error(transparent)]
    Pack(#[from] PackError),
    #[error(transparent)]
    Open(#[from] OpenError),
}

impl Default for PackageSource {
    fn default() -> Self {
        Self::Bytes(Vec::new())
    }
}

impl PackageSource {
    /// Opens the package; relative paths start from `directory`.
    pub fn open(
        self,
        directory: &Path,
        packing: &PackOptions,
        limits: &Limits,
    ) -> Result<Package, InputError> {
        let folder = match &self {
            Self::Path(path) => Some(directory.join(path)).filter(|path| path.is_dir()),
            _ => None,
        };
        let bytes = match self {
            Self::Bytes(bytes) => bytes,
            Self::Registry(spec) => read_packed(&pack::fetch(&spec, directory, packing)?, packing, limits)?,
            Self::Path(path) => read_path(directory.join(path), packing, limits)?,
        };
        let package = Package::open(bytes, limits)?;
        Ok(match folder {
            Some(folder) => package.packed_from(FolderDisk::new(folder)),
            None => package,
        })
    }
}

fn read_path(path: PathBuf, packing: &PackOptions, limits: &Limits) -> Result<Vec<u8>, InputError> {
    match fs::metadata(&path) {
        Ok(metadata) if metadata.is_dir() => pack_folder(&path, packing, limits),
        Ok(_) => read_file(&path, limits),
        Err(error) => Err(InputError::Absent { path, error }),
    }
}

/// Packs a folder as its package manager would publish it, and leaves nothing of that on the disk.
pub(crate) fn pack_folder(
    folder: &Path,
    packing: &PackOptions,
    limits: &Limits,
) -> Result<Vec<u8>, InputError> {
    read_packed(&pack::pack(folder, packing)?, packing, limits)
}

/// Reads what was packed. A signal that came in the meantime has its turn, now that all of it can go.
fn read_packed(packed: &PackedFolder, packing: &PackOptions, limits: &Limits) -> Result<Vec<u8>, InputError> {
    let bytes = read_file(&packed.path, limits)?;
    if packing.stop.is_requested() { Err(PackError::Stopped.into()) } else { Ok(bytes) }
}

fn read_file(path: &Path, limits: &Limits) -> Result<Vec<u8>, InputError> {
    let read = File::open(path).and_then(|mut file| read_within(&mut file, limits));
    read.map_err(|error| InputError::Unreadable { path: path.to_owned(), error })
}

/// Reads all there is, or one byte more than may be, which opening then refuses.
pub(crate) fn read_within(input: &mut dyn Read, limits: &Limits) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(limits.packed_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}
