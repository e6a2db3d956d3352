//! Lays out each entry as npm does: pacote's filter, then node-tar's checks of the path, then the disk.

use std::{borrow::Cow, ops::Range};

use crate::{files::InstalledFile, hash::HashSet, path::PackagePath};

use crate::limits::{Limit, Limits};

use super::{
    disk::{Existing, InstallDisk, Made, Obstacle},
    error::OpenError,
    hazard::{Hazard, HazardKind, shortened},
    header::TarEntryKind,
    windows,
};

/// An entry with its extension headers applied.
pub(super) struct ArchiveEntry {
    pub path: String,
    pub kind: TarEntryKind,
    /// The number of folders that its link target climbs; even a file can have a link target.
    pub climbs: usize,
    pub mode: u32,
}

/// The files that the installer has laid out so far, and the hazards of those that it dropped or moved.
pub(super) struct Install {
    pub hazards: Vec<Hazard>,
    disk: InstallDisk,
    npmignores: HashSet<String>,
    path_allowed: Limit,
    root: Option<String>,
    reported_roots: bool,
}

/// The reason for which an entry does not become a file.
struct Dropped(HazardKind, String);

fn dropped(message: impl Into<String>) -> Dropped {
    Dropped(HazardKind::EntryDropped, message.into())
}

/// node-tar's `maxDepth`.
const DEEPEST: usize = 1024;

impl Install {
    pub fn new(limits: &Limits) -> Self {
        Self {
            hazards: Vec::new(),
            disk: InstallDisk::new(limits),
            path_allowed: limits.path_bytes(),
            npmignores: HashSet::default(),
            root: None,
            reported_roots: false,
        }
    }

    pub fn hazard(&mut self, kind: HazardKind, entry: &str, message: impl AsRef<str>) {
        self.hazards.push(Hazard::new(kind, entry, message));
    }

    pub fn files(&self) -> &[(PackagePath, InstalledFile)] {
        self.disk.files()
    }

    pub fn into_parts(self) -> (Vec<(PackagePath, InstalledFile)>, Vec<Hazard>) {
        (self.disk.into_files(), self.hazards)
    }

    /// Reports an entry that is no file, for npm makes only files. Folders are not reported: npm makes those
    /// that it needs.
    pub fn drop_special(&mut self, entry: &ArchiveEntry) {
        let what = match entry.kind {
            TarEntryKind::Directory => return,
            TarEntryKind::Link | TarEntryKind::SymbolicLink => "npm installs no links",
            TarEntryKind::Special => "npm installs no devices, pipes or dump folders",
            _ => "npm does not know this type of entry",
        };
        self.hazard(HazardKind::EntryDropped, &entry.path, what);
    }

    /// Lays a file out as npm does, or drops it.
    pub fn file(&mut self, entry: ArchiveEntry, range: Range<usize>) -> Result<(), OpenError> {
        match self.destination(&entry)? {
            Err(Dropped(kind, why)) => self.hazard(kind, &entry.path, why),
            Ok(path) => self.write(path, &entry, range)?,
        }
        Ok(())
    }

    fn write(
        &mut self,
        path: PackagePath,
        entry: &ArchiveEntry,
        range: Range<usize>,
    ) -> Result<(), OpenError> {
        let existing = match entry.kind {
            TarEntryKind::ContiguousFile => Existing::Replace,
            _ => Existing::Reuse,
        };
        let mode = installed_mode(entry.mode);
        let trouble = windows::trouble(path.as_str());
        match self.disk.write(path, range, mode, existing)? {
            Err(obstacle @ Obstacle::NameTooLong) => {
                self.hazard(
                    HazardKind::PlatformDependentPath,
                    &entry.path,
                    format!("not installed: {obstacle}"),
                );
            }
            Err(obstacle) => {
                self.hazard(HazardKind::EntryDropped, &entry.path, format!("not installed: {obstacle}"))
            }
            Ok(Made::Overwritten) => {
                self.hazard(
                    HazardKind::DuplicateEntry,
                    &entry.path,
                    "an earlier entry of the same path is overwritten",
                );
            }
            Ok(Made::New) => {}
        }
        if let Some(trouble) = trouble {
            self.hazard(HazardKind::PlatformDependentPath, &entry.path, trouble);
        }
        if mode & 0o7000 != 0 {
            self.hazard(HazardKind::SpecialMode, &entry.path, format!("installed with mode {mode:o}"));
        }
        Ok(())
    }

    /// Returns the path of a file in the package. The outer error stops the installation, as it stops npm's.
    fn destination(&mut self, entry: &ArchiveEntry) -> Result<Result<PackagePath, Dropped>, OpenError> {
        // pacote's filter comes before the path is stripped and normalised, and compares paths as they are written.
        let Some(renamed) = self.rename(&entry.path) else {
            return Ok(Err(dropped("npm renames `.gitignore` to `.npmignore`, and there is one already")));
        };
        let stripped = match self.strip(&renamed, entry) {
            Ok(stripped) => stripped,
            Err(why) => return Ok(Err(why)),
        };
        // Node's `fs` throws on such a path, which ends the whole installation.
        if stripped.contains('\0') {
            return Err(OpenError::BadArchive(format!(
                "npm cannot install {:?}: its name contains a NUL",
                shortened(&entry.path)
            )));
        }
        Ok(match normal(stripped) {
            None => Err(dropped("nothing is left of its path without the first folder")),
            Some(path) if path.as_str().len() as u64 > self.path_allowed.value => Err(Dropped(
                HazardKind::EntryDropped,
                format!(
                    "not installed: its path is longer than {} bytes (`path_bytes`)",
                    self.path_allowed.value
                ),
            )),
            Some(path) => Ok(path),
        })
    }

    /// Renames a file as pacote's filter does: `.gitignore` becomes `.npmignore`, unless there was one.
    fn rename<'a>(&mut self, path: &'a str) -> Option<Cow<'a, str>> {
        match base_name(path) {
            ".npmignore" => {
                self.npmignores.insert(path.to_owned());
                Some(Cow::Borrowed(path))
            }
            ".gitignore" => {
                let renamed = path.strip_suffix(".gitignore").map(|folder| format!("{folder}.npmignore"));
                let renamed = renamed.map_or(Cow::Borrowed(path), Cow::Owned);
                (!self.npmignores.contains(&*renamed)).then_some(renamed)
            }
            _ => Some(Cow::Borrowed(path)),
        }
    }

    /// Strips a path as node-tar's `CHECKPATH` does: it removes the first segment, whatever it is, and any
    /// root.
    fn strip<'a>(&mut self, path: &'a str, entry: &ArchiveEntry) -> Result<&'a str, Dropped> {
        let Some((first, rest)) = path.split_once('/') else {
            return Err(dropped("it lies outside the top folder, which npm takes off"));
        };
        if rest.len() > DEEPEST && rest.split('/').nth(DEEPEST).is_some() {
            return Err(dropped("it lies more than 1024 folders deep"));
        }
        let (root, rest) = windows::strip_root(rest);
        let has_dots = rest.as_bytes().windows(2).any(|pair| pair == b"..");
        if has_dots && rest.split(['/', '\\']).any(|segment| segment == "..") {
            return Err(Dropped(HazardKind::PathDotdot, "not installed: its path contains `..`".to_owned()));
        }
        // node-tar checks the link target of any entry, and a header can give one to a plain file.
        if entry.climbs > 0 && entry.climbs > segments(rest).count().saturating_sub(1) {
            return Err(dropped("it has a link target outside the package"));
        }
        self.report_root(first, root, &entry.path);
        Ok(rest)
    }

    fn report_root(&mut self, first: &str, root: &str, path: &str) {
        match first {
            ".." => self.hazard(
                HazardKind::PathDotdot,
                path,
                "npm takes the leading `..` off and installs the rest",
            ),
            "" => self.hazard(
                HazardKind::AbsolutePath,
                path,
                "npm takes the leading `/` off and installs the rest",
            ),
            _ if !root.is_empty() => {
                self.hazard(
                    HazardKind::AbsolutePath,
                    path,
                    format!("npm takes `{root}` off and installs the rest"),
                );
            }
            _ => {}
        }
        match &self.root {
            None => self.root = Some(first.to_owned()),
            // Only the first is told, as every later entry may lie in another folder.
            Some(root) if root != first && !self.reported_roots => {
                let message =
                    format!("lies in `{first}`, other entries in `{root}`; npm makes one folder of them");
                self.hazard(HazardKind::SeveralRoots, path, message);
                self.reported_roots = true;
            }
            Some(_) => {}
        }
    }
}

/// Resolves a path as `path.resolve` does: without empty and `.` segments. Most paths have none.
fn normal(path: &str) -> Option<PackagePath> {
    PackagePath::new(path).or_else(|| PackagePath::new(&segments(path).collect::<Vec<_>>().join("/")))
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !matches!(*segment, "" | "."))
}

/// Node's `path.basename`.
fn base_name(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    path.rsplit('/').next().unwrap_or(path)
}

/// Returns the mode that npm gives a file with a umask of 022; bins become executable elsewhere.
fn installed_mode(mode: u32) -> u32 {
    ((mode | 0o666) & !0o022) & 0o7777
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_at_least_readable() {
        for (packed, installed) in [
            (0, 0o644),
            (0o444, 0o644),
            (0o644, 0o644),
            (0o664, 0o644),
            (0o755, 0o755),
            (0o777, 0o755),
            (0o4755, 0o4755),
            (0o7777, 0o7755),
        ] {
            assert_eq!(installed_mode(packed), installed, "{packed:o}");
        }
    }
}
