//! The texts of a project, read from its folder: bounded, without what is installed, and never out of the folder.

use std::{
    fs::{self, DirEntry, File},
    io::{self, Read},
    path::Path,
    sync::Arc,
};

use crate::{
    input::known_ranges::DiskRanges,
    trace::{known_ranges::RangesAround, source_tree::SourceTree},
};

/// As much is read, so that no folder fills the memory.
const FILES: usize = 50_000;
const FILE_BYTES: u64 = 4 << 20;
const BYTES: u64 = 256 << 20;
const DEPTH: usize = 64;
/// Folders that hold nothing a person wrote for the package.
const SKIPPED: [&str; 9] = [
    "node_modules",
    ".git",
    ".hg",
    ".svn",
    "bower_components",
    "jspm_packages",
    ".yarn",
    ".pnpm-store",
    ".cache",
];
/// Endings of the files that are read; of any other file only its place is known.
const READ: [&str; 12] =
    ["js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx", "json", "jsonc", "json5", "es6"];
const READ_NAMES: [&str; 5] = [".npmignore", ".gitignore", ".babelrc", ".babelignore", ".swcrc"];

/// Reads a project.
///
/// # Errors
/// Fails if the folder itself cannot be read; a file in it that cannot be read is left out.
pub(crate) fn read(directory: &Path) -> io::Result<SourceTree> {
    // Folders above are only known of a path from the root.
    let around =
        DiskRanges { directory: fs::canonicalize(directory).unwrap_or_else(|_| directory.to_owned()) };
    let ranges = RangesAround(Some(Arc::new(around)));
    let mut reader = ProjectReader { tree: SourceTree::default(), bytes: 0 };
    reader.tree.ranges = ranges;
    let mut open = vec![(directory.to_owned(), String::new(), 0)];
    while let Some((folder, path, depth)) = open.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if depth == 0 => return Err(error),
            Err(_) => continue,
        };
        // The order of a folder is up to the disk; sorted, the same files are read each time.
        let mut entries: Vec<DirEntry> = entries.flatten().collect();
        entries.sort_by_key(DirEntry::file_name);
        for entry in entries {
            let Some(inner) = path_of(&path, &entry) else { continue };
            let is_folder = match entry.file_type() {
                Ok(kind) if kind.is_dir() => true,
                Ok(kind) if kind.is_file() => false,
                _ => continue, // A link may lead anywhere.
            };
            match is_folder {
                true if is_skipped(&entry) || depth >= DEPTH => {}
                true => open.push((entry.path(), inner, depth + 1)),
                false if reader.tree.len() >= FILES => {
                    reader.tree.left_out = vec![format!("all but the first {FILES} files")];
                    return Ok(reader.tree);
                }
                false => reader.add(inner, &entry.path()),
            }
        }
    }
    Ok(reader.tree)
}

struct ProjectReader {
    tree: SourceTree,
    bytes: u64,
}

impl ProjectReader {
    fn add(&mut self, path: String, file: &Path) {
        let text = is_read(&path).then(|| self.text(&path, file)).flatten();
        self.tree.add(path, text);
    }

    fn text(&mut self, path: &str, file: &Path) -> Option<String> {
        let mut bytes = Vec::new();
        // No text is longer than what was left, so that this is never negative.
        let limit = FILE_BYTES.min(BYTES - self.bytes);
        File::open(file).ok()?.take(limit + 1).read_to_end(&mut bytes).ok()?;
        let length = bytes.len() as u64;
        if length > limit {
            self.tree.left_out.push(format!("{path}, which is large"));
            return None;
        }
        self.bytes += length;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }
}

fn path_of(folder: &str, entry: &DirEntry) -> Option<String> {
    entry.file_name().to_str().map(|name| crate::path::join(folder, name))
}

fn is_skipped(entry: &DirEntry) -> bool {
    entry.file_name().to_str().is_none_or(|name| SKIPPED.contains(&name))
}

fn is_read(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    READ_NAMES.contains(&name) || READ.contains(&extension)
}
