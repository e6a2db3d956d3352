//! A file's place in the folder of a project.

use std::{borrow::Borrow, fmt, ops::Deref, sync::Arc};

/// A file's place in the folder of a project, be it written by a person or by the build: relative, with `/` between names.
/// In the tarball the file is at a [`PackagePath`](crate::path::PackagePath); only what is packed has one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

impl Deref for SourcePath {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for SourcePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<&str> for SourcePath {
    fn from(path: &str) -> Self {
        Self(path.into())
    }
}

impl From<String> for SourcePath {
    fn from(path: String) -> Self {
        Self(path.into())
    }
}

impl PartialEq<str> for SourcePath {
    fn eq(&self, other: &str) -> bool {
        *self.0 == *other
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}
