//! A comparison as annotations of a GitHub Actions run.

use crate::{
    diff::{Change, ChangeEffect},
    render::{
        diff::{
            sections::{lines, title, verdict},
            target::ComparedTarget,
        },
        formats::{
            Spot,
            github::{NOTICE, WorkflowCommand, lines_and_columns, not_shown},
        },
        terminal::visible,
    },
};

/// One command for each change that the version does not announce, and for each that cannot be told; one that counts those
/// which GitHub will not show; then one line of text.
pub fn github(target: &ComparedTarget<'_>) -> String {
    let report = target.report;
    let told = report.told().filter(|change| change.allowed.is_none());
    let commands = told.filter_map(|change| match change.effect {
        _ if report.is_unannounced(change) => Some(command(target, change, "error")),
        ChangeEffect::Unknown => Some(command(target, change, NOTICE)),
        _ => None,
    });
    let commands: Vec<WorkflowCommand> = commands.collect();
    let mut text = String::new();
    commands.iter().chain(&not_shown(&commands, "more notice")).for_each(|command| command.write(&mut text));
    let mark = if report.ok { '✓' } else { '✗' };
    text.push_str(&visible(&format!("packproof: {}: {mark} {}", title(report), verdict(report))));
    text.push('\n');
    text
}

fn command(target: &ComparedTarget<'_>, change: &Change, kind: &'static str) -> WorkflowCommand {
    let mut properties = Vec::new();
    if let Some(Spot::Repository(path, at)) = change.new.as_ref().map(|at| target.sources.spot(at)) {
        properties.push(("file", path.to_owned()));
        properties.extend(at.into_iter().flat_map(lines_and_columns));
    }
    properties.push(("title", format!("{} in {}", change.kind.name(), title(target.report))));
    WorkflowCommand { kind, properties, lines: lines(change, target.report) }
}
