//! Builds the report of a trace.

use super::{
    checked::Checked,
    entry_points::entry_points,
    fixes::fixes,
    groups::groups,
    modules::modules,
    places::ProjectPlaces,
    plan::plan,
    statements::{LinkStatements, statements},
    summary::summary,
    table::table,
};
use crate::{
    json::JsonContent,
    limits,
    module::on_pool,
    package::Package,
    report::{build::package_report, trace::TraceReport},
    trace::{TraceOptions, source_tree::SourceTree, trace_with},
};

impl TraceReport {
    /// Traces a project to its tarball.
    ///
    /// # Errors
    /// A limit keeps modules or entry points from being looked at.
    pub(crate) fn new(
        tree: &SourceTree,
        package: &Package,
        options: &TraceOptions,
        checked: &Checked,
        link: &LinkStatements<'_>,
    ) -> Result<Self, limits::LimitReached> {
        // Each source that is read goes to these threads: on one of them, none has to be woken for it.
        let trace = on_pool(|| trace_with(tree, package, &checked.facts, options));
        if let Some(reached) = &trace.cut {
            return Err(reached.clone());
        }
        let places = ProjectPlaces { tree };
        let modules = modules(&trace, package, places);
        let groups = groups(&trace, &modules);
        let summary = summary(&modules, checked.broken());
        let entry_points = entry_points(&trace, checked);
        Ok(Self {
            schema: 1,
            package: package_report(package),
            node: vec![options.node.version.to_string()],
            ok: summary.lost == 0 && summary.broken_entry_points == 0,
            plan: plan(&trace, places),
            files: files(package),
            fixes: fixes(&trace, places),
            statements: statements(package.name(), &trace.reach, checked, &options.node, &modules, link),
            table: table(&modules, &groups, &trace, &entry_points),
            entry_points,
            summary,
            modules,
            groups,
        })
    }
}

/// The entries of "files" in package.json, as they are written.
fn files(package: &Package) -> Option<Vec<String>> {
    let JsonContent::Array(items) = &package.manifest()?.get("files")?.value else { return None };
    Some(items.iter().filter_map(|item| item.as_str()).map(str::to_owned).collect())
}
