//! A consumer's statement links.

use crate::{
    expectation::{Misuse, answer::Answer},
    opened::Opened,
    options::Options,
    report::{code::Code, statements::StatementReport, terminal::Terminal, text::broken_statements},
};

pub(super) fn answer(
    opened: &Opened,
    statement: &str,
    options: &Options,
    terminal: Terminal,
) -> Result<Answer, Misuse> {
    let reports = StatementReport::of(opened, &[Code::statement(statement)], &options.targets());
    if reports.is_empty() {
        let name = opened.package().name();
        return Err(Misuse(format!("\"statement\" must name {name}, as this one does not: {statement}")));
    }
    let pass = reports.iter().all(|report| report.ok);
    let source = statement.split_whitespace().collect::<Vec<_>>().join(" ");
    let does = if pass { "does not link" } else { "links" };
    let broken = reports.iter().filter(|report| !report.ok).count();
    let received = match (pass, reports.len()) {
        (true, _) => "it links".to_owned(),
        (false, 1) => "it does not".to_owned(),
        (false, total) => format!("{broken} of {total} requests do not link"),
    };
    let nodes = options.node_names();
    let why = broken_statements(&reports, opened.package(), &nodes, terminal);
    Ok(Answer { pass, nodes, expected: format!("{source} {does}"), received, why })
}
