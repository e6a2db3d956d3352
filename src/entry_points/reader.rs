//! Reads the entry points out of package.json, and asks the resolver where each leads.

use std::cell::OnceCell;

use crate::{
    entry_points::{
        bins::{self, Bin},
        entry_point::{EntryKind, EntryPoint, target_file},
        name::{BehindName, behind_name},
        root::is_for_nobody,
    },
    hash::HashMap,
    limits::LimitReached,
    manifest::{
        Manifest,
        subpaths::{SubpathEntry, Subpaths},
        target::Target,
    },
    node::ManifestReader,
    package::Package,
    path::PackagePath,
    resolve::{
        Mode, NodeTarget, PlainExport, Referrer, Resolution, Resolved, Resolver,
        disk::path_resolve,
        error::{Loader, PackagePlace, ResolveError},
        format::Format,
        step::StepKind,
    },
};

/// Resolves the declarations of package.json in both modes.
pub(super) struct EntryPointReader<'p> {
    pub(super) package: &'p Package,
    manifest_reader: ManifestReader,
    import: Resolver<'p>,
    require: Resolver<'p>,
    /// The number of expansions of patterns that were tried.
    pub(super) expansions: u64,
    /// The commands by their names, once one was asked for.
    bins: OnceCell<HashMap<String, Bin>>,
    /// The modes in which files are run, which only a look at their syntax may tell: many commands may run one file.
    modes: HashMap<PackagePath, Mode>,
}

impl<'p> EntryPointReader<'p> {
    pub(super) fn new(package: &'p Package, node: &NodeTarget) -> Self {
        Self {
            package,
            manifest_reader: node.version.profile().manifest_reader,
            import: Resolver::new(package, Mode::Import, node),
            require: Resolver::new(package, Mode::Require, node),
            expansions: 0,
            bins: OnceCell::new(),
            modes: HashMap::default(),
        }
    }

    pub(super) fn manifest_reader(&self) -> ManifestReader {
        self.manifest_reader
    }

    pub(super) fn cut(&self) -> Vec<LimitReached> {
        let place =
            || "\"exports\": the patterns stand for more subpaths, which were not looked at".to_owned();
        self.package.limits().expansions().check(self.expansions, place).err().into_iter().collect()
    }

    pub(super) fn main(&mut self) -> EntryPoint {
        let declared = self.package.manifest().and_then(|manifest| place_of(manifest, "main"));
        let mut entry = self.entry(".", EntryKind::Main, declared);
        let leads_nowhere = |(_, resolution): &(Mode, Resolution)| target_file(resolution).is_none();
        // The place is that of the field which should have been "main", such as "module", if one is found.
        if entry.declared.is_none()
            && entry.resolutions.iter().all(leads_nowhere)
            && let BehindName::Meant(meant) = behind_name(self.package)
        {
            entry.declared = meant.at;
        }
        entry
    }

    /// Returns the package itself if "main" leads to a module and "exports" has subpaths, but none that is
    /// the root, or a root that no consumer of any kind can use.
    pub(super) fn closed_root(&mut self, manifest: &Manifest, subpaths: &Subpaths) -> Option<EntryPoint> {
        let main = manifest.get("main")?.as_str().filter(|main| !main.is_empty())?;
        let file = main_file(self.package, main)?;
        let bins = bins::bins(self.package);
        // A package of commands need not be imported by its name: neither where "main" is a command, nor
        // where it only exports package.json.
        let is_for_tools = subpaths.entries().iter().all(|entry| entry.key.value == "./package.json");
        let is_command = bins.iter().any(|bin| bin.path == file.as_str());
        if is_command || (is_for_tools && !bins.is_empty()) {
            return None;
        }
        let root = subpaths.get(".").map(|root| &root.target);
        let entry = self.entry(".", EntryKind::Main, place_of(manifest, "main"));
        root.is_none_or(|root| is_closed(&entry) && is_for_nobody(root)).then_some(entry)
    }

    pub(super) fn subpaths(&mut self, manifest: &Manifest, entries: &'p [SubpathEntry]) -> Vec<EntryPoint> {
        let mut found = Vec::new();
        for entry in entries {
            let key = entry.key.value.as_str();
            let declared = PackagePlace { file: manifest.path().clone(), span: entry.key.span };
            match key {
                // A key with `null` excludes subpaths, and offers none.
                _ if matches!(entry.target, Target::Null(_)) => {}
                _ if key.contains('*') => found.extend(self.expand(entry, &declared)),
                _ if is_nameable(key) => found.push(self.entry(key, EntryKind::Export, Some(declared))),
                _ => {}
            }
        }
        found
    }

    pub(super) fn entry(
        &mut self,
        subpath: &str,
        kind: EntryKind,
        declared: Option<PackagePlace>,
    ) -> EntryPoint {
        let resolutions = [Mode::Import, Mode::Require].map(|mode| (mode, self.resolution(mode, subpath)));
        EntryPoint {
            subpath: subpath.to_owned(),
            kind,
            pattern: None,
            declared,
            resolutions: resolutions.into(),
        }
    }

    /// An entry point that another version of Node has found, in the modes that it has there.
    pub(super) fn again(&mut self, entry: &EntryPoint) -> EntryPoint {
        let resolutions = if entry.kind == EntryKind::Bin {
            let bin = self.bin_named(&entry.subpath);
            bin.map(|bin| self.bin(bin).resolutions).unwrap_or_default()
        } else {
            let modes = entry.resolutions.iter().map(|(mode, _)| *mode);
            modes.map(|mode| (mode, self.resolution(mode, &entry.subpath))).collect()
        };
        EntryPoint { resolutions, ..entry.clone() }
    }

    fn resolution(&mut self, mode: Mode, subpath: &str) -> Resolution {
        // A subpath that leads to no file is resolved the long way as well, for Node's error.
        let found = self.resolve_plain(mode, subpath).flatten();
        found.unwrap_or_else(|| self.resolve(mode, subpath)).resolution
    }

    pub(super) fn resolver(&mut self, mode: Mode) -> &mut Resolver<'p> {
        match mode {
            Mode::Import => &mut self.import,
            Mode::Require => &mut self.require,
        }
    }

    /// Resolves a subpath the short way; `None` if only the long way can tell, `Some(None)` if the subpath
    /// leads to no file.
    pub(super) fn resolve_plain(&mut self, mode: Mode, subpath: &str) -> Option<Option<Found>> {
        let PlainExport { key, file } = self.resolver(mode).plain_export(subpath)?;
        Some(file.map(|file| Found {
            resolution: Resolution { result: Ok(Resolved::File(file.clone())), trail: Vec::new() },
            pattern: key.contains('*').then(|| key.to_owned()),
        }))
    }

    /// Resolves a subpath, and names the pattern that it matched. The trail is dropped: no one reads it, and
    /// there may be many.
    pub(super) fn resolve(&mut self, mode: Mode, subpath: &str) -> Found {
        let specifier = format!("{}{}", self.package.name(), subpath.strip_prefix('.').unwrap_or_default());
        let Resolution { result, trail } = self.resolver(mode).resolve(&Referrer::Consumer, &specifier);
        let pattern = trail.into_iter().find_map(|step| match step.kind {
            StepKind::Pattern { key, .. } => Some(key),
            _ => None,
        });
        Found { resolution: Resolution { result, trail: Vec::new() }, pattern }
    }

    fn bin_named(&self, name: &str) -> Option<Bin> {
        let bins = self.bins.get_or_init(|| {
            let bins = bins::bins(self.package).into_iter().rev(); // The first of a name stays.
            bins.map(|bin| (bin.name.clone(), bin)).collect()
        });
        bins.get(name).cloned()
    }

    pub(super) fn bins(&mut self) -> Vec<EntryPoint> {
        bins::bins(self.package).into_iter().map(|bin| self.bin(bin)).collect()
    }

    /// Makes the entry point of a bin, which is run as `node FILE`: as an ES module if its format says so,
    /// else as a script.
    fn bin(&mut self, bin: Bin) -> EntryPoint {
        let file =
            PackagePath::new(&bin.path).filter(|path| self.package.files().get(path.as_str()).is_some());
        let declared = Some(bin.at);
        match file {
            Some(path) => EntryPoint { declared, ..self.script(bin.name, path) },
            None => run(bin.name, declared, Mode::Require, Err(not_packed(&bin.path))),
        }
    }

    /// Makes the entry point of a file that is run as `node FILE`.
    pub(super) fn script(&mut self, name: String, path: PackagePath) -> EntryPoint {
        let known = self.modes.get(&path).copied();
        let mode = known.unwrap_or_else(|| self.mode_of(&path));
        self.modes.insert(path.clone(), mode);
        run(name, None, mode, Ok(Resolved::File(path)))
    }

    /// Returns the mode in which Node runs a file. It runs a file without extension, or of an unknown one, as a script, but
    /// not in a package of ES modules: every Node imports it there, also those whose `require` goes by the syntax.
    fn mode_of(&self, path: &PackagePath) -> Mode {
        let is_known = matches!(path.extension(), ".js" | ".mjs" | ".cjs" | ".json" | ".node" | ".wasm");
        // `require` knows an ES module by its syntax where `import` does not: without an extension, under
        // `"type": "commonjs"`.
        let is_known_by_require =
            || path.extension().is_empty() && !matches!(self.import.format_of(path), Ok(Format::Module));
        match self.require.format_of(path) {
            Ok(Format::Module) if !is_known_by_require() => Mode::Import,
            _ if !is_known && self.require.is_in_module_scope(path) => Mode::Import,
            _ => Mode::Require,
        }
    }
}

/// Tells whether "exports" offers an entry point to neither mode.
fn is_closed(entry: &EntryPoint) -> bool {
    let mut results = entry.resolutions.iter().map(|(_, resolution)| &resolution.result);
    results.all(|result| matches!(result, Err(ResolveError::PackagePathNotExported { .. })))
}

/// Makes an entry point that is run, and not imported.
fn run(
    name: String,
    declared: Option<PackagePlace>,
    mode: Mode,
    result: Result<Resolved, ResolveError>,
) -> EntryPoint {
    let resolutions = vec![(mode, Resolution { result, trail: Vec::new() })];
    EntryPoint { subpath: name, kind: EntryKind::Bin, pattern: None, declared, resolutions }
}

/// The resolution of a subpath, and the pattern that Node chose for it.
pub(super) struct Found {
    pub(super) resolution: Resolution,
    pub(super) pattern: Option<String>,
}

/// Tells whether a consumer can ask for a key: `.` or `./…`, and no folder.
fn is_nameable(key: &str) -> bool {
    key == "." || (key.starts_with("./") && !key.ends_with('/'))
}

/// Returns the module that "main" leads to, by the usual names for it.
fn main_file(package: &Package, main: &str) -> Option<PackagePath> {
    let path = path_resolve("/", main);
    let path = path.trim_start_matches('/');
    let names = ["", ".js", "/index.js"].map(|end| format!("{path}{end}"));
    let found = names.iter().find_map(|name| Some(package.files().get(name)?.0.clone()));
    found.filter(|file| matches!(file.extension(), ".js" | ".mjs" | ".cjs"))
}

fn place_of(manifest: &Manifest, key: &str) -> Option<PackagePlace> {
    Some(PackagePlace { file: manifest.path().clone(), span: manifest.get(key)?.span })
}

fn not_packed(path: &str) -> ResolveError {
    ResolveError::ModuleNotFound {
        loader: Loader::Cjs,
        message: format!("Cannot find module '{path}'"),
        missing: path.to_owned(),
    }
}
