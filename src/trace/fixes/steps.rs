//! Changes of the build: a step that a folder lacks, one that writes over another, an option that leaves files out.

use std::collections::BTreeSet;

use crate::{
    json,
    path::{join, parent},
    trace::{
        fate::{ModuleFate, NotCompiledReason, Overwriting, TracedModule},
        fixes::{
            candidate::{Candidate, ProjectState, TRIED},
            change::FixChange,
            commands::{parting, with_command_after, with_command_first, without_command},
            manifest::{replaced, without_item},
            rewrite::{rewritten, target},
        },
        glob::{Glob, GlobOptions},
        meant::MeantBy,
        paths::{common_directory, is_at_or_below, joined, relative},
        plan::BuildStep,
        relaxed::texts,
        source_path::SourcePath,
        tools::effect::{BuildTool, SkipReason},
    },
};

/// The changes of the build that may bring lost modules back.
pub fn build_changes(state: &ProjectState<'_, '_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut seen: BTreeSet<(usize, usize)> = BTreeSet::new();
    for overwriting in state.lost().filter_map(TracedModule::overwriting) {
        if seen.len() < TRIED && seen.insert((overwriting.first, overwriting.then)) {
            found.extend(moved(state, overwriting));
            found.extend(dropped(state, overwriting));
        }
    }
    let skipped: BTreeSet<&SkipReason> = state
        .lost()
        .filter_map(|module| match &module.fate {
            ModuleFate::NotCompiled(NotCompiledReason::Skipped(reason)) => Some(reason),
            _ => None,
        })
        .collect();
    for reason in skipped {
        found.extend(without_option(state, reason));
        found.extend(without_excluded(state, reason));
    }
    found.extend(added(state));
    found
}

/// The modules that are lost because of one step that writes over another, and those that only its outputs led to.
fn overwritten(state: &ProjectState<'_, '_>, of: &Overwriting) -> Vec<SourcePath> {
    let is_that = |module: &&TracedModule| {
        let mut both = module.overwriting().into_iter().chain(&module.cut_off_by);
        both.any(|other| (other.first, other.then) == (of.first, of.then))
    };
    state.lost().filter(is_that).map(|module| module.source.clone()).collect()
}

/// The later step runs first, so that the other has the last word.
fn moved(state: &ProjectState<'_, '_>, of: &Overwriting) -> Option<Candidate> {
    let steps = &state.assessment.plan.steps;
    let (first, then) = (steps.get(of.first)?, steps.get(of.then)?);
    let (before, at) = parting(&first.calls, &then.calls).filter(|_| has_folder(state, of, then))?;
    let text = with_command_first(state.manifest(), before.span, at.span)?;
    let change = FixChange::MoveStep {
        command: then.command.clone(),
        before: first.command.clone(),
        output: of.output.clone(),
    };
    Some(Candidate::of_manifest(change, at.span, text, overwritten(state, of)))
}

/// A step finds the folder that it writes to, also where it runs first in an empty checkout: `cp` of single files makes none.
fn has_folder(state: &ProjectState<'_, '_>, of: &Overwriting, step: &BuildStep) -> bool {
    let words: Vec<&str> = step.words.iter().map(String::as_str).collect();
    let options = match words.as_slice() {
        ["cp" | "mv", rest @ ..] | ["shx" | "shjs", "cp" | "mv", rest @ ..] => rest,
        _ => return true,
    };
    let is_recursive = |word: &&str| match word.strip_prefix("--") {
        Some(long) => matches!(long, "recursive" | "archive"),
        None => word.starts_with('-') && word.contains(['r', 'R', 'a']),
    };
    let plan = &state.assessment.plan;
    let folder = parent(&of.output).unwrap_or_default();
    let is_made = || plan.made.iter().any(|(made, _)| is_at_or_below(made, folder));
    let is_own = || state.tree.under(folder).any(|path| plan.disk.past_at(path).next().is_none());
    let is_written = || {
        let mut earlier = plan.disk.history.iter().filter(|written| written.step < of.first);
        earlier.any(|written| is_at_or_below(&written.output, folder))
    };
    folder.is_empty() || options.iter().any(is_recursive) || is_made() || is_own() || is_written()
}

fn dropped(state: &ProjectState<'_, '_>, of: &Overwriting) -> Option<Candidate> {
    let step = state.assessment.plan.steps.get(of.then)?;
    let span = step.span?;
    let text = without_command(state.manifest(), span)?;
    let change = FixChange::DropStep { command: step.command.clone(), output: of.output.clone() };
    Some(Candidate::of_manifest(change, span, text, overwritten(state, of)))
}

/// The option `--ignore` of a command, where it has this pattern alone.
fn without_option(state: &ProjectState<'_, '_>, reason: &SkipReason) -> Option<Candidate> {
    let text = state.manifest();
    let is_that = |module: &&TracedModule| matches!(&module.fate, ModuleFate::NotCompiled(NotCompiledReason::Skipped(other)) if other == reason);
    let modules = state.lost().filter(is_that).map(|module| module.source.clone()).collect();
    state.assessment.plan.steps.iter().find_map(|step| {
        let span = step.span?;
        let command = text.get(span.start as usize..span.end as usize)?;
        let pattern = ignored(step, reason)?;
        let (option, new) = without_ignore(command, pattern).or_else(|| without_pattern(command, pattern))?;
        let changed = replaced(text, span, &new)?;
        let change = FixChange::DropOption { option, command: step.command.clone() };
        Some(Candidate::of_manifest(change, span, changed, Vec::clone(&modules)))
    })
}

/// The pattern by which a step leaves files out.
fn ignored<'p>(step: &'p BuildStep, reason: &'p SkipReason) -> Option<&'p str> {
    match reason {
        SkipReason::BabelIgnores(pattern) => Some(pattern),
        SkipReason::SwcIgnores if step.tool == BuildTool::Swc => {
            let mut words = step.words.iter().map(String::as_str).skip_while(|word| *word != "--ignore");
            words.nth(1)
        }
        _ => None,
    }
}

/// A pattern as a command in package.json may have it: there a double quote of the shell has a backslash.
fn forms(pattern: &str) -> [String; 3] {
    [format!("'{pattern}'"), format!("\\\"{pattern}\\\""), pattern.to_owned()]
}

/// The option with this pattern alone, and the command without it.
fn without_ignore(command: &str, pattern: &str) -> Option<(String, String)> {
    let forms = forms(pattern);
    let mut options =
        forms.iter().flat_map(|form| [format!(" --ignore {form}"), format!(" --ignore={form}")]);
    let option = options.find(|option| {
        let rest = command.split_once(option.as_str()).map(|(_, rest)| rest);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    })?;
    Some((option.trim().to_owned(), command.replacen(&option, "", 1)))
}

/// The pattern, and the command without it in the list of its option.
fn without_pattern(command: &str, pattern: &str) -> Option<(String, String)> {
    let (before, list) = command.split_at_checked(command.find(" --ignore")?)?;
    let is_end =
        |char: Option<char>| char.is_none_or(|char| matches!(char, ' ' | ',' | '=' | '\'' | '"' | '\\'));
    let forms = forms(pattern);
    let mut cuts = forms.iter().flat_map(|form| [format!(",{form}"), format!("{form},")]);
    let list = cuts.find_map(|cut| {
        let (head, tail) = list.split_once(cut.as_str())?;
        let is_whole =
            if cut.starts_with(',') { is_end(tail.chars().next()) } else { is_end(head.chars().next_back()) };
        is_whole.then(|| format!("{head}{tail}"))
    })?;
    Some((pattern.to_owned(), format!("{before}{list}")))
}

/// A tsconfig.json without the entries of its "exclude" that leave lost modules out.
fn without_excluded(state: &ProjectState<'_, '_>, reason: &SkipReason) -> Option<Candidate> {
    let SkipReason::TsConfigExcludes(Some(path)) = reason else { return None };
    let is_that = |module: &&TracedModule| matches!(&module.fate, ModuleFate::NotCompiled(NotCompiledReason::Skipped(other)) if other == reason);
    let modules: Vec<SourcePath> = state.lost().filter(is_that).map(|module| module.source.clone()).collect();
    let before = state.tree.text(path)?;
    let folder = parent(path).unwrap_or_default();
    let takes = |pattern: &String| {
        let Some(whole) = joined(folder, pattern.trim_end_matches('/')) else { return false };
        let globs = [whole.clone(), format!("{whole}/**")].map(|it| Glob::new(&it, GlobOptions::default()));
        modules.iter().any(|module| globs.iter().any(|glob| glob.matches(module)))
    };
    let document = json::parse(before).ok()?;
    let patterns: Vec<String> = texts(document.get("exclude"))?.into_iter().filter(takes).collect();
    let mut text = before.to_owned();
    for pattern in &patterns {
        text = without_item(&text, "exclude", pattern)?;
    }
    let at = (SourcePath::from(path.as_str()), document.member("exclude")?.key.span);
    let change = FixChange::RemoveExcluded { patterns, file: at.0.clone() };
    Some(Candidate::of_file(change, at, text, modules))
}

/// Steps for folders that no step takes: each to where the build would write it, and to where its importers look for it.
fn added(state: &ProjectState<'_, '_>) -> Vec<Candidate> {
    let is_left = |module: &&TracedModule| {
        matches!(
            module.fate,
            ModuleFate::NotCompiled(
                NotCompiledReason::NoStep | NotCompiledReason::NoBuild | NotCompiledReason::UnreadCommand(_)
            )
        )
    };
    let left: Vec<&TracedModule> = state.lost().filter(is_left).collect();
    let tops: BTreeSet<&str> = left.iter().filter_map(|module| module.source.split('/').next()).collect();
    let mut found = Vec::new();
    for top in tops {
        let own: Vec<&&TracedModule> =
            left.iter().filter(|module| is_at_or_below(&module.source, top)).collect();
        let folder = common_directory(own.iter().map(|module| &*module.source));
        let Some(step) = model(state, &folder).filter(|_| !folder.is_empty()) else { continue };
        let modules: Vec<SourcePath> = own.iter().map(|module| module.source.clone()).collect();
        let (Some(from), Some(to)) = (step.from.first(), step.to.as_deref()) else { continue };
        let looked_for = own.iter().find_map(|module| looked_for(state, module, &folder));
        let targets: BTreeSet<String> = target(&folder, from, to).into_iter().chain(looked_for).collect();
        found.extend(targets.iter().filter_map(|target| added_step(state, step, &folder, target, &modules)));
    }
    found
}

fn added_step(
    state: &ProjectState<'_, '_>,
    step: &BuildStep,
    folder: &str,
    target: &str,
    modules: &[SourcePath],
) -> Option<Candidate> {
    let (from, to) = (step.from.first()?, step.to.as_deref()?);
    if target == folder || target.is_empty() {
        return None;
    }
    let command = rewritten(step, from, folder, to, target)?;
    let span = step.span?;
    let text = with_command_after(state.manifest(), span, &command)?;
    let change = FixChange::AddBuildStep {
        folder: folder.to_owned(),
        model: step.command.clone(),
        model_folder: from.clone(),
        command,
    };
    Some(Candidate::of_manifest(change, span, text, modules.to_vec()))
}

/// The output folder in which the importer's output looks for a module of this folder.
fn looked_for(state: &ProjectState<'_, '_>, module: &TracedModule, folder: &str) -> Option<String> {
    let Some(MeantBy::Import(importer)) = &module.meant_by else { return None };
    let output = state.assessment.modules.iter().find(|other| other.source == *importer)?;
    let output = output.outputs.first()?;
    let known = state.sources.known(importer)?;
    let specifier =
        known.requests.iter().map(|request| request.specifier.value.as_str()).find(|specifier| {
            crate::trace::imports::resolve(state.tree, importer, specifier).as_ref() == Some(&module.source)
        })?;
    let path = joined(parent(&output.path)?, specifier)?;
    let inner = relative(folder, &module.source);
    let inner = crate::trace::paths::with_extension(inner, "");
    let plain = crate::trace::paths::with_extension(&path, "");
    Some(plain.strip_suffix(&inner)?.trim_end_matches('/').to_owned()).filter(|it| join(it, &inner) == plain)
}

/// The step for the folder that shares most with this one.
fn model<'s>(state: &'s ProjectState<'_, '_>, folder: &str) -> Option<&'s BuildStep> {
    let shared = |from: &str| from.split('/').zip(folder.split('/')).take_while(|(a, b)| a == b).count();
    let score = |step: &&BuildStep| step.from.iter().map(|from| shared(from)).max().unwrap_or(0);
    let is_model = |step: &&BuildStep| {
        let compiles = !matches!(step.tool, BuildTool::Copy | BuildTool::Map) && step.bundles.is_empty();
        compiles && step.to.is_some() && step.from.len() == 1 && step.span.is_some()
    };
    let steps = || state.assessment.plan.steps.iter().filter(is_model);
    let best = steps().map(|step| score(&step)).max()?;
    steps().find(|step| score(step) == best)
}
