//! Changes for outputs that a later command of the build takes away: it runs first, or not at all.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    json,
    text::Span,
    trace::{
        fate::{ModuleFate, NotPackedReason, TracedModule},
        fixes::{
            candidate::{Candidate, ProjectState},
            change::FixChange,
            commands::{parting, with_command_first, without_command},
            manifest::{quoted, replaced},
        },
        paths::is_at_or_below,
        plan::{BuildRemoval, BuildStep},
        reach::EntryWay,
        source_path::SourcePath,
    },
};

/// The outputs that one command takes away.
#[derive(Default)]
struct RemovedOutputs<'s> {
    /// The places in the plan of the steps that wrote them.
    steps: BTreeSet<usize>,
    outputs: BTreeSet<&'s str>,
    modules: Vec<SourcePath>,
}

/// The changes that may leave outputs where they are.
pub fn removal_changes(state: &ProjectState<'_, '_>) -> Vec<Candidate> {
    let plan = &state.assessment.plan;
    let mut found = Vec::new();
    for (place, removed) in removed(state) {
        let (Some(removal), Some(first)) = (plan.removals.get(place), removed.steps.first()) else {
            continue;
        };
        let Some(step) = plan.steps.get(*first) else { continue };
        let output = removed.outputs.first().copied().unwrap_or_default();
        found.extend(moved(state, removal, step, output, &removed.modules));
        found.extend(dropped(state, removal, output, &removed.modules));
    }
    found
}

fn removed<'s>(state: &'s ProjectState<'_, '_>) -> BTreeMap<usize, RemovedOutputs<'s>> {
    let disk = &state.assessment.plan.disk;
    let mut found: BTreeMap<usize, RemovedOutputs<'s>> = BTreeMap::new();
    let mut take = |output: &'s str, module: Option<&TracedModule>| {
        let by = disk.removed_by(output).zip(disk.past_at(output).next());
        if let Some((removal, written)) = by {
            let all = found.entry(removal).or_default();
            all.steps.insert(written.step);
            all.outputs.insert(output);
            all.modules.extend(module.map(|module| module.source.clone()));
        }
    };
    for module in state.lost() {
        if let ModuleFate::NotPacked(NotPackedReason::Removed(output)) = &module.fate {
            take(output, Some(module));
        }
    }
    let ways = &state.assessment.reach.ways;
    let loaded = ways.iter().flat_map(|way| &way.causes).filter_map(|cause| cause.fault.missing.as_deref());
    let targets = ways.iter().flat_map(EntryWay::missing);
    targets.chain(loaded).for_each(|path| take(path, None));
    found
}

/// The command runs before the step whose outputs it takes away.
fn moved(
    state: &ProjectState<'_, '_>,
    removal: &BuildRemoval,
    step: &BuildStep,
    output: &str,
    modules: &[SourcePath],
) -> Option<Candidate> {
    if !takes_nothing(&removal.command) {
        return None;
    }
    let text = state.manifest();
    // A folder that was made for the outputs goes with them, so that the command runs before that, too.
    let is_gone = |folder: &str| removal.paths.iter().any(|path| is_at_or_below(folder, path));
    let made = state.assessment.plan.made.iter().find(|(folder, _)| is_gone(folder));
    let first = made.map_or(&step.calls, |(_, calls)| calls);
    let (at, new) = match parting(first, &removal.calls) {
        Some((first, then)) => (then.span, with_command_first(text, first.span, then.span)?),
        None => before_script(text, removal, step)?,
    };
    let change = FixChange::MoveRemoval {
        command: text.get(at.start as usize..at.end as usize)?.to_owned(),
        before: step.command.clone(),
        output: output.into(),
    };
    Some(Candidate::of_manifest(change, at, new, modules.to_vec()))
}

/// A command goes well where nothing is there to take away, as when it runs first in an empty checkout: `rm` alone does not.
fn takes_nothing(command: &str) -> bool {
    let words: Vec<&str> = command.split_whitespace().collect();
    let options = match words.as_slice() {
        ["rm", rest @ ..] | ["shx" | "shjs", "rm", rest @ ..] => rest,
        _ => return true,
    };
    let forces = |word: &&str| match word.strip_prefix("--") {
        Some(long) => long == "force",
        None => word.starts_with('-') && word.contains('f'),
    };
    options.iter().any(forces)
}

/// A command of `postbuild` moves to `prebuild`: by the name of the script where it stands alone in it.
fn before_script(text: &str, removal: &BuildRemoval, step: &BuildStep) -> Option<(Span, String)> {
    let (own, first) = (removal.calls.first()?, step.calls.first()?);
    let name = own.script.strip_prefix("post").filter(|name| *name == first.script)?;
    let manifest = json::parse(text).ok()?;
    let scripts = manifest.get("scripts")?;
    let script = scripts.member(&own.script)?;
    let before = format!("pre{name}");
    let is_alone = (script.value.span.start + 1, script.value.span.end - 1) == (own.span.start, own.span.end);
    if is_alone && scripts.member(&before).is_none() {
        return Some((own.span, replaced(text, script.key.span, &quoted(&before))?));
    }
    let command = text.get(own.span.start as usize..own.span.end as usize)?;
    let without = without_command(text, own.span)?;
    // What goes further ahead moves the place of the other.
    let gone = text.len() - without.len();
    let shift = if own.span.start < first.span.start { u32::try_from(gone).ok()? } else { 0 };
    let start = first.span.start.checked_sub(shift)?;
    Some((own.span, replaced(&without, Span::new(start, start), &format!("{command} && "))?))
}

/// The build without the command, or without the call that leads to it.
fn dropped(
    state: &ProjectState<'_, '_>,
    removal: &BuildRemoval,
    output: &str,
    modules: &[SourcePath],
) -> Option<Candidate> {
    let text = state.manifest();
    let places = removal.calls.iter().filter(|_| !removal.is_step);
    let (place, new) = places.filter_map(|place| Some((place, without_command(text, place.span)?))).next()?;
    let command = text.get(place.span.start as usize..place.span.end as usize)?.to_owned();
    let change = FixChange::DropRemoval { command, output: output.into() };
    Some(Candidate::of_manifest(change, place.span, new, modules.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::takes_nothing;

    #[test]
    fn commands_that_need_something_to_take_are_told() {
        for (command, expected) in [
            ("rm -rf dist", true),
            ("rm -r -f dist", true),
            ("rm --force dist/a.js", true),
            ("shx rm -rf dist", true),
            ("rimraf dist", true),
            ("rm dist/a.js", false),
            ("rm -r dist/for", false),
            ("shx rm dist/a.js", false),
        ] {
            assert_eq!(takes_nothing(command), expected, "{command}");
        }
    }
}
