//! The packages beside the package: what was found of them, each thing once.

use std::{
    fmt::Debug,
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};

use elsa::sync::FrozenMap;

use crate::{
    beside::{
        disk::{DiskEntry, InstalledDisk},
        floor::VersionFloor,
        given_types::{EmptyDisk, GivenPlace, GivenTypes},
        place::BesidePlace,
    },
    files::FileTree,
    limits::Limits,
    manifest::Manifest,
    path::{PackagePath, join, parent},
};

/// The bytes of all files that are read, and the places that are looked at; what lies behind is unknown.
const MOST_BYTES: u64 = 64 << 20;
const MOST_PLACES: u64 = 1 << 20;

/// The bytes of a file that is read; a larger one is unknown.
const MOST_FILE_BYTES: u64 = 16 << 20;

/// The packages that are installed beside the package. Paths start from the folder that holds them all.
#[derive(Debug)]
pub struct PackagesBeside {
    disk: Box<dyn InstalledDisk>,
    /// The folder that the package counts as installed in.
    mount: String,
    /// True if the package itself is installed there, so that what its `node_modules` holds is its own.
    is_installed: bool,
    /// The package of types that is given, and whether nothing else is known of the packages beside it.
    given: Option<GivenTypes>,
    is_for_types: bool,
    /// True if they were installed without their scripts.
    is_before_scripts: bool,
    places: FrozenMap<String, Box<BesidePlace>>,
    files: FrozenMap<String, Box<BesideFile>>,
    /// For each name that the package declares, true if a fitting version is there.
    pub(super) fitting: FrozenMap<String, Box<bool>>,
    looked: AtomicU64,
    read: AtomicU64,
    /// The versions that the package needs, where the lowest that it admits do not do.
    floors: OnceLock<Vec<VersionFloor>>,
    /// Whatever must stay as long as the disk is looked at.
    _held: Option<Box<dyn HeldDisk>>,
}

/// A thing without which there is no disk to look at, such as a temporary folder.
pub trait HeldDisk: Debug + Send + Sync {}

impl<T: Debug + Send + Sync> HeldDisk for T {}

/// A file of another package.
#[derive(Debug)]
struct BesideFile {
    path: PackagePath,
    contents: Vec<u8>,
    manifest: OnceLock<Manifest>,
}

impl PackagesBeside {
    /// Makes the set for a package that counts as installed in the folder `mount`, which ends with `node_modules/NAME`.
    pub fn new(disk: Box<dyn InstalledDisk>, mount: String, is_installed: bool) -> Self {
        Self {
            disk,
            mount,
            is_installed,
            given: None,
            is_for_types: false,
            is_before_scripts: false,
            places: FrozenMap::new(),
            files: FrozenMap::new(),
            fitting: FrozenMap::new(),
            looked: AtomicU64::new(0),
            read: AtomicU64::new(0),
            floors: OnceLock::new(),
            _held: None,
        }
    }

    /// Makes the set of the types alone that are given for the package `name`.
    pub fn of_types(name: &str, types: FileTree) -> Self {
        let alone = Self::new(Box::new(EmptyDisk), format!("node_modules/{name}"), false);
        Self { is_for_types: true, ..alone.with_types(name, types) }
    }

    /// Returns the set with these types for the package `name`.
    pub fn with_types(self, name: &str, types: FileTree) -> Self {
        Self { given: Some(GivenTypes::new(&self.mount, name, types)), ..self }
    }

    /// Tells whether only given types are known, so that Node is not asked about it.
    pub fn is_for_types(&self) -> bool {
        self.is_for_types
    }

    /// Returns the set of packages whose install scripts have not run.
    pub fn before_scripts(self) -> Self {
        Self { is_before_scripts: true, ..self }
    }

    /// Tells whether the install scripts of the packages have not run.
    pub fn is_before_scripts(&self) -> bool {
        self.is_before_scripts
    }

    /// Returns the set, which keeps what its disk lies in.
    pub fn holding(self, held: impl HeldDisk + 'static) -> Self {
        Self { _held: Some(Box::new(held)), ..self }
    }

    /// Remembers the versions that the package needs, once.
    pub fn set_floors(&self, floors: Vec<VersionFloor>) {
        let _ = self.floors.set(floors); // The first are as good.
    }

    /// Returns the versions that the package needs, as far as they were looked for.
    pub fn floors(&self) -> &[VersionFloor] {
        self.floors.get().map(Vec::as_slice).unwrap_or_default()
    }

    /// Tells whether the disk is as it was wherever it was looked at.
    pub fn is_current(&self) -> bool {
        self.disk.is_current()
    }

    /// Returns the folder that the package counts as installed in.
    pub fn mount(&self) -> &str {
        &self.mount
    }

    /// Returns the thing at a path, links followed.
    pub(crate) fn place(&self, path: &str) -> &BesidePlace {
        if let Some(known) = self.places.get(path) {
            return known;
        }
        if let Some(given) = self.given.as_ref().and_then(|given| given.place(path)) {
            return self.places.insert(path.to_owned(), Box::new(self.given_place(path, &given)));
        }
        // From the nearest known folder downwards: below nothing there is nothing to look at.
        let (mut open, mut at) = (vec![path], path);
        while let Some(above) = parent(at) {
            if self.places.get(above).is_some() {
                break;
            }
            open.push(above);
            at = above;
        }
        let mut last = None;
        while let Some(next) = open.pop() {
            last = Some(self.places.insert(next.to_owned(), Box::new(self.look(next))));
        }
        last.unwrap_or(&BesidePlace::Unknown)
    }

    fn given_place(&self, real: &str, given: &GivenPlace<'_>) -> BesidePlace {
        match (given, PackagePath::beside(real)) {
            (GivenPlace::Directory, _) => BesidePlace::Directory(real.to_owned()),
            (GivenPlace::File(contents), Some(path)) => {
                let file =
                    BesideFile { path: path.clone(), contents: contents.to_vec(), manifest: OnceLock::new() };
                self.files.insert(real.to_owned(), Box::new(file));
                BesidePlace::File(path)
            }
            _ => BesidePlace::Nothing,
        }
    }

    fn look(&self, path: &str) -> BesidePlace {
        let Some(above) = parent(path) else { return BesidePlace::Directory(String::new()) };
        let directory = match self.places.get(above) {
            Some(BesidePlace::Directory(real)) => real,
            Some(BesidePlace::Unknown) => return BesidePlace::Unknown,
            _ => return BesidePlace::Nothing,
        };
        let name = path.rsplit('/').next().unwrap_or(path);
        // The counters, here and below, only bound the work, so that their order among threads does not matter.
        if self.looked.fetch_add(1, Ordering::Relaxed) > MOST_PLACES {
            return BesidePlace::Unknown;
        }
        let real = join(directory, name);
        match self.disk.look(&real) {
            // A package of the workspace: what would be published of it is not what lies there.
            DiskEntry::Link(Some(real)) if !is_installed(&real) => BesidePlace::Unknown,
            DiskEntry::Link(Some(real)) => {
                // The real path has no further link on its way.
                let entry = self.disk.look(&real);
                self.real_place(real, entry)
            }
            entry => self.real_place(real, entry),
        }
    }

    fn real_place(&self, real: String, entry: DiskEntry) -> BesidePlace {
        match entry {
            DiskEntry::Nothing => BesidePlace::Nothing,
            DiskEntry::Directory => BesidePlace::Directory(real),
            DiskEntry::File(bytes) => self.file_place(real, bytes),
            // What leads out of all these folders is not followed.
            DiskEntry::Link(_) | DiskEntry::Unknown => BesidePlace::Unknown,
        }
    }

    /// Reads a file at once: nearly every file that is found is asked for.
    fn file_place(&self, real: String, bytes: u64) -> BesidePlace {
        let Some(path) = PackagePath::beside(&real) else { return BesidePlace::Unknown };
        if self.files.get(&real).is_none() {
            let is_code = is_read(&path);
            // Of an addon or a picture it only matters that it is there.
            let bytes = if is_code { bytes } else { 0 };
            if bytes > MOST_FILE_BYTES {
                return BesidePlace::Unknown;
            }
            let all = self.read.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
            if all > MOST_BYTES {
                return BesidePlace::Unknown;
            }
            let contents = if is_code { self.disk.read(&real, bytes) } else { Some(Vec::new()) };
            let Some(contents) = contents else { return BesidePlace::Unknown };
            let file = BesideFile { path: path.clone(), contents, manifest: OnceLock::new() };
            self.files.insert(real, Box::new(file));
        }
        BesidePlace::File(path)
    }

    /// Returns the bytes of a file that was found.
    pub(crate) fn contents(&self, path: &PackagePath) -> Option<&[u8]> {
        Some(&self.files.get(path.outside()?)?.contents)
    }

    /// Returns the package.json in a folder; `Err` if it is unknown whether there is one.
    pub(crate) fn manifest_in(&self, directory: &str, limits: &Limits) -> Result<Option<&Manifest>, ()> {
        match self.place(&join(directory, "package.json")) {
            BesidePlace::File(path) => Ok(self.manifest(path, limits)),
            BesidePlace::Unknown => Err(()),
            _ => Ok(None),
        }
    }

    fn manifest(&self, path: &PackagePath, limits: &Limits) -> Option<&Manifest> {
        let file = self.files.get(path.outside()?)?;
        Some(file.manifest.get_or_init(|| Manifest::read(file.path.clone(), &file.contents, limits)))
    }

    /// Tells whether the package finds what is below its own folder there.
    pub(crate) fn holds_own(&self) -> bool {
        self.is_installed
    }
}

/// Tells whether a file is asked for its text: it is code, or declares types.
fn is_read(path: &PackagePath) -> bool {
    matches!(path.extension(), ".js" | ".cjs" | ".mjs" | ".json" | "" | ".ts" | ".cts" | ".mts" | ".tsx")
}

/// Tells whether a path is below a `node_modules`.
fn is_installed(path: &str) -> bool {
    path.split('/').any(|segment| segment == "node_modules")
}
