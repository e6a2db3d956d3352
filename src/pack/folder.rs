//! Folders of packages: their real place, their package.json, and paths in them.

use std::{
    fs, io,
    path::{self, Path, PathBuf},
};

use serde_json::Value;

/// Without symbolic links, except on Windows, whose own scripts refuse its canonical paths.
pub(super) fn real(directory: &Path) -> io::Result<PathBuf> {
    if cfg!(windows) { path::absolute(directory) } else { fs::canonicalize(directory) }
}

/// Reads package.json in that folder; `None` where there is none that can be read.
pub(super) fn read_manifest(directory: &Path) -> Option<Value> {
    let text = fs::read_to_string(directory.join("package.json")).ok()?;
    serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()
}

/// A relative path with `/`; `.` for none.
pub(super) fn slashed(path: &Path) -> Option<String> {
    let parts: Vec<&str> = path.iter().map(|part| part.to_str()).collect::<Option<_>>()?;
    Some(if parts.is_empty() { ".".to_owned() } else { parts.join("/") })
}

#[cfg(test)]
pub(in crate::pack) mod tests {
    use std::fs;

    /// A folder with these files.
    pub(in crate::pack) fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, contents) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, contents).unwrap();
        }
        folder
    }
}
