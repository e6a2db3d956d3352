//! A comparison in Markdown, for a pull request or for release notes.

use crate::{
    diff::Change,
    render::{
        diff::{
            groups::ChangeGroup,
            sections::{scope, sections, title, verdict},
            target::ComparedTarget,
        },
        formats::markdown::{code, prose},
        names::counted,
        text::words_of_node,
    },
};

/// The most changes of a section that are shown: a comment on GitHub may have 65,536 characters.
const MOST_CHANGES: usize = 40;

/// The comparison as Markdown.
pub fn markdown(target: &ComparedTarget<'_>) -> String {
    let report = target.report;
    let mark = if report.ok { '✓' } else { '✗' };
    let mut text = format!("### {mark} {}\n\n", code(&title(report)));
    text.push_str(&format!("{}\n", sentence(&verdict(report))));
    for section in sections(report) {
        text.push_str(&format!("\n#### {}\n\n", section.heading));
        for group in section.groups.iter().take(MOST_CHANGES) {
            text.push_str(&item(target, group));
        }
        if let Some(rest) = section.groups.len().checked_sub(MOST_CHANGES).filter(|rest| *rest > 0) {
            text.push_str(&format!("- … and {}\n", counted(rest, "more change")));
        }
    }
    text
}

/// A sentence with its capital letter and full stop.
fn sentence(text: &str) -> String {
    let (first, rest) = text.split_at_checked(1).unwrap_or((text, ""));
    format!("**{}{}.**", first.to_uppercase(), prose(rest))
}

fn item(target: &ComparedTarget<'_>, group: &ChangeGroup<'_>) -> String {
    let change = group.first;
    let scope = scope(change, target.report);
    let mut text = format!("- {}{} ({})", prose(&change.message), prose(&scope), code(change.kind.name()));
    let also: Vec<String> = group.also().iter().map(|name| code(name)).collect();
    if !also.is_empty() {
        text.push_str(&format!(", and {}", shortened(&also)));
    }
    text.push('\n');
    for line in details(change) {
        text.push_str(&format!("  - {line}\n"));
    }
    text
}

fn details(change: &Change) -> Vec<String> {
    let specifiers: Vec<String> = change.specifiers.iter().map(|specifier| code(specifier)).collect();
    let specifiers = (!specifiers.is_empty()).then(|| shortened(&specifiers));
    let statement = change.statement.as_ref().zip(change.now.as_ref());
    let statement =
        statement.map(|(statement, now)| format!("{}: {}", code(statement), prose(&words_of_node(now))));
    let reason = change.allowed.as_ref().map(|reason| format!("allowed: {}", prose(reason)));
    [specifiers, statement, reason].into_iter().flatten().collect()
}

/// The most names or specifiers that are listed of one change.
const LISTED: usize = 20;

fn shortened(all: &[String]) -> String {
    let first = all.iter().take(LISTED).cloned().collect::<Vec<_>>().join(", ");
    match all.len().saturating_sub(LISTED) {
        0 => first,
        rest => format!("{first} and {rest} more"),
    }
}
