//! The packages that are installed beside a package, on the disk.

use std::{
    ffi::OsStr,
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
};

use thiserror::Error;

use crate::{
    beside::PackagesBeside,
    input::folder_disk::{FolderDisk, slashed},
    json,
    package::Package,
};

/// The reason why there are no packages to look at.
#[derive(Debug, Error)]
pub(crate) enum NothingInstalled {
    #[error("there is no folder {0}")]
    NoFolder(PathBuf),
    #[error("there is no node_modules in {0} or above it")]
    NoModules(PathBuf),
    #[error("{0} installs with Plug'n'Play, which keeps packages in archives")]
    PlugAndPlay(PathBuf),
}

/// Returns the packages that are installed in a folder, or in the folders above it, as a package finds them from there.
///
/// # Errors
/// If there are none.
pub(crate) fn installed(package: &Package, folder: &Path) -> Result<PackagesBeside, NothingInstalled> {
    let folder = fs::canonicalize(folder).map_err(|_| NothingInstalled::NoFolder(folder.to_owned()))?;
    let folder = if folder.ends_with("node_modules") { parent(&folder) } else { folder };
    let own = own_folder(package, &folder);
    // Yarn's pnpm linker keeps packages in folders that are not called like them.
    let is_stored = own.as_deref().is_some_and(is_stored);
    let place = own.unwrap_or_else(|| folder.clone());
    if is_plug_and_play(&place) {
        return Err(NothingInstalled::PlugAndPlay(folder));
    }
    // Node climbs to the root of the disk, so the outermost folder with a node_modules is the base. It looks
    // for no node_modules in a node_modules.
    let has_modules =
        |directory: &&Path| !directory.ends_with("node_modules") && directory.join("node_modules").is_dir();
    let Some(base) = place.ancestors().filter(has_modules).last().map(Path::to_owned) else {
        return Err(NothingInstalled::NoModules(folder));
    };
    let base = with_stores(package, &place, base);
    let name = package.name();
    let is_installed = is_stored || place.ends_with(Path::new("node_modules").join(name));
    let inside = place.strip_prefix(&base).ok().and_then(slashed).unwrap_or_default();
    // A package that is not installed there is judged as if it were.
    let mount = match (is_installed, inside.as_str()) {
        (true, inside) => inside.to_owned(),
        (false, "") => format!("node_modules/{name}"),
        (false, inside) => format!("{inside}/node_modules/{name}"),
    };
    Ok(PackagesBeside::new(Box::new(FolderDisk::new(base)), mount, is_installed))
}

/// Returns the folder that also holds the store which the links of the package's dependencies lead to: pnpm's global virtual store lies
/// elsewhere on the disk. A link to a folder that is in no `node_modules` leads to somebody's sources, and is not followed.
fn with_stores(package: &Package, place: &Path, base: PathBuf) -> PathBuf {
    let Some(own) = package.manifest() else { return base };
    let mut common = base.clone();
    for modules in place.ancestors().take_while(|above| above.starts_with(&base)) {
        let modules = modules.join("node_modules");
        let places = own.installed_names().filter(|name| is_plain(name)).map(|name| modules.join(name));
        let real = places.filter(|place| place.is_symlink()).filter_map(|place| fs::canonicalize(place).ok());
        for real in real.filter(|real| is_stored(real)) {
            while !real.starts_with(&common) && common.pop() {}
        }
    }
    common
}

/// Tells whether a folder lies in a `node_modules`, and is nobody's sources.
fn is_stored(folder: &Path) -> bool {
    folder.iter().any(|segment| segment == "node_modules")
}

/// Tells whether a name is a path that leads nowhere else.
fn is_plain(name: &str) -> bool {
    name.split('/').all(|segment| !matches!(segment, "" | "." | ".."))
}

fn parent(folder: &Path) -> PathBuf {
    folder.parent().unwrap_or(folder).to_owned()
}

/// Tells whether Plug'n'Play is nearer than any folder of packages. Tools make a `node_modules/.cache` there all the same.
fn is_plug_and_play(place: &Path) -> bool {
    let kinds = place.ancestors().find_map(|directory| {
        if holds_packages(&directory.join("node_modules")) {
            Some(false)
        } else {
            [".pnp.cjs", ".pnp.js"].iter().any(|name| directory.join(name).exists()).then_some(true)
        }
    });
    kinds == Some(true)
}

fn holds_packages(modules: &Path) -> bool {
    let is_package = |name: &OsStr| !name.as_encoded_bytes().starts_with(b".");
    fs::read_dir(modules).is_ok_and(|entries| entries.flatten().any(|entry| is_package(&entry.file_name())))
}

/// The most bytes of a package.json that is read to know whose it is.
const MOST_MANIFEST: u64 = 16 << 20;

/// Returns the real folder in which the package itself is installed, in the same version.
fn own_folder(package: &Package, folder: &Path) -> Option<PathBuf> {
    let own = fs::canonicalize(folder.join("node_modules").join(package.name())).ok()?;
    let place = own.join("package.json");
    let length = fs::metadata(&place).ok().filter(|it| it.is_file() && it.len() <= MOST_MANIFEST)?.len();
    let mut manifest = String::new();
    File::open(place).ok()?.take(length).read_to_string(&mut manifest).ok()?;
    let document = json::parse(&manifest).ok()?;
    let version = document.get("version").and_then(|version| version.as_str());
    (version.is_some() && version == package.version()).then_some(own)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

    /// Tells what is installed in the folder `a` of a place with these files.
    fn found(files: &[&str]) -> String {
        let place = tempfile::tempdir().unwrap();
        for file in ["a/package.json"].iter().chain(files) {
            let file = place.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "{}").unwrap();
        }
        let package = Package::new(FileTree::of([("package.json", r#"{"name":"p","version":"1.0.0"}"#)]));
        match installed(&package, &place.path().join("a")) {
            Ok(beside) => beside.mount().to_owned(),
            Err(NothingInstalled::PlugAndPlay(_)) => "Plug'n'Play".to_owned(),
            Err(other) => other.to_string().split(" in ").next().unwrap_or_default().to_owned(),
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_package_in_yarn_s_store_is_installed_there() {
        let place = tempfile::tempdir().unwrap();
        let modules = place.path().join("node_modules");
        let stored = modules.join(".store/p-virtual-1/package");
        fs::create_dir_all(&stored).unwrap();
        fs::write(stored.join("package.json"), r#"{"name":"p","version":"1.0.0"}"#).unwrap();
        std::os::unix::fs::symlink(&stored, modules.join("p")).unwrap();
        let package = Package::new(FileTree::of([("package.json", r#"{"name":"p","version":"1.0.0"}"#)]));
        let beside = installed(&package, place.path()).unwrap();
        assert_eq!(beside.mount(), "node_modules/.store/p-virtual-1/package");
    }

    #[cfg(unix)]
    #[test]
    fn a_store_elsewhere_on_the_disk_is_read_and_sources_are_not() {
        for (real, expected) in [("store/dep/1.0.0/node_modules/dep", "SyntaxError"), ("sources/dep", "")] {
            let place = tempfile::tempdir().unwrap();
            let dep = place.path().join(real);
            let modules = place.path().join("project/node_modules");
            fs::create_dir_all(&dep).unwrap();
            fs::create_dir_all(&modules).unwrap();
            fs::write(dep.join("package.json"), r#"{"name":"dep","version":"1.0.0"}"#).unwrap();
            fs::write(dep.join("index.js"), "exports.a = 1").unwrap();
            std::os::unix::fs::symlink(&dep, modules.join("dep")).unwrap();
            let manifest = r#"{"name":"p","version":"1.0.0","type":"module","exports":"./a.js","dependencies":{"dep":"1","..":"1"}}"#;
            let package =
                Package::new(FileTree::of([("package.json", manifest), ("a.js", "import { b } from 'dep'")]));
            let beside = installed(&package, &place.path().join("project")).unwrap();
            let report = crate::check(&package.with_packages(beside), &crate::options::Options::default());
            let errors = report.entry_points[0].outcomes.iter().flat_map(|outcome| &outcome.errors);
            let codes: Vec<_> = errors.map(|error| error.code.as_str()).collect();
            assert_eq!(codes.first().copied().unwrap_or_default(), expected, "{real}");
        }
    }

    #[test]
    fn dependencies_in_the_package_s_own_folder_come_first() {
        let manifest = r#"{"name":"p","version":"1.0.0","main":"a.js","dependencies":{"dep":"^1.0.0"}}"#;
        let code = "require('dep'); require('dep/lib/b.js')";
        let files = [
            ("p/package.json", manifest),
            ("p/a.js", code),
            ("p/node_modules/dep/package.json", r#"{"name":"dep","version":"1.2.0","main":"lib/b.js"}"#),
            ("p/node_modules/dep/lib/b.js", ""),
            ("dep/package.json", r#"{"name":"dep","version":"4.0.0","exports":"./b.js"}"#),
        ];
        let errors = |files: &[(&str, &str)]| {
            let place = tempfile::tempdir().unwrap();
            for (path, text) in files {
                let file = place.path().join("node_modules").join(path);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, text).unwrap();
            }
            let package = Package::new(FileTree::of([("package.json", manifest), ("a.js", code)]));
            let beside = installed(&package, place.path()).unwrap();
            crate::check(&package.with_packages(beside), &crate::options::Options::default()).summary.errors
        };
        assert_eq!(errors(&files), 0);
        assert_eq!(errors(&files[..4]), 0, "with nothing beside it");
        let broken = [files[0], files[1], files[2], files[4]];
        assert!(errors(&broken) > 0, "its own folder lacks the file");
    }

    #[test]
    fn plug_and_play_is_told_from_folders_of_packages() {
        for (files, expected) in [
            (&[".pnp.cjs"][..], "Plug'n'Play"),
            (&["a/.pnp.js"], "Plug'n'Play"),
            (&["a/.pnp.cjs", "a/node_modules/.cache/x"], "Plug'n'Play"),
            (&["a/.pnp.cjs", "node_modules/b/package.json"], "Plug'n'Play"),
            (&["a/.pnp.cjs", "a/node_modules/b/package.json"], "node_modules/p"),
            (&[".pnp.cjs", "a/node_modules/b/package.json"], "node_modules/p"),
            (&["a/node_modules/.package-lock.json"], "node_modules/p"),
            (&["node_modules/b/package.json"], "a/node_modules/p"),
            (&[], "there is no node_modules"),
        ] {
            assert_eq!(found(files), expected, "{files:?}");
        }
    }
}
