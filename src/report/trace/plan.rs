//! Reports the steps of a build.

use super::{places::ProjectPlaces, words};
use crate::{
    report::trace::{AbsentOutputReport, BuildStepReport, PlanReport, UnreadReport},
    trace::{ProjectTrace, fate::TracedModule, plan::BuildStep, source_path::SourcePath, unread::UnreadPart},
};

pub(super) fn plan(trace: &ProjectTrace<'_>, places: ProjectPlaces<'_>) -> PlanReport {
    let steps = trace.plan.steps.iter().enumerate();
    let unread = trace.plan.unread.iter().map(|part| unread(part, places));
    PlanReport {
        script: trace.plan.script.clone(),
        steps: steps.map(|(place, step)| report(step, place, &trace.modules, places)).collect(),
        unread: unread.chain(places.tree.left_out.iter().map(|what| left_out(what))).collect(),
        unexplained: trace.built.unexplained.iter().map(ToString::to_string).collect(),
        absent: trace.built.absent.iter().map(|(step, output)| absent(trace, *step, output)).collect(),
    }
}

fn report(
    step: &BuildStep,
    place: usize,
    modules: &[TracedModule],
    places: ProjectPlaces<'_>,
) -> BuildStepReport {
    let takes = |module: &&TracedModule| module.outputs.iter().any(|output| output.step == Some(place));
    BuildStepReport {
        tool: step.tool.name().to_owned(),
        command: step.command.clone(),
        script: step.script.clone(),
        from: step.from.clone(),
        to: step.to.clone(),
        modules: modules.iter().filter(takes).count(),
        at: step.span.map(|span| places.in_manifest(span)),
    }
}

fn absent(trace: &ProjectTrace<'_>, step: usize, output: &SourcePath) -> AbsentOutputReport {
    let step = trace.plan.steps.get(step).map(|step| step.command.clone()).unwrap_or_default();
    AbsentOutputReport { output: output.to_string(), step }
}

fn unread(part: &UnreadPart, places: ProjectPlaces<'_>) -> UnreadReport {
    UnreadReport {
        what: part.what.clone(),
        why: words::unread(&part.why),
        at: part.at.as_ref().map(|at| places.at(&at.file, at.span)),
    }
}

/// A part of the project that is too large to be read.
fn left_out(what: &str) -> UnreadReport {
    UnreadReport { what: what.to_owned(), why: "it was not read".to_owned(), at: None }
}
