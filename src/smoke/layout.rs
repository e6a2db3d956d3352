//! Lays out the package in a consumer's node_modules as npm does, without npm.

use std::{fs, io, path::Path};

use crate::{
    entry_points::bins::bins,
    package::Package,
    smoke::room::{Room, write},
};

/// Lays out the packed files and links the bins.
pub fn lay_out(package: &Package, room: &Room) -> io::Result<()> {
    let directory = room.package(package.name());
    fs::create_dir_all(&directory)?;
    for (path, file) in package.files().iter() {
        let place = directory.join(path.as_str());
        write(&place, package.files().contents(path.as_str()).unwrap_or_default())?;
        set_mode(&place, file.mode)?;
    }
    for bin in bins(package) {
        let place = directory.join(&bin.path);
        // npm makes the file of a bin executable, whatever mode is packed.
        if place.is_file() {
            set_mode(&place, 0o755)?;
            link_bin(room, package.name(), &bin.name, &bin.path)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn set_mode(place: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    // Without setuid and setgid: a file with one of them would run as another user.
    fs::set_permissions(place, fs::Permissions::from_mode(mode & 0o777))
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

/// Links a bin as npm does. On other systems than Unix it makes no link: there the bin's file is run.
fn link_bin(room: &Room, package: &str, name: &str, path: &str) -> io::Result<()> {
    let directory = room.node_modules().join(".bin");
    fs::create_dir_all(&directory)?;
    #[cfg(unix)]
    std::os::unix::fs::symlink(Path::new("..").join(package).join(path), directory.join(name))?;
    #[cfg(not(unix))]
    let _ = (package, name, path);
    Ok(())
}

/// Links a folder, so that Node finds it at another place.
pub fn link_directory(target: &Path, place: &Path) -> io::Result<()> {
    if let Some(directory) = place.parent() {
        fs::create_dir_all(directory)?;
    }
    #[cfg(unix)]
    return std::os::unix::fs::symlink(target, place);
    #[cfg(windows)]
    // A junction, as npm makes: a symbolic link needs a privilege that most users lack.
    return junction::create(target, place);
    #[cfg(not(any(unix, windows)))]
    return Err(io::Error::new(
        io::ErrorKind::Unsupported,
        format!("{} -> {}", place.display(), target.display()),
    ));
}
