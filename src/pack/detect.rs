//! The search for the package manager of a project: `packageManager`, then `devEngines`, then the lock file; first of the folder
//! itself, then of those above it up to the root of its workspaces. Else npm.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::pack::{
    detected::{DetectedManager, Evidence},
    folder::read_manifest,
    manager::{Manager, is_classic},
    workspaces::workspace_root,
};

/// Files that show who manages a project; where there are several, the first one wins.
const FILES: [(&str, Manager); 8] = [
    ("bun.lock", Manager::Bun),
    ("bun.lockb", Manager::Bun),
    ("pnpm-lock.yaml", Manager::Pnpm),
    ("pnpm-workspace.yaml", Manager::Pnpm),
    ("yarn.lock", Manager::Yarn),
    (".yarnrc.yml", Manager::Yarn),
    ("package-lock.json", Manager::Npm),
    ("npm-shrinkwrap.json", Manager::Npm),
];

/// Those of them that hold the versions of what is installed.
const LOCKS: [&str; 6] =
    ["bun.lock", "bun.lockb", "pnpm-lock.yaml", "yarn.lock", "package-lock.json", "npm-shrinkwrap.json"];

/// Tells whether the project in this folder has a lock file that the manager reads.
pub fn is_locked(directory: &Path, manager: Manager) -> bool {
    let places = places(directory);
    let mut locks = FILES.into_iter().filter(|(name, of)| *of == manager && LOCKS.contains(name));
    locks.any(|(name, _)| places.iter().any(|place| place.join(name).is_file()))
}

/// Tells whether the project in this folder is one of yarn 2 or newer, which has other settings, locks and scripts than yarn 1.
pub fn has_modern_yarn(directory: &Path) -> bool {
    let DetectedManager { manager: Manager::Yarn, evidence } = detect(directory) else { return false };
    if let Evidence::Field { value, .. } = evidence
        && let Some(version) = value
            .strip_prefix("yarn@")
            .filter(|version| version.starts_with(|char: char| char.is_ascii_digit()))
    {
        return !is_classic(version);
    }
    let has_its_lock = |place: &PathBuf| {
        fs::read_to_string(place.join("yarn.lock")).is_ok_and(|lock| lock.contains("\n__metadata:"))
    };
    places(directory).iter().any(|place| place.join(".yarnrc.yml").is_file() || has_its_lock(place))
}

/// The package manager that the project in this folder uses.
pub fn detect(directory: &Path) -> DetectedManager {
    let places = places(directory);
    let manifests: Vec<Value> = places.iter().filter_map(|place| read_manifest(place)).collect();
    let named = || manifests.iter().find_map(package_manager);
    let engine = || manifests.iter().find_map(dev_engine);
    let file = || places.iter().find_map(|place| by_file(place));
    named()
        .or_else(engine)
        .or_else(file)
        .unwrap_or(DetectedManager { manager: Manager::Npm, evidence: Evidence::Default })
}

/// The folder, and those above it up to the root of the workspaces that it is one of.
fn places(directory: &Path) -> Vec<PathBuf> {
    let root = workspace_root(directory);
    let root = root.as_deref().unwrap_or(directory);
    directory.ancestors().take_while(|place| place.starts_with(root)).map(Path::to_owned).collect()
}

/// `"packageManager": "pnpm@10.1.0+sha512…"`, as Corepack has it.
fn package_manager(manifest: &Value) -> Option<DetectedManager> {
    let value = manifest.get("packageManager")?.as_str()?;
    let name = value.split('@').next().unwrap_or_default();
    let value = value.split('+').next().unwrap_or_default();
    field("packageManager", name, value)
}

/// One, or several of which the first that we know counts.
fn dev_engine(manifest: &Value) -> Option<DetectedManager> {
    let engines = manifest.get("devEngines")?.get("packageManager")?;
    let engines = engines.as_array().map_or(std::slice::from_ref(engines), Vec::as_slice);
    engines.iter().find_map(|engine| {
        let name = engine.get("name")?.as_str()?;
        let version = engine.get("version").and_then(Value::as_str);
        let value = version.map_or_else(|| name.to_owned(), |version| format!("{name}@{version}"));
        field("devEngines.packageManager", name, &value)
    })
}

fn field(field: &'static str, name: &str, value: &str) -> Option<DetectedManager> {
    let manager = name.parse().ok()?;
    Some(DetectedManager { manager, evidence: Evidence::Field { name: field, value: value.to_owned() } })
}

fn by_file(place: &Path) -> Option<DetectedManager> {
    let (name, manager) = FILES.into_iter().find(|(name, _)| place.join(name).is_file())?;
    Some(DetectedManager { manager, evidence: Evidence::File(name) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::folder::tests::folder;

    #[test]
    fn a_project_shows_its_manager() {
        for (files, expected) in [
            (&[("package.json", "{}")][..], "npm as nothing says otherwise"),
            (&[("package.json", "nonsense")], "npm as nothing says otherwise"),
            (
                &[("package.json", r#"{"packageManager":"pnpm@9.1.0+sha512.abc"}"#)],
                "pnpm as \"packageManager\" says: pnpm@9.1.0",
            ),
            (
                &[("package.json", "\u{feff}{\"packageManager\":\"yarn@4.1.0\"}"), ("package-lock.json", "")],
                "yarn as \"packageManager\" says: yarn@4.1.0",
            ),
            (
                &[("package.json", r#"{"packageManager":"cnpm@9"}"#), ("yarn.lock", "")],
                "yarn for there is a yarn.lock",
            ),
            (
                &[("package.json", r#"{"devEngines":{"packageManager":{"name":"bun"}}}"#), ("yarn.lock", "")],
                "bun as \"devEngines.packageManager\" says: bun",
            ),
            (
                &[(
                    "package.json",
                    r#"{"devEngines":{"packageManager":[{"name":"x"},{"name":"npm","version":"^11"}]}}"#,
                )],
                "npm as \"devEngines.packageManager\" says: npm@^11",
            ),
            (
                &[("package.json", r#"{"packageManager":5,"devEngines":[]}"#), ("pnpm-lock.yaml", "")],
                "pnpm for there is a pnpm-lock.yaml",
            ),
            (
                &[("package.json", "{}"), ("package-lock.json", ""), ("bun.lock", "")],
                "bun for there is a bun.lock",
            ),
            (&[("package.json", "{}"), ("bun.lockb", "")], "bun for there is a bun.lockb"),
            (
                &[("package.json", "{}"), ("npm-shrinkwrap.json", "")],
                "npm for there is a npm-shrinkwrap.json",
            ),
        ] {
            let DetectedManager { manager, evidence } = detect(folder(files).path());
            assert_eq!(format!("{manager} {evidence}"), expected);
        }
    }

    #[test]
    fn a_lock_is_one_of_the_manager() {
        let pnpm = r#"{"packageManager":"pnpm@10.1.0"}"#;
        for (files, inner, expected) in [
            (&[("package.json", "{}"), ("package-lock.json", "{}")][..], "", true),
            (&[("package.json", "{}"), ("npm-shrinkwrap.json", "{}")], "", true),
            (&[("package.json", pnpm), ("pnpm-lock.yaml", "")], "", true),
            (&[("package.json", "{}"), ("pnpm-workspace.yaml", "")], "", false),
            (&[("package.json", "{}"), (".yarnrc.yml", "")], "", false),
            (&[("package.json", pnpm), ("package-lock.json", "{}")], "", false),
            (&[("package.json", "{}")], "", false),
            (
                &[("package.json", r#"{"workspaces":["a"]}"#), ("bun.lock", ""), ("a/package.json", "{}")],
                "a",
                true,
            ),
        ] {
            let folder = folder(files);
            let directory = folder.path().join(inner);
            assert_eq!(is_locked(&directory, detect(&directory).manager), expected, "{files:?}");
        }
    }

    #[test]
    fn a_modern_yarn_shows() {
        for (files, expected) in [
            (&[("package.json", "{}"), ("yarn.lock", "# yarn lockfile v1\n")][..], false),
            (&[("package.json", "{}"), ("yarn.lock", "# x\n\n__metadata:\n  version: 8\n")], true),
            (&[("package.json", "{}"), ("yarn.lock", ""), (".yarnrc.yml", "")], true),
            (&[("package.json", r#"{"packageManager":"yarn@1.22.22"}"#), (".yarnrc.yml", "")], false),
            (&[("package.json", r#"{"packageManager":"yarn@4.9.1"}"#)], true),
            (&[("package.json", r#"{"packageManager":"pnpm@10.0.0"}"#), (".yarnrc.yml", "")], false),
            (&[("package.json", r#"{"packageManager":"yarn"}"#), (".yarnrc.yml", "")], true),
            (&[("package.json", "{}")], false),
        ] {
            assert_eq!(has_modern_yarn(folder(files).path()), expected, "{files:?}");
        }
    }

    #[test]
    fn a_workspace_is_managed_as_its_root_is() {
        let root = ("package.json", r#"{"workspaces":["packages/*"]}"#);
        for (files, inner, expected) in [
            (&[root, ("yarn.lock", ""), ("packages/a/package.json", "{}")][..], "packages/a", Manager::Yarn),
            (
                &[root, ("yarn.lock", ""), ("packages/a/package.json", "{}"), ("packages/a/bun.lock", "")],
                "packages/a",
                Manager::Bun,
            ),
            (
                &[
                    ("package.json", "{}"),
                    ("pnpm-workspace.yaml", "packages: ['packages/*']"),
                    ("packages/a/package.json", "{}"),
                ],
                "packages/a",
                Manager::Pnpm,
            ),
            // No workspace of what is above it: that has no say.
            (&[root, ("yarn.lock", ""), ("tools/a/package.json", "{}")], "tools/a", Manager::Npm),
            (
                &[("package.json", "{}"), ("yarn.lock", ""), ("packages/a/package.json", "{}")],
                "packages/a",
                Manager::Npm,
            ),
        ] {
            let folder = folder(files);
            assert_eq!(detect(&folder.path().join(inner)).manager, expected, "{files:?}");
        }
    }
}
