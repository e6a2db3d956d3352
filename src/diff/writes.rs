//! The names that the code of a release's CommonJS modules gives, read when they are first asked for: no other command needs
//! them.

use std::sync::Arc;

use memchr::memmem;

use crate::{
    hash::HashMap,
    module::{ModuleWrites, read_writes},
    node::Profile,
    path::PackagePath,
    resolve::NodeTarget,
    session::Session,
};

/// The names that modules give, by file; `None` for a file that was not read as CommonJS.
pub(super) struct ReleaseWrites<'s> {
    session: &'s Session,
    profile: Profile,
    read: HashMap<PackagePath, Option<Arc<ModuleWrites>>>,
}

impl<'s> ReleaseWrites<'s> {
    pub fn new(session: &'s Session, node: &NodeTarget) -> Self {
        Self { session, profile: node.version.profile(), read: HashMap::default() }
    }

    pub fn of(&mut self, path: &PackagePath) -> Option<Arc<ModuleWrites>> {
        let (package, profile) = (self.session.package(), &self.profile);
        let read = || {
            package.readings().commonjs(path)?;
            read_writes(package.contents(path)?, profile).ok().map(Arc::new)
        };
        self.read.entry(path.clone()).or_insert_with(read).clone()
    }

    /// Tells whether a module gives names to the one that requires it.
    pub fn reach_parent(&mut self, path: &PackagePath) -> bool {
        let says_so =
            self.session.package().contents(path).is_some_and(|text| memmem::find(text, b"parent").is_some());
        says_so && self.of(path).is_some_and(|writes| writes.foreign.reaches_parent)
    }
}
