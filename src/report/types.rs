//! The declarations of entry points, as machines get to see them.

use crate::{
    entry_points::EntryKind,
    hash::HashMap,
    package::Package,
    report::{EntryPointReport, TypesProblemReport, TypesReport, TypesStatus, at},
    types::{TypedEntry, TypesFacts, TypesOutcome, TypesProblem},
};

/// Adds the view of TypeScript to each entry point of a package that has types.
pub fn with_types(
    package: &Package,
    mut entries: Vec<EntryPointReport>,
    types: &TypesFacts,
) -> Vec<EntryPointReport> {
    let of: HashMap<&str, &TypedEntry> =
        types.entries.iter().map(|entry| (entry.subpath.as_str(), entry)).collect();
    for entry in entries.iter_mut().filter(|entry| types.has_types && entry.kind != EntryKind::Bin) {
        let outcomes = of.get(entry.subpath.as_str()).map_or(&[][..], |typed| &typed.outcomes);
        entry.types = outcomes.iter().map(|outcome| report_of(package, outcome)).collect();
    }
    entries
}

/// One outcome as a report.
pub fn report_of(package: &Package, outcome: &TypesOutcome) -> TypesReport {
    let names = &outcome.names;
    let is_fact = |problem: &TypesProblem| problem.is_told || problem.kind.is_fact();
    let status = match (outcome.is_typed(), outcome.problems.iter().all(is_fact)) {
        (false, _) => TypesStatus::Untyped,
        (true, true) => TypesStatus::Ok,
        (true, false) => TypesStatus::Wrong,
    };
    TypesReport {
        mode: outcome.mode,
        status,
        target: outcome.target.clone(),
        format: outcome.format.map(|format| format.name()),
        names: names.values.keys().cloned().collect(),
        type_names: names.types.iter().cloned().collect(),
        complete: names.complete && names.unknown.is_empty(),
        problems: outcome.problems.iter().map(|problem| problem_report(package, problem)).collect(),
    }
}

fn problem_report(package: &Package, problem: &TypesProblem) -> TypesProblemReport {
    TypesProblemReport {
        kind: problem.kind,
        message: problem.message.clone(),
        at: problem.at.as_ref().map(|place| at(package, place)),
        names: problem.names.clone(),
        is_told: problem.is_told,
    }
}
