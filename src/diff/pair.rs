//! A subpath that leads somewhere in both releases.

use crate::{
    diff::{
        change::{Change, ChangeEffect, ChangeKind},
        releases::Releases,
    },
    report::OutcomeReport,
    resolve::{Mode, NodeTarget},
};

/// A subpath in one mode and one version of Node, in both releases.
#[derive(Clone, Copy)]
pub(super) struct OutcomePair<'r> {
    pub subpath: &'r str,
    pub mode: Mode,
    pub node: &'r NodeTarget,
    pub old: &'r OutcomeReport,
    pub new: &'r OutcomeReport,
}

impl OutcomePair<'_> {
    pub fn change(
        &self,
        kind: ChangeKind,
        effect: ChangeEffect,
        name: Option<&str>,
        message: String,
    ) -> Change {
        Change {
            subpath: Some(self.subpath.to_owned()),
            mode: Some(self.mode),
            node: vec![self.node.version.to_string()],
            name: name.map(str::to_owned),
            ..Change::new(kind, effect, message)
        }
    }

    /// Names that no list has, as code makes them.
    pub fn unlisted(&self, releases: &Releases<'_>) -> Change {
        let specifier = releases.specifier(self.subpath);
        let message = format!(
            "`require` of {specifier} gives what code makes while it runs; it cannot be told whether a name is gone"
        );
        self.change(ChangeKind::NamesUnknown, ChangeEffect::Unknown, None, message)
    }
}
