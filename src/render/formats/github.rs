//! Annotations of a GitHub Actions run: the workflow commands that the runner reads from standard output.

use std::fmt::Write;

use crate::{
    diagnostic::Severity,
    options::ShownSuggestions,
    render::{
        formats::{
            CheckedPackage, CheckedTarget, NotOpened, Spot,
            issue::{Issue, issues},
            visible_lines,
        },
        terminal::visible,
        text::{counted, counts, severity_name, verdict},
    },
    report::At,
};

/// The command that is neither an error nor a warning.
pub(in crate::render) const NOTICE: &str = "notice";

/// The most errors, the most warnings, and the most notices, that GitHub shows for one step; the others are in its log only.
const SHOWN: usize = 10;

/// One command for each thing that is wrong, the most important first; then one line of text for each package.
pub fn render(checked: &[CheckedTarget<'_>]) -> String {
    let failed = checked.iter().filter_map(|one| Some((&one.target, one.outcome.as_ref().err()?)));
    let mut commands: Vec<WorkflowCommand> =
        failed.map(|(target, error)| not_opened(target, error)).collect();
    commands.extend(annotations(checked));
    let mut text = String::new();
    for command in &commands {
        command.write(&mut text);
    }
    if let Some(rest) = not_shown(&commands, "more suggestion") {
        rest.write(&mut text);
    }
    for opened in checked.iter().filter_map(|one| one.outcome.as_ref().ok()) {
        let counts: String = counts(opened.report).iter().map(|count| format!(" · {count}")).collect();
        let line = format!("packproof: {}: {}{counts}", opened.name(), verdict(opened.report));
        let _ = writeln!(text, "{}", visible(&line)); // Writing to a String cannot fail.
    }
    text
}

/// A workflow command.
pub(in crate::render) struct WorkflowCommand {
    pub kind: &'static str,
    pub properties: Vec<(&'static str, String)>,
    pub lines: Vec<String>,
}

impl WorkflowCommand {
    pub fn write(&self, text: &mut String) {
        let property =
            |(name, value): &(&str, String)| format!("{name}={}", escape_property(&visible(value)));
        let properties = self.properties.iter().map(property).collect::<Vec<_>>().join(",");
        let data = escape_data(&visible_lines(&self.lines));
        let _ = writeln!(text, "::{} {properties}::{data}", self.kind); // Writing to a String cannot fail.
    }
}

fn annotations(checked: &[CheckedTarget<'_>]) -> Vec<WorkflowCommand> {
    let opened = checked.iter().filter_map(|one| one.outcome.as_ref().ok());
    let of_report = |opened| shown(opened).into_iter().map(move |issue| (opened, issue));
    let mut all: Vec<_> = opened.flat_map(of_report).collect();
    all.sort_by_key(|(_, issue)| issue.importance());
    all.iter().map(|(opened, issue)| annotation(opened, issue)).collect()
}

/// Everything that is wrong. Suggestions are among it only if they are asked for: a sound package has none beside its code.
fn shown<'r>(opened: &CheckedPackage<'r>) -> Vec<Issue<'r>> {
    let shows_suggestions = opened.report.suggestions == ShownSuggestions::All;
    let mut shown = issues(opened.report);
    shown.retain(|issue| issue.severity != Severity::Suggestion || shows_suggestions);
    shown
}

fn annotation(opened: &CheckedPackage<'_>, issue: &Issue<'_>) -> WorkflowCommand {
    let mut properties = Vec::new();
    let mut place = None;
    match issue.at.map(|at| opened.spot(at)) {
        None => {}
        Some(Spot::Package(at)) => place = Some(format!("at: {at} in the package")),
        Some(Spot::Repository(path, at)) => {
            properties.push(("file", path.to_owned()));
            properties.extend(at.into_iter().flat_map(lines_and_columns));
        }
    }
    properties.push(("title", format!("{} in {}", issue.rule, opened.name())));
    let kind = match issue.severity {
        Severity::Suggestion => NOTICE,
        severity => severity_name(severity),
    };
    WorkflowCommand { kind, properties, lines: issue.lines(place) }
}

/// The runner refuses columns of a place that spans lines. The last line and column belong to the place.
pub(in crate::render) fn lines_and_columns(at: &At) -> Vec<(&'static str, String)> {
    let mut properties = vec![("line", at.line.to_string()), ("endLine", at.end_line.to_string())];
    if at.line == at.end_line {
        let last = at.end_column.saturating_sub(1).max(at.column);
        properties.extend([("col", at.column.to_string()), ("endColumn", last.to_string())]);
    }
    properties
}

fn not_opened(target: &str, error: &NotOpened) -> WorkflowCommand {
    let title = format!("packproof could not check {target}");
    WorkflowCommand { kind: "error", properties: vec![("title", title)], lines: error.lines() }
}

/// A notice that counts the annotations that GitHub will not show beside the code.
pub(in crate::render) fn not_shown(
    commands: &[WorkflowCommand],
    more_notices: &str,
) -> Option<WorkflowCommand> {
    let more = |kind, noun| {
        let count = commands.iter().filter(|command| command.kind == kind).count().saturating_sub(SHOWN);
        (count > 0).then(|| counted(count, noun))
    };
    let more: Vec<_> =
        [more("error", "more error"), more("warning", "more warning"), more(NOTICE, more_notices)]
            .into_iter()
            .flatten()
            .collect();
    (!more.is_empty()).then(|| WorkflowCommand {
        kind: NOTICE,
        properties: vec![("title", format!("packproof: {}", more.join(", ")))],
        lines: vec![format!("GitHub shows {SHOWN} of each for one step; the log of this step has them all.")],
    })
}

fn escape_data(text: &str) -> String {
    // `%` first, as the others are replaced by it.
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_to_the_runner_is_escaped() {
        assert_eq!(escape_data("100%\r\n::error::x,y"), "100%25%0D%0A::error::x,y");
        assert_eq!(escape_property("a:b,c%2C\n"), "a%3Ab%2Cc%252C%0A");
    }
}
