//! The package-lock.json of a project, as npm installs it elsewhere.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{
    deps::failure::DepsFailure,
    smoke::{
        SmokeFailure,
        room::{Room, write},
        sources::{Refused, Source},
    },
};

/// A project's package.json and lock file.
#[derive(Debug)]
pub(super) struct LockedProject {
    /// The package.json, without the scripts.
    pub consumer: Value,
    lock: Vec<u8>,
}

/// The lock files of npm; it takes the first one that is there.
const OF_NPM: [&str; 2] = ["npm-shrinkwrap.json", "package-lock.json"];

/// The lock files of the others, and who reads them.
const OF_OTHERS: [(&str, &str); 4] = [
    ("pnpm-lock.yaml", "pnpm install --frozen-lockfile"),
    ("yarn.lock", "yarn install --immutable"),
    ("bun.lock", "bun install --frozen-lockfile"),
    ("bun.lockb", "bun install --frozen-lockfile"),
];

/// Reads the lock file of a folder.
pub(super) fn read(folder: &Path) -> Result<LockedProject, DepsFailure> {
    // Messages name it without the `.` that it may end with.
    let folder = &folder.components().collect::<PathBuf>();
    let file = OF_NPM.iter().map(|name| folder.join(name)).find(|file| file.is_file());
    let file = file.ok_or_else(|| none_in(folder))?;
    let unread = |file: &Path, error: String| {
        DepsFailure::NoLockfile(format!("cannot read {}: {error}", file.display()))
    };
    let lock = fs::read(&file).map_err(|error| unread(&file, error.to_string()))?;
    let parsed: Value = serde_json::from_slice(&lock).map_err(|error| unread(&file, error.to_string()))?;
    let manifest = folder.join("package.json");
    let consumer = fs::read(&manifest).map_err(|error| unread(&manifest, error.to_string()))?;
    let consumer = consumer.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&consumer);
    let mut consumer: Value =
        serde_json::from_slice(consumer).map_err(|error| unread(&manifest, error.to_string()))?;
    // The lock file of a root speaks of folders that the room does not have.
    if consumer.get("workspaces").is_some() {
        return Err(DepsFailure::NoLockfile(format!("{} is the root of workspaces", folder.display())));
    }
    if let Some(refused) = elsewhere(&parsed) {
        return Err(DepsFailure::Refused(refused));
    }
    if let Some(consumer) = consumer.as_object_mut() {
        // Only the dependencies of the project are wanted, and none of its scripts.
        consumer.remove("scripts");
    }
    Ok(LockedProject { consumer, lock })
}

fn none_in(folder: &Path) -> DepsFailure {
    let other = OF_OTHERS.iter().find(|(name, _)| folder.join(name).is_file());
    let place = folder.display();
    DepsFailure::NoLockfile(match other {
        Some((name, command)) => {
            format!("{place} has a {name}, which npm does not read; `{command}` installs from it")
        }
        None => format!("{place} has no package-lock.json"),
    })
}

/// Returns the first package of a lock file that does not come from the registry.
fn elsewhere(lock: &Value) -> Option<Refused> {
    let packages = lock.get("packages").and_then(Value::as_object).into_iter().flatten();
    packages.into_iter().filter(|(place, _)| !place.is_empty()).find_map(|(place, locked)| {
        let resolved = locked.get("resolved").and_then(Value::as_str).unwrap_or_default();
        // A link has a path of the project in the place of an address.
        let is_link = locked.get("link").and_then(Value::as_bool) == Some(true);
        let source = if is_link { Some(Source::Directory) } else { not_registry(resolved) }?;
        let name = place.rsplit("node_modules/").next().unwrap_or(place).to_owned();
        Some(Refused { source, name, written: resolved.to_owned(), by: None })
    })
}

/// Returns the source of an address in a lock file; one of a tarball behind HTTP may be the registry's.
fn not_registry(resolved: &str) -> Option<Source> {
    Source::of(resolved).filter(|source| *source != Source::Remote)
}

impl LockedProject {
    /// Writes the lock file into the room, beside the package.json that is put there to be installed.
    pub fn put_into(&self, room: &Room) -> Result<(), DepsFailure> {
        let file = room.consumer().join("package-lock.json");
        write(&file, &self.lock).map_err(|error| SmokeFailure::Temporary(error).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(files: &[(&str, &str)]) -> String {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let place = folder.path().display().to_string();
        read(folder.path())
            .map_or_else(|failure| failure.to_string().replace(&place, "DIR"), |_| "ok".to_owned())
    }

    #[test]
    fn only_npm_s_lock_files_are_read() {
        let manifest = ("package.json", "{}");
        for (files, expected) in [
            (vec![manifest], "no dependencies are locked: DIR has no package-lock.json"),
            (
                vec![manifest, ("pnpm-lock.yaml", "")],
                "no dependencies are locked: DIR has a pnpm-lock.yaml, which npm does not read; `pnpm install --frozen-lockfile` installs from it",
            ),
            (vec![manifest, ("package-lock.json", r#"{"packages":{"":{}}}"#)], "ok"),
            (
                vec![("package.json", r#"{"workspaces":["a"]}"#), ("package-lock.json", "{}")],
                "no dependencies are locked: DIR is the root of workspaces",
            ),
            (
                vec![
                    manifest,
                    (
                        "package-lock.json",
                        r#"{"packages":{"node_modules/x":{"resolved":"git+ssh://git@host/x.git#1"}}}"#,
                    ),
                ],
                "the dependencies are not installed: its dependency x@git+ssh://git@host/x.git#1 comes from git, and only what the registry has is fetched",
            ),
            (
                vec![manifest, ("package-lock.json", r#"{"packages":{"node_modules/x":{"link":true}}}"#)],
                "the dependencies are not installed: its dependency x comes from a folder of this disk, and only what the registry has is fetched",
            ),
        ] {
            assert_eq!(said(&files), expected);
        }
    }
}
