//! The end of a list of commands, from the ends of its commands and groups.

use crate::{
    install::{outcome::ListEnding, steps::Follow},
    manifest::shell::Joined,
};

/// A list as far as it is read. `&&` and `||` have equal rank in a shell, so that it is read from left to right.
#[derive(Clone, Debug)]
pub(super) struct ListState {
    /// The end of all that was read.
    pub ending: ListEnding,
    /// The end of what stands before the command, the group or the pipeline that is read.
    before: ListEnding,
    follow: Follow,
    /// True if the list is certainly read by the shell that the script began in, or that its group is.
    is_sure: bool,
}

impl ListState {
    pub fn new(is_sure: bool) -> Self {
        Self { ending: ListEnding::Succeeds, before: ListEnding::Succeeds, follow: Follow::FIRST, is_sure }
    }

    /// Goes on with a command or a group.
    pub fn begin(&mut self, follow: Follow) {
        // A pipeline is one part of the list, whose end is that of its last command.
        if follow.joined != Joined::Piped {
            self.before = self.ending.clone();
            self.follow = follow;
        }
    }

    /// Tells whether what was begun certainly does not run.
    pub fn skips(&self) -> bool {
        match (&self.before, self.follow.joined) {
            (ListEnding::Succeeds, Joined::Otherwise) => true,
            (ListEnding::Fails(_), Joined::After) => self.follow.needs_success,
            _ => false,
        }
    }

    /// Tells whether what was begun certainly runs.
    pub fn is_sure(&self) -> bool {
        let follows = match (self.follow.joined, &self.before) {
            (Joined::After, before) => !self.follow.needs_success || *before == ListEnding::Succeeds,
            (Joined::Otherwise, ListEnding::Fails(_)) => true,
            _ => false,
        };
        self.is_sure && follows
    }

    /// Returns the end of a command that stands here: `fails || exit 1` fails for the first reason, and `fails || exit` as well.
    pub fn blamed(&self, ending: Option<ListEnding>) -> ListEnding {
        match (&self.before, ending) {
            (before @ ListEnding::Fails(_), Some(ListEnding::Fails(None)) | None)
                if self.follow.joined == Joined::Otherwise =>
            {
                before.clone()
            }
            (_, Some(ending)) => ending,
            (before, None) => before.clone(),
        }
    }

    /// Takes the end of what was begun.
    pub fn end(&mut self, ending: ListEnding) {
        let follows_unknown = self.before == ListEnding::Unknown
            && (self.follow.joined == Joined::Otherwise || self.follow.needs_success);
        self.ending = match (&self.before, ending) {
            (before, _) if self.skips() => before.clone(),
            // `unknown || fails` may succeed by its left side, `unknown && succeeds` may fail by it.
            (_, ListEnding::Succeeds) if follows_unknown && self.follow.needs_success => ListEnding::Unknown,
            (_, ListEnding::Fails(_)) if follows_unknown && !self.follow.needs_success => ListEnding::Unknown,
            (_, ending) => self.blamed(Some(ending)),
        };
    }
}

/// Returns the end of what ends in one of several ways.
pub(super) fn join_endings(endings: impl IntoIterator<Item = ListEnding>) -> ListEnding {
    let join = |one: ListEnding, other: ListEnding| match (one, other) {
        (ListEnding::Succeeds, ListEnding::Succeeds) => ListEnding::Succeeds,
        (ListEnding::Fails(one), ListEnding::Fails(other)) => ListEnding::Fails(one.or(other)),
        _ => ListEnding::Unknown,
    };
    endings.into_iter().reduce(join).unwrap_or(ListEnding::Succeeds)
}
