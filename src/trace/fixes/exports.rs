//! The subpaths of "exports" by which modules could be imported that nothing leads to: one for a file, a pattern for a folder.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    json,
    link::fault::{Fault, FaultKind},
    path::PackagePath,
    resolve::error::{NotExported, ResolveError},
    trace::{
        fate::{SharedFate, TracedModule},
        fixes::{
            candidate::{Candidate, ProjectState},
            change::FixChange,
            manifest::with_members,
        },
        paths::{common_directory, extension_of, with_extension},
        roots::is_auxiliary,
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

/// A subpath for each that a module of the package asks for by the package's own name, where a packed file has that name.
pub fn own_export_changes(state: &ProjectState<'_, '_>) -> Vec<Candidate> {
    let ways = state.assessment.reach.ways.iter().flat_map(|way| &way.causes);
    let asked: BTreeMap<&str, &PackagePath> = ways.filter_map(|cause| own_subpath(&cause.fault)).collect();
    let mut found = Vec::new();
    for (subpath, importer) in asked {
        let packed = state.package.files().iter().map(|(path, _)| path.as_str());
        let mut targets = packed.filter(|path| {
            matches!(extension_of(path), ".js" | ".mjs" | ".cjs")
                && subpath_of(&with_extension(path, "")) == subpath
        });
        // Of several files with that name, nobody knows which one is meant.
        let (Some(only), None) = (targets.next(), targets.next()) else { continue };
        let asks = |module: &&TracedModule| {
            let mut causes = module.causes().iter().filter_map(|cause| own_subpath(&cause.fault));
            causes.any(|(asked, _)| asked == subpath)
        };
        let lost = state.lost().filter(asks).map(|module| module.source.clone()).collect();
        found.extend(own_export(state, (subpath, only, importer), lost));
    }
    found
}

/// The subpath that a fault names, of the package itself, and who asks for it.
fn own_subpath(fault: &Fault) -> Option<(&str, &PackagePath)> {
    let FaultKind::Unresolved(error) = &fault.kind else { return None };
    let ResolveError::PackagePathNotExported { subpath, why, at, .. } = &**error else { return None };
    let is_own = at.as_ref().is_some_and(|place| place.file.as_str() == "package.json");
    (is_own && *why == NotExported::NoKey && subpath.starts_with("./"))
        .then_some((subpath.as_str(), &fault.at.file))
}

fn own_export(
    state: &ProjectState<'_, '_>,
    (subpath, path, importer): (&str, &str, &PackagePath),
    modules: Vec<SourcePath>,
) -> Option<Candidate> {
    let pairs = [(subpath.to_owned(), format!("./{path}"))];
    let text = with_members(state.manifest(), "exports", &pairs)?;
    let packed_manifest = Some(with_members(state.packed_manifest()?, "exports", &pairs)?);
    let manifest = json::parse(state.manifest()).ok()?;
    let span = manifest.member("exports")?.key.span;
    let [(subpath, target)] = pairs;
    let change = FixChange::AddOwnExport { subpath, target, importer: importer.clone() };
    Some(Candidate { packed_manifest, ..Candidate::of_manifest(change, span, text, modules) })
}

/// The packed files that nothing leads to, by the folder below the top one that they are in.
fn folders<'s>(state: &'s ProjectState<'_, '_>) -> BTreeMap<String, Vec<(&'s PackagePath, &'s SourcePath)>> {
    // Nobody offers tests to consumers, also where they are compiled and packed.
    let is_open = |module: &&TracedModule| {
        module.shared_fate() == SharedFate::NoEntryPoint && !module.is_lost() && !is_auxiliary(&module.source)
    };
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
