//! Where a package comes from: a file, or bytes in memory.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

use napi::bindgen_prelude::{Either, Uint8Array};

use crate::{
    bindings::{arguments::OpenOptions, failure::Failure},
    pack::{self, Packing, Stop},
    package::Package,
    tarball::Limits,
};

/// Where a package comes from.
pub(super) enum Source {
    Path(String),
    Bytes(Vec<u8>),
}

impl Default for Source {
    fn default() -> Self {
        Self::Bytes(Vec::new())
    }
}

/// The bytes are copied: JavaScript may change its own while they are read elsewhere.
impl From<Either<String, Uint8Array>> for Source {
    fn from(input: Either<String, Uint8Array>) -> Self {
        match input {
            Either::A(path) => Self::Path(path),
            Either::B(bytes) => Self::Bytes(bytes.to_vec()),
        }
    }
}

impl Source {
    /// Opens it; a directory is packed first.
    pub fn open(self, options: &OpenOptions, stop: &Stop) -> Result<Package, Failure> {
        let limits = &options.limits;
        let bytes = match self {
            Self::Path(path) if is_directory(&path)? => {
                pack(&path, &options.packing.clone().with(stop.clone()), limits)?
            }
            Self::Path(path) => read(&path, limits)?,
            Self::Bytes(bytes) => bytes,
        };
        Ok(Package::open(bytes, limits)?)
    }
}

/// The tarball that the directory's package manager would publish; of it nothing is left on the disk.
pub(super) fn pack(directory: &str, packing: &Packing, limits: &Limits) -> Result<Vec<u8>, Failure> {
    let packed = pack::pack(Path::new(directory), packing)?;
    read(&packed.path.to_string_lossy(), limits)
}

fn is_directory(path: &str) -> Result<bool, Failure> {
    fs::metadata(path).map(|metadata| metadata.is_dir()).map_err(|error| unreadable(path, &error))
}

/// Reads no more than the limit allows, and one byte that tells it is reached.
fn read(path: &str, limits: &Limits) -> Result<Vec<u8>, Failure> {
    let failure = |error: io::Error| unreadable(path, &error);
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(failure)?;
    file.take(limits.packed_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(failure)?;
    Ok(bytes)
}

fn unreadable(path: &str, error: &io::Error) -> Failure {
    Failure { code: "ERR_PACKPROOF_READ", message: format!("cannot read {path:?}: {error}") }
}
