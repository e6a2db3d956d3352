//! Packages by their names: below `node_modules`, their declarations below `@types`, and the package's own name.

use crate::resolve::typescript::{
    directory::PathsLoader,
    disk::ancestors,
    exports::{exports_of, has_exports},
    files::{base_name, joined, normalized},
    lookup::{PlacedManifest, TypesLookup},
    wanted::{DECLARATIONS, NOTHING, Wanted},
};

impl<'p> TypesLookup<'_, 'p> {
    /// `loadModuleFromNearestNodeModulesDirectory`
    pub(super) fn load_from_nearest(
        &mut self,
        wanted: Wanted,
        name: &str,
        directory: &str,
    ) -> Option<String> {
        let typed = self.load_from_ancestors(self.typed(wanted), name, directory);
        typed.or_else(|| self.load_from_ancestors(wanted.untyped(), name, directory))
    }

    fn load_from_ancestors(&mut self, wanted: Wanted, name: &str, directory: &str) -> Option<String> {
        if wanted.is_empty() {
            return None;
        }
        // All folders above are asked for declarations before any is asked for JavaScript, which may be
        // nearer.
        let folders = ancestors(directory).filter(|folder| base_name(folder) != "node_modules");
        folders.map(|folder| format!("{folder}/node_modules")).find_map(|folder| {
            let found = self.load_from_folder(wanted, name, &folder);
            let typed = || wanted.declaration.then(|| format!("{folder}/@types"));
            found.or_else(|| self.load_from_folder(DECLARATIONS, &mangled(name), &typed()?))
        })
    }

    /// `loadModuleFromSpecificNodeModulesDirectory`
    fn load_from_folder(&mut self, wanted: Wanted, name: &str, folder: &str) -> Option<String> {
        let disk = self.disk;
        let path = joined(folder, name);
        if !disk.may_hold(&path) {
            return None;
        }
        let (package, rest) = split_name(name);
        let package = format!("{folder}/{package}");
        let root = disk.manifest(&package);
        if rest.is_empty() {
            return self.load_from_package(wanted, &path, "", root.map(|root| (path.as_str(), root)));
        }
        let is_closed = self.features.exports && root.is_some_and(|root| root.get("exports").is_some());
        // A folder with a package.json of its own stands for a subpath, unless "exports" says which subpaths
        // there are.
        if let Some(own) = if is_closed { None } else { disk.manifest(&path) } {
            let file = self.module_file(wanted, &path);
            return file.or_else(|| self.directory(wanted, &path, Some((&path, own))));
        }
        self.load_from_package(wanted, &path, rest, root.map(|root| (package.as_str(), root)))
    }

    fn load_from_package(
        &mut self,
        wanted: Wanted,
        path: &str,
        rest: &str,
        manifest: Option<PlacedManifest<'_, 'p>>,
    ) -> Option<String> {
        if let Some((folder, root)) = manifest.filter(|(_, root)| self.features.exports && has_exports(root))
        {
            self.by_exports = true;
            let subpath = if rest.is_empty() { ".".to_owned() } else { format!(".{}", normalized(rest)) };
            return self.load_from_exports(wanted, (folder, root), &subpath);
        }
        if let Some((folder, root)) = manifest.filter(|_| !rest.is_empty())
            && let Some(paths) = self.disk.version_paths(root)
        {
            let loader = PathsLoader::Package { is_root: false };
            if let Some(result) = self.by_paths(wanted, rest, folder, &paths, loader, manifest) {
                return result;
            }
        }
        self.package_path(wanted, path, rest.is_empty(), manifest)
    }

    /// The loader inside `loadModuleFromSpecificNodeModulesDirectory`
    pub(super) fn package_path(
        &mut self,
        wanted: Wanted,
        path: &str,
        is_root: bool,
        manifest: Option<PlacedManifest<'_, 'p>>,
    ) -> Option<String> {
        // To CommonJS, `node_modules/p.js` is the package `p`, too.
        let takes_file = !is_root || !self.features.esm;
        let file = if takes_file { self.module_file(wanted, path) } else { None };
        let found = file.or_else(|| self.directory(wanted, path, manifest));
        let is_open = || manifest.is_some_and(|(_, manifest)| exports_of(manifest).is_none());
        match found {
            // An ES module is given no index of a folder. The exception is a package without "exports", whose
            // `index.js` Node takes.
            None if is_root && self.features.esm && is_open() => {
                self.module_file(wanted, &format!("{path}/index.js"))
            }
            found => found,
        }
    }

    /// `loadModuleFromSelfNameReference`
    pub(super) fn load_from_own_name(
        &mut self,
        wanted: Wanted,
        specifier: &str,
        directory: &str,
    ) -> Option<String> {
        let scope = self.disk.scope(directory).filter(|(_, manifest)| has_exports(manifest))?;
        let name = scope.1.get("name")?.as_str()?;
        let rest = specifier.strip_prefix(name).filter(|rest| rest.is_empty() || rest.starts_with('/'))?;
        let subpath = format!(".{}", normalized(rest));
        let typed = self.load_from_exports(self.typed(wanted), scope, &subpath);
        typed.or_else(|| self.load_from_exports(wanted.untyped(), scope, &subpath))
    }

    /// TypeScript and declarations, which are looked for first; nothing where no such file can be found.
    fn typed(&self, wanted: Wanted) -> Wanted {
        if self.disk.has_typed() { wanted.typed() } else { NOTHING }
    }
}

/// `mangleScopedPackageName`
fn mangled(name: &str) -> String {
    match name.strip_prefix('@') {
        Some(scoped) if scoped.contains('/') => scoped.replacen('/', "__", 1),
        _ => name.to_owned(),
    }
}

/// `parsePackageName`
fn split_name(name: &str) -> (&str, &str) {
    let slash =
        if name.starts_with('@') { name.match_indices('/').nth(1) } else { name.match_indices('/').next() };
    slash.and_then(|(at, _)| Some((name.get(..at)?, name.get(at + 1..)?))).unwrap_or((name, ""))
}
