//! Broken entry points, each cause with everything that it breaks.

use crate::{
    render::{
        causes::{self, BrokenCause},
        terminal::Role,
        text::{
            Detail, ReportView, counted,
            problem::{Note, ShownProblem},
        },
    },
    report::ErrorReport,
};

/// The most causes that are shown; the rest is counted.
const FOLDED: usize = 20;

impl ReportView<'_> {
    pub(super) fn broken(&mut self, causes: &[BrokenCause<'_>]) {
        let shown = if self.detail == Detail::All { causes.len() } else { FOLDED };
        for cause in causes.iter().take(shown) {
            self.page.blank();
            self.cause(cause);
        }
        if let Some(rest) = causes.len().checked_sub(shown + 1) {
            self.page.blank();
            let rest = counted(rest + 1, "more cause");
            self.page.wrapped(2, &[Role::Bad.of(format!("✗ … and {rest}, --all shows them"))]);
        }
    }

    fn cause(&mut self, cause: &BrokenCause<'_>) {
        let names = cause.entries.iter().map(|entry| entry.subpath.as_str()).collect::<Vec<_>>().join(", ");
        self.page.wrapped(2, &[Role::Bad.of("✗ "), Role::Strong.of(names)]);
        let through = cause.led_to_by().and_then(Note::through);
        match (cause.finding(), cause.errors.first()) {
            (Some(finding), _) => {
                let said = causes::said(&cause.errors).map(|(asked, error)| said(asked, error));
                self.finding(finding, 2, &cause.also, &said.chain(through).collect::<Vec<_>>());
            }
            (None, Some((_, error))) => {
                let title = Role::Bad.of(format!("error[{}]", error.code));
                let problem = ShownProblem {
                    at: cause.at,
                    also: &cause.also,
                    named: self.named(),
                    notes: &Vec::from_iter(through),
                    help: error.help.as_deref(),
                    ..ShownProblem::new(title, &error.message)
                };
                problem.render(&mut self.page, self.package, 2);
            }
            (None, None) => {}
        }
    }
}

/// The words of Node, for each way of asking.
fn said(asked: &str, error: &ErrorReport) -> Note {
    let text = format!("{}: {}", error.code, error.message);
    Note { label: asked.to_owned(), role: Role::Plain, text }
}
