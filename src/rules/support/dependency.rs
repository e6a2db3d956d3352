//! The packages beside the package that problems are about.

use crate::{
    beside::BesidePackage,
    facts::Facts,
    manifest::Manifest,
    path::{PackagePath, package_folder},
    resolve::parse_package_name,
};

/// Returns the package that a file belongs to, as reports show the file; `None` for one of the package itself.
pub(in crate::rules) fn owner(facts: &Facts<'_>, shown: &str) -> Option<BesidePackage> {
    let package = facts.package;
    if package.beside().is_none() || package.files().get(shown).is_some() {
        return None;
    }
    // `require` says what it was asked for, and not where it looked.
    match package_folder(shown) {
        "" => asked(facts, shown),
        _ => PackagePath::beside(shown).and_then(|path| package.owner(&path)),
    }
}

/// Returns the package that a bare specifier asks for.
fn asked(facts: &Facts<'_>, specifier: &str) -> Option<BesidePackage> {
    let place = format!("node_modules/{specifier}");
    let name = package_folder(&place).strip_prefix("node_modules/")?;
    let folder = facts.package.beside()?.nearest(name)?;
    facts.package.owner(&PackagePath::beside(&format!("{folder}/package.json"))?)
}

/// Returns the package.json of a package that lies beside.
pub(in crate::rules) fn manifest<'f>(facts: &'f Facts<'_>, name: &str) -> Option<&'f Manifest> {
    let folder = facts.package.beside()?.nearest(name)?;
    facts.package.manifest_in(PackagePath::beside(&format!("{folder}/package.json"))?.directory())
}

/// Returns the path of another package's file in that package. `require` says the specifier, which begins with the package's name.
pub(in crate::rules) fn inside(shown: &str) -> &str {
    let place = match package_folder(shown) {
        "" => parse_package_name(shown).map(|parsed| parsed.name),
        folder => Some(folder),
    };
    let rest = place.and_then(|place| shown.strip_prefix(place)?.strip_prefix('/'));
    rest.filter(|rest| !rest.is_empty()).unwrap_or(shown)
}

/// Returns the specifier that Node itself suggests.
pub(in crate::rules) fn suggested(nodes_words: &str) -> Option<&str> {
    let (_, rest) = nodes_words.split_once("Did you mean to import ")?;
    // Node 18 writes the suggestion without quotation marks.
    Some(rest.trim_end_matches('?').trim_matches('"'))
}
