//! Paths of package.json as TypeScript, bundlers and others complete them.

use crate::{
    files::FileTree,
    link::bundler::is_found,
    manifest::consumers::FileKind,
    package::Package,
    path::{beside, extension, join},
};

/// Tells whether a reader of this kind finds a packed file for a path, which may be a pattern.
pub fn is_packed_for(package: &Package, kind: FileKind, path: &str) -> bool {
    // A path that leads out of the package is no promise of a packed file.
    let Some(path) = beside("", path) else { return true };
    let files = package.files();
    match (path.split_once('*'), kind) {
        (Some((base, _)), _) => starts_any(files, base),
        (None, FileKind::Declaration) => is_declared(files, &path),
        (None, FileKind::Module) => is_found(package, &path),
        (None, FileKind::Plain) => files.get(&path).is_some() || files.is_directory(&path),
    }
}

fn starts_any(files: &FileTree, base: &str) -> bool {
    let directory = base.rsplit_once('/').map_or("", |(directory, _)| directory);
    files.under(directory).any(|(file, _)| file.as_str().starts_with(base))
}

/// Tells whether TypeScript finds a file, by its endings, or by the declaration that it prefers to
/// JavaScript.
fn is_declared(files: &FileTree, path: &str) -> bool {
    let has = |stem: &str, endings: &[&str]| {
        endings.iter().any(|ending| files.get(&format!("{stem}{ending}")).is_some())
    };
    let endings = [".ts", ".tsx", ".d.ts"];
    let of_script = match extension(path.rsplit('/').next().unwrap_or(path)) {
        ".js" | ".jsx" => path.rsplit_once('.').is_some_and(|(stem, _)| has(stem, &endings)),
        ".mjs" => path.rsplit_once('.').is_some_and(|(stem, _)| has(stem, &[".mts", ".d.mts"])),
        ".cjs" => path.rsplit_once('.').is_some_and(|(stem, _)| has(stem, &[".cts", ".d.cts"])),
        _ => false,
    };
    of_script || has(path, &["", ".ts", ".tsx", ".d.ts"]) || has(&join(path, "index"), &endings)
}
