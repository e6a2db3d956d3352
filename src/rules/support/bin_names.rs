//! Names and paths of commands that package managers link differently, or not at all.

use crate::{
    install::{
        bins::{is_package_name, linked_names},
        managers::Installer,
    },
    json::JsonNode,
    manifest::Manifest,
    path::beside,
    text::Span,
};

/// A name of "bin" that package managers do not link alike.
pub(in crate::rules) struct DifferingName<'m> {
    pub key: &'m str,
    pub at: Span,
    /// The names by which managers link it, in words.
    pub links: String,
}

/// Returns the names of commands that package managers do not link alike.
pub(in crate::rules) fn differing_names(manifest: &Manifest) -> Vec<DifferingName<'_>> {
    let members = manifest.get("bin").and_then(JsonNode::as_object).into_iter().flatten();
    // Where yarn 4 ends, that is said as an error.
    let with_paths = members
        .filter(|member| member.value.as_str().is_some_and(|path| !path.is_empty()))
        .filter(|member| is_package_name(&member.key.value));
    let differing = with_paths.filter_map(|member| {
        let key = member.key.value.as_str();
        Some(DifferingName { key, at: member.key.span, links: links(key)? })
    });
    differing.collect()
}

/// Returns the words for the names of a command; `None` where all managers link one name, or none links any.
fn links(key: &str) -> Option<String> {
    let mut names: Vec<(Option<String>, Vec<Installer>)> = Vec::new();
    for (manager, name) in linked_names(key) {
        match names.iter_mut().find(|(known, _)| *known == name) {
            Some((_, managers)) => managers.push(manager),
            None => names.push((name, vec![manager])),
        }
    }
    // Those that leave it out stand last.
    names.sort_by_key(|(name, _)| name.is_none());
    let words: Vec<_> = names.iter().map(|(name, managers)| words(name.as_deref(), managers)).collect();
    let (last, others) = words.split_last().filter(|(_, others)| !others.is_empty())?;
    Some(format!("{}, and {last}", others.join(", ")))
}

fn words(name: Option<&str>, managers: &[Installer]) -> String {
    let managers: Vec<_> = managers.iter().map(|manager| manager.name()).collect();
    let by = match managers.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => managers.concat(),
    };
    match name {
        Some(name) => format!("as \"{name}\" by {by}"),
        None => format!("not at all by {by}"),
    }
}

/// Returns the words for what some package managers make of a path.
pub(in crate::rules) fn path_oddity(path: &str) -> Option<&'static str> {
    match path {
        _ if path.contains('\\') => Some("pnpm and yarn 1 do not read `\\` as `/`"),
        _ if path.starts_with('/') => Some("yarn 1 and bun take it for a path of the whole disk"),
        _ if beside("", path).is_none() => Some("pnpm, yarn and bun look outside of the package"),
        _ => None,
    }
}
