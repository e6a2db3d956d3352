//! Resolution as bundlers do it where Node finds nothing: without extensions, and into folders.
//!
//! Modules that Node never loads are written for bundlers, by the rules of webpack, Rollup with its resolver
//! plugin, esbuild and the like. Only what all of these would refuse is wrong there.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    files::FileTree,
    manifest::{Manifest, target::Target},
    node::ManifestReader,
    package::Package,
    path::{PackagePath, beside, join},
};

/// The endings that bundlers add to a path.
const ENDINGS: [&str; 11] =
    [".js", ".mjs", ".cjs", ".json", ".jsx", ".ts", ".tsx", ".mts", ".vue", ".svelte", ".css"];
/// The fields of package.json that lead bundlers, in a folder as in the package.
const FIELDS: [&str; 15] = [
    "module",
    "browser",
    "main",
    // `jsnext:main` preceded `module`; `es2015` to `fesm2020` are fields of Angular's package format; the
    // CDNs unpkg and jsDelivr serve the files of their fields.
    "jsnext:main",
    "es2015",
    "esm2015",
    "es2020",
    "esm2020",
    "fesm2015",
    "fesm2020",
    "react-native",
    "svelte",
    "unpkg",
    "jsdelivr",
    "source",
];

/// Returns the file that a bundler finds for a relative specifier; `None` also where only a bundler's
/// configuration tells.
pub(super) fn resolve(package: &Package, referrer: &PackagePath, specifier: &str) -> Option<PackagePath> {
    // A query chooses a loader or a way to load (`./icon.svg?url`, `./worker.js?worker`), not another file.
    let plain = specifier.split(['?', '#']).next().unwrap_or(specifier);
    let path = beside(referrer.directory(), plain)?;
    as_file(package.files(), &path).or_else(|| as_directory(package, &path))
}

/// Tells whether a specifier is for a loader of a bundler: `!!raw-loader!./x`, `virtual:x`, `~x`.
pub(super) fn is_for_loader(specifier: &str) -> bool {
    specifier.contains('!') || specifier.starts_with('~') || specifier.starts_with("virtual:")
}

/// Tells whether a bundler finds a file for a path of the package: the path itself, with an ending, or the
/// index of a folder.
pub(super) fn is_found(package: &Package, path: &str) -> bool {
    as_file(package.files(), path).or_else(|| as_directory(package, path)).is_some()
}

fn as_file(files: &FileTree, path: &str) -> Option<PackagePath> {
    let exact = files.get(path).map(|(path, _)| path.clone());
    exact.or_else(|| {
        ENDINGS.iter().find_map(|ending| files.get(&format!("{path}{ending}")).map(|(path, _)| path.clone()))
    })
}

fn as_directory(package: &Package, path: &str) -> Option<PackagePath> {
    if !package.files().is_directory(path) {
        return None;
    }
    // The "exports" of a package.json in a folder are not read: they count for bare specifiers only.
    let by_manifest = package.manifest_in(path).and_then(|manifest| {
        fields(manifest).into_iter().find_map(|target| as_file(package.files(), &beside(path, &target)?))
    });
    by_manifest.or_else(|| as_file(package.files(), &join(path, "index")))
}

/// Returns the files that bundlers enter a package by, whatever the condition or field; Node may never get to
/// them.
pub(super) fn roots(package: &Package) -> Vec<PackagePath> {
    let manifests = package.files().iter().filter(|(path, _)| path.file_name() == "package.json");
    let mut roots = Vec::new();
    for (path, _) in manifests.filter(|(path, _)| !path.as_str().contains("node_modules/")) {
        let Some(manifest) = package.manifest_in(path.directory()) else { continue };
        let named = fields(manifest).into_iter().filter_map(|target| beside(path.directory(), &target));
        roots.extend(named.filter_map(|target| {
            as_file(package.files(), &target).or_else(|| as_directory(package, &target))
        }));
        roots.extend(entered(package.files(), path.directory(), &export_targets(manifest)));
    }
    roots
}

/// The endings behind one beginning that are told apart; where there are more, every file with that beginning counts as entered.
const MOST_ENDINGS: usize = 16;

/// Returns the files that targets stand for; a `*` stands for anything. A target may have more than one. Only its beginning and its
/// end are compared, so that rather too many files count as entered than too few.
fn entered(files: &FileTree, directory: &str, targets: &[String]) -> Vec<PackagePath> {
    let mut found = Vec::new();
    let mut endings: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for target in targets {
        let Some(path) = beside(directory, target.split('*').next().unwrap_or(target)) else { continue };
        match target.split_once('*') {
            None => found.extend(files.get(&path).map(|(path, _)| path.clone())),
            Some((base, rest)) => {
                let folder = if base.ends_with('/') { format!("{path}/") } else { path };
                let beginning = folder.trim_start_matches('/').to_owned();
                endings.entry(beginning).or_default().insert(rest.rsplit('*').next().unwrap_or(rest));
            }
        }
    }
    for (beginning, endings) in &endings {
        let is_end_of = |path: &&PackagePath| {
            endings.len() > MOST_ENDINGS || endings.iter().any(|end| path.as_str().ends_with(end))
        };
        found.extend(files.starting_with(beginning).filter(is_end_of).cloned());
    }
    found
}

/// Returns the paths in the fields, those of a map included.
fn fields(manifest: &Manifest) -> Vec<String> {
    let nodes = FIELDS.iter().filter_map(|field| manifest.get(field));
    nodes
        .flat_map(|node| {
            Target::read(node).paths().into_iter().map(|path| path.value.clone()).collect::<Vec<_>>()
        })
        .collect()
}

fn export_targets(manifest: &Manifest) -> Vec<String> {
    let exports = manifest.exports(ManifestReader::Simdjson).and_then(|exports| exports.subpaths());
    let imports = manifest.imports(ManifestReader::Simdjson);
    let entries = [exports, imports].into_iter().flatten().flat_map(|map| map.entries());
    entries.flat_map(|entry| entry.target.paths()).map(|path| path.value.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package() -> Package {
        Package::new(FileTree::of([
            (
                "package.json",
                r#"{"module":"es/index.js","browser":{"./a.js":"./b.js"},"exports":{".":{"svelte":"./src/*.js"}}}"#,
            ),
            ("es/index.js", ""),
            ("es/x/index.js", ""),
            ("es/y/package.json", r#"{"main":"../x/index.js"}"#),
            ("es/z.mjs", ""),
            ("b.js", ""),
            ("src/c.js", ""),
        ]))
    }

    #[test]
    fn relative_specifiers_as_bundlers_resolve_them() {
        let referrer = PackagePath::new("es/index.js").unwrap();
        for (specifier, expected) in [
            ("./x", Some("es/x/index.js")),
            ("./y", Some("es/x/index.js")),
            ("./z", Some("es/z.mjs")),
            ("./z.mjs?raw", Some("es/z.mjs")),
            ("./none", None),
            ("../../out", None),
        ] {
            let found = resolve(&package(), &referrer, specifier);
            assert_eq!(found.as_ref().map(PackagePath::as_str), expected, "{specifier}");
        }
    }

    #[test]
    fn every_field_and_condition_is_a_way_in() {
        let mut found: Vec<_> = roots(&package()).iter().map(ToString::to_string).collect();
        found.sort();
        assert_eq!(found, ["b.js", "es/index.js", "es/x/index.js", "src/c.js"]);
    }
}
