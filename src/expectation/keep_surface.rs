//! The newer release takes nothing away that its version does not announce.

use std::sync::Arc;

use crate::{
    diff::{DiffOptions, diff},
    expectation::answer::{AnswerWords, ExpectationAnswer},
    render::{
        diff::{ComparedTarget, sentence, text},
        formats::RepositoryFiles,
        terminal::Terminal,
        text::Detail,
    },
    session::Session,
};

/// The older release of a package.
#[derive(Clone, Debug)]
pub struct OlderRelease(pub Arc<Session>);

impl PartialEq for OlderRelease {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for OlderRelease {}

pub(super) fn answer<'a>(
    session: &'a Session,
    old: &'a OlderRelease,
    options: &'a DiffOptions,
    terminal: Terminal,
) -> ExpectationAnswer<'a> {
    let report = diff(&old.0, session, options);
    ExpectationAnswer::new(session, terminal, report.ok, move || {
        let (old, new) = (old.0.package(), session.package());
        let than = old.version().map_or_else(String::new, |version| format!(" of {version}"));
        let expected = if report.ok {
            format!("the surface{than} changes more than the version says")
        } else {
            format!("the surface{than} is kept, as far as the version says")
        };
        let target = ComparedTarget { report: &report, old, new, sources: RepositoryFiles::default() };
        let why = if report.ok { String::new() } else { text(&target, terminal, Detail::Problems) };
        AnswerWords { nodes: report.node.clone(), expected, received: sentence(&report), why }
    })
}
