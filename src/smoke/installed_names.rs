//! The packages that stand in a node_modules.

use std::{fs, path::Path};

/// Returns the names of the packages in a node_modules.
pub(super) fn names_in(directory: &Path) -> Vec<String> {
    let of = |directory: &Path| -> Vec<String> {
        let entries = fs::read_dir(directory).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        names.filter(|name| !name.starts_with('.')).collect()
    };
    let scoped = |name: String| {
        if name.starts_with('@') {
            of(&directory.join(&name)).iter().map(|rest| format!("{name}/{rest}")).collect()
        } else {
            vec![name]
        }
    };
    of(directory).into_iter().flat_map(scoped).collect()
}
