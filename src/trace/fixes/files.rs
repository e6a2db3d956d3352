//! The changes of "files" and of ignore files that would let outputs be packed.

use std::collections::BTreeSet;

use crate::trace::{
    fixes::{
        change::{Fix, FixChange},
        context::FixContext,
    },
    glob::{Glob, GlobOptions},
    groups::ModuleGroup,
    packing::ExcludedBy,
    source_path::SourcePath,
    tools::config::texts,
};

/// The outputs that one rule keeps out, with the places of their modules.
struct ExcludedOutputs<'g> {
    by: &'g ExcludedBy,
    outputs: Vec<&'g SourcePath>,
    modules: Vec<usize>,
}

/// A change for each rule that keeps something out.
pub fn packed_files<'g>(context: &FixContext<'_>, groups: impl Iterator<Item = &'g ModuleGroup>) -> Vec<Fix> {
    let mut rules: Vec<ExcludedOutputs<'_>> = Vec::new();
    for place in groups.flat_map(|group| &group.modules) {
        let Some((output, by)) = context.modules.get(*place).and_then(|module| module.excluded()) else {
            continue;
        };
        match rules.iter_mut().find(|rule| rule.by == by) {
            Some(rule) => {
                rule.modules.push(*place);
                rule.outputs.push(output);
            }
            None => rules.push(ExcludedOutputs { by, outputs: vec![output], modules: vec![*place] }),
        }
    }
    let span = context.key("files");
    let fix = |rule: ExcludedOutputs<'_>| {
        let change = change(context, rule.by, &rule.outputs);
        Fix { change, span, modules: rule.modules, warnings: Vec::new() }
    };
    rules.into_iter().map(fix).collect()
}

fn change(context: &FixContext<'_>, by: &ExcludedBy, outputs: &[&SourcePath]) -> FixChange {
    match by.clone() {
        ExcludedBy::NoFilesEntry { .. } => match shallow(context, outputs) {
            Some(pattern) => FixChange::DeepenFilesEntry { pattern },
            None => FixChange::AddFilesEntries { entries: top_names(outputs) },
        },
        ExcludedBy::FilesEntry { pattern, .. } => FixChange::RemoveFilesEntry { pattern },
        ExcludedBy::IgnoreLine { pattern, file, line } => FixChange::RemoveIgnoreLine { pattern, file, line },
        ExcludedBy::Npm { pattern } => FixChange::WriteElsewhere { pattern },
    }
}

fn top_names(outputs: &[&SourcePath]) -> Vec<String> {
    let tops: BTreeSet<&str> = outputs.iter().filter_map(|path| path.split('/').next()).collect();
    tops.into_iter().map(str::to_owned).collect()
}

/// A pattern of "files" that would take the outputs if it went deeper.
fn shallow(context: &FixContext<'_>, outputs: &[&SourcePath]) -> Option<String> {
    let patterns = texts(context.manifest()?.get("files"))?;
    let taken = GlobOptions { dot: true, nocase: true, base: false };
    let goes = |pattern: &String| {
        let glob = Glob::new(&format!("{}/**", pattern.trim_start_matches("./")), taken);
        Glob::is_pattern(pattern) && outputs.iter().any(|path| glob.matches(path))
    };
    patterns.into_iter().find(goes)
}
