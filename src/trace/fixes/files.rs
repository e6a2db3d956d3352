//! Changes of "files" and of ignore files that would let outputs be packed.

use std::collections::BTreeSet;

use crate::{
    json,
    text::Span,
    trace::{
        fixes::{
            candidate::{Candidate, ENDINGS, ProjectState},
            change::FixChange,
            manifest::{with_items, without_item},
        },
        glob::{Glob, GlobOptions},
        packing::ExcludedBy,
        paths::common_directory,
        reach::EntryWay,
        relaxed::texts,
        source_path::SourcePath,
    },
};

/// The lost modules whose outputs one rule keeps out.
struct ExcludedOutputs<'s> {
    by: &'s ExcludedBy,
    outputs: BTreeSet<&'s SourcePath>,
    modules: Vec<SourcePath>,
}

/// The changes that may let the outputs of lost modules be packed, the narrow ones first.
pub fn packing_changes(state: &ProjectState<'_, '_>) -> Vec<Candidate> {
    let targets = excluded_targets(state);
    let mut rules: Vec<ExcludedOutputs<'_>> = Vec::new();
    for module in state.lost() {
        let Some((output, by)) = module.excluded() else { continue };
        match rules.iter_mut().find(|rule| rule.by == by) {
            Some(rule) => {
                rule.modules.push(module.source.clone());
                rule.outputs.insert(output);
            }
            None => {
                let (outputs, modules) = ([output].into(), vec![module.source.clone()]);
                rules.push(ExcludedOutputs { by, outputs, modules });
            }
        }
    }
    for (target, by) in &targets {
        match rules.iter_mut().find(|rule| rule.by == by) {
            Some(rule) => drop(rule.outputs.insert(target)),
            None => rules.push(ExcludedOutputs { by, outputs: [target].into(), modules: Vec::new() }),
        }
    }
    rules.iter().flat_map(|rule| of_rule(state, rule)).collect()
}

/// The files that entry points lead to, or load, and that a rule keeps out.
fn excluded_targets(state: &ProjectState<'_, '_>) -> Vec<(SourcePath, ExcludedBy)> {
    let ways = &state.assessment.reach.ways;
    let targets = ways.iter().flat_map(EntryWay::missing);
    let loaded = ways.iter().flat_map(|way| &way.causes).filter_map(|cause| cause.fault.missing.as_deref());
    let missing: BTreeSet<&str> = targets.chain(loaded).collect();
    let disk = &state.assessment.plan.disk;
    let file = |path: &str| {
        let mut all = ENDINGS.iter().map(|ending| format!("{path}{ending}"));
        all.find(|path| disk.is_file(path))
    };
    let kept_out = |path: String| {
        let by = state.assessment.packing.excluded(&path)?;
        Some((path.into(), by))
    };
    missing.into_iter().filter_map(file).filter_map(kept_out).collect()
}

fn of_rule(state: &ProjectState<'_, '_>, rule: &ExcludedOutputs<'_>) -> Vec<Candidate> {
    let paths = || rule.outputs.iter().map(|path| &***path);
    match rule.by {
        ExcludedBy::NoFilesEntry { .. } => {
            let deeper =
                shallow(state, &rule.outputs).and_then(|pattern| deepened(state, pattern, &rule.modules));
            let tops: BTreeSet<&str> = paths().filter_map(|path| path.split('/').next()).collect();
            let folder = common_directory(paths());
            let narrow = (!folder.is_empty() && tops.len() == 1).then(|| vec![folder]);
            let tops = tops.into_iter().map(str::to_owned).collect();
            let wide =
                narrow.iter().chain([&tops]).filter_map(|entries| packed_too(state, entries, &rule.modules));
            deeper.into_iter().chain(wide).collect()
        }
        ExcludedBy::FilesEntry { pattern, .. } => {
            let text = without_item(state.manifest(), "files", pattern);
            let change = FixChange::RemoveFilesEntry { pattern: pattern.clone() };
            let of = |text| Candidate::of_manifest(change, files_key(state), text, rule.modules.clone());
            text.map(of).into_iter().collect()
        }
        ExcludedBy::IgnoreLine { pattern, file, line } => ignored(state, pattern, file, *line, rule),
        ExcludedBy::Npm { .. } => Vec::new(),
    }
}

/// Adds entries to "files".
pub fn packed_too(
    state: &ProjectState<'_, '_>,
    entries: &[String],
    modules: &[SourcePath],
) -> Option<Candidate> {
    let text = with_items(state.manifest(), "files", entries)?;
    let change = FixChange::AddFilesEntries { entries: entries.to_vec() };
    Some(Candidate::of_manifest(change, files_key(state), text, modules.to_vec()))
}

fn deepened(state: &ProjectState<'_, '_>, pattern: String, modules: &[SourcePath]) -> Option<Candidate> {
    let text = with_items(state.manifest(), "files", &[format!("{pattern}/**")])?;
    let change = FixChange::DeepenFilesEntry { pattern };
    Some(Candidate::of_manifest(change, files_key(state), text, modules.to_vec()))
}

/// Without "files", an ignore file decides: its line goes, or "files" says what is packed.
fn ignored(
    state: &ProjectState<'_, '_>,
    pattern: &str,
    file: &SourcePath,
    line: u32,
    rule: &ExcludedOutputs<'_>,
) -> Vec<Candidate> {
    // The line keeps the outputs out of git as well, so it stays, and "files" says what is packed.
    if &**file == ".gitignore" {
        let tops: BTreeSet<&str> = rule.outputs.iter().filter_map(|path| path.split('/').next()).collect();
        let tops: Vec<String> = tops.into_iter().map(str::to_owned).collect();
        return packed_too(state, &tops, &rule.modules).into_iter().collect();
    }
    let Some(text) = state.tree.text(file) else { return Vec::new() };
    let kept: String = text
        .split_inclusive('\n')
        .enumerate()
        .filter(|(place, _)| place + 1 != line as usize)
        .map(|(_, line)| line)
        .collect();
    let start =
        text.split_inclusive('\n').take(line.saturating_sub(1) as usize).map(str::len).sum::<usize>() as u32;
    let change = FixChange::RemoveIgnoreLine { pattern: pattern.to_owned(), file: file.clone(), line };
    let at = (file.clone(), Span::new(start, start + pattern.len() as u32));
    vec![Candidate::of_file(change, at, kept, rule.modules.clone())]
}

/// A pattern of "files" that would take the outputs if it went deeper.
fn shallow(state: &ProjectState<'_, '_>, outputs: &BTreeSet<&SourcePath>) -> Option<String> {
    let manifest = json::parse(state.manifest()).ok()?;
    let patterns = texts(manifest.get("files"))?;
    let taken = GlobOptions { dot: true, nocase: true, base: false };
    let goes = |pattern: &String| {
        let glob = Glob::new(&format!("{}/**", pattern.trim_start_matches("./")), taken);
        Glob::is_pattern(pattern) && outputs.iter().any(|path| glob.matches(path))
    };
    patterns.into_iter().find(goes)
}

fn files_key(state: &ProjectState<'_, '_>) -> Span {
    let manifest = json::parse(state.manifest()).ok();
    manifest.and_then(|it| it.member("files").map(|member| member.key.span)).unwrap_or_default()
}
