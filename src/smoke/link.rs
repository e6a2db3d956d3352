//! Lays out the dependencies that a project has installed, so that each package finds exactly those that it
//! declares.
//!
//! Each package that is needed is copied once, to a folder that holds it and links to its dependencies. So no
//! package finds another by chance, as it would in the project; no code that runs can change the project; and
//! no network is needed.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    fs, io,
    path::{Path, PathBuf},
};

use nodejs_semver::Version;
use rayon::prelude::*;
use serde_json::Value;

use crate::{
    package::Package,
    ranges::parse_range,
    report::smoke::Unmet,
    smoke::{failure::SmokeFailure, layout::link_directory, room::Room},
};

/// The result of linking.
#[derive(Debug, Default)]
pub struct Linked {
    /// The names of the packages that the package's modules can find.
    pub present: BTreeSet<String>,
    /// The number of packages that were copied.
    pub installed: usize,
    /// The dependencies that the project does not have, or not in the declared range; sorted, the package's
    /// own first.
    pub unmet: Vec<Unmet>,
}

/// Links the dependencies that the package declares and the project has.
pub fn link(package: &Package, project: &Path, room: &Room) -> Result<Linked, SmokeFailure> {
    let manifest = package.files().contents("package.json").map(read_manifest).unwrap_or_default();
    let mut store = Store { root: room.consumer().join(".dependencies"), ..Store::default() };
    let own = room.package(package.name());
    // If the project has the package installed, its dependencies may be where only the package finds them:
    // nested below it, or beside it in the store of pnpm.
    let roots = [project.to_owned(), project.join("node_modules").join(package.name())];
    let mut links = Vec::new();
    let mut present = BTreeSet::new();
    for wanted in wanted(&manifest) {
        // The package bundles it, or is a peer of itself: a consumer installs it once.
        let is_itself = wanted.kind.is_peer() && wanted.name == package.name();
        if is_itself || own.join("node_modules").join(&wanted.name).exists() {
            present.insert(wanted.name);
            continue;
        }
        let found = roots.iter().find_map(|root| installed(root, &wanted.name));
        let Some(place) = store.take(&wanted, found, None) else { continue };
        present.insert(wanted.name.clone());
        // A consumer installs a peer beside the package.
        let above =
            if wanted.kind == DeclarationKind::Peer { room.node_modules() } else { own.join("node_modules") };
        links.push((place, above.join(&wanted.name)));
    }
    store.complete();
    let copied: io::Result<()> = store.copies.par_iter().map(|(from, to)| copy(from, to)).collect();
    copied.map_err(SmokeFailure::Temporary)?;
    for (target, place) in links.iter().chain(&store.links) {
        link_directory(target, place).map_err(SmokeFailure::Temporary)?;
    }
    let unmet = store.unmet.into_iter().collect();
    Ok(Linked { present, installed: store.copies.len(), unmet })
}

/// The kind of dependency that a package declares another as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeclarationKind {
    Required,
    Optional,
    Peer,
    OptionalPeer,
}

impl DeclarationKind {
    fn is_peer(self) -> bool {
        matches!(self, Self::Peer | Self::OptionalPeer)
    }
}

/// A declared dependency.
#[derive(Clone, Debug)]
pub(crate) struct WantedDependency {
    pub name: String,
    pub range: String,
    pub kind: DeclarationKind,
}

/// The packages to copy, and the links to them.
#[derive(Debug, Default)]
struct Store {
    root: PathBuf,
    /// The new place of each installed folder.
    places: HashMap<PathBuf, PathBuf>,
    open: VecDeque<(PathBuf, PathBuf)>,
    copies: Vec<(PathBuf, PathBuf)>,
    links: Vec<(PathBuf, PathBuf)>,
    unmet: BTreeSet<Unmet>,
}

impl Store {
    /// Returns the new place of a dependency; `None` if the project does not have it.
    fn take(
        &mut self,
        wanted: &WantedDependency,
        found: Option<PathBuf>,
        by: Option<&str>,
    ) -> Option<PathBuf> {
        let is_optional = matches!(wanted.kind, DeclarationKind::Optional | DeclarationKind::OptionalPeer);
        let version = found.as_deref().map(version_of);
        if !is_optional || version.is_some() {
            let is_met = version.as_deref().is_some_and(|version| satisfies(version, &wanted.range));
            if !is_met {
                let (name, range) = (wanted.name.clone(), wanted.range.clone());
                self.unmet.insert(Unmet { by: by.map(str::to_owned), name, range, found: version });
            }
        }
        let found = found?;
        // A folder is taken once, so that packages that depend on each other come to an end.
        if let Some(place) = self.places.get(&found) {
            return Some(place.clone());
        }
        // The number keeps two versions of a package apart.
        let place = self.root.join(self.places.len().to_string()).join("node_modules").join(&wanted.name);
        self.places.insert(found.clone(), place.clone());
        self.copies.push((found.clone(), place.clone()));
        self.open.push_back((found, place.clone()));
        Some(place)
    }

    /// Takes the dependencies of the packages that were taken, and theirs in turn.
    fn complete(&mut self) {
        while let Some((found, place)) = self.open.pop_front() {
            let manifest = fs::read(found.join("package.json")).map(|bytes| read_manifest(&bytes));
            let manifest = manifest.unwrap_or_default();
            let own_name = manifest.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
            for wanted in wanted(&manifest) {
                let other = installed(&found, &wanted.name);
                let Some(target) = self.take(&wanted, other, Some(&own_name)) else { continue };
                let Some(beside) = beside(&place, &wanted.name).filter(|beside| *beside != target) else {
                    continue;
                };
                // Another version of the package itself lies below it, as npm lays it out.
                let is_itself = beside == place;
                let link = if is_itself { place.join("node_modules").join(&wanted.name) } else { beside };
                self.links.push((target, link));
            }
        }
    }
}

/// Returns the place of another package in the node_modules that a package lies in.
fn beside(place: &Path, name: &str) -> Option<PathBuf> {
    let is_root = |directory: &&Path| directory.file_name().is_some_and(|last| last == "node_modules");
    place.ancestors().find(is_root).map(|root| root.join(name))
}

/// Returns the folder that Node finds for a package name, from a folder upwards, with links followed.
fn installed(from: &Path, name: &str) -> Option<PathBuf> {
    // Node climbs from the real path of a module: in the store of pnpm, packages lie beside their
    // dependencies.
    let from = fs::canonicalize(from).ok()?;
    let found =
        from.ancestors().map(|above| above.join("node_modules").join(name)).find(|path| path.is_dir())?;
    fs::canonicalize(found).ok()
}

fn version_of(directory: &Path) -> String {
    let manifest =
        fs::read(directory.join("package.json")).map(|bytes| read_manifest(&bytes)).unwrap_or_default();
    manifest.get("version").and_then(Value::as_str).unwrap_or("0.0.0").to_owned()
}

pub(crate) fn read_manifest(bytes: &[u8]) -> Value {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::from_slice(bytes).unwrap_or_default()
}

/// Returns the dependencies that a manifest declares, each name once, sorted; the fields are merged as npm
/// merges them.
pub(crate) fn wanted(manifest: &Value) -> Vec<WantedDependency> {
    let mut all = BTreeMap::new();
    let meta = manifest.get("peerDependenciesMeta");
    let is_optional =
        |name: &str| meta.and_then(|meta| meta.get(name)?.get("optional")?.as_bool()) == Some(true);
    let fields = [
        ("peerDependencies", DeclarationKind::Peer),
        ("dependencies", DeclarationKind::Required),
        ("optionalDependencies", DeclarationKind::Optional),
    ];
    // The last field that has a name decides: an optional dependency that is also a dependency is optional.
    for (field, kind) in fields {
        let entries = manifest.get(field).and_then(Value::as_object).into_iter().flatten();
        for (name, range) in entries.filter(|(name, _)| is_name(name)) {
            let kind = if kind == DeclarationKind::Peer && is_optional(name) {
                DeclarationKind::OptionalPeer
            } else {
                kind
            };
            let range = range.as_str().unwrap_or_default().to_owned();
            all.insert(name.clone(), WantedDependency { name: name.clone(), range, kind });
        }
    }
    all.into_values().collect()
}

/// Tells whether a package name is a valid folder name in node_modules, and leads nowhere else.
fn is_name(name: &str) -> bool {
    let mut parts = name.split('/');
    let is_part =
        // `..` leads out of node_modules, and so do `\` and `C:` on Windows; `.bin` holds no package.
        |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', ':', '\0']);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(scope), Some(name), None) => scope.starts_with('@') && is_part(scope) && is_part(name),
        (Some(name), None, None) => is_part(name) && !name.starts_with('@'),
        _ => false,
    }
}

/// Tells whether a version is in a range. A tag or an address is no range, and takes any version.
fn satisfies(version: &str, range: &str) -> bool {
    let range = range.strip_prefix("workspace:").unwrap_or(range);
    let range = match range.strip_prefix("npm:") {
        Some(alias) => alias.rsplit_once('@').map_or("*", |(_, range)| range),
        None => range,
    };
    match (Version::parse(version), parse_range(range)) {
        (Ok(version), Some(range)) => version.satisfies(&range),
        _ => true,
    }
}

/// Copies a package, without the packages below it, which have places of their own.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    let mut open = vec![(from.to_owned(), to.to_owned())];
    while let Some((from, to)) = open.pop() {
        for entry in fs::read_dir(&from)? {
            let entry = entry?;
            let (name, kind) = (entry.file_name(), entry.file_type()?);
            let (source, place) = (entry.path(), to.join(&name));
            // Links are left out, as they may lead out of the temporary folder.
            if kind.is_dir() && name != "node_modules" && name != ".git" {
                fs::create_dir(&place)?;
                open.push((source, place));
            } else if kind.is_file() {
                fs::copy(&source, &place)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        files::FileTree,
        smoke::{
            layout::lay_out,
            room::{Keep, write},
        },
    };

    fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, contents) in files {
            write(&folder.path().join(path), contents.as_bytes()).unwrap();
        }
        folder
    }

    #[test]
    fn each_package_finds_what_it_declares_and_nothing_else() {
        let project = project(&[
            ("node_modules/a/package.json", r#"{"name":"a","version":"1.2.0","dependencies":{"b":"^2"}}"#),
            ("node_modules/a/lib/a.js", ""),
            (
                "node_modules/a/node_modules/b/package.json",
                r#"{"name":"b","version":"2.0.0","dependencies":{"gone":"1"}}"#,
            ),
            ("node_modules/b/package.json", r#"{"name":"b","version":"1.0.0"}"#),
            ("node_modules/chance/package.json", "{}"),
            (
                "node_modules/peer/package.json",
                r#"{"name":"peer","version":"3.0.0","peerDependencies":{"a":"*"}}"#,
            ),
        ]);
        let manifest = r#"{"name":"@s/p","dependencies":{"a":"^1","none":"^1"},"peerDependencies":{"peer":"^2","opt":"1"},
            "peerDependenciesMeta":{"opt":{"optional":true}},"optionalDependencies":{"fsevents":"1"}}"#;
        let package = Package::new(FileTree::of([("package.json", manifest)]));
        let room = Room::new(Keep::Remove).unwrap();
        lay_out(&package, &room).unwrap();
        let linked = link(&package, project.path(), &room).unwrap();
        let unmet: Vec<_> = linked
            .unmet
            .iter()
            .map(|unmet| format!("{} {} {:?} {:?}", unmet.name, unmet.range, unmet.found, unmet.by))
            .collect();
        assert_eq!(unmet, [r#"gone 1 None Some("b")"#, "none ^1 None None", r#"peer ^2 Some("3.0.0") None"#]);
        assert_eq!((linked.installed, linked.present.len()), (3, 2));
        let found = |from: &Path, name: &str| installed(from, name).map(|directory| version_of(&directory));
        let own = room.package("@s/p");
        let a = installed(&own, "a").unwrap();
        assert!(a.starts_with(room.root()) && a.join("lib/a.js").is_file());
        for (from, name, expected) in [
            (&own, "a", Some("1.2.0")),
            (&own, "b", None),
            (&own, "peer", Some("3.0.0")),
            (&own, "chance", None),
            (&a, "b", Some("2.0.0")),
            (&a, "chance", None),
            (&room.consumer(), "a", None),
            (&room.consumer(), "peer", Some("3.0.0")),
        ] {
            assert_eq!(found(from, name).as_deref(), expected, "{name} from {}", from.display());
        }
    }

    #[test]
    fn a_package_finds_another_version_of_itself() {
        let project = project(&[
            ("node_modules/a/package.json", r#"{"name":"a","version":"2.0.0","dependencies":{"a":"^1"}}"#),
            ("node_modules/a/node_modules/a/package.json", r#"{"name":"a","version":"1.0.0"}"#),
            (
                "node_modules/b/package.json",
                r#"{"name":"b","version":"1.0.0","peerDependencies":{"b":"^1"}}"#,
            ),
        ]);
        let manifest = r#"{"name":"p","dependencies":{"a":"^2","b":"^1"},"peerDependencies":{"p":"*"},"version":"1.0.0"}"#;
        let package = Package::new(FileTree::of([("package.json", manifest)]));
        let room = Room::new(Keep::Remove).unwrap();
        lay_out(&package, &room).unwrap();
        let linked = link(&package, project.path(), &room).unwrap();
        assert_eq!((linked.installed, linked.unmet.len()), (3, 0), "{:?}", linked.unmet);
        let found = |from: &Path, name: &str| installed(from, name).unwrap();
        let a = found(&room.package("p"), "a");
        let b = found(&room.package("p"), "b");
        assert_eq!((version_of(&a), version_of(&found(&a, "a"))), ("2.0.0".to_owned(), "1.0.0".to_owned()));
        assert_eq!(found(&b, "b"), b);
    }

    #[test]
    fn ranges_take_versions() {
        for (version, range, expected) in [
            ("1.2.3", "^1.0.0", true),
            ("2.0.0", "^1.0.0", false),
            ("2.0.0", "1 || 2", true),
            ("2.0.0", "npm:other@^1", false),
            ("1.0.0", "workspace:*", true),
            ("1.0.0", "workspace:^2", false),
            ("1.0.0", "latest", true),
            ("1.0.0", "git+ssh://host/x", true),
            ("1.0.0", "file:../x", true),
        ] {
            assert_eq!(satisfies(version, range), expected, "{version} {range}");
        }
    }
}
