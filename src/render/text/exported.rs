//! Entry points, each with the names that it exports.

use crate::{
    path::PackagePath,
    render::{
        terminal::{Page, Role, Terminal},
        text::{Detail, asked_for, package_header, words_of_node},
    },
    report::{EntryPointReport, OutcomeReport, PackageReport, Status, TypesReport},
};

/// The part of the names that is shown.
#[derive(Clone, Copy, Debug)]
pub struct ShownNames {
    pub detail: Detail,
    /// The declared names, too.
    pub types: bool,
}

/// Entry points with their names; `nodes` are the versions of Node that were asked.
pub fn exported(
    entries: &[EntryPointReport],
    summary: &PackageReport,
    nodes: &[String],
    terminal: Terminal,
    shown: ShownNames,
) -> String {
    let ShownNames { detail, types } = shown;
    let mut page = Page::new(terminal);
    if detail != Detail::Problems {
        package_header(&mut page, summary, nodes);
    }
    for entry in entries.iter().filter(|entry| detail != Detail::Problems || entry.is_broken()) {
        page.blank();
        block(&mut page, entry, nodes);
        if types {
            declared(&mut page, entry);
        }
    }
    if entries.is_empty() && detail != Detail::Problems {
        page.blank();
        page.line(&[Role::Plain.of("There is nothing to import")]);
    }
    page.finish()
}

fn block(page: &mut Page, entry: &EntryPointReport, nodes: &[String]) {
    let mark = match (entry.is_broken(), entry.is_offered()) {
        (true, _) => Role::Bad.of("✗ "),
        (false, true) => Role::Good.of("✓ "),
        (false, false) => Role::Faint.of("· "),
    };
    page.wrapped(2, &[mark, Role::Strong.of(entry.subpath.as_str())]);
    let mut outcomes = entry.outcomes.iter().peekable();
    while let Some(outcome) = outcomes.next() {
        way(page, entry, outcome, nodes);
        // Where the next way leads to the same names, they are said once, below both.
        let is_same = |next: &&OutcomeReport| {
            (&next.exports, next.exports_complete) == (&outcome.exports, outcome.exports_complete)
        };
        if outcome.target.is_some() && outcomes.peek().is_none_or(|next| !is_same(next)) {
            names(page, outcome);
        }
    }
}

/// The declared names, once for all modes of TypeScript that have the same.
fn declared(page: &mut Page, entry: &EntryPointReport) {
    let mut groups: Vec<(Vec<&str>, &TypesReport)> = Vec::new();
    for types in &entry.types {
        let same = |(_, other): &&mut (Vec<&str>, &TypesReport)| {
            (&other.target, &other.names, &other.type_names)
                == (&types.target, &types.names, &types.type_names)
        };
        match groups.iter_mut().find(same) {
            Some((modes, _)) => modes.push(types.mode.name()),
            None => groups.push((vec![types.mode.name()], types)),
        }
    }
    if groups.is_empty() {
        page.line(&[Role::Faint.of("  no types")]);
    }
    for (modes, types) in groups {
        let target = types.target.as_ref().map_or("nothing", PackagePath::shown);
        let head = [Role::Faint.of(format!("  types ({}) → ", modes.join(", "))), Role::Plain.of(target)];
        page.wrapped(4, &head);
        let rest = if types.complete { "" } else { " … and names that are declared elsewhere" };
        let type_names = if types.type_names.is_empty() {
            String::new()
        } else {
            format!(
                "{}types only: {}",
                if types.names.is_empty() { "" } else { "; " },
                types.type_names.join(", ")
            )
        };
        let names = Role::Code.of(format!("    {}", types.names.join(", ")));
        page.wrapped(4, &[names, Role::Faint.of(type_names), Role::Faint.of(rest)]);
    }
}

/// The line for one outcome: the modes, and the file that they lead to.
fn way(page: &mut Page, entry: &EntryPointReport, outcome: &OutcomeReport, nodes: &[String]) {
    let mut spans = vec![Role::Faint.of(format!("  {}", asked_for(entry, outcome, nodes)))];
    if let Some(target) = &outcome.target {
        spans.push(Role::Faint.of(" →"));
        spans.push(Role::Plain.of(format!(" {target}")));
    }
    if let Some(format) = &outcome.format {
        spans.push(Role::Faint.of(format!(" ({format})")));
    }
    let code = outcome.errors.first().map_or("", |error| error.code.as_str());
    match (outcome.status, outcome.is_meant) {
        (Status::Ok, _) => {}
        (Status::Broken, false) => spans.push(Role::Faint.of(format!(" · not offered ({code})"))),
        (Status::Broken, true) => spans.push(Role::Bad.of(format!(" ✗ broken ({code})"))),
    }
    page.wrapped(4, &spans);
    if outcome.status == Status::Broken && outcome.is_meant {
        for error in &outcome.errors {
            page.wrapped(6, &[Role::Plain.of(format!("    {}", words_of_node(&error.message)))]);
        }
    }
}

/// The names, and whether these are all.
fn names(page: &mut Page, outcome: &OutcomeReport) {
    let names = outcome.exports.join(", ");
    let rest = match (outcome.exports.is_empty(), outcome.exports_complete) {
        (true, true) => "exports nothing",
        (true, false) => "names that cannot be known without running it",
        (false, true) => "",
        (false, false) => " … and perhaps names that cannot be known without running it",
    };
    page.wrapped(4, &[Role::Code.of(format!("    {names}")), Role::Faint.of(rest)]);
}
