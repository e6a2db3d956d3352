//! The "module" of package.json, which bundlers take in place of the main file.

use crate::{
    diff::{
        change::{Change, ChangeEffect, ChangeKind},
        kinds::ComparedKinds,
        releases::{Releases, by_subpath},
        statements::loading,
    },
    module::ValueShape,
    package::Package,
    report::{EntryPointReport, Status},
    resolve::Mode,
    surface::offered::{Offered, names, outcome},
};

/// A "module" that is new: bundlers `require` an ES module where they got what is a function or class.
pub(super) fn change(
    releases: &Releases<'_>,
    [old, new]: [&EntryPointReport; 2],
    kinds: &mut ComparedKinds<'_>,
) -> Option<Change> {
    if module_file(releases.old.package()).is_some() {
        return None;
    }
    let file = module_file(releases.new.package())?;
    let (target, node) = releases.targets.first()?;
    let was = words_of(kinds.old.of_outcome(outcome(old, Mode::Require, node)?, "default"))?;
    // A main file that is no function any more either is told of by itself.
    words_of(kinds.new.of_outcome(outcome(new, Mode::Require, node)?, "default"))?;
    let subpath = format!("./{file}");
    let found = releases.new.undeclared(&[&subpath], &releases.options);
    let found = by_subpath(&found);
    let module = outcome(found.get(subpath.as_str())?, Mode::Import, node)?;
    let is_loaded = module.status == Status::Ok && module.format.as_deref() == Some("module");
    if !is_loaded || names(module).any(|name| name == "module.exports") {
        return None;
    }
    let specifier = releases.specifier(".");
    let message = format!(
        "{specifier} has a \"module\": bundlers that read it give an object for `require`, which gave {was}"
    );
    Some(Change {
        subpath: Some(".".to_owned()),
        node: vec![target.version.to_string()],
        old: releases.old_places.of_subpath("."),
        new: releases.new_places.of_member("module", ""),
        statement: Some(loading(&specifier, Mode::Require, Offered::Module)),
        ..Change::new(ChangeKind::KindChanged, ChangeEffect::Unknown, message)
    })
}

fn words_of(shape: ValueShape) -> Option<&'static str> {
    match shape {
        ValueShape::Function { .. } => Some("a function"),
        ValueShape::Class { .. } => Some("a class"),
        _ => None,
    }
}

/// The packed file that "module" leads bundlers to, which "exports" and "browser" would keep them from.
fn module_file(package: &Package) -> Option<&str> {
    let is_kept = |field: &str| package.manifest().is_some_and(|manifest| manifest.get(field).is_some());
    let manifest = package.manifest().filter(|_| !is_kept("exports") && !is_kept("browser"))?;
    let path = manifest.get("module")?.as_str()?;
    let path = path.strip_prefix("./").unwrap_or(path);
    package.files().get(path).map(|(path, _)| path.as_str())
}
