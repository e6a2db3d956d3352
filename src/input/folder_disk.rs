//! The disk below a real folder, with the states of all that was looked at.

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{
    beside::{DiskEntry, InstalledDisk},
    input::kept_files::{self, DiskState},
};

/// A real folder, and what is below it. Links that lead out of it are not followed.
#[derive(Debug)]
pub(super) struct FolderDisk {
    base: PathBuf,
    /// The states of all that was looked at.
    states: Mutex<HashMap<PathBuf, Option<DiskState>>>,
    #[cfg(test)]
    work: std::sync::Arc<tests::DiskWork>,
}

impl InstalledDisk for FolderDisk {
    fn look(&self, path: &str) -> DiskEntry {
        #[cfg(test)]
        tests::count(&self.work.looked);
        let place = self.base.join(path);
        let found = fs::symlink_metadata(&place);
        let state = found.as_ref().ok().map(|metadata| DiskState::of(metadata, &place));
        self.states().insert(place.clone(), state);
        match found {
            Ok(metadata) if metadata.is_symlink() => self.link(&place),
            Ok(metadata) if metadata.is_dir() => DiskEntry::Directory,
            Ok(metadata) if metadata.is_file() => DiskEntry::File(metadata.len()),
            Ok(_) => DiskEntry::Unknown,
            Err(error) => absent(&error),
        }
    }

    fn read(&self, path: &str, bytes: u64) -> Option<Vec<u8>> {
        let place = self.base.join(path);
        // The state is that of the look before. If the file has changed since, the next look finds another
        // state, and does not use what is kept here.
        let state = self.states().get(&place).cloned().flatten();
        if let Some(known) = state.as_ref().and_then(|state| kept_files::contents(&place, state)) {
            return Some(known.to_vec());
        }
        #[cfg(test)]
        tests::count(&self.work.read);
        let mut contents = Vec::new();
        let file = File::open(&place).ok()?;
        // One byte more, so that a file that has grown since is noticed.
        file.take(bytes.saturating_add(1)).read_to_end(&mut contents).ok()?;
        let contents = (contents.len() as u64 <= bytes).then_some(contents)?;
        if let Some(state) = state {
            kept_files::keep(place, state, &contents);
        }
        Some(contents)
    }

    fn is_current(&self) -> bool {
        self.states().iter().all(|(place, state)| DiskState::now(place) == *state)
    }
}

impl FolderDisk {
    pub fn new(base: PathBuf) -> Self {
        Self {
            base,
            states: Mutex::default(),
            #[cfg(test)]
            work: Default::default(),
        }
    }

    fn link(&self, place: &Path) -> DiskEntry {
        match fs::canonicalize(place) {
            Ok(real) => DiskEntry::Link(real.strip_prefix(&self.base).ok().and_then(slashed)),
            Err(error) => absent(&error),
        }
    }

    fn states(&self) -> MutexGuard<'_, HashMap<PathBuf, Option<DiskState>>> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns a relative path with `/` between its segments.
pub(super) fn slashed(path: &Path) -> Option<String> {
    let segments: Option<Vec<&str>> = path.iter().map(|segment| segment.to_str()).collect();
    Some(segments?.join("/"))
}

fn absent(error: &io::Error) -> DiskEntry {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => DiskEntry::Nothing,
        _ => DiskEntry::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use super::*;
    use crate::{
        beside::PackagesBeside, files::FileTree, options::Options, package::Package, session::Session,
    };

    /// The number of places that were looked at, and of files that were read and not taken from those that are kept.
    #[derive(Debug, Default)]
    pub struct DiskWork {
        pub looked: AtomicUsize,
        pub read: AtomicUsize,
    }

    pub fn count(number: &AtomicUsize) {
        number.fetch_add(1, Ordering::Relaxed);
    }

    const FILES: [(&str, &str); 4] = [
        ("a/package.json", r#"{"name":"a","version":"1.0.0","main":"./lib"}"#),
        ("a/lib/index.js", "exports.one = 1; require('b')"),
        ("b/package.json", r#"{"name":"b","version":"1.0.0"}"#),
        ("b/index.js", "exports.two = 2"),
    ];

    /// A folder with `a`, which requires `b`, and as many packages that nobody asks for.
    fn project(others: usize) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let file = folder.path().join("node_modules").join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        FILES.iter().for_each(|(path, text)| write(path, text));
        for other in 0..others {
            write(&format!("other-{other}/package.json"), "{}");
            write(&format!("other-{other}/index.js"), "");
        }
        folder
    }

    /// Checks a package of that version with what is installed in a folder: the places looked at, the files read, and the errors.
    fn checked(folder: &Path, version: &str) -> (usize, usize, usize) {
        let manifest = format!(
            r#"{{"name":"p","version":"{version}","type":"module","exports":"./p.js","dependencies":{{"a":"1"}}}}"#
        );
        let package = Package::new(FileTree::of([
            ("package.json", manifest.as_str()),
            ("p.js", "import { one } from 'a'; export * from 'a'"),
        ]));
        let disk = FolderDisk::new(folder.to_owned());
        let work = Arc::clone(&disk.work);
        let beside = PackagesBeside::new(Box::new(disk), "node_modules/p".to_owned(), false);
        let report = Session::new(package.with_packages(beside)).check(&Options::default());
        let [looked, read] = [&work.looked, &work.read].map(|number| number.load(Ordering::Relaxed));
        (looked, read, report.summary.errors)
    }

    #[test]
    fn a_second_check_reads_no_dependency_again() {
        let folder = project(0);
        let first = checked(folder.path(), "1.0.0");
        assert_eq!((first.1, first.2), (FILES.len(), 0));
        assert_eq!(checked(folder.path(), "1.0.1"), (first.0, 0, 0), "another tarball");
        assert_eq!(checked(folder.path(), "1.0.0"), (first.0, 0, 0), "the same one");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_changed_is_read_again_whatever_time_it_bears() {
        let folder = project(0);
        let file = folder.path().join("node_modules/a/lib/index.js");
        checked(folder.path(), "1.0.0");
        std::thread::sleep(std::time::Duration::from_millis(20)); // The clock of the file system has ticks.
        let time = fs::metadata(&file).unwrap().modified().unwrap();
        fs::write(&file, FILES[1].1.replace("one", "six")).unwrap();
        File::options().write(true).open(&file).unwrap().set_modified(time).unwrap();
        let (_, read, errors) = checked(folder.path(), "1.0.0");
        assert_eq!((read, errors), (1, 1));
    }

    #[test]
    fn only_what_is_reached_is_looked_at() {
        let (few, many) = (project(0), project(1000));
        assert_eq!(checked(few.path(), "1.0.0"), checked(many.path(), "1.0.0"));
    }

    #[test]
    fn a_file_that_changes_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let write = |text: &str| fs::write(folder.path().join("a.js"), text).unwrap();
        let disk = FolderDisk::new(folder.path().to_owned());
        write("1");
        assert_eq!((disk.look("a.js"), disk.look("b.js")), (DiskEntry::File(1), DiskEntry::Nothing));
        assert_eq!(disk.read("a.js", 9).as_deref(), Some(&b"1"[..]));
        assert!(disk.is_current());
        write("22");
        assert!(!disk.is_current());
        disk.look("a.js");
        assert_eq!(disk.read("a.js", 9).as_deref(), Some(&b"22"[..]));
        assert!(disk.is_current());
        fs::write(folder.path().join("b.js"), "").unwrap();
        assert!(!disk.is_current());
    }
}
