//! Links that lead out of the temporary folder. Node's permissions follow links, so packproof runs nothing
//! beside one.

use std::{
    ffi::OsString,
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
/// way followed: `..` leaves the folder that the link before it leads to, and not the one that holds that link.
fn target(link: &Path) -> io::Result<PathBuf> {
    if let Ok(real) = fs::canonicalize(link) {
        return Ok(real);
    }
    let mut real = link.parent().unwrap_or(link).to_owned();
    let mut open = steps(&fs::read_link(link)?);
    let mut followed = 0;
    while let Some(step) = open.pop() {
        if step == ".." {
            real.pop();
            continue;
        }
        // The first step of an absolute path takes the place of what is there.
        real.push(step);
        if followed < MOST_LINKS && real.is_symlink() {
            followed += 1;
            open.extend(steps(&fs::read_link(&real)?));
            real.pop();
        }
    }
    Ok(real)
}

/// The most links of a path that the kernel follows.
const MOST_LINKS: usize = 40;

/// Returns the steps of a path without `.`, the last one first.
fn steps(path: &Path) -> Vec<OsString> {
    let steps = path.components().rev().filter(|step| *step != Component::CurDir);
    steps.map(|step| step.as_os_str().to_owned()).collect()
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_step_up_leaves_what_the_link_before_it_leads_to() {
        // `up` leads to the room itself, so that what is beside it in the room's folder is outside.
        for (target, leaves) in [
            ("up/../x", true),
            ("up/a/../x", false),
            ("in/../x", false),
            ("in/../../x", true),
            ("up/x/../y", false),
            ("later/../../x", true),
            ("later/x", false),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let room = folder.path().join("room");
            fs::create_dir_all(room.join("a/b")).unwrap();
            symlink(&room, room.join("a/b/up")).unwrap();
            symlink(room.join("a"), room.join("a/b/in")).unwrap();
            // Nothing is there yet.
            symlink("../../later", room.join("a/b/later")).unwrap();
            symlink(target, room.join("a/b/link")).unwrap();
            let found = escape(&room).unwrap();
            assert_eq!(found.is_some(), leaves, "{target} {found:?}");
        }
    }

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
