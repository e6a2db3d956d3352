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

/// The number of files that are worth a pattern, even where one of them is an index.
const MANY: usize = 3;

/// A subpath for each folder in which nothing leads to modules, all in one change; none where the package has no subpaths.
pub fn export_changes(state: &ProjectState<'_, '_>) -> Option<(Vec<FixChange>, Candidate)> {
    let manifest = json::parse(state.manifest()).ok()?;
    let member = manifest.member("exports")?;
    let keys = member.value.as_object().unwrap_or_default();
    if keys.is_empty() || !keys.iter().all(|key| key.key.value.starts_with('.')) {
        return None;
    }
    let mut folders: Vec<_> = folders(state).into_iter().collect();
    // Of two folders that would get the same subpath, the one with more modules gets it.
    folders.sort_by_key(|(_, modules)| std::cmp::Reverse(modules.len()));
    let (mut pairs, mut changes, mut sources) = (Vec::new(), Vec::new(), Vec::new());
    for (folder, modules) in &folders {
        let Some((subpath, target)) = declared(folder, modules) else { continue };
        let is_taken = keys.iter().any(|key| key.key.value == subpath);
        if is_taken || pairs.iter().any(|(other, _)| *other == subpath) {
            continue;
        }
        sources.extend(modules.iter().map(|(_, source)| (*source).clone()));
        changes.push(FixChange::AddExport {
            subpath: subpath.clone(),
            target: target.clone(),
            files: modules.len(),
        });
        pairs.push((subpath, target));
    }
    let text = with_members(state.manifest(), "exports", &pairs)?;
    let packed_manifest = with_members(state.packed_manifest()?, "exports", &pairs);
    let candidate = Candidate::of_manifest(changes.first()?.clone(), member.key.span, text, sources);
    Some((changes, Candidate { packed_manifest, ..candidate }))
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
    let index =
        paths().filter(|path| with_extension(path, "").ends_with("/index")).min_by_key(|path| path.len());
    let are_many = modules.len() >= MANY || (modules.len() > 1 && index.is_none());
    if are_many && endings.len() == 1 && folder.contains('/') {
        let folder = common_directory(paths());
        let ending = endings.first()?;
        return Some((format!("{}/*", subpath_of(&folder)), format!("./{folder}/*{ending}")));
    }
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
