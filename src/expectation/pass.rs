//! The check finds nothing wrong.

use crate::{
    diagnostic::Severity,
    expectation::answer::Answer,
    opened::Opened,
    options::Options,
    report::{
        terminal::Terminal,
        text::{Detail, render_problems, sentence},
    },
};

pub(super) fn answer(opened: &Opened, options: &Options, terminal: Terminal) -> Answer {
    let report = opened.check(options);
    let received = sentence(&report);
    let expected = match (report.ok, options.strict) {
        (true, _) => "packproof check finds something wrong",
        (false, true) => "packproof check finds nothing wrong, and nothing to warn of",
        (false, false) => "packproof check finds nothing wrong",
    };
    let why = match report.ok {
        true => String::new(),
        false => {
            // What does not fail the check does not help to mend it.
            let mut shown = (*report).clone();
            shown.findings.retain(|finding| options.strict || finding.severity == Severity::Error);
            render_problems(&shown, opened.package(), terminal, Detail::Folded)
        }
    };
    Answer { pass: report.ok, nodes: options.node_names(), expected: expected.to_owned(), received, why }
}
