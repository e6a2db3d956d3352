//! The trace of a project to the tarball of this session.

use crate::{
    limits::LimitReached,
    options::Options,
    report::trace::{Checked, TraceReport},
    session::Session,
    trace::{TraceOptions, source_tree::SourceTree},
};

impl Session {
    /// Traces every source module of the project to this package.
    ///
    /// # Errors
    /// A limit keeps modules or entry points from being looked at.
    pub fn trace(&self, tree: &SourceTree, options: &TraceOptions) -> Result<TraceReport, LimitReached> {
        let checked = Checked {
            facts: self.facts(&options.node),
            entry_points: self.entry_points(&Options::of(&options.node)),
        };
        TraceReport::new(tree, self.package(), options, &checked, &|codes, nodes| self.link(codes, nodes))
    }
}
