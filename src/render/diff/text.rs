//! A comparison as text, like a good changelog.

use crate::{
    diff::{Change, ChangeEffect, DiffReport},
    render::{
        diff::{
            groups::ChangeGroup,
            sections::{Section, scoped, sections, title, verdict},
            target::ComparedTarget,
        },
        terminal::{Page, Role, Terminal},
        text::{Detail, words_of_node},
    },
};

/// The most names, subpaths or specifiers that are listed of one change.
const LISTED: usize = 12;

/// The comparison as text.
pub fn text(target: &ComparedTarget<'_>, terminal: Terminal, detail: Detail) -> String {
    let report = target.report;
    let mut page = Page::new(terminal);
    if detail != Detail::Problems {
        let nodes = format!(" · Node {}", report.node.join(", "));
        page.wrapped(2, &[Role::Strong.of(title(report)), Role::Faint.of(nodes)]);
    }
    let is_shown =
        |section: &Section<'_>| detail != Detail::Problems || section.effect == ChangeEffect::Major;
    for section in sections(report).iter().filter(|section| is_shown(section)) {
        page.blank();
        page.wrapped(2, &[Role::Strong.of(section.heading)]);
        for group in &section.groups {
            of_group(&mut page, section.effect, group, report);
        }
    }
    if detail != Detail::Problems || !report.ok {
        page.blank();
        let mark = if report.ok { Role::Good.of("✓ ") } else { Role::Bad.of("✗ ") };
        page.wrapped(2, &[mark, Role::Strong.of(verdict(report))]);
    }
    page.finish()
}

fn of_group(page: &mut Page, effect: ChangeEffect, group: &ChangeGroup<'_>, report: &DiffReport) {
    let change = group.first;
    let mark = match effect {
        ChangeEffect::Major => Role::Bad.of("  ✗ "),
        ChangeEffect::Unknown => Role::Warning.of("  ? "),
        ChangeEffect::Minor => Role::Good.of("  + "),
        ChangeEffect::Patch => Role::Faint.of("  · "),
    };
    let kind = Role::Faint.of(format!(" ({})", change.kind.name()));
    page.wrapped(4, &[mark, Role::Plain.of(scoped(change, report)), kind]);
    let also = group.also();
    if !also.is_empty() {
        page.wrapped(
            6,
            &[
                Role::Faint.of("    and "),
                Role::Code.of(listed(&also.iter().map(String::as_str).collect::<Vec<_>>())),
            ],
        );
    }
    if effect == ChangeEffect::Minor {
        return;
    }
    details(page, change);
}

/// The old and the new place, and the outcome of a consumer's line now.
fn details(page: &mut Page, change: &Change) {
    let specifiers: Vec<&str> = change.specifiers.iter().map(String::as_str).collect();
    if !specifiers.is_empty() {
        page.wrapped(6, &[Role::Faint.of("    "), Role::Code.of(listed(&specifiers))]);
    }
    if let Some((statement, now)) = change.statement.as_ref().zip(change.now.as_deref()) {
        page.wrapped(
            6,
            &[
                Role::Faint.of("    "),
                Role::Code.of(format!("`{statement}`")).whole(),
                Role::Plain.of(format!(": {}", words_of_node(now))),
            ],
        );
    }
    for (word, at) in [("was", &change.old), ("now", &change.new)] {
        if let Some(at) = at {
            page.wrapped(6, &[Role::Faint.of(format!("    {word} {at}"))]);
        }
    }
    if let Some(reason) = &change.allowed {
        page.wrapped(6, &[Role::Faint.of(format!("    allowed: {reason}"))]);
    }
}

fn listed(names: &[&str]) -> String {
    let first = names.iter().take(LISTED).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(LISTED) {
        0 => first,
        rest => format!("{first} and {rest} more"),
    }
}
