//! Changes of the entries of bundlers: one that makes what an entry point leads to, and files that a command names one by one.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    path::{join, parent},
    trace::{
        fate::{ModuleFate, NotCompiledReason},
        fixes::{
            candidate::{Candidate, ProjectState},
            change::FixChange,
        },
        imports::as_file,
        paths::{common_directory, extension_of, is_below, relative},
        plan::BuildStep,
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
    let missing = state.assessment.reach.ways.iter().filter_map(|way| way.error.as_ref()?.missing());
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
    let edits = [(file.clone(), text)].into();
    Candidate { change, at: (file, at), edits, packed_manifest: None, modules }
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
    let entry = as_file(&state.assessment.plan.disk, &join(&base, name))?;
    state.tree.contains(&entry).then(|| (name.to_owned(), entry))
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
