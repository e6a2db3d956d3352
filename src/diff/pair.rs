//! One subpath in one mode, in both releases.

use crate::{
    diff::change::{Change, ChangeEffect, ChangeKind},
    report::OutcomeReport,
    resolve::{Mode, NodeTarget},
};

/// A subpath in one mode and one version of Node, in both releases.
#[derive(Clone, Copy)]
pub(super) struct NamePair<'r> {
    pub subpath: &'r str,
    pub mode: Mode,
    pub node: &'r NodeTarget,
    pub old: &'r OutcomeReport,
    pub new: &'r OutcomeReport,
}

impl NamePair<'_> {
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
}
