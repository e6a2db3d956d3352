//! A package: its files, and its package.json files.

pub mod development;
pub mod engines;
pub mod installation;

use std::sync::{Arc, Mutex, OnceLock};

use memchr::memmem::Finder;
use thiserror::Error;

use crate::{
    beside::{BesidePackage, DiskEntry, InstalledDisk, PackagesBeside, types_package},
    files::FileTree,
    hash::HashMap,
    limits::{LimitReached, Limits},
    manifest::Manifest,
    module::Readings,
    package::installation::Installation,
    packed::Packed,
    path::{OUTSIDE, PackagePath, join},
    tarball::{self, OpenError},
    text::LineIndex,
};

/// A package as npm lays it out.
#[derive(Debug)]
pub struct Package {
    files: FileTree,
    manifests: HashMap<PackagePath, OnceLock<Manifest>>,
    installed_as: Option<String>,
    /// The name that package.json gives, if npm could make a folder of it.
    own_name: OnceLock<Option<String>>,
    tarball: Option<Arc<Packed>>,
    holds_packages: OnceLock<bool>,
    installation: OnceLock<Installation>,
    beside: Option<Arc<PackagesBeside>>,
    /// The folder that was packed, if one was.
    project: Option<Arc<dyn InstalledDisk>>,
    /// The files of the package of types that is given for it.
    given_types: Option<FileTree>,
    limits: Limits,
    /// The limit of the system that kept a file from being read.
    starved: OnceLock<LimitReached>,
    /// The starts of the lines of those files of which a position was asked.
    lines: Mutex<HashMap<PackagePath, Arc<LineIndex>>>,
    readings: Readings,
}

impl Package {
    /// Makes a package of files; each package.json is read when it is first asked for.
    pub fn new(files: FileTree) -> Self {
        let manifests = files
            .iter()
            .filter(|(path, _)| path.file_name() == "package.json")
            .map(|(path, _)| (path.clone(), OnceLock::new()))
            .collect();
        Self {
            files,
            manifests,
            installed_as: None,
            own_name: OnceLock::new(),
            tarball: None,
            holds_packages: OnceLock::new(),
            installation: OnceLock::new(),
            beside: None,
            project: None,
            given_types: None,
            limits: Limits::default(),
            starved: OnceLock::new(),
            lines: Mutex::default(),
            readings: Readings::default(),
        }
    }

    /// Opens a `.tgz` or a plain `.tar`.
    ///
    /// # Errors
    /// If npm would not install it, or a limit is reached. A missing or unreadable package.json is no error.
    pub fn open(bytes: Vec<u8>, limits: &Limits) -> Result<Self, OpenError> {
        let opened = tarball::open(&bytes, limits)?;
        let tarball = Some(Arc::new(Packed::new(bytes)));
        Ok(Self { tarball, limits: limits.clone(), ..Self::new(opened.files) })
    }

    /// Like [`Package::new`], but installed under another name than package.json gives, as an alias is.
    pub fn installed_as(files: FileTree, name: &str) -> Self {
        let installed_as = is_installable(name).then(|| name.to_owned());
        Self { installed_as, ..Self::new(files) }
    }

    /// Returns the package with other limits.
    pub fn within(self, limits: Limits) -> Self {
        // Under other limits, a module may be read further or less far.
        Self { limits, readings: Readings::default(), ..self }
    }

    /// Returns the package, which knows the folder that was packed.
    pub fn packed_from(self, project: impl InstalledDisk + 'static) -> Self {
        Self { project: Some(Arc::new(project)), ..self }
    }

    /// Tells whether a file lies in the folder that was packed, where `"files"` or an ignore file decides about it.
    pub fn lies_in_project(&self, path: &str) -> bool {
        let is_never_packed = || path.split('/').any(|segment| matches!(segment, "node_modules" | ".git"));
        // pnpm packs this folder of the project in its place.
        let is_elsewhere = || {
            self.manifest()
                .is_some_and(|it| it.get("publishConfig").is_some_and(|it| it.get("directory").is_some()))
        };
        let Some(project) = &self.project else { return false };
        PackagePath::new(path).is_some_and(|path| matches!(project.look(path.as_str()), DiskEntry::File(_)))
            && !is_never_packed()
            && !is_elsewhere()
    }

    /// Returns the package once more, with nothing beside it and nothing found out.
    pub(crate) fn alone(&self) -> Self {
        let (installed_as, tarball) = (self.installed_as.clone(), self.tarball.clone());
        let (project, limits) = (self.project.clone(), self.limits.clone());
        let alone = Self { installed_as, tarball, project, limits, ..Self::new(self.files.clone()) };
        match &self.given_types {
            Some(types) => alone.with_types_package(types.clone()),
            None => alone,
        }
    }

    /// Returns the package with its package of types, which TypeScript finds below `@types`.
    ///
    /// # Errors
    /// If that one is of another package.
    pub fn with_types_of(self, given: &Self) -> Result<Self, OtherTypes> {
        let expected = types_package(self.name());
        if given.declared_name() != Some(expected.as_str()) {
            let name = given.declared_name().unwrap_or("a package without a name").to_owned();
            return Err(OtherTypes { given: name, expected });
        }
        Ok(self.with_types_package(given.files.clone()))
    }

    pub(crate) fn with_types_package(self, types: FileTree) -> Self {
        let beside = PackagesBeside::of_types(self.name(), types.clone());
        let readings = Readings::default();
        Self { beside: Some(Arc::new(beside)), given_types: Some(types), readings, ..self }
    }

    /// Returns the package with others beside it.
    pub fn with_packages(self, beside: PackagesBeside) -> Self {
        let beside = match &self.given_types {
            Some(types) => beside.with_types(self.name(), types.clone()),
            None => beside,
        };
        // Readings are known by their paths, and other packages may have had the same ones.
        Self { beside: Some(Arc::new(beside)), readings: Readings::default(), ..self }
    }

    /// Returns the packages beside this one, if they are known.
    pub fn beside(&self) -> Option<&PackagesBeside> {
        self.types_beside().filter(|beside| !beside.is_for_types())
    }

    /// Returns the packages beside this one that TypeScript sees: given types alone, too.
    pub fn types_beside(&self) -> Option<&PackagesBeside> {
        self.beside.as_deref()
    }

    /// Returns the bytes of a file of this package, or of one beside it that was found.
    pub fn contents(&self, path: &PackagePath) -> Option<&[u8]> {
        if path.is_outside() {
            self.types_beside()?.contents(path)
        } else {
            self.files.contents(path.as_str())
        }
    }

    /// Returns the package that a file belongs to, if that is another one.
    pub fn owner(&self, path: &PackagePath) -> Option<BesidePackage> {
        self.types_beside()?.owner(path, &self.limits)
    }

    /// Returns the tarball, if there is one.
    pub fn packed(&self) -> Option<&Arc<Packed>> {
        self.tarball.as_ref()
    }

    /// Tells whether other packages may be packed along, in a `node_modules` anywhere.
    pub fn holds_packages(&self) -> bool {
        *self.holds_packages.get_or_init(|| {
            let folder = Finder::new("node_modules/");
            self.files.iter().any(|(path, _)| folder.find(path.as_str().as_bytes()).is_some())
        })
    }

    pub fn files(&self) -> &FileTree {
        &self.files
    }

    /// Returns the limits on how much of the package is read.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Returns what was read of its modules, and of those beside it.
    pub fn readings(&self) -> &Readings {
        &self.readings
    }

    /// Takes over what was read of another package's modules, as far as the files are the same in both.
    pub fn take_over_readings(&self, other: &Self) {
        let is_same = |path: &PackagePath| {
            let path = path.as_str();
            self.files.contents(path).is_some_and(|contents| other.files.contents(path) == Some(contents))
        };
        // Other limits may allow what these left unread.
        if self.limits == other.limits {
            self.readings.take_over(&other.readings, is_same);
        }
    }

    /// Returns the limit of the system that kept a file from being read: nothing follows from it about the
    /// package.
    pub fn starved(&self) -> Option<&LimitReached> {
        self.starved.get()
    }

    pub(crate) fn starve(&self, reached: &LimitReached) {
        let _ = self.starved.set(reached.clone()); // The first is enough.
    }

    /// Returns the limits that keep any of its package.json files from being read, in the order of their
    /// paths.
    pub fn unread_manifests(&self) -> Vec<LimitReached> {
        let paths = self.files.iter().map(|(path, _)| path).filter(|path| path.file_name() == "package.json");
        let limit = |path: &PackagePath| {
            self.manifest_in(path.directory())?.limit().map(|reached| reached.clone().in_file(path))
        };
        paths.filter_map(limit).collect()
    }

    /// Returns the package.json at the root.
    pub fn manifest(&self) -> Option<&Manifest> {
        self.manifest_in("")
    }

    /// Returns the package.json in exactly this folder.
    pub fn manifest_in(&self, directory: &str) -> Option<&Manifest> {
        if let Some(directory) = directory.strip_prefix(OUTSIDE) {
            return self.types_beside()?.manifest_in(directory, &self.limits).ok().flatten();
        }
        let path = join(directory, "package.json");
        let (path, manifest) = self.manifests.get_key_value(path.as_str())?;
        let contents = self.files.contents(path.as_str())?;
        Some(manifest.get_or_init(|| Manifest::read(path.clone(), contents, &self.limits)))
    }

    /// Returns the install script of a package beside this one, as it is written.
    pub fn install_script_beside(&self, directory: &str) -> Option<&str> {
        self.beside()?.install_script(directory.strip_prefix(OUTSIDE)?, &self.limits)
    }

    /// Returns every package.json, in no order that means anything.
    pub fn manifests(&self) -> impl Iterator<Item = &Manifest> {
        self.manifests.keys().filter_map(|path| self.manifest_in(path.directory()))
    }

    /// Returns the words for what may make a file that is not packed, once the package is installed: an
    /// install script as it is written, or the package whose tool generates the file.
    pub fn made_at_installation(&self, missing: &str, specifier: &str) -> Option<String> {
        let script = || self.installation().maker(&self.files, missing);
        script().or_else(|| self.installation().generator(&self.files, specifier)).map(str::to_owned)
    }

    /// Tells whether a program compiles or downloads a missing addon by the package's `binding.gyp`.
    pub fn builds_addon(&self, missing: &str) -> bool {
        self.files.get("binding.gyp").is_some() && self.installation().builds(&self.files, missing)
    }

    fn installation(&self) -> &Installation {
        let read = || self.manifest().map(|manifest| Installation::read(&self.files, manifest));
        self.installation.get_or_init(|| read().unwrap_or_default())
    }

    /// Returns the starts of the lines of a file.
    pub fn lines(&self, path: &PackagePath) -> Arc<LineIndex> {
        let read = || Arc::new(LineIndex::of(self.contents(path).unwrap_or_default()));
        match self.lines.lock() {
            Ok(mut known) => known.entry(path.clone()).or_insert_with(read).clone(),
            Err(_) => read(),
        }
    }

    /// Returns the name that package.json gives, if any.
    pub fn declared_name(&self) -> Option<&str> {
        self.manifest()?.get("name")?.as_str()
    }

    /// Returns the version that package.json gives, if any.
    pub fn version(&self) -> Option<&str> {
        self.manifest()?.get("version")?.as_str()
    }

    /// Returns the name that a consumer's specifiers start with: the declared one, unless no folder can have
    /// it.
    pub fn name(&self) -> &str {
        let declared = || self.declared_name().filter(|name| is_installable(name)).map(str::to_owned);
        let own = || self.own_name.get_or_init(declared).as_deref();
        self.installed_as.as_deref().or_else(own).unwrap_or("package")
    }
}

/// A package of types that was given for another package.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{given} is not the package of its types, which is {expected}")]
pub struct OtherTypes {
    given: String,
    pub expected: String,
}

/// Tells whether npm could make a folder of this name, so that Node could find the package by name.
fn is_installable(name: &str) -> bool {
    let unscoped = match name.strip_prefix('@') {
        Some(scoped) => scoped.split_once('/').filter(|(scope, _)| is_segment(scope)).map(|(_, rest)| rest),
        None => Some(name),
    };
    // npm lets a name have 214 characters at most.
    unscoped.is_some_and(is_segment) && name != "node_modules" && name.len() <= 214
}

fn is_segment(segment: &str) -> bool {
    let is_plain = |byte: u8| byte > b' ' && byte < 0x7f && !br#"/\%?#:"<>|"#.contains(&byte);
    !segment.is_empty() && !segment.starts_with('.') && segment.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_no_folder_can_have_is_replaced() {
        for (name, expected) in [
            ("a", "a"),
            ("@s/a", "@s/a"),
            ("@s", "package"),
            ("../a", "package"),
            ("a/b", "package"),
            ("@s/../x", "package"),
            ("", "package"),
            ("node_modules", "package"),
            ("Legacy.Name", "Legacy.Name"),
        ] {
            let manifest = format!(r#"{{"name":"{name}"}}"#);
            let package = Package::new(FileTree::of([("package.json", manifest.as_str())]));
            assert_eq!(package.name(), expected, "{name}");
        }
    }
}
