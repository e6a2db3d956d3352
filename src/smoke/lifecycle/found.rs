//! The lifecycle scripts of the packages that are installed, in the order in which npm runs them.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{
    manifest::install_scripts::{INSTALL_SCRIPTS, REBUILD},
    package::Package,
    report::smoke::ScriptRun,
    smoke::{installed_names::names_in, link::read_manifest, room::Room},
};

/// The most bytes that are read of an installed package.json.
const MOST_BYTES: u64 = 8 << 20;

/// A script that runs at installation, and the package that has it.
#[derive(Clone, Debug)]
pub(super) struct LifecycleScript {
    pub package: String,
    pub version: String,
    pub folder: PathBuf,
    pub event: &'static str,
    pub command: String,
    /// True if the package may be left out of the installation.
    pub is_optional: bool,
}

impl LifecycleScript {
    pub fn not_asked(&self, why: &str) -> ScriptRun {
        ScriptRun::not_asked(&self.package, self.event, &self.command, why)
    }
}

/// Returns the package's own scripts, as they are packed.
pub(super) fn own_scripts(package: &Package) -> Vec<LifecycleScript> {
    let manifest = package.files().contents("package.json").map(read_manifest).unwrap_or_default();
    let has_gyp = package.files().get("binding.gyp").is_some();
    let found =
        ScriptedPackage { name: package.name().to_owned(), manifest, has_gyp, ..ScriptedPackage::default() };
    INSTALL_SCRIPTS.into_iter().filter_map(|event| found.script(event)).collect()
}

/// Returns the scripts of the packages in the room: one event after the other, and in each the outermost packages first.
pub(super) fn scripts_of_all(package: &Package, room: &Room, with_others: bool) -> Vec<LifecycleScript> {
    let mut packages = if with_others { installed(room) } else { Vec::new() };
    let own = fs::canonicalize(room.package(package.name())).unwrap_or_else(|_| room.package(package.name()));
    // The package itself is among those that are found, with pnpm in its store: its real folder tells, and it
    // is read once.
    packages.retain(|found| found.folder != own);
    packages.extend(ScriptedPackage::read(package.name(), own));
    packages.sort_by_key(|found| (found.folder.components().count(), found.folder.clone()));
    INSTALL_SCRIPTS
        .into_iter()
        .flat_map(|event| packages.iter().filter_map(move |it| it.script(event)))
        .collect()
}

#[derive(Debug, Default)]
struct ScriptedPackage {
    name: String,
    folder: PathBuf,
    manifest: Value,
    has_gyp: bool,
    is_optional: bool,
}

impl ScriptedPackage {
    fn read(name: &str, folder: PathBuf) -> Option<Self> {
        let file = folder.join("package.json");
        let is_read = fs::metadata(&file).is_ok_and(|file| file.is_file() && file.len() <= MOST_BYTES);
        let bytes = is_read.then(|| fs::read(&file).ok()).flatten()?;
        let has_gyp = folder.join("binding.gyp").is_file();
        Some(Self {
            name: name.to_owned(),
            folder,
            manifest: read_manifest(&bytes),
            has_gyp,
            is_optional: false,
        })
    }

    fn script(&self, event: &'static str) -> Option<LifecycleScript> {
        let text = |event: &str| {
            let text = self.manifest.get("scripts")?.get(event)?.as_str()?;
            (!text.trim().is_empty()).then_some(text)
        };
        let is_built = event == "install"
            && self.has_gyp
            && self.manifest.get("gypfile") != Some(&Value::Bool(false))
            && text("preinstall").is_none();
        let command = text(event).or(is_built.then_some(REBUILD))?;
        let version = self.manifest.get("version").and_then(Value::as_str).unwrap_or_default();
        Some(LifecycleScript {
            package: self.name.clone(),
            version: version.to_owned(),
            folder: self.folder.clone(),
            event,
            command: command.to_owned(),
            is_optional: self.is_optional,
        })
    }
}

/// Returns all packages below the consumer's node_modules, pnpm's store in it too; links are not followed.
fn installed(room: &Room) -> Vec<ScriptedPackage> {
    let optional = optional_folders(room);
    let mut found = Vec::new();
    let mut open = vec![room.node_modules()];
    let stores = fs::read_dir(room.node_modules().join(".pnpm")).into_iter().flatten().flatten();
    open.extend(stores.map(|entry| entry.path().join("node_modules")));
    while let Some(node_modules) = open.pop() {
        for name in names_in(&node_modules) {
            let folder = node_modules.join(&name);
            if !fs::symlink_metadata(&folder).is_ok_and(|entry| entry.is_dir()) {
                continue;
            }
            open.push(folder.join("node_modules"));
            let is_optional = optional.contains(&folder);
            found
                .extend(ScriptedPackage::read(&name, folder).map(|it| ScriptedPackage { is_optional, ..it }));
        }
    }
    found
}

/// Returns the folders of the packages that npm would leave out rather than fail, from its own list of what it installed.
fn optional_folders(room: &Room) -> BTreeSet<PathBuf> {
    let list = fs::read(room.node_modules().join(".package-lock.json")).unwrap_or_default();
    let list: Value = serde_json::from_slice(&list).unwrap_or_default();
    let packages = list.get("packages").and_then(Value::as_object).into_iter().flatten();
    let optional = packages.filter(|(_, package)| package.get("optional") == Some(&Value::Bool(true)));
    optional.map(|(path, _)| room.consumer().join(Path::new(path))).collect()
}
