//! A consumer's statement links.

use crate::{
    expectation::{
        answer::{AnswerWords, ExpectationAnswer},
        verdict::Misuse,
    },
    link::code::Code,
    options::Options,
    render::{terminal::Terminal, text::broken_statements},
    report::statements::StatementReport,
    session::Session,
};

pub(super) fn answer<'a>(
    session: &'a Session,
    statement: &'a str,
    options: &'a Options,
    terminal: Terminal,
) -> Result<ExpectationAnswer<'a>, Misuse> {
    let reports = session.link(&[Code::statement(statement)], &options.targets());
    if reports.is_empty() {
        let name = session.package().name();
        return Err(Misuse(format!("\"statement\" must name {name}, as this one does not: {statement}")));
    }
    let pass = reports.iter().all(|report| report.ok);
    Ok(ExpectationAnswer::new(session, terminal, pass, move || {
        let nodes = options.node_names();
        let why = broken_statements(&reports, session.package(), &nodes, terminal);
        let source = statement.split_whitespace().collect::<Vec<_>>().join(" ");
        let does = if pass { "does not link" } else { "links" };
        AnswerWords { nodes, expected: format!("{source} {does}"), received: received(&reports), why }
    }))
}

fn received(reports: &[StatementReport]) -> String {
    let broken = reports.iter().filter(|report| !report.ok).count();
    match (broken, reports.len()) {
        (0, _) => "it links".to_owned(),
        (_, 1) => "it does not".to_owned(),
        (broken, total) => format!("{broken} of {total} requests do not link"),
    }
}
