//! Changes of the entries of bundlers: one that makes what an entry point leads to, and files that a command names one by one.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    path::{join, parent},
    trace::{
        fate::{ModuleFate, NotCompiledReason},
        fixes::{
            candidate::{Candidate, ProjectState},
            change::FixChange,
            commands::with_command_after,
            rewrite::rewritten,
        },
        imports::as_file,
        paths::{common_directory, extension_of, is_below, joined, relative, with_extension},
        plan::BuildStep,
        reach::EntryWay,
        source_path::SourcePath,
        tools::{
            effect::BuildTool,
            entry_lists::{ListedEntry, with_entry, with_word},
        },
    },
};

/// The number of files that are added to a command one by one.
const MOST_WORDS: usize = 10;

/// The changes of entries that may bring lost modules back.
pub fn entry_changes(state: &ProjectState<'_, '_>) -> Vec<Candidate> {
    let missing = state.assessment.reach.ways.iter().flat_map(EntryWay::missing);
    let missing: BTreeSet<&str> = missing.collect();
    let mut found: BTreeMap<SourcePath, Candidate> = BTreeMap::new();
    for step in state.assessment.plan.steps.iter().filter(|step| !step.bundles.is_empty()) {
        for (name, entry) in missing.iter().filter_map(|target| entry_of(state, step, target)) {
            let listed = || with_entry(step, &state.assessment.plan.disk, &name, &entry);
            if !found.contains_key(&entry)
                && let Some(listed) = listed()
            {
                let candidate = candidate(step, listed, vec![entry.to_string()], vec![entry.clone()]);
                found.insert(entry, candidate);
            }
        }
    }
    for target in missing {
        found.extend(bundle_by_word(state, target).or_else(|| bundle_step(state, target)));
    }
    found.into_values().chain(by_words(state)).collect()
}

fn candidate(
    step: &BuildStep,
    listed: ListedEntry,
    entries: Vec<String>,
    modules: Vec<SourcePath>,
) -> Candidate {
    let ListedEntry { file, at, text } = listed;
    let change = FixChange::AddEntries { entries, tool: step.tool, file: file.clone() };
    Candidate::of_file(change, (file, at), text, modules)
}

/// The name and the source of a bundle that a step does not make, as its neighbours are named.
fn entry_of(state: &ProjectState<'_, '_>, step: &BuildStep, target: &str) -> Option<(String, SourcePath)> {
    let folder = &step.bundles.iter().find(|bundle| is_below(target, &bundle.directory))?.directory;
    let name = relative(folder, target).strip_suffix(extension_of(target))?;
    if step.bundles.iter().any(|bundle| bundle.directory == *folder && bundle.name == name) {
        return None;
    }
    // Bundlers name a bundle by the place of its entry below the folder that all entries have in common.
    let base = common_directory(step.bundles.iter().map(|bundle| &*bundle.entry));
    let at_place = as_file(&state.assessment.plan.disk, &join(&base, name));
    let at_place = at_place.filter(|entry| state.tree.contains(entry));
    // Others go by the names of the files, or by names of their own.
    let entry = at_place.or_else(|| named(state, name.rsplit('/').next().unwrap_or(name)))?;
    let is_new = step.bundles.iter().all(|bundle| bundle.entry != entry);
    is_new.then(|| (name.to_owned(), entry))
}

/// An entry for a command of esbuild that bundles into a folder.
fn bundle_by_word(state: &ProjectState<'_, '_>, target: &str) -> Option<(SourcePath, Candidate)> {
    let plan = &state.assessment.plan;
    plan.steps.iter().filter(|step| step.tool == BuildTool::Esbuild).find_map(|step| {
        let folder = step.to.as_deref().filter(|to| is_below(target, to))?;
        let name = relative(folder, target).strip_suffix(extension_of(target))?;
        let base = common_directory(step.from.iter().map(String::as_str));
        let entry = as_file(&plan.disk, &join(&base, name)).filter(|entry| state.tree.contains(entry))?;
        let is_new = !step.from.iter().any(|known| *known == *entry);
        let last = step.words.iter().skip(1).rfind(|word| !word.starts_with('-')).filter(|_| is_new)?;
        let word = relative(&step.directory, &entry).to_owned();
        let text = with_word(state.manifest(), step.span?, last, &word)?;
        let listed = ListedEntry { file: "package.json".into(), at: step.span?, text };
        let modules = lost_among(state, &entry);
        Some((entry, candidate(step, listed, vec![word], modules)))
    })
}

/// A step for one more bundle, where a command names the one entry and the one file that it makes of it.
fn bundle_step(state: &ProjectState<'_, '_>, target: &str) -> Option<(SourcePath, Candidate)> {
    let plan = &state.assessment.plan;
    plan.steps.iter().find_map(|step| {
        let [from] = step.from.as_slice() else { return None };
        let to = step.words.iter().find_map(|word| made_of(step, word, from))?;
        let folder = parent(&to).unwrap_or_default();
        let name = relative(folder, target).strip_suffix(extension_of(target))?;
        let inner = parent(from).unwrap_or_default();
        let at_place = as_file(&plan.disk, &join(inner, name)).filter(|entry| state.tree.contains(entry));
        let entry = at_place.or_else(|| named(state, name))?;
        let is_new = *from != *entry && is_below(target, folder) && extension_of(&to) == extension_of(target);
        let command = rewritten(step, from, &entry, &to, target).filter(|_| is_new)?;
        let text = with_command_after(state.manifest(), step.span?, &command)?;
        let change = FixChange::AddBundleStep {
            entry: entry.clone(),
            model: step.command.clone(),
            model_entry: from.as_str().into(),
            command,
        };
        let modules = lost_among(state, &entry);
        Some((entry, Candidate::of_manifest(change, step.span?, text, modules)))
    })
}

/// The file that a word names as the output of a step.
fn made_of(step: &BuildStep, word: &str, from: &str) -> Option<String> {
    let word = word.split_once('=').filter(|_| word.starts_with("--")).map_or(word, |(_, value)| value);
    let path = joined(&step.directory, word)?;
    let is_code = matches!(extension_of(&path), ".js" | ".mjs" | ".cjs");
    (is_code && path != from && !step.from.contains(&path)).then_some(path)
}

/// The only source module with a name.
fn named(state: &ProjectState<'_, '_>, name: &str) -> Option<SourcePath> {
    let stem = |path: &str| with_extension(path.rsplit('/').next().unwrap_or(path), "");
    let mut all = state.assessment.modules.iter().filter(|module| stem(&module.source) == name);
    let only = all.next().filter(|_| name != "index" && all.next().is_none())?;
    Some(only.source.clone())
}

fn lost_among(state: &ProjectState<'_, '_>, entry: &SourcePath) -> Vec<SourcePath> {
    state.lost().filter(|module| module.source == *entry).map(|module| module.source.clone()).collect()
}

/// Files for a command of esbuild that names its files: a pattern for a folder of which it takes none.
fn by_words(state: &ProjectState<'_, '_>) -> Option<Candidate> {
    let steps = &state.assessment.plan.steps;
    let step = steps.iter().find(|step| step.tool == BuildTool::Esbuild && !step.from.is_empty())?;
    let is_left = |fate: &ModuleFate| matches!(fate, ModuleFate::NotCompiled(NotCompiledReason::NoStep));
    let base = common_directory(step.from.iter().map(String::as_str));
    let lost = state.lost().filter(|module| is_left(&module.fate) && is_below(&module.source, &base));
    let modules: Vec<SourcePath> = lost.map(|module| module.source.clone()).collect();
    let taken: BTreeSet<&str> = step.from.iter().filter_map(|path| parent(path)).collect();
    let has_patterns = step.words.iter().any(|word| word.contains('*'));
    let words: BTreeSet<String> = modules
        .iter()
        .map(|source| match parent(source).filter(|folder| has_patterns && !taken.contains(folder)) {
            Some(folder) => format!("{}/*{}", relative(&step.directory, folder), extension_of(source)),
            None => relative(&step.directory, source).to_owned(),
        })
        .collect();
    let last = step.words.iter().skip(1).rfind(|word| !word.starts_with('-'))?;
    let joined = words.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
    let text = with_word(state.manifest(), step.span?, last, &joined)?;
    let listed = ListedEntry { file: "package.json".into(), at: step.span?, text };
    let is_few = !words.is_empty() && words.len() <= MOST_WORDS;
    is_few.then(|| candidate(step, listed, words.into_iter().collect(), modules))
}
