//! The subpaths of "exports" by which modules could be imported that nothing leads to: one for a file, a pattern for a folder.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    json,
    path::PackagePath,
    trace::{
        fate::{SharedFate, TracedModule},
        fixes::{
            candidate::{Candidate, ProjectState},
            change::FixChange,
            manifest::with_members,
        },
        paths::{common_directory, extension_of, with_extension},
        source_path::SourcePath,
    },
};

/// The number of files that are worth a pattern.
const MANY: usize = 3;

/// A subpath for each folder in which nothing leads to modules; none where the package has no subpaths.
pub fn export_changes(state: &ProjectState<'_, '_>) -> Vec<Candidate> {
    let Some(manifest) = json::parse(state.manifest()).ok() else { return Vec::new() };
    let Some(member) = manifest.member("exports") else { return Vec::new() };
    let keys = member.value.as_object().unwrap_or_default();
    if keys.is_empty() || !keys.iter().all(|key| key.key.value.starts_with('.')) {
        return Vec::new();
    }
    let folders = folders(state);
    let candidate = |(folder, modules): (String, Vec<(&PackagePath, &SourcePath)>)| {
        let (subpath, target) = declared(&folder, &modules)?;
        if keys.iter().any(|key| key.key.value == subpath) {
            return None;
        }
        let pair = [(subpath.clone(), target.clone())];
        let text = with_members(state.manifest(), "exports", &pair)?;
        let packed_manifest = with_members(state.packed_manifest()?, "exports", &pair);
        let sources = modules.iter().map(|(_, source)| (*source).clone()).collect();
        let change = FixChange::AddExport { subpath, target, files: modules.len() };
        let candidate = Candidate::of_manifest(change, member.key.span, text, sources);
        Some(Candidate { packed_manifest, ..candidate })
    };
    let mut found: Vec<Candidate> = folders.into_iter().filter_map(candidate).collect();
    found.sort_by_key(|candidate| std::cmp::Reverse(candidate.modules.len()));
    found
}

/// The packed files that nothing leads to, by the folder below the top one that they are in.
fn folders<'s>(state: &'s ProjectState<'_, '_>) -> BTreeMap<String, Vec<(&'s PackagePath, &'s SourcePath)>> {
    let is_open =
        |module: &&TracedModule| module.shared_fate() == SharedFate::NoEntryPoint && !module.is_lost();
    let mut folders: BTreeMap<String, Vec<(&PackagePath, &SourcePath)>> = BTreeMap::new();
    for module in state.assessment.modules.iter().filter(is_open) {
        let Some(packed) = module.packed_as.first() else { continue };
        let names: Vec<&str> = packed.as_str().split('/').collect();
        let depth = names.len().saturating_sub(1).min(2);
        let folder = names.get(..depth).unwrap_or_default().join("/");
        folders.entry(folder).or_default().push((packed, &module.source));
    }
    folders
}

/// The subpath and its target: `./utils/*` for many files of one extension, else the index or the only file.
fn declared(folder: &str, modules: &[(&PackagePath, &SourcePath)]) -> Option<(String, String)> {
    let paths = || modules.iter().map(|(packed, _)| packed.as_str());
    let endings: BTreeSet<&str> = paths().map(extension_of).collect();
    if modules.len() >= MANY && endings.len() == 1 && folder.contains('/') {
        let folder = common_directory(paths());
        let ending = endings.first()?;
        return Some((format!("{}/*", subpath_of(&folder)), format!("./{folder}/*{ending}")));
    }
    let index =
        paths().filter(|path| with_extension(path, "").ends_with("/index")).min_by_key(|path| path.len());
    let main = match modules {
        [(only, _)] => only.as_str(),
        _ => index?,
    };
    Some((subpath_of(&with_extension(main, "")), format!("./{main}")))
}

/// `dist/a/index` to `./a`.
fn subpath_of(plain: &str) -> String {
    let inner = plain.split_once('/').map_or(plain, |(_, inner)| inner);
    format!("./{}", inner.strip_suffix("/index").unwrap_or(inner))
}
