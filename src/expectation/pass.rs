//! The check finds nothing wrong.

use crate::{
    expectation::answer::{AnswerWords, ExpectationAnswer},
    options::Options,
    render::{
        terminal::Terminal,
        text::{Detail, render_problems, sentence},
    },
    report::Report,
    session::Session,
};

pub(super) fn answer<'a>(
    session: &'a Session,
    options: &'a Options,
    terminal: Terminal,
) -> ExpectationAnswer<'a> {
    let report = session.check(options);
    ExpectationAnswer::new(session, terminal, report.ok, move || {
        let expected = match (report.ok, options.strict) {
            (true, _) => "packproof check finds something wrong",
            (false, true) => "packproof check finds nothing wrong, and nothing to warn of",
            (false, false) => "packproof check finds nothing wrong",
        };
        AnswerWords {
            nodes: report.node.clone(),
            expected: expected.to_owned(),
            received: sentence(&report),
            why: if report.ok { String::new() } else { why(session, &report, options, terminal) },
        }
    })
}

/// Draws the findings that fail the check; the others do not help to mend it.
fn why(session: &Session, report: &Report, options: &Options, terminal: Terminal) -> String {
    let mut shown = report.clone();
    shown.findings.retain(|finding| finding.severity.fails(options.strict));
    render_problems(&shown, session.package(), terminal, Detail::Folded)
}
