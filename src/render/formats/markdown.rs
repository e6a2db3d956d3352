//! A summary in Markdown, for a comment on a pull request or the summary of a step: verdict, what is wrong, entry points.

mod escape;
mod table;

pub use escape::{block, code, prose};

use table::table;

use crate::{
    diagnostic::Severity,
    render::{
        formats::{
            CheckedPackage, CheckedTarget, NotOpened,
            issue::{Issue, issues},
            visible_lines,
        },
        snippet,
        terminal::{Page, Role, Terminal},
        text::{counted, counts, severity_name, verdict},
    },
    report::EntryPointReport,
};

/// The most issues that are shown of one package: a comment on GitHub may have 65,536 characters.
const MOST_ISSUES: usize = 20;

/// The document: a section for each target; where there are several, a list of them first.
pub fn render(checked: &[CheckedTarget<'_>]) -> String {
    let sections = checked.iter().map(|one| match &one.outcome {
        Ok(opened) => section(opened),
        Err(error) => not_opened(&one.target, error),
    });
    let overview = (checked.len() > 1).then(|| overview(checked));
    let parts: Vec<_> = overview.into_iter().chain(sections).collect();
    format!("{}\n", parts.join("\n\n").trim_end())
}

/// A line for each target.
fn overview(checked: &[CheckedTarget<'_>]) -> String {
    let line = |one: &CheckedTarget<'_>| match &one.outcome {
        Ok(opened) => {
            let (mark, sentence) = split_mark(verdict(opened.report));
            format!("- {mark} {}: {sentence}", code(&opened.name()))
        }
        Err(_) => format!("- ✗ {}: could not be checked", code(&one.target)),
    };
    checked.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn not_opened(target: &str, error: &NotOpened) -> String {
    let mut text = format!("### ✗ {}: could not be checked\n\n", code(target));
    text.push_str(&block(&visible_lines(&error.lines())));
    text
}

fn section(opened: &CheckedPackage<'_>) -> String {
    let report = opened.report;
    let (mark, sentence) = split_mark(verdict(report));
    let counts: String = counts(report).iter().map(|count| format!(" · {count}")).collect();
    let mut text = format!("### {mark} {}\n\n", code(&opened.name()));
    text.push_str(&format!("**{sentence}**{counts} · Node {}\n\n", report.node.join(", ")));
    let (broken, others): (Vec<_>, Vec<_>) = report.entry_points.iter().partition(|entry| entry.is_broken());
    text.push_str(&table(&broken, &report.node));
    let (suggested, issues): (Vec<_>, Vec<_>) =
        issues(report).into_iter().partition(|issue| issue.severity == Severity::Suggestion);
    for issue in issues.iter().take(MOST_ISSUES) {
        text.push_str(&of_issue(opened, issue));
    }
    if let Some(rest) = issues.len().checked_sub(MOST_ISSUES).filter(|rest| *rest > 0) {
        text.push_str(&format!("… and {}.\n\n", counted(rest, "more finding")));
    }
    text.push_str(&suggestions(opened, &suggested));
    text.push_str(&healthy(&others, &report.node));
    text
}

/// The mark and the sentence of a verdict.
fn split_mark(verdict: String) -> (String, String) {
    match verdict.split_once(' ') {
        Some((mark, sentence)) => (mark.to_owned(), sentence.to_owned()),
        None => (String::new(), verdict),
    }
}

/// The entry points that are not broken, folded away.
fn healthy(entries: &[&EntryPointReport], nodes: &[String]) -> String {
    if entries.is_empty() {
        return String::new();
    }
    let summary = format!("{}, not broken", counted(entries.len(), "entry point"));
    format!("<details><summary>{summary}</summary>\n\n{}</details>\n", table(entries, nodes))
}

/// The suggestions, folded away.
fn suggestions(opened: &CheckedPackage<'_>, suggested: &[Issue<'_>]) -> String {
    if suggested.is_empty() {
        return String::new();
    }
    let shown: String = suggested.iter().take(MOST_ISSUES).map(|issue| of_issue(opened, issue)).collect();
    let rest = suggested.len().checked_sub(MOST_ISSUES).filter(|rest| *rest > 0);
    let rest = rest.map(|rest| format!("… and {}.\n\n", counted(rest, "more suggestion")));
    let summary = counted(suggested.len(), "suggestion");
    format!("<details><summary>{summary}</summary>\n\n{shown}{}</details>\n\n", rest.unwrap_or_default())
}

fn of_issue(opened: &CheckedPackage<'_>, issue: &Issue<'_>) -> String {
    let severity = severity_name(issue.severity);
    let mut text = format!("**{severity}** {}: {}\n\n", code(issue.rule), prose(&issue.message));
    let mut page = Page::new(Terminal::PIPE);
    if let Some(at) = issue.at {
        snippet::frame(&mut page, opened.package, at, 0);
    }
    issue.notes().into_iter().for_each(|note| page.wrapped(2, &[Role::Plain.of(note)]));
    let page = page.finish();
    if !page.is_empty() {
        text.push_str(&format!("{}\n", block(&page)));
    }
    if let Some(help) = issue.help {
        text.push_str(&format!("What to do: {}\n\n", prose(help)));
    }
    text
}
