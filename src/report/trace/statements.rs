//! Two imports that a consumer could write: one that works, and one of what is lost.

use crate::{
    entry_points::EntryKind,
    link::code::Code,
    path::PackagePath,
    report::{
        statements::StatementReport,
        trace::{ModuleReport, TracedStatementReport},
    },
    resolve::NodeTarget,
    trace::{
        reach::{EntryWay, TarballReach},
        stage::Stage,
    },
};

/// Tells whether statements of a consumer link.
pub type LinkStatements<'l> = dyn Fn(&[Code], &[NodeTarget]) -> Vec<StatementReport> + 'l;

/// An import that works, and one of what is lost: a name that an overwritten module offered, else the first.
pub(super) fn statements(
    name: &str,
    reach: &TarballReach,
    node: &NodeTarget,
    modules: &[ModuleReport],
    link: &LinkStatements<'_>,
) -> Vec<TracedStatementReport> {
    let working = modules.iter().filter(|module| module.stage == Stage::Importable);
    let working = working.filter_map(|module| module.imports.first()).next();
    let working = working.and_then(|import| Some(statement(import.names.first()?, &import.specifier)));
    let lost = overwritten_name(reach, modules)
        .or_else(|| broken_name(reach, modules))
        .or_else(|| lost_name(reach, name, modules));
    let codes: Vec<Code> = working.into_iter().chain(lost).map(|source| Code::statement(&source)).collect();
    let reports = link(&codes, std::slice::from_ref(node));
    reports.into_iter().map(report).collect()
}

/// A statement with Node's messages, each once.
fn report(report: StatementReport) -> TracedStatementReport {
    let mut errors: Vec<String> = Vec::new();
    for error in report.errors {
        if !errors.contains(&error.error.message) {
            errors.push(error.error.message);
        }
    }
    TracedStatementReport { source: report.source, ok: report.ok, errors }
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

/// A name that an entry point offers which cannot be imported: one of a lost module, of those that get least far; else the
/// first.
fn broken_name(reach: &TarballReach, modules: &[ModuleReport]) -> Option<String> {
    let mut broken = exports(reach).filter(|way| !way.is_ok && !way.names.is_empty());
    let way = broken.next()?;
    let mut lost: Vec<&ModuleReport> = modules.iter().filter(|module| module.lost).collect();
    lost.sort_by_key(|module| module.stage);
    let offered =
        lost.iter().find_map(|module| module.names.iter().find(|name| way.names.contains_key(*name)));
    Some(statement(offered.or_else(|| way.names.keys().next())?, &way.specifier))
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
