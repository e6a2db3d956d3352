//! Folders: "typings", "types", "main" and "typesVersions" of a package.json.

use crate::{
    json::{JsonContent, JsonNode},
    manifest::Manifest,
    resolve::typescript::{
        disk::VersionPaths,
        files::{known_extension, normalized},
        lookup::{PlacedManifest, TypesLookup},
        wanted::{DECLARATIONS, Wanted},
    },
};

/// The loader of a path that "typesVersions" gives.
#[derive(Clone, Copy)]
pub(super) enum PathsLoader {
    /// That of a folder's own file.
    Directory,
    /// That of a package below `node_modules`.
    Package { is_root: bool },
}

impl<'p> TypesLookup<'_, 'p> {
    /// `loadNodeModuleFromDirectoryWorker`
    pub(super) fn directory(
        &mut self,
        wanted: Wanted,
        folder: &str,
        manifest: Option<PlacedManifest<'_, 'p>>,
    ) -> Option<String> {
        // For a subpath TypeScript hands over the package.json of the root: its fields do not count here, its
        // "typesVersions" do.
        let own = manifest.filter(|(place, _)| *place == folder).map(|(_, manifest)| manifest);
        let field = own.and_then(|manifest| package_file(manifest, wanted));
        let field = field.map(|field| normalized(&format!("{folder}/{field}")));
        let index = format!("{folder}/index");
        if let Some(paths) = manifest.and_then(|(_, manifest)| self.disk.version_paths(manifest)) {
            let file = field.as_deref().unwrap_or(&index);
            if let Some(inside) = file.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')) {
                let found = self.by_paths(wanted, inside, folder, &paths, PathsLoader::Directory, manifest);
                if let Some(result) = found {
                    return result;
                }
            }
        }
        if let Some(field) = field
            && let Some(found) = self.own_file(wanted, &field, manifest)
        {
            return Some(found);
        }
        if self.features.esm { None } else { self.module_file(wanted, &index) }
    }

    /// The loader inside `loadNodeModuleFromDirectoryWorker`
    fn own_file(
        &mut self,
        wanted: Wanted,
        path: &str,
        manifest: Option<PlacedManifest<'_, 'p>>,
    ) -> Option<String> {
        let found = self.load_from_field(wanted, path);
        if found.is_some() {
            return found;
        }
        // TypeScript lets "types" name a `.ts` file even where only declarations are looked for.
        let wanted = if wanted == DECLARATIONS { Wanted { typescript: true, ..wanted } } else { wanted };
        let features = self.features;
        let is_module = manifest
            .and_then(|(_, manifest)| manifest.get("type")?.as_str())
            .is_some_and(|kind| kind == "module");
        // In a package of CommonJS "main" may lack its extension, also for those who import it from an ES
        // module.
        self.features.esm &= is_module;
        let found = self.by_relative_name(wanted, path, false);
        self.features = features;
        found
    }

    /// `tryLoadModuleUsingPaths`: `Some` where a pattern matches, even if it leads nowhere.
    pub(super) fn by_paths(
        &mut self,
        wanted: Wanted,
        name: &str,
        base: &str,
        paths: &VersionPaths<'p>,
        loader: PathsLoader,
        manifest: Option<PlacedManifest<'_, 'p>>,
    ) -> Option<Option<String>> {
        let (targets, star) = paths.matching(name)?;
        let JsonContent::Array(targets) = &targets.value else { return Some(None) };
        let found = targets.iter().filter_map(JsonNode::as_str).find_map(|target| {
            let path = match star {
                "" => target.to_owned(),
                star => target.replacen('*', star, 1),
            };
            let path = normalized(&format!("{base}/{path}"));
            // A target with an extension is taken as it stands, before any other extension is tried.
            let is_file = known_extension(target).and_then(|_| self.file_at(&path));
            is_file.or_else(|| match loader {
                PathsLoader::Directory => self.own_file(wanted, &path, manifest),
                PathsLoader::Package { is_root } => self.package_path(wanted, &path, is_root, manifest),
            })
        });
        Some(found)
    }
}

fn text<'m>(manifest: &'m Manifest, field: &str) -> Option<&'m str> {
    manifest.get(field)?.as_str().filter(|text| !text.is_empty())
}

/// The file that a package.json names; "typings" wins.
fn package_file(manifest: &Manifest, wanted: Wanted) -> Option<&str> {
    let types = || text(manifest, "typings").or_else(|| text(manifest, "types"));
    let types = wanted.declaration.then(types).flatten();
    let takes_main = wanted.typescript || wanted.javascript || wanted.declaration;
    types.or_else(|| takes_main.then(|| text(manifest, "main")).flatten())
}
