//! Walks over the maps of package.json.

use crate::{
    entry_points::patterns::star,
    facts::Facts,
    manifest::subpaths::{Exports, SubpathEntry},
    package::Package,
    path::PackagePath,
};

/// Returns the keys of "exports", as the first of the given versions of Node reads them.
pub(in crate::rules) fn exports<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = &'f SubpathEntry> {
    let reader = facts.nodes.first().map(|node| node.node.version.profile().manifest_reader);
    let exports = reader.and_then(|reader| facts.package.manifest()?.exports(reader));
    exports.and_then(Exports::subpaths).into_iter().flat_map(|subpaths| subpaths.entries())
}

/// Returns the keys of "imports", as the first of the given versions of Node reads them.
pub(in crate::rules) fn imports<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = &'f SubpathEntry> {
    let reader = facts.nodes.first().map(|node| node.node.version.profile().manifest_reader);
    let imports = reader.and_then(|reader| facts.package.manifest()?.imports(reader));
    imports.into_iter().flat_map(|subpaths| subpaths.entries())
}

/// Returns the keys of "exports" and "imports", with the file that they stand in.
pub(in crate::rules) fn entries<'f>(
    facts: &'f Facts<'_>,
) -> impl Iterator<Item = (&'f PackagePath, &'f SubpathEntry)> {
    let manifest = facts.package.manifest();
    exports(facts).chain(imports(facts)).filter_map(move |entry| Some((manifest?.path(), entry)))
}

/// Returns the words for adding a subpath to "exports"; `None` where there is no "exports", as one with that key alone would close
/// every other path. Keys that begin with a dot and others do not go together.
pub fn adding(package: &Package, entry: &str) -> Option<String> {
    let exports = package.manifest()?.get("exports")?;
    let keys = exports.as_object().unwrap_or_default();
    Some(if keys.iter().any(|member| member.key.value.starts_with('.')) {
        format!("add {entry}")
    } else {
        format!("put what is there under \".\", and add {entry}")
    })
}

/// The most files that are looked at for all patterns of a package, which can have thousands of both.
const LOOKED_AT: usize = 20_000_000;

/// Tells whether a packed file matches a path with stars, each of which stands for the same text; where too many were looked
/// at already, it may be.
pub(in crate::rules) fn matches_packed(facts: &Facts<'_>, path: &str, looked_at: &mut usize) -> bool {
    let files = facts.package.files();
    let Some((base, rest)) = path.split_once('*') else {
        return files.get(path).is_some();
    };
    files.starting_with(base).any(|file| {
        *looked_at += 1;
        *looked_at > LOOKED_AT || star(file.as_str(), base, rest).is_some()
    })
}
