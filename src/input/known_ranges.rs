//! The ranges of packages that the folders around a project know.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use crate::{
    json::{self, JsonNode},
    path::PackagePath,
    trace::known_ranges::{KnownRanges, is_range},
};

/// The most bytes of a package.json that is read.
const MOST_BYTES: u64 = 4 << 20;
const FIELDS: [&str; 4] = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];

/// The folder of a project, as its workspace and what is installed tell of packages.
#[derive(Debug)]
pub(super) struct DiskRanges {
    pub directory: PathBuf,
}

impl KnownRanges for DiskRanges {
    fn range(&self, name: &str) -> Option<String> {
        let name = PackagePath::new(name)?;
        let above = || self.directory.ancestors();
        let declared = above().skip(1).find_map(|folder| declared(&manifest(folder)?, name.as_str()));
        declared.or_else(|| above().find_map(|folder| installed(folder, name.as_str())))
    }
}

fn declared(manifest: &JsonNode, name: &str) -> Option<String> {
    let ranges = FIELDS.iter().filter_map(|field| manifest.get(field)?.get(name)?.as_str());
    ranges.map(str::to_owned).find(|range| is_range(range))
}

fn installed(folder: &Path, name: &str) -> Option<String> {
    let manifest = manifest(&folder.join("node_modules").join(name))?;
    let version = manifest.get("version")?.as_str().filter(|version| is_range(version))?;
    Some(format!("^{version}"))
}

fn manifest(folder: &Path) -> Option<JsonNode> {
    let mut text = String::new();
    File::open(folder.join("package.json")).ok()?.take(MOST_BYTES).read_to_string(&mut text).ok()?;
    json::parse(text.trim_start_matches('\u{feff}')).ok()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_workspace_and_what_is_installed_tell_ranges() {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in [
            ("package.json", r#"{"devDependencies":{"a":"^2.1.0","b":"*","c":"workspace:*"}}"#),
            ("node_modules/b/package.json", r#"{"version":"3.0.1"}"#),
            ("node_modules/@s/d/package.json", r#"{"version":"1.0.0-rc.1"}"#),
            ("packages/x/node_modules/c/package.json", r#"{"version":"0.4.0"}"#),
        ] {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let ranges = DiskRanges { directory: root.path().join("packages/x") };
        for (name, expected) in [
            ("a", Some("^2.1.0")),
            ("b", Some("^3.0.1")),
            ("c", Some("^0.4.0")),
            ("@s/d", Some("^1.0.0-rc.1")),
            ("e", None),
            ("../x", None),
        ] {
            assert_eq!(ranges.range(name).as_deref(), expected, "{name}");
        }
    }
}
