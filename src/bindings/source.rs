//! Where a package comes from: a file, or bytes in memory.

use std::{
    fs::{self, File},
    io::{self, Read},
};

use napi::bindgen_prelude::{Either, Uint8Array};

use crate::{bindings::failure::Failure, package::Package, tarball::Limits};

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
    pub fn open(self, limits: &Limits) -> Result<Package, Failure> {
        let bytes = match self {
            Self::Path(path) => read(&path, limits)?,
            Self::Bytes(bytes) => bytes,
        };
        Ok(Package::open(bytes, limits)?)
    }
}

/// Reads no more than the limit allows, and one byte that tells it is reached.
fn read(path: &str, limits: &Limits) -> Result<Vec<u8>, Failure> {
    let failure = |error: io::Error| unreadable(path, &error);
    if fs::metadata(path).map_err(failure)?.is_dir() {
        return Err(directory(path));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(failure)?;
    file.take(limits.packed_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(failure)?;
    Ok(bytes)
}

fn directory(path: &str) -> Failure {
    let message = format!("{path:?} is a directory, not a packed package; pack it first, with `npm pack`");
    Failure { code: "ERR_PACKPROOF_DIRECTORY", message }
}

fn unreadable(path: &str, error: &io::Error) -> Failure {
    Failure { code: "ERR_PACKPROOF_READ", message: format!("cannot read {path:?}: {error}") }
}
