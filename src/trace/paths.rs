//! Paths in the folder of a project: their folders, their extensions, and relative ones.

use crate::path::beside;

/// The path in the project of one that is relative to a folder; `None` where it leads out of the project.
pub fn joined(directory: &str, path: &str) -> Option<String> {
    // Commands and configurations may be written on Windows.
    let path = path.replace('\\', "/");
    if path.starts_with('/') { None } else { beside(directory, &path) }
}

/// A path lies below a folder; `""` is the root.
pub fn is_below(path: &str, directory: &str) -> bool {
    directory.is_empty() || path.strip_prefix(directory).is_some_and(|rest| rest.starts_with('/'))
}

pub fn is_at_or_below(path: &str, directory: &str) -> bool {
    path == directory || is_below(path, directory)
}

/// A path relative to a folder above it.
pub fn relative<'p>(directory: &str, path: &'p str) -> &'p str {
    match path.strip_prefix(directory) {
        Some(rest) => rest.trim_start_matches('/'),
        None => path,
    }
}

/// A path with another extension; a path without one gets it.
pub fn with_extension(path: &str, extension: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let old = crate::path::extension(name);
    let stem = path.strip_suffix(old).unwrap_or(path);
    format!("{stem}{extension}")
}

pub fn extension_of(path: &str) -> &str {
    crate::path::extension(path.rsplit('/').next().unwrap_or(path))
}

pub fn is_declaration(path: &str) -> bool {
    [".d.ts", ".d.mts", ".d.cts"].iter().any(|ending| path.ends_with(ending))
}

/// The deepest folder that all of these paths lie in.
pub fn common_directory<'p>(paths: impl IntoIterator<Item = &'p str>) -> String {
    let mut common: Option<Vec<&str>> = None;
    for path in paths {
        let folders: Vec<&str> = path.split('/').collect();
        let folders = folders.get(..folders.len().saturating_sub(1)).unwrap_or_default();
        let shared = match &common {
            None => folders.to_vec(),
            Some(so_far) => {
                so_far.iter().zip(folders).take_while(|(a, b)| *a == *b).map(|(a, _)| *a).collect()
            }
        };
        common = Some(shared);
    }
    common.unwrap_or_default().join("/")
}
