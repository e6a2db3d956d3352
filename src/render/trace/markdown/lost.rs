//! The folders in which modules are lost, each as a tree.

use std::collections::BTreeMap;

use super::{cells::mark, tree::draw};
use crate::{
    render::{
        formats::markdown::{block, code, prose},
        terminal::visible,
        text::counted,
        trace::{folder_name, label},
    },
    report::trace::{GroupReport, ModuleReport, TraceReport},
};

/// The number of folders that are open; the further ones are folded away.
const MOST_FOLDERS: usize = 12;

/// The number of modules that are drawn of one folder.
const MOST_MODULES: usize = 60;

/// A section for each folder in which modules are lost.
pub(super) fn folders(report: &TraceReport) -> String {
    let folders = by_folder(&report.groups);
    if folders.is_empty() {
        return String::new();
    }
    let sections: Vec<_> = folders.iter().map(|groups| section(groups, &report.modules)).collect();
    let (open, folded) = sections.split_at(sections.len().min(MOST_FOLDERS));
    let mut text = format!("## What is lost\n\n{}", open.concat());
    if !folded.is_empty() {
        let summary = counted(folded.len(), "more folder");
        text.push_str(&format!("<details><summary>{summary}</summary>\n\n{}</details>\n", folded.concat()));
    }
    text
}

/// The groups that are lost, by folder, in their order.
fn by_folder(groups: &[GroupReport]) -> Vec<Vec<&GroupReport>> {
    let mut folders: Vec<Vec<&GroupReport>> = Vec::new();
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for group in groups.iter().filter(|group| group.lost) {
        let nth = *known.entry(&group.folder).or_insert(folders.len());
        match folders.get_mut(nth) {
            Some(folder) => folder.push(group),
            None => folders.push(vec![group]),
        }
    }
    folders
}

fn section(groups: &[&GroupReport], modules: &[ModuleReport]) -> String {
    let Some(first) = groups.first() else { return String::new() };
    let lost: usize = groups.iter().map(|group| group.modules.len()).sum();
    let is_file = lost == 1 && first.modules.first() == Some(&first.folder);
    let count = if is_file { String::new() } else { format!(" · {}", counted(lost, "module")) };
    let mut text = format!("### ❌ {}{count}\n\n", code(folder_name(&first.folder)));
    for group in groups {
        let stage = label(group.stage);
        text.push_str(&format!("- **{stage}**: {}\n", prose(&group.reason)));
    }
    text.push('\n');
    if !is_file {
        text.push_str(&format!("{}\n", block(&drawn(&first.folder, groups, modules))));
    }
    text
}

/// The tree of the modules that are lost in a folder, and of those beside them.
fn drawn(folder: &str, groups: &[&GroupReport], modules: &[ModuleReport]) -> String {
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let lost = |module: &ModuleReport| {
        groups.iter().any(|group| group.modules.binary_search(&module.source).is_ok())
    };
    let inside = modules.iter().filter_map(|module| Some((module.source.strip_prefix(&prefix)?, module)));
    let mut items: Vec<(&str, String)> = inside
        .filter(|(name, module)| !name.contains('/') || lost(module))
        .map(|(name, module)| (name, format!("{} {}", mark(module.stage), label(module.stage))))
        .collect();
    items.sort();
    let more = items.len().saturating_sub(MOST_MODULES);
    items.truncate(MOST_MODULES);
    let more = if more > 0 { format!("… and {more} more\n") } else { String::new() };
    format!("{}/\n{}{more}", visible(folder_name(folder)), draw(&items))
}
