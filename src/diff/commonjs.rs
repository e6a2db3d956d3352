//! The kinds of what the CommonJS modules of a release export, and the names that their code gives: read when they are first asked
//! for, as `check` has no use for them.

use std::sync::Arc;

use memchr::memmem;

use crate::{
    hash::HashMap,
    module::{ExportedShapes, ModuleWrites, read_shapes, read_writes},
    node::Profile,
    path::PackagePath,
    resolve::NodeTarget,
    session::Session,
};

/// The kinds and names by file; `None` for a file that was not read as CommonJS.
pub(super) struct CommonJsExports<'s> {
    session: &'s Session,
    profile: Profile,
    shapes: HashMap<PackagePath, Option<Arc<ExportedShapes>>>,
    writes: HashMap<PackagePath, Option<Arc<ModuleWrites>>>,
}

impl<'s> CommonJsExports<'s> {
    pub fn new(session: &'s Session, node: &NodeTarget) -> Self {
        Self {
            session,
            profile: node.version.profile(),
            shapes: HashMap::default(),
            writes: HashMap::default(),
        }
    }

    pub fn shapes(&mut self, path: &PackagePath) -> Option<Arc<ExportedShapes>> {
        let (session, profile) = (self.session, &self.profile);
        let read = || read_shapes(commonjs_text(session, path)?, profile).ok().map(Arc::new);
        self.shapes.entry(path.clone()).or_insert_with(read).clone()
    }

    pub fn writes(&mut self, path: &PackagePath) -> Option<Arc<ModuleWrites>> {
        let (session, profile) = (self.session, &self.profile);
        let read = || read_writes(commonjs_text(session, path)?, profile).ok().map(Arc::new);
        self.writes.entry(path.clone()).or_insert_with(read).clone()
    }

    /// Tells whether a module gives names to the one that requires it.
    pub fn gives_to_parent(&mut self, path: &PackagePath) -> bool {
        let says_so =
            self.session.package().contents(path).is_some_and(|text| memmem::find(text, b"parent").is_some());
        says_so && self.writes(path).is_some_and(|writes| writes.foreign.reaches_parent)
    }
}

/// The text of a file that was read as CommonJS.
fn commonjs_text<'s>(session: &'s Session, path: &PackagePath) -> Option<&'s [u8]> {
    session.package().readings().commonjs(path)?;
    session.package().contents(path)
}
