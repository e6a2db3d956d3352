//! Links that lead out of the temporary folder. Node's permissions follow links, so packproof runs nothing
//! beside one.

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

/// A link and its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escape {
    pub link: PathBuf,
    pub target: PathBuf,
}

/// Returns the first link below a folder that leads out of it. Both paths are given with links resolved,
/// except for the link itself.
pub fn escape(root: &Path) -> io::Result<Option<Escape>> {
    let root = fs::canonicalize(root)?;
    let mut open = vec![root.clone()];
    while let Some(directory) = open.pop() {
        let mut entries = fs::read_dir(&directory)?.collect::<io::Result<Vec<_>>>()?;
        // The order of a folder is up to the disk; sorted, the same link is named each time.
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let (path, kind) = (entry.path(), entry.file_type()?);
            // A junction of Windows counts as a link here.
            if kind.is_symlink() {
                let target = target(&path)?;
                if !target.starts_with(&root) {
                    return Ok(Some(Escape { link: path, target }));
                }
            } else if kind.is_dir() {
                open.push(path);
            }
        }
    }
    Ok(None)
}

/// Returns the target of a link. If nothing is there yet, the path that the link names, with the links on the
/// way followed.
fn target(link: &Path) -> io::Result<PathBuf> {
    if let Ok(real) = fs::canonicalize(link) {
        return Ok(real);
    }
    let above = link.parent().unwrap_or(link);
    let named = plain(&above.join(fs::read_link(link)?));
    let real = named.ancestors().find_map(|above| Some((above, fs::canonicalize(above).ok()?)));
    Ok(match real {
        Some((above, real)) => real.join(named.strip_prefix(above).unwrap_or(Path::new(""))),
        None => named,
    })
}

/// Returns a path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => drop(plain.pop()),
            component => plain.push(component),
        }
    }
    plain
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_that_leave_are_found() {
        for (target, leaves) in [
            ("/etc", true),
            ("/nowhere/at/all", true),
            ("../../../../../../../../etc/passwd", true),
            ("../beside", false),
            ("nothing-here", false),
            ("../../a/b", false),
            ("out/../beside", false),
        ] {
            let folder = tempfile::tempdir().unwrap();
            fs::create_dir_all(folder.path().join("a/b")).unwrap();
            fs::create_dir_all(folder.path().join("a/beside")).unwrap();
            symlink(target, folder.path().join("a/b/link")).unwrap();
            let found = escape(folder.path()).unwrap();
            assert_eq!(found.is_some(), leaves, "{target} {found:?}");
        }
    }
}
