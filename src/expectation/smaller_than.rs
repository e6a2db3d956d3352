//! The package weighs less than a test allows.

use std::cmp::Reverse;

use crate::{
    budget::{Measure, SizeBudget, byte_size},
    expectation::answer::{AnswerWords, ExpectationAnswer, listed},
    render::terminal::{Page, Role, Terminal},
    session::Session,
};

/// The number of files that are named.
const NAMED: usize = 5;

pub(super) fn answer<'a>(
    session: &'a Session,
    budget: &'a SizeBudget,
    terminal: Terminal,
) -> ExpectationAnswer<'a> {
    let asked: Vec<(Measure, u64, u64)> = Measure::ALL
        .into_iter()
        .filter_map(|measure| Some((measure, measure.of(session.package())?, budget.get(measure)?)))
        .collect();
    let pass = asked.iter().all(|(_, weight, most)| weight < most);
    ExpectationAnswer::new(session, terminal, pass, move || {
        let told: Vec<_> = asked.iter().filter(|(_, weight, most)| pass || weight >= most).collect();
        let received: Vec<String> = told.iter().map(|(measure, weight, _)| measure.words(*weight)).collect();
        let expected: Vec<String> = told.iter().map(|(measure, _, most)| less(*measure, *most)).collect();
        AnswerWords {
            nodes: Vec::new(),
            expected: if pass { format!("not {}", listed(&expected)) } else { listed(&expected) },
            received: listed(&received),
            why: if pass { String::new() } else { largest(session, terminal) },
        }
    })
}

fn less(measure: Measure, most: u64) -> String {
    let less = if measure == Measure::Files { "fewer" } else { "less" };
    format!("{less} than {}", measure.words(most))
}

/// Lists the largest files.
fn largest(session: &Session, terminal: Terminal) -> String {
    let files = session.package().files();
    let mut files: Vec<_> = files.iter().map(|(path, file)| (file.size(), path)).collect();
    files.sort_by_key(|(size, path)| (Reverse(*size), *path));
    let mut page = Page::new(terminal);
    page.line(&[Role::Plain.of("The largest files:")]);
    for (size, path) in files.iter().take(NAMED) {
        page.line(&[Role::Plain.of(format!("{:>9}  {path}", byte_size(*size)))]);
    }
    page.finish()
}
