//! Reports the changes that bring lost modules to their importers.

use super::{diff::unified, places::ProjectPlaces, words};
use crate::{
    report::trace::{EffectReport, FixReport, OutputChangeReport},
    trace::{
        ProjectTrace,
        fixes::change::{Fix, FixEffect},
        source_path::SourcePath,
    },
};

pub(super) fn fixes(trace: &ProjectTrace<'_>, places: ProjectPlaces<'_>) -> Vec<FixReport> {
    trace.fixes.iter().map(|fix| report(fix, places)).collect()
}

fn report(fix: &Fix, places: ProjectPlaces<'_>) -> FixReport {
    let (file, span) = &fix.at;
    let text = |path: &SourcePath| places.tree.text(path).unwrap_or_default().trim_start_matches('\u{feff}');
    let diffs = fix.edits.iter().map(|(path, after)| unified(path, text(path), after));
    FixReport {
        kind: fix.kind(),
        message: words::changes(&fix.changes),
        text: words::replacement(&fix.changes),
        at: Some(places.at(file, *span)),
        modules: strings(&fix.modules),
        warnings: words::besides(&fix.effect),
        diff: diffs.collect(),
        effect: effect(&fix.effect),
    }
}

fn effect(effect: &FixEffect) -> EffectReport {
    let change = |it: &crate::trace::fixes::change::OutputChange| OutputChangeReport {
        output: it.output.to_string(),
        before: it.before.to_string(),
        after: it.after.to_string(),
    };
    EffectReport {
        sentence: words::effect(effect),
        importable: strings(&effect.importable),
        broken: strings(&effect.broken),
        replaced: strings(&effect.replaced),
        overwrites: effect.overwrites.iter().map(change).collect(),
        also_packed: effect.also_packed,
        mended: effect.mended.clone(),
        remaining: effect.remaining.iter().map(|(source, _)| source.to_string()).collect(),
        causes_gone: effect.causes.gone.clone(),
        causes_left: effect.causes.left.clone(),
    }
}

fn strings(sources: &[SourcePath]) -> Vec<String> {
    sources.iter().map(ToString::to_string).collect()
}
