//! One cause of a broken entry point, and how many causes are given in all.

use std::sync::Arc;

use crate::{
    limits::{Limit, LimitReached},
    link::fault::Fault,
    path::PackagePath,
};

/// A fault, and the imports that lead to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkCause {
    pub fault: Arc<Fault>,
    /// The files from the entry point's to the one with the fault.
    pub chain: Vec<PackagePath>,
    /// True if the fault lies in the mode in which the entry point is asked for, so that another mode does
    /// not have it.
    pub is_entry: bool,
    /// Only the beginnings of its texts are told, because those of others are long.
    pub is_brief: bool,
}

impl LinkCause {
    pub(crate) fn new(fault: Arc<Fault>, chain: Vec<PackagePath>) -> Self {
        Self { fault, chain, is_entry: false, is_brief: false }
    }

    /// The bytes of its texts.
    fn weight(&self) -> u64 {
        let Fault { message, missing, at, .. } = &*self.fault;
        let chain = self.chain.iter().map(|path| path.as_str().len() + 1);
        let texts = message.len() + missing.as_ref().map_or(0, String::len) + at.file.as_str().len();
        (texts + chain.sum::<usize>()) as u64
    }

    fn brief(mut self) -> Self {
        self.is_brief = true;
        if let [_, .., _] = self.chain.as_slice() {
            self.chain.drain(1..self.chain.len() - 1);
        }
        self
    }
}

/// The bytes of the texts of one error, on the average, that the limit of errors allows.
const BYTES_OF_ONE: u64 = 300;

/// Counts the causes that verdicts get: many entry points may lead to one module with many faults, or one of long texts.
pub(super) struct GivenCauses {
    allowed: Limit,
    count: u64,
    bytes: u64,
    is_cut: bool,
}

impl GivenCauses {
    pub(super) fn new(allowed: Limit) -> Self {
        Self { allowed, count: 0, bytes: 0, is_cut: false }
    }

    /// Takes the causes of one verdict. It gets the first of them in any case, as without any it would count as loadable.
    pub(super) fn take(&mut self, causes: impl Iterator<Item = LinkCause>) -> Vec<LinkCause> {
        let mut taken = Vec::new();
        for cause in causes {
            if self.count >= self.allowed.value && !taken.is_empty() {
                self.is_cut = true;
                break;
            }
            taken.push(self.weighed(cause));
        }
        taken
    }

    fn weighed(&mut self, cause: LinkCause) -> LinkCause {
        self.count = self.count.saturating_add(1);
        let bytes = self.bytes.saturating_add(cause.weight());
        if bytes > self.allowed.value.saturating_mul(BYTES_OF_ONE) {
            self.is_cut = true;
            return cause.brief();
        }
        self.bytes = bytes;
        cause
    }

    pub(super) fn cut(&self) -> Option<LimitReached> {
        self.is_cut.then(|| self.allowed.reached(NOT_ALL_ERRORS))
    }
}

/// The words for errors that are left out.
pub(super) const NOT_ALL_ERRORS: &str = "not all errors of all entry points are given";
