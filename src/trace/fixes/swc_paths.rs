//! The option of SWC by which it leaves the folder that it takes out of the paths that it writes.

use std::collections::BTreeSet;

use crate::{
    path::join,
    text::Span,
    trace::{
        fixes::{
            candidate::{Candidate, ProjectState},
            change::FixChange,
            manifest::replaced,
        },
        paths::relative,
        plan::BuildStep,
        reach::EntryWay,
        source_path::SourcePath,
        tools::effect::BuildTool,
    },
};

const OPTION: &str = "--strip-leading-paths";

/// The option for each step of SWC whose outputs are one folder too deep for what package.json leads to.
pub fn stripped_paths(state: &ProjectState<'_, '_>) -> Vec<Candidate> {
    let ways = state.assessment.reach.ways.iter();
    let missing: BTreeSet<&str> = ways.flat_map(EntryWay::missing).collect();
    let steps = state.assessment.plan.steps.iter().enumerate();
    let open = steps.filter(|(_, step)| step.tool == BuildTool::Swc && !missing.is_empty());
    open.filter_map(|(place, step)| stripped(state, place, step, &missing)).collect()
}

fn stripped(
    state: &ProjectState<'_, '_>,
    place: usize,
    step: &BuildStep,
    missing: &BTreeSet<&str>,
) -> Option<Candidate> {
    let span = step.span.filter(|_| !step.words.iter().any(|word| word == OPTION))?;
    let to = step.to.as_deref()?;
    let inner = |output: &SourcePath| Some(join(to, relative(to, output).split_once('/')?.1));
    let is_asked = |output: &SourcePath| inner(output).is_some_and(|path| missing.contains(path.as_str()));
    let outputs = || state.assessment.plan.disk.live().filter(|it| it.step == place).map(|it| &it.output);
    let written = outputs().find(|output| is_asked(output))?.clone();
    // Where two would get one path, or a target leads to one of them as it is, the option is no cure.
    let targets: BTreeSet<&str> =
        state.assessment.reach.ways.iter().filter_map(|way| Some(way.target.as_ref()?.as_str())).collect();
    let mut seen = BTreeSet::new();
    if !outputs().all(|output| !targets.contains(&**output) && seen.insert(inner(output))) {
        return None;
    }
    let text = replaced(state.manifest(), Span::new(span.end, span.end), &format!(" {OPTION}"))?;
    let change =
        FixChange::StripLeadingPaths { option: OPTION.to_owned(), command: step.command.clone(), written };
    let modules = state.lost().map(|module| module.source.clone()).collect();
    Some(Candidate::of_manifest(change, span, text, modules))
}
