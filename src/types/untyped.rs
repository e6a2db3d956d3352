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

/// Folders of what a build writes or reads, and of tests.
const BUILDS: [&str; 9] = ["lib", "dist", "src", "build", "esm", "cjs", "umd", "test", "tests"];

/// Tells whether a subpath is there for the package's own code or for tools: it says that it is internal, or only spells the place of a
/// file below `lib/` or `dist/`, beside an entry point with a name.
pub(super) fn is_internal(subpath: &str, target: &PackagePath, has_root: bool) -> bool {
    let Some(path) = subpath.strip_prefix("./") else { return false };
    let says_so = |segment: &str| {
        segment.starts_with('_') || matches!(segment.trim_matches('_'), "internal" | "internals" | "private")
    };
    let is_place = path == target.as_str() || stem_of(target).is_some_and(|(stem, _)| stem == path);
    let is_build = path.split_once('/').is_some_and(|(folder, _)| BUILDS.contains(&folder));
    path.split('/').any(says_so) || is_place && is_build && has_root
}

fn stem_of(target: &PackagePath) -> Option<(&str, &'static str)> {
    DECLARED_BY.iter().find_map(|(module, wanted)| Some((target.as_str().strip_suffix(module)?, *wanted)))
}
