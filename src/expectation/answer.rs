//! The form that all answers share: the package, what was expected and what there is, then why.

use crate::{
    expectation::verdict::ExpectationVerdict,
    render::{
        terminal::{Page, Role, Terminal},
        text::{counted, package_name},
    },
    report::package_report,
    session::Session,
};

/// The answer to an expectation. The words come when they are asked for: most tests pass, and need none.
pub struct ExpectationAnswer<'a> {
    pub pass: bool,
    words: Box<dyn FnOnce() -> AnswerWords + 'a>,
    session: &'a Session,
    terminal: Terminal,
}

/// The words of an answer.
pub(super) struct AnswerWords {
    /// The versions of Node that were asked, if that matters.
    pub nodes: Vec<String>,
    pub expected: String,
    pub received: String,
    /// The reason, and what to do: text that is ready to be shown.
    pub why: String,
}

impl<'a> ExpectationAnswer<'a> {
    pub(super) fn new(
        session: &'a Session,
        terminal: Terminal,
        pass: bool,
        words: impl FnOnce() -> AnswerWords + 'a,
    ) -> Self {
        Self { pass, words: Box::new(words), session, terminal }
    }

    /// The answer in words, for those who expected something else.
    pub fn verdict(self) -> ExpectationVerdict {
        let words = (self.words)();
        let message = words.message(self.session, self.terminal);
        ExpectationVerdict { pass: self.pass, message, expected: words.expected, received: words.received }
    }
}

impl AnswerWords {
    fn message(&self, session: &Session, terminal: Terminal) -> String {
        let mut page = Page::new(terminal);
        page.wrapped(HANG, &[Role::Plain.of("Package:  "), Role::Plain.of(self.subject(session))]);
        page.wrapped(HANG, &[Role::Plain.of("Expected: "), Role::Good.of(self.expected.as_str())]);
        page.wrapped(HANG, &[Role::Plain.of("Received: "), Role::Bad.of(self.received.as_str())]);
        let mut message = page.finish();
        if !self.why.is_empty() {
            message = format!("{message}\n{}", self.why);
        }
        message.truncate(message.trim_end().len());
        message
    }

    fn subject(&self, session: &Session) -> String {
        let report = package_report(session.package());
        let nodes = match self.nodes.as_slice() {
            [] => String::new(),
            nodes => format!(" · Node {}", nodes.join(", ")),
        };
        format!("{} · {}{nodes}", package_name(&report), counted(report.files, "file"))
    }
}

/// The width of the labels.
const HANG: usize = 10;

/// The most things that are listed.
const LISTED: usize = 12;

/// `a`, `a and b`, `a, b and c`, `a, b, … and 30 more`.
pub(super) fn listed<S: AsRef<str>>(all: &[S]) -> String {
    let shown: Vec<&str> = all.iter().take(LISTED).map(AsRef::as_ref).collect();
    match (all.len().checked_sub(LISTED), shown.split_last()) {
        (_, None) => "nothing".to_owned(),
        (Some(rest @ 1..), _) => format!("{} and {rest} more", shown.join(", ")),
        (_, Some((last, []))) => (*last).to_owned(),
        (_, Some((last, before))) => format!("{} and {last}", before.join(", ")),
    }
}

/// `import "p/sub"` or `require("p/sub")`.
pub(super) fn request(mode: crate::resolve::Mode, specifier: &str) -> String {
    match mode {
        crate::resolve::Mode::Import => format!("import \"{specifier}\""),
        crate::resolve::Mode::Require => format!("require(\"{specifier}\")"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_end() {
        let many: Vec<String> = (0..15).map(|nth| nth.to_string()).collect();
        for (count, expected) in [
            (0, "nothing"),
            (1, "0"),
            (3, "0, 1 and 2"),
            (12, "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 11"),
            (15, "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 3 more"),
        ] {
            assert_eq!(listed(&many[..count]), expected);
        }
    }
}
