//! The entry points of a package: each subpath of "exports" with its patterns expanded, the legacy main, and
//! each bin.

pub mod bins;
pub mod name;
pub(crate) mod patterns;
pub mod promise;

use crate::{
    entry_points::name::{BehindName, behind_name},
    limits::Reached,
    manifest::{Manifest, subpaths::Subpaths, target::Target},
    node::ManifestReader,
    package::Package,
    path::PackagePath,
    resolve::{
        Mode, NodeTarget, PlainExport, Referrer, Resolution, Resolved, Resolver,
        disk::path_resolve,
        error::{NotExported, Place, ResolveError},
        step::StepKind,
    },
};

/// The kind of declaration that makes an entry point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    /// A subpath of "exports".
    Export,
    /// The package itself, if "exports" does not have it.
    Main,
    /// A command.
    Bin,
}

/// A subpath or a bin that a consumer may name, with its resolution in each mode.
#[derive(Clone, Debug)]
pub struct EntryPoint {
    /// `.`, `./sub`, or the name of the bin.
    pub subpath: String,
    pub kind: EntryKind,
    /// The pattern that this is an expansion of.
    pub pattern: Option<String>,
    /// The place in package.json that declares it.
    pub declared: Option<Place>,
    pub resolutions: Vec<(Mode, Resolution)>,
}

impl EntryPoint {
    /// Returns the specifier by which a consumer asks for it.
    pub fn specifier(&self, package: &Package) -> String {
        match self.kind {
            EntryKind::Bin => self.subpath.clone(),
            _ => format!("{}{}", package.name(), self.subpath.strip_prefix('.').unwrap_or_default()),
        }
    }

    /// Returns true if the package offers this entry point to the mode, so that a failure in it breaks a
    /// promise.
    ///
    /// It does not if none of the conditions is meant for the mode, or if there is nothing to ask for: a
    /// package with declarations or bins only has no main, and says so by declaring none.
    pub fn is_meant_for(&self, package: &Package, mode: Mode) -> bool {
        let resolution =
            self.resolutions.iter().find(|(other, _)| *other == mode).map(|(_, resolution)| resolution);
        match resolution.map(|resolution| &resolution.result) {
            None => false,
            Some(Err(ResolveError::PackagePathNotExported { why, .. })) => {
                matches!(why, NotExported::NoKey | NotExported::SubpathsBelowCondition)
            }
            Some(Err(ResolveError::ModuleNotFound { .. })) if self.kind == EntryKind::Main => {
                declares_main(package) || matches!(behind_name(package), BehindName::Meant(_))
            }
            Some(Ok(Resolved::File(path))) if self.kind == EntryKind::Bin => {
                bins::is_run_by_node(package, path)
            }
            Some(Ok(Resolved::File(path))) => is_module_name(path),
            Some(_) => true,
        }
    }
}

/// Returns every entry point of a package, in the order of package.json: subpaths, then bins.
pub fn entry_points(package: &Package, node: &NodeTarget) -> Vec<EntryPoint> {
    entry_points_within(package, node).0
}

/// Like [`entry_points`], but also returns the limits that kept some from being looked at.
pub fn entry_points_within(package: &Package, node: &NodeTarget) -> (Vec<EntryPoint>, Vec<Reached>) {
    let mut reader = Reader::new(package, node);
    let exports =
        package.manifest().and_then(|manifest| Some((manifest, manifest.exports(reader.manifest_reader())?)));
    let mut entries = match exports.map(|(manifest, exports)| (manifest, exports.subpaths())) {
        None => vec![reader.main()],
        Some((_, None)) => vec![reader.entry(".", EntryKind::Export, None)],
        Some((manifest, Some(subpaths))) => {
            let closed = reader.closed_root(manifest, subpaths);
            closed.into_iter().chain(reader.subpaths(manifest, subpaths.entries())).collect()
        }
    };
    entries.extend(reader.bins());
    (entries, reader.cut())
}

/// Resolves the declarations of package.json in both modes.
struct Reader<'p> {
    package: &'p Package,
    manifest_reader: ManifestReader,
    import: Resolver<'p>,
    require: Resolver<'p>,
    /// The number of expansions of patterns that were tried.
    expansions: u64,
}

impl<'p> Reader<'p> {
    fn new(package: &'p Package, node: &NodeTarget) -> Self {
        Self {
            package,
            manifest_reader: node.version.profile().manifest_reader,
            import: Resolver::new(package, Mode::Import, node),
            require: Resolver::new(package, Mode::Require, node),
            expansions: 0,
        }
    }

    fn manifest_reader(&self) -> ManifestReader {
        self.manifest_reader
    }

    fn cut(&self) -> Vec<Reached> {
        let place =
            || "\"exports\": the patterns stand for more subpaths, which were not looked at".to_owned();
        self.package.limits().expansions().check(self.expansions, place).err().into_iter().collect()
    }

    fn main(&mut self) -> EntryPoint {
        let declared = self.package.manifest().and_then(|manifest| place_of(manifest, "main"));
        let mut entry = self.entry(".", EntryKind::Main, declared);
        let leads_nowhere = |(_, resolution): &(Mode, Resolution)| target_file(resolution).is_none();
        if entry.declared.is_none()
            && entry.resolutions.iter().all(leads_nowhere)
            && let BehindName::Meant(meant) = behind_name(self.package)
        {
            entry.declared = meant.at;
        }
        entry
    }

    /// Returns the package itself if "main" leads to a module and "exports" has subpaths, but none that is
    /// the root.
    fn closed_root(&mut self, manifest: &Manifest, subpaths: &Subpaths) -> Option<EntryPoint> {
        let main = manifest.get("main")?.as_str().filter(|main| !main.is_empty())?;
        let file = main_file(self.package, main)?;
        let bins = bins::bins(self.package);
        let is_for_tools = subpaths.entries().iter().all(|entry| entry.key.value == "./package.json");
        let is_command = bins.iter().any(|bin| bin.path == file.as_str());
        if subpaths.get(".").is_some() || is_command || (is_for_tools && !bins.is_empty()) {
            return None;
        }
        Some(self.entry(".", EntryKind::Main, place_of(manifest, "main")))
    }

    fn subpaths(
        &mut self,
        manifest: &Manifest,
        entries: &[crate::manifest::subpaths::Entry],
    ) -> Vec<EntryPoint> {
        let mut found = Vec::new();
        for entry in entries {
            let key = entry.key.value.as_str();
            let declared = Place { file: manifest.path().clone(), span: entry.key.span };
            match key {
                _ if matches!(entry.target, Target::Null(_)) => {}
                _ if key.contains('*') => found.extend(self.expand(entry, &declared)),
                _ if is_nameable(key) => found.push(self.entry(key, EntryKind::Export, Some(declared))),
                _ => {}
            }
        }
        found
    }

    fn entry(&mut self, subpath: &str, kind: EntryKind, declared: Option<Place>) -> EntryPoint {
        let resolutions = [Mode::Import, Mode::Require].map(|mode| {
            let found = self.resolve_plain(mode, subpath).flatten();
            (mode, found.unwrap_or_else(|| self.resolve(mode, subpath)).resolution)
        });
        EntryPoint {
            subpath: subpath.to_owned(),
            kind,
            pattern: None,
            declared,
            resolutions: resolutions.into(),
        }
    }

    fn resolver(&mut self, mode: Mode) -> &mut Resolver<'p> {
        match mode {
            Mode::Import => &mut self.import,
            Mode::Require => &mut self.require,
        }
    }

    /// Resolves a subpath the short way; `None` if only the long way can tell, `Some(None)` if the subpath
    /// leads to no file.
    fn resolve_plain(&mut self, mode: Mode, subpath: &str) -> Option<Option<Found>> {
        let PlainExport { key, file } = self.resolver(mode).plain_export(subpath)?;
        Some(file.map(|file| Found {
            resolution: Resolution { result: Ok(Resolved::File(file.clone())), trail: Vec::new() },
            pattern: key.contains('*').then(|| key.to_owned()),
        }))
    }

    /// Resolves a subpath, and names the pattern that it matched. The trail is dropped: no one reads it, and
    /// there may be many.
    fn resolve(&mut self, mode: Mode, subpath: &str) -> Found {
        let specifier = format!("{}{}", self.package.name(), subpath.strip_prefix('.').unwrap_or_default());
        let Resolution { result, trail } = self.resolver(mode).resolve(&Referrer::Consumer, &specifier);
        let pattern = trail.into_iter().find_map(|step| match step.kind {
            StepKind::Pattern { key, .. } => Some(key),
            _ => None,
        });
        Found { resolution: Resolution { result, trail: Vec::new() }, pattern }
    }
}

/// The resolution of a subpath, and the pattern that Node chose for it.
struct Found {
    resolution: Resolution,
    pattern: Option<String>,
}

/// Tells whether a consumer can ask for a key: `.` or `./…`, and no folder.
fn is_nameable(key: &str) -> bool {
    key == "." || (key.starts_with("./") && !key.ends_with('/'))
}

/// The extensions of sources that are compiled to JavaScript.
pub const SOURCES: [&str; 5] = [".ts", ".mts", ".cts", ".tsx", ".jsx"];

/// Tells whether Node knows the extension. When required, any other file is run as a script, styles and
/// images too: such entry points are for bundlers.
fn is_module_name(path: &PackagePath) -> bool {
    matches!(path.extension(), "" | ".js" | ".mjs" | ".cjs" | ".json" | ".node")
}

/// Tells whether package.json names a main file. A package without one may have nothing to import.
pub(crate) fn declares_main(package: &Package) -> bool {
    let main = package.manifest().and_then(|manifest| manifest.get("main")).and_then(|node| node.as_str());
    main.is_some_and(|main| !main.is_empty() && !main.ends_with(".d.ts"))
}

/// Returns the module that "main" leads to, by the usual names for it.
fn main_file(package: &Package, main: &str) -> Option<PackagePath> {
    let path = path_resolve("/", main);
    let path = path.trim_start_matches('/');
    let names = ["", ".js", "/index.js"].map(|end| format!("{path}{end}"));
    let found = names.iter().find_map(|name| Some(package.files().get(name)?.0.clone()));
    found.filter(|file| matches!(file.extension(), ".js" | ".mjs" | ".cjs"))
}

fn place_of(manifest: &Manifest, key: &str) -> Option<Place> {
    Some(Place { file: manifest.path().clone(), span: manifest.get(key)?.span })
}

/// Returns the file that a resolution leads to.
pub fn target_file(resolution: &Resolution) -> Option<&PackagePath> {
    match &resolution.result {
        Ok(Resolved::File(path)) => Some(path),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

    fn declared(files: &[(&str, &str)]) -> Vec<String> {
        let package = Package::new(FileTree::of(files.iter().copied()));
        let entries = entry_points(&package, &NodeTarget::default());
        entries.iter().map(row).collect()
    }

    fn row(entry: &EntryPoint) -> String {
        let outcomes = entry.resolutions.iter().map(|(mode, resolution)| {
            let mode = if *mode == Mode::Import { "import" } else { "require" };
            match &resolution.result {
                Ok(Resolved::File(path)) => format!(" {mode}={path}"),
                Ok(other) => format!(" {mode}={other:?}"),
                Err(error) => format!(" {mode}={}", error.code()),
            }
        });
        format!("{}{}", entry.subpath, outcomes.collect::<String>())
    }

    #[test]
    fn subpaths_then_bins_in_source_order() {
        let manifest =
            r#"{"name":"p","exports":{"./b":"./b.js",".":{"import":"./a.mjs"},"./no":null},"bin":"b.js"}"#;
        let rows = declared(&[("package.json", manifest), ("a.mjs", ""), ("b.js", "")]);
        assert_eq!(
            rows,
            [
                "./b import=b.js require=b.js",
                ". import=a.mjs require=ERR_PACKAGE_PATH_NOT_EXPORTED",
                "p require=b.js",
            ]
        );
    }

    #[test]
    fn patterns_expand_to_the_packed_modules_of_each_mode() {
        let manifest =
            r#"{"name":"p","exports":{"./*":{"import":"./esm/*.mjs","require":"./cjs/*.js"},"./x/*":null}}"#;
        let files = ["esm/a.mjs", "cjs/a.js", "cjs/b.js", "esm/x/y.mjs", "esm/LICENSE", "esm/c.d.ts"];
        let mut all = vec![("package.json", manifest)];
        all.extend(files.iter().map(|path| (*path, "")));
        assert_eq!(declared(&all), ["./a import=esm/a.mjs require=cjs/a.js", "./b require=cjs/b.js"]);
    }

    #[test]
    fn an_expansion_says_of_a_mode_without_a_condition_that_it_is_not_exported() {
        let manifest = r#"{"name":"p","exports":{"./*":{"types":"./*.d.ts","import":"./*.mjs"}}}"#;
        assert_eq!(
            declared(&[("package.json", manifest), ("a.mjs", ""), ("a.d.ts", "")]),
            ["./a import=a.mjs require=ERR_PACKAGE_PATH_NOT_EXPORTED"]
        );
    }

    #[test]
    fn a_pattern_over_everything_finds_modules_only() {
        let manifest = r#"{"name":"p","exports":{"./*":"./*","./lib/secret.js":null}}"#;
        let rows =
            declared(&[("package.json", manifest), ("LICENSE", ""), ("lib/a.js", ""), ("lib/secret.js", "")]);
        let subpaths: Vec<_> = rows.iter().filter_map(|row| row.split(' ').next()).collect();
        assert_eq!(subpaths, ["./lib/a.js", "./package.json"]);
    }

    #[test]
    fn without_exports_the_package_itself_is_the_entry_point() {
        assert_eq!(
            declared(&[("package.json", r#"{"name":"p","main":"lib"}"#), ("lib/index.js", "")]),
            [". import=lib/index.js require=lib/index.js"]
        );
        assert_eq!(declared(&[("index.js", "")]), [". import=index.js require=index.js"]);
    }
}
