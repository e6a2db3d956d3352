//! The functions that open files, and the ways in which they tell of a failure.

use super::libraries::Library;
use crate::module::assets::AssetVerb;

/// A function's use of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Opener {
    pub verb: AssetVerb,
    pub fails: Failing,
}

/// The ways in which a function tells that a file is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failing {
    /// It throws.
    Thrown,
    /// Its promise is rejected.
    Promised,
    /// Later, to a callback, as an event, or in another process.
    Later,
}

/// Returns the use that a function of a library makes of its first argument; `None` for a library that opens no files.
pub(super) fn opener(library: Library, name: &str) -> Option<Opener> {
    let (verb, fails) = match library {
        Library::Fs => match name.strip_suffix("Sync") {
            Some(name) => (verb_of(name), Failing::Thrown),
            None => (verb_of(name), Failing::Later),
        },
        Library::FsPromises => (verb_of(name), Failing::Promised),
        Library::OtherFs => (verb_of(name.strip_suffix("Sync").unwrap_or(name)), Failing::Later),
        Library::ChildProcess if name == "fork" => (AssetVerb::Fork, Failing::Later),
        Library::WorkerThreads if name == "Worker" => (AssetVerb::Work, Failing::Later),
        _ => return None,
    };
    Some(Opener { verb, fails })
}

/// Returns the use that a function makes of its first argument. All that is not certainly reading spares the file.
fn verb_of(name: &str) -> AssetVerb {
    match name {
        "readFile" | "createReadStream" | "open" | "readJson" | "readJSON" | "openAsBlob" => AssetVerb::Read,
        "readdir" | "opendir" => AssetVerb::List,
        "copyFile" | "cp" | "copy" => AssetVerb::Copy,
        "stat" | "lstat" | "realpath" | "access" => AssetVerb::Look,
        _ => AssetVerb::Spare,
    }
}

/// Tells whether the name of a function that is not known says that it makes, changes or looks for a file.
pub(super) fn may_spare(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    WORDS.iter().any(|word| lower.contains(word))
}

const WORDS: [&str; 26] = [
    "access", "bundle", "build", "clean", "compile", "copy", "create", "delete", "download", "emit",
    "ensure", "exist", "extract", "find", "generate", "has", "isfile", "make", "mk", "output", "remove",
    "save", "stat", "try", "unzip", "write",
];
