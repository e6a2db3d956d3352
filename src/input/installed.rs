//! The packages that are installed beside a package, on the disk.

use std::{
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
    let place = own_folder(package, &folder).unwrap_or_else(|| folder.clone());
    let has_modules =
        |directory: &&Path| !directory.ends_with("node_modules") && directory.join("node_modules").is_dir();
    let Some(base) = place.ancestors().filter(has_modules).last().map(Path::to_owned) else {
        return Err(nothing_in(folder));
    };
    let name = package.name();
    let is_installed = place.ends_with(Path::new("node_modules").join(name));
    let inside = place.strip_prefix(&base).ok().and_then(slashed).unwrap_or_default();
    let mount = match (is_installed, inside.as_str()) {
        (true, inside) => inside.to_owned(),
        (false, "") => format!("node_modules/{name}"),
        (false, inside) => format!("{inside}/node_modules/{name}"),
    };
    Ok(PackagesBeside::new(Box::new(FolderDisk::new(base)), mount, is_installed))
}

fn parent(folder: &Path) -> PathBuf {
    folder.parent().unwrap_or(folder).to_owned()
}

fn nothing_in(folder: PathBuf) -> NothingInstalled {
    let has_archive =
        |directory: &Path| directory.join(".pnp.cjs").exists() || directory.join(".pnp.js").exists();
    match folder.ancestors().any(has_archive) {
        true => NothingInstalled::PlugAndPlay(folder),
        false => NothingInstalled::NoModules(folder),
    }
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
