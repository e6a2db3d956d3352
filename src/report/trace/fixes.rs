//! Reports the changes that would bring lost modules to their importers.

use super::{modules::at, places::ProjectPlaces, words};
use crate::{
    report::trace::FixReport,
    trace::{
        ProjectTrace,
        absent::AbsentSource,
        fixes::change::{Fix, FixKind},
    },
};

pub(super) fn fixes(trace: &ProjectTrace<'_>, places: ProjectPlaces<'_>) -> Vec<FixReport> {
    let own = trace.fixes.iter().map(|fix| report(fix, trace, places));
    own.chain(trace.absent.iter().map(|absent| restored(absent, places))).collect()
}

fn report(fix: &Fix, trace: &ProjectTrace<'_>, places: ProjectPlaces<'_>) -> FixReport {
    let source = |place: &usize| trace.modules.get(*place).map(|module| module.source.to_string());
    FixReport {
        kind: fix.change.kind(),
        message: words::change(&fix.change),
        text: words::replacement(&fix.change),
        at: fix.span.map(|span| places.in_manifest(span)),
        modules: fix.modules.iter().filter_map(source).collect(),
        warnings: fix.warnings.iter().map(words::warning).collect(),
    }
}

/// The change of an import that leads nowhere, or of the file that it should lead to.
fn restored(absent: &AbsentSource, places: ProjectPlaces<'_>) -> FixReport {
    let first = absent.importers.first();
    let who = first.map(|importer| importer.source.to_string()).unwrap_or_default();
    let message = match &absent.near {
        Some(near) => format!("write {near} in {who} as the file is written"),
        None => format!("bring {} back, or take its import out of {who}", absent.path),
    };
    FixReport {
        kind: FixKind::Source,
        message,
        text: None,
        at: first.map(|importer| at(importer, places)),
        modules: vec![absent.path.to_string()],
        warnings: Vec::new(),
    }
}
