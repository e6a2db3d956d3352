//! Installing the package cannot fail by what it declares.

use crate::{
    expectation::answer::{AnswerWords, ExpectationAnswer, listed},
    install::managers::Installer,
    render::{
        terminal::{Page, Role, Terminal},
        text::{
            counted,
            problem::{Note, ShownProblem},
        },
    },
    report::{InstallProblemReport, installable},
    session::Session,
};

/// The package managers of which the test asks; none stands for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskedInstallers {
    /// The word that names them, as the test has it.
    pub word: Option<String>,
    pub installers: Vec<Installer>,
}

pub(super) fn answer<'a>(
    session: &'a Session,
    asked: &'a AskedInstallers,
    terminal: Terminal,
) -> ExpectationAnswer<'a> {
    let mut problems = installable(session.package()).problems;
    let is_asked = |managers: &[Installer]| managers.iter().any(|manager| asked.installers.contains(manager));
    problems.retain(|problem| asked.word.is_none() || is_asked(&problem.managers));
    let pass = problems.is_empty();
    ExpectationAnswer::new(session, terminal, pass, move || AnswerWords {
        nodes: Vec::new(),
        expected: match (pass, &asked.word) {
            (true, None) => "some package manager fails to install it".to_owned(),
            (true, Some(word)) => format!("{word} fails to install it"),
            (false, None) => "every package manager can install it".to_owned(),
            (false, Some(word)) => format!("{word} can install it"),
        },
        received: match problems.len() {
            0 => "nothing that it declares ends an installation".to_owned(),
            1 => "package.json has 1 thing that ends an installation".to_owned(),
            count => format!("package.json has {} that end an installation", counted(count, "thing")),
        },
        why: shown(session, &problems, terminal),
    })
}

fn shown(session: &Session, problems: &[InstallProblemReport], terminal: Terminal) -> String {
    let mut page = Page::new(terminal);
    for problem in problems {
        let managers: Vec<_> = problem.managers.iter().map(|manager| manager.name()).collect();
        let notes = [Note { label: "fails in".to_owned(), role: Role::Plain, text: listed(&managers) }];
        let shown = ShownProblem {
            at: problem.at.as_ref(),
            notes: &notes,
            help: problem.help.as_deref(),
            ..ShownProblem::new(Role::Bad.of(format!("error[{}]", problem.rule)), &problem.message)
        };
        shown.render(&mut page, session.package(), 0);
        page.blank();
    }
    page.finish()
}
