//! The trace of a project to the tarball of this session.

use crate::{
    limits::LimitReached,
    report::trace::TraceReport,
    session::Session,
    trace::{TraceOptions, source_tree::SourceTree},
};

impl Session {
    /// Traces every source module of the project to this package.
    ///
    /// # Errors
    /// A limit keeps modules or entry points from being looked at.
    pub fn trace(&self, tree: &SourceTree, options: &TraceOptions) -> Result<TraceReport, LimitReached> {
        TraceReport::new(tree, self.package(), options, &|codes, nodes| self.link(codes, nodes))
    }
}
