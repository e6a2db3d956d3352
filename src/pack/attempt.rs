//! One try to pack a folder, which finds out whether the tarball is that of the folder.

use std::path::Path;

use serde_json::Value;

use crate::pack::{
    call::{Selection, packing_call},
    detected::DetectedManager,
    error::{self, PackError},
    folder::read_manifest,
    manager::Manager,
    options::PackOptions,
    perform::{PackedFolder, perform, tarballs_in, temporary_folder},
};

/// A folder that is to be packed, and by whom.
pub(super) struct Packing<'p> {
    pub directory: &'p Path,
    pub detected: &'p DetectedManager,
    pub options: &'p PackOptions,
}

/// The end of a try.
pub(super) enum Attempt {
    Packed(PackedFolder),
    /// The manager wrote the tarballs of other folders, by these names.
    OfOthers(Vec<String>),
}

impl Packing<'_> {
    pub(super) fn run(&self, selection: Selection) -> Result<Attempt, PackError> {
        let heeding = self.options.stop.heed();
        let folder = temporary_folder()?;
        let call = packing_call(self.detected, self.directory, folder.path(), self.options, selection)?;
        let said = perform(call, self.detected, self.options, &self.what())?;
        let paths = tarballs_in(folder.path())?;
        match paths.as_slice() {
            [] => Err(self.failed(error::wrote_nothing(self.detected.manager, &said))),
            [path] if self.is_own(path) => {
                Ok(Attempt::Packed(PackedFolder { path: path.clone(), _folder: folder, _heeding: heeding }))
            }
            _ => Ok(Attempt::OfOthers(
                paths.iter().filter_map(|path| file_name(path)).map(str::to_owned).collect(),
            )),
        }
    }

    /// The error of a try that wrote other tarballs.
    pub(super) fn packed_others(&self, mut names: Vec<String>) -> PackError {
        names.sort_unstable();
        let written = names.join(", ");
        self.failed(vec![format!(
            "{} wrote {written}, and not one tarball of this folder",
            self.detected.manager
        )])
    }

    fn failed(&self, said: Vec<String>) -> PackError {
        PackError::Failed { manager: self.detected.manager, what: self.what(), said }
    }

    fn what(&self) -> String {
        format!("pack {}", self.directory.display())
    }

    /// Of the managers, npm alone lets a setting choose other folders.
    fn is_own(&self, tarball: &Path) -> bool {
        let manifest = read_manifest(self.directory);
        let name = manifest.as_ref().and_then(|manifest| manifest.get("name")).and_then(Value::as_str);
        match (self.detected.manager, name, file_name(tarball)) {
            (Manager::Npm, Some(name), Some(file)) => is_of(file, name.trim()),
            _ => true,
        }
    }
}

fn file_name(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()
}

/// Tells whether npm gives this name to the tarball of that package: `@s/p` 1.0.0 becomes `s-p-1.0.0.tgz`.
fn is_of(file: &str, name: &str) -> bool {
    let flat = name.trim_start_matches('@').replace('/', "-");
    let version = file.strip_prefix(&flat).and_then(|rest| rest.strip_prefix('-'));
    version.is_some_and(|version| {
        let mut numbers = version.splitn(3, '.');
        let is_number = |part: Option<&str>| {
            part.is_some_and(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
        };
        is_number(numbers.next()) && is_number(numbers.next())
    })
}

#[cfg(test)]
mod tests {
    use super::is_of;

    #[test]
    fn tarballs_are_known_by_their_names() {
        for (file, name, expected) in [
            ("p-1.0.0.tgz", "p", true),
            ("s-p-10.2.0-rc.1.tgz", "@s/p", true),
            ("p-2-1.0.0.tgz", "p-2", true),
            ("p-2-1.0.0.tgz", "p", false),
            ("p-a-1.0.0.tgz", "p", false),
            ("a-1.0.0.tgz", "p", false),
        ] {
            assert_eq!(is_of(file, name), expected, "{file} {name}");
        }
    }
}
