//! Statements that a consumer could write: one that works, one of what is lost, and one for each cause that breaks entry points.

use std::collections::BTreeSet;

use super::checked::Checked;
use crate::{
    entry_points::EntryKind,
    link::code::Code,
    path::PackagePath,
    report::{
        EntryPointReport, OutcomeReport, Status,
        statements::StatementReport,
        trace::{ModuleReport, TracedStatementReport},
    },
    resolve::{Mode, NodeTarget},
    trace::{
        reach::{EntryWay, TarballReach},
        stage::Stage,
    },
};

/// Tells whether statements of a consumer link.
pub type LinkStatements<'l> = dyn Fn(&[Code], &[NodeTarget]) -> Vec<StatementReport> + 'l;

/// The number of statements that fail, each for other causes.
const MOST: usize = 8;

/// An import that works, one of a name that an overwritten module offered, and one for each cause that breaks entry points;
/// where there is none of these, one of what else is lost.
pub(super) fn statements(
    name: &str,
    reach: &TarballReach,
    checked: &Checked,
    node: &NodeTarget,
    modules: &[ModuleReport],
    link: &LinkStatements<'_>,
) -> Vec<TracedStatementReport> {
    let working = modules.iter().filter(|module| module.stage == Stage::Importable);
    let working = working.filter_map(|module| module.imports.first()).next();
    let working = working.and_then(|import| Some(statement(import.names.first()?, &import.specifier)));
    let broken = broken(reach, checked, modules);
    let other = || lost_name(reach, name, modules).filter(|_| broken.is_empty());
    let lost = overwritten_name(reach, modules).or_else(other);
    let codes: Vec<Code> = working.into_iter().chain(lost).map(|source| Code::statement(&source)).collect();
    let reports = link(&codes, std::slice::from_ref(node));
    let mut all: Vec<TracedStatementReport> = reports.into_iter().map(report).collect();
    for one in broken {
        if !all.iter().any(|other| !other.ok && other.errors == one.errors) {
            all.push(one);
        }
    }
    all
}

/// A statement with Node's messages, each once.
fn report(report: StatementReport) -> TracedStatementReport {
    let errors = once(report.errors.into_iter().map(|error| error.error.message));
    TracedStatementReport { source: report.source, ok: report.ok, errors }
}

fn once(messages: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    messages.filter(|message| seen.insert(message.clone())).collect()
}

/// A statement for each entry point that the checker calls broken, in the modes that fail: the first of those that fail alike.
fn broken(reach: &TarballReach, checked: &Checked, modules: &[ModuleReport]) -> Vec<TracedStatementReport> {
    let lost = lost_names(modules);
    let mut seen: BTreeSet<Vec<String>> = BTreeSet::new();
    let entries = checked.entry_points.iter().filter(|entry| entry.kind != EntryKind::Bin);
    let failing = entries.flat_map(|entry| {
        let outcomes = entry.outcomes.iter();
        let broken = outcomes.filter(|outcome| outcome.is_meant && outcome.status == Status::Broken);
        broken.map(move |outcome| (entry, outcome))
    });
    let messages = |outcome: &OutcomeReport| once(outcome.errors.iter().map(|error| error.message.clone()));
    let first = failing.map(|(entry, outcome)| (entry, outcome, messages(outcome)));
    let first = first.filter(|(.., errors)| seen.insert(errors.clone())).take(MOST);
    first
        .map(|(entry, outcome, errors)| {
            let source = failing_statement(entry, outcome, reach, &lost);
            TracedStatementReport { source, ok: false, errors }
        })
        .collect()
}

/// The statement of the mode that fails: an import of a name that is lost with it, where that is known.
fn failing_statement(
    entry: &EntryPointReport,
    outcome: &OutcomeReport,
    reach: &TarballReach,
    lost: &[&String],
) -> String {
    let specifier = &entry.specifier;
    if !outcome.modes.contains(&Mode::Import) {
        return format!("require('{specifier}')");
    }
    let way = exports(reach).find(|way| way.kind == entry.kind && way.subpath == entry.subpath);
    let names = way.map(|way| &way.names);
    let offered = names.and_then(|names| {
        lost.iter().copied().find(|name| names.contains_key(*name)).or_else(|| names.keys().next())
    });
    offered.map_or_else(|| format!("import '{specifier}'"), |name| statement(name, specifier))
}

/// The names of lost modules, those first that get least far.
fn lost_names(modules: &[ModuleReport]) -> Vec<&String> {
    let mut lost: Vec<&ModuleReport> = modules.iter().filter(|module| module.lost).collect();
    lost.sort_by_key(|module| module.stage);
    lost.into_iter().flat_map(|module| &module.names).collect()
}

/// A name that an overwritten module exports, and that the one in its place does not.
fn overwritten_name(reach: &TarballReach, modules: &[ModuleReport]) -> Option<String> {
    modules.iter().find_map(|module| {
        let output = &module.overwritten_by.as_ref()?.output;
        let leads_there =
            |way: &&EntryWay| way.target.as_ref().map(PackagePath::as_str) == Some(output.as_str());
        let way = exports(reach).find(leads_there)?;
        let name = module.names.iter().find(|name| !way.names.contains_key(*name))?;
        Some(statement(name, &way.specifier))
    })
}

fn lost_name(reach: &TarballReach, package: &str, modules: &[ModuleReport]) -> Option<String> {
    // Of what is left over nobody expects a name.
    let lost = modules.iter().filter(|module| module.lost && telling(module).is_some());
    let module = lost.min_by_key(|module| module.stage)?;
    Some(statement(telling(module)?, expected(reach, &module.source).unwrap_or(package)))
}

/// The specifier by which a consumer would look for a module: that of the subpath nearest to its folder.
fn expected<'r>(reach: &'r TarballReach, source: &str) -> Option<&'r str> {
    // The first folder is that of the sources, which subpaths do not name.
    let mut inside = source.split_once('/').map_or("", |(_, inner)| inner);
    while let Some((above, _)) = inside.rsplit_once('/') {
        let subpath = format!("./{above}");
        if let Some(way) = exports(reach).find(|way| way.subpath == subpath) {
            return Some(&way.specifier);
        }
        inside = above;
    }
    None
}

/// The entry points that are imported, not run.
fn exports(reach: &TarballReach) -> impl Iterator<Item = &EntryWay> {
    reach.ways.iter().filter(|way| way.kind != EntryKind::Bin)
}

fn statement(name: &str, specifier: &str) -> String {
    match name {
        "default" => format!("import it from '{specifier}'"),
        name => format!("import {{ {name} }} from '{specifier}'"),
    }
}

/// The name that a consumer would want of a module: that of the file, else the first.
fn telling(module: &ModuleReport) -> Option<&String> {
    let stem = module.source.rsplit('/').next().and_then(|name| name.split('.').next());
    let named = module.names.iter().find(|name| Some(name.as_str()) == stem);
    named.or_else(|| module.names.iter().find(|name| *name != "default"))
}
