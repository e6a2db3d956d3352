//! Libraries whose functions make paths or open files, and the names that a module has for them.

/// A library that the walk knows: one of Node's own, or one that everybody uses in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Library {
    Path,
    Url,
    Util,
    Fs,
    FsPromises,
    /// `fs-extra` and `graceful-fs`, which are not Node's own.
    OtherFs,
    ChildProcess,
    WorkerThreads,
    Bindings,
    NodeGypBuild,
}

/// The meaning of a name: a library, or a member of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LibraryName<'a> {
    Whole(Library),
    Member(Library, &'a str),
}

impl Library {
    /// Returns the library that a specifier leads to.
    pub(super) fn of(specifier: &str) -> Option<Self> {
        let library = match specifier.strip_prefix("node:").unwrap_or(specifier) {
            "path" | "path/posix" | "path/win32" => Self::Path,
            "url" => Self::Url,
            "util" => Self::Util,
            "fs" => Self::Fs,
            "fs/promises" => Self::FsPromises,
            "child_process" => Self::ChildProcess,
            "worker_threads" => Self::WorkerThreads,
            _ => return Self::of_package(specifier),
        };
        Some(library)
    }

    fn of_package(specifier: &str) -> Option<Self> {
        match specifier {
            "fs-extra" | "graceful-fs" => Some(Self::OtherFs),
            "bindings" => Some(Self::Bindings),
            "node-gyp-build" => Some(Self::NodeGypBuild),
            _ => None,
        }
    }

    /// Returns the meaning of a property of the library.
    pub(super) fn member(self, name: &str) -> LibraryName<'_> {
        match (self, name) {
            (_, "default") => LibraryName::Whole(self),
            (Self::Fs | Self::OtherFs, "promises") => LibraryName::Whole(Self::FsPromises),
            (Self::Path, "posix" | "win32") => LibraryName::Whole(Self::Path),
            _ => LibraryName::Member(self, name),
        }
    }
}
