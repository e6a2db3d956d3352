//! Walks over the maps of package.json.

use crate::{
    entry_points::patterns::star,
    facts::Facts,
    manifest::subpaths::{Exports, SubpathEntry},
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

/// Tells whether a packed file matches a path with stars, each of which stands for the same text.
pub(in crate::rules) fn matches_packed(facts: &Facts<'_>, path: &str) -> bool {
    let files = facts.package.files();
    let Some((base, rest)) = path.split_once('*') else {
        return files.get(path).is_some();
    };
    let directory = base.rsplit_once('/').map_or("", |(directory, _)| directory);
    // Only files of the folder in front of the star: a package can have thousands of patterns and of files.
    files.under(directory).any(|(file, _)| star(file.as_str(), base, rest).is_some())
}
