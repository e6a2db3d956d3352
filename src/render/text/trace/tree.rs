//! The tree of a folder with a mark on each file.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    render::{
        terminal::{Page, Role},
        text::{Detail, words_of_node},
    },
    report::trace::{GroupReport, ModuleReport, TraceReport},
};

use super::marks::{how_known, mark};

/// The number of files that are drawn before the rest is counted.
const FILES: usize = 24;

/// One group: its folder, its fate, and its files.
pub(super) fn group(page: &mut Page, report: &TraceReport, group: &GroupReport, detail: Detail) {
    let (role, sign) = mark(group.stage);
    let is_file = group.modules.first() == Some(&group.folder);
    let name = match (group.folder.as_str(), is_file) {
        ("", _) => "(root)".to_owned(),
        (folder, true) => folder.to_owned(),
        (folder, false) => format!("{folder}/"),
    };
    let of: BTreeMap<&str, &ModuleReport> =
        report.modules.iter().map(|module| (module.source.as_str(), module)).collect();
    let known = group
        .modules
        .first()
        .and_then(|source| of.get(source.as_str()))
        .map_or("", |module| how_known(module.mapping));
    page.wrapped(
        2,
        &[
            role.of(format!("{sign} ")),
            Role::Strong.of(name),
            Role::Plain.of(format!(" · {}", group.stage.title())),
            Role::Faint.of(format!(" · {}{known}", words_of_node(&group.reason))),
        ],
    );
    if is_file {
        return;
    }
    let most = if detail == Detail::All { usize::MAX } else { FILES };
    let files: Vec<&str> =
        group.modules.iter().take(most).map(|source| inside(&group.folder, source)).collect();
    let rest = group.modules.len().saturating_sub(most);
    for (line, is_leaf) in lines(&files, rest > 0) {
        let (lead, name) = line;
        if is_leaf {
            page.line(&[Role::Faint.of(lead), role.of(format!("{sign} ")), Role::Plain.of(name)])
        } else {
            page.line(&[Role::Faint.of(lead), Role::Plain.of(name)])
        }
    }
    if rest > 0 {
        page.line(&[Role::Faint.of(format!("  └─ … and {rest} more"))]);
    }
}

fn inside<'s>(folder: &str, source: &'s str) -> &'s str {
    source.strip_prefix(folder).map_or(source, |rest| rest.trim_start_matches('/'))
}

/// The lines of a tree: the branches that lead to a name, the name, and true where it is a file.
fn lines(files: &[&str], has_more: bool) -> Vec<((String, String), bool)> {
    let mut entries: BTreeSet<(String, bool)> = BTreeSet::new();
    for file in files {
        entries.extend(
            file.match_indices('/').filter_map(|(at, _)| Some((format!("{}/", file.get(..at)?), false))),
        );
        entries.insert(((*file).to_owned(), true));
    }
    let all: Vec<(String, bool)> = entries.into_iter().collect();
    // Read from the end, so that it is known of each level whether more of it follows. The line that counts the
    // rest stands at the first level.
    let mut follows = vec![has_more];
    let line = |(path, is_file): &(String, bool)| {
        let own = path.trim_end_matches('/').matches('/').count();
        // What is deeper stands below this entry, and not below one before it.
        follows.resize(own + 1, false);
        let lead = lead(&follows);
        if let Some(level) = follows.last_mut() {
            *level = true;
        }
        let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or(path).to_owned();
        ((lead, if *is_file { name } else { format!("{name}/") }), *is_file)
    };
    let mut lines: Vec<_> = all.iter().rev().map(line).collect();
    lines.reverse();
    lines
}

/// The branches before a name, where it is known of each level whether another entry follows.
fn lead(follows: &[bool]) -> String {
    let (own, above) = follows.split_last().unwrap_or((&false, &[]));
    let above = above.iter().map(|follows| if *follows { "│  " } else { "   " });
    let own = if *own { "├─ " } else { "└─ " };
    std::iter::once("  ").chain(above).chain([own]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_are_drawn_by_folders() {
        let drawn: Vec<String> = lines(&["a/b.js", "a/c/d.js", "e.js"], false)
            .into_iter()
            .map(|((lead, name), _)| lead + &name)
            .collect();
        assert_eq!(drawn, ["  ├─ a/", "  │  ├─ b.js", "  │  └─ c/", "  │     └─ d.js", "  └─ e.js"]);
        let more: Vec<String> =
            lines(&["a/b/c.js", "d.js"], true).into_iter().map(|((lead, _), _)| lead).collect();
        assert_eq!(more, ["  ├─ ", "  │  └─ ", "  │     └─ ", "  ├─ "]);
    }

    #[test]
    fn a_folder_of_very_many_files_is_drawn() {
        let files: Vec<String> = (0..100_000).map(|nth| format!("a/{nth:06}.js")).collect();
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let drawn = lines(&files, false);
        let last = drawn.iter().filter(|((lead, _), _)| lead.ends_with("└─ ")).count();
        assert_eq!((drawn.len(), last), (100_001, 2));
    }
}
