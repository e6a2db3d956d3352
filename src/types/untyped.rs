//! JavaScript that no declarations stand beside, and the files that look like them.

use crate::{
    entry_points::{EntryKind, EntryPoint, target_file},
    link::Verdict,
    package::Package,
    path::PackagePath,
    resolve::format::Format,
};

/// The extensions of modules, and of their declarations.
const DECLARED_BY: [(&str, &str); 3] = [(".mjs", ".d.mts"), (".cjs", ".d.cts"), (".js", ".d.ts")];

/// The file that was meant to declare a module, and the name that TypeScript looks for: `a.d.ts` declares `a.js` only.
pub(super) fn misnamed(package: &Package, target: &PackagePath) -> Option<(String, String)> {
    let (stem, wanted) = stem_of(target)?;
    let others = DECLARED_BY.iter().filter(|(_, extension)| *extension != wanted);
    let mut others = others.map(|(_, extension)| format!("{stem}{extension}"));
    let is = others.find(|name| package.files().get(name).is_some())?;
    Some((is, format!("{stem}{wanted}")))
}

/// The advice for an import of JavaScript.
pub(super) fn help(package: &Package, target: &PackagePath) -> String {
    match misnamed(package, target) {
        Some((is, should)) => {
            format!("rename {is} to {should}: TypeScript looks for no other file beside {target}")
        }
        None => format!("pack declarations beside {target}, or declare what is used of it here"),
    }
}

/// Tells whether nobody misses declarations of a module: it exports nothing, or the package offers it as a command.
pub(super) fn needs_none(verdict: &Verdict, target: &PackagePath, entries: &[EntryPoint]) -> bool {
    let names = &verdict.names;
    let is_empty = verdict.format == Some(Format::Module) && names.complete && names.names.is_empty();
    let bins = entries.iter().filter(|entry| entry.kind == EntryKind::Bin);
    let files =
        bins.flat_map(|bin| bin.resolutions.iter().filter_map(|(_, resolution)| target_file(resolution)));
    is_empty || files.into_iter().any(|file| file == target)
}

fn stem_of(target: &PackagePath) -> Option<(&str, &'static str)> {
    DECLARED_BY.iter().find_map(|(module, wanted)| Some((target.as_str().strip_suffix(module)?, *wanted)))
}
