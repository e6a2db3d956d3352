//! "exports" and "imports" as TypeScript reads them. Unlike Node, it goes on where a condition comes to nothing.

use crate::{
    json::{JsonContent, JsonNode},
    manifest::{
        Manifest, filled,
        subpaths::{Exports, SubpathEntry, Subpaths},
        target::{Branch, Target},
    },
    node::ManifestReader,
    resolve::typescript::{
        files::joined,
        lookup::{MapKind, PlacedManifest, TypesLookup},
        profile::TypesMode,
        stars::ExpandingKeys,
        wanted::Wanted,
    },
};

/// The most targets of "imports" that lead on to a package, one inside the other.
const MOST_PACKAGES: u8 = 8;

/// The value of "exports", unless absent or `null`.
pub(super) fn exports_of(manifest: &Manifest) -> Option<&JsonNode> {
    manifest.get("exports").filter(|node| node.value != JsonContent::Null)
}

/// Tells whether "exports" is true to JavaScript.
pub(super) fn has_exports(manifest: &Manifest) -> bool {
    exports_of(manifest).is_some_and(|node| match &node.value {
        JsonContent::Null | JsonContent::Bool(false) => false,
        JsonContent::Number(number) => *number != 0.0,
        JsonContent::String(text) => !text.is_empty(),
        _ => true,
    })
}

/// The text that stands for `*`, or that follows a folder mapping.
#[derive(Clone, Copy)]
struct Rest<'a> {
    text: &'a str,
    is_pattern: bool,
}

const NOTHING: Rest<'_> = Rest { text: "", is_pattern: false };

/// A map of package.json, and the folder of that package.json.
#[derive(Clone, Copy)]
struct TargetMap<'a> {
    folder: &'a str,
    kind: MapKind,
}

impl<'p> TypesLookup<'_, 'p> {
    /// `loadModuleFromExports`
    pub(super) fn load_from_exports(
        &mut self,
        wanted: Wanted,
        scope: PlacedManifest<'_, 'p>,
        subpath: &str,
    ) -> Option<String> {
        let (folder, manifest) = scope;
        if wanted.is_empty() {
            return None;
        }
        let map = TargetMap { folder, kind: MapKind::Exports };
        match manifest.exports(ManifestReader::JsonParse)? {
            Exports::Subpaths(subpaths) if subpath == "." => {
                self.target(wanted, &subpaths.get(".")?.target, NOTHING, map)
            }
            Exports::Subpaths(subpaths) => self.load_from_map(wanted, subpaths, subpath, map),
            // Node refuses it; TypeScript takes the root all the same.
            Exports::Mixed(_) if subpath == "." => {
                let target = Target::read(manifest.get("exports")?.get(".")?);
                self.target(wanted, &target, NOTHING, map)
            }
            _ => None,
        }
    }

    /// `loadModuleFromImports`
    pub(super) fn load_from_imports(
        &mut self,
        wanted: Wanted,
        name: &str,
        directory: &str,
    ) -> Option<String> {
        if name == "#" || name.starts_with("#/") {
            return None;
        }
        let (folder, manifest) = self.disk.scope(directory)?;
        let imports = manifest.imports(ManifestReader::JsonParse)?;
        self.load_from_map(wanted, imports, name, TargetMap { folder, kind: MapKind::Imports })
    }

    /// `loadModuleFromExportsOrImports`
    fn load_from_map(
        &mut self,
        wanted: Wanted,
        map: &Subpaths,
        name: &str,
        of: TargetMap<'_>,
    ) -> Option<String> {
        let is_exact = !name.ends_with('/') && !name.contains('*');
        if let Some(entry) = map.get(name).filter(|_| is_exact) {
            return self.target(wanted, &entry.target, NOTHING, of);
        }
        let (entry, rest) = self.expanding(map, name, of)?;
        self.target(wanted, &entry.target, rest, of)
    }

    /// The best key with a `*` or a final `/`, and what it stands for.
    fn expanding<'m, 'n>(
        &self,
        map: &'m Subpaths,
        name: &'n str,
        of: TargetMap<'_>,
    ) -> Option<(&'m SubpathEntry, Rest<'n>)> {
        let mut known = self.expanding.borrow_mut();
        let known = known.entry(of.kind).or_default();
        if !known.contains_key(of.folder) {
            let keys = map.entries().iter().map(|entry| entry.key.value.as_str());
            known.insert(of.folder.into(), ExpandingKeys::of(keys));
        }
        let (found, is_pattern) = known.get(of.folder)?.find(name)?;
        Some((map.entries().get(found.place)?, Rest { text: found.star, is_pattern }))
    }

    /// `loadModuleFromTargetExportOrImport`
    fn target(
        &mut self,
        wanted: Wanted,
        target: &Target,
        rest: Rest<'_>,
        of: TargetMap<'_>,
    ) -> Option<String> {
        match target {
            Target::Path(path) => self.target_path(wanted, &path.value, rest, of),
            Target::Conditions(branches, _) => self.conditions(wanted, branches, rest, of),
            Target::Fallbacks(targets, _) => {
                targets.iter().find_map(|target| self.target(wanted, target, rest, of))
            }
            Target::Null(_) | Target::Invalid(_) => None,
        }
    }

    fn conditions(
        &mut self,
        wanted: Wanted,
        branches: &[Branch],
        rest: Rest<'_>,
        of: TargetMap<'_>,
    ) -> Option<String> {
        let mut came_to_nothing = false;
        for branch in branches {
            if !self.holds(&branch.condition.value) {
                continue;
            }
            self.met_null |= matches!(branch.target, Target::Null(_));
            let found = self.target(wanted, &branch.target, rest, of);
            if found.is_some() {
                self.fell_back |= came_to_nothing;
                return found;
            }
            came_to_nothing = true;
        }
        None
    }

    fn holds(&mut self, condition: &str) -> bool {
        self.met_types |= condition.starts_with("types");
        self.met_syntax |= matches!(condition, "import" | "require");
        self.met_node |= condition == "node";
        let is_versioned = || {
            let range = condition.strip_prefix("types@").filter(|_| self.conditions.contains(&"types"));
            range.is_some_and(|range| self.disk.includes(range))
        };
        condition == "default" || self.conditions.contains(&condition) || is_versioned()
    }

    fn target_path(
        &mut self,
        wanted: Wanted,
        path: &str,
        rest: Rest<'_>,
        of: TargetMap<'_>,
    ) -> Option<String> {
        // A folder mapping (`"./lib/": "./dist/"`) needs a folder as its target.
        if !rest.is_pattern && !rest.text.is_empty() && !path.ends_with('/') {
            return None;
        }
        let full = if rest.is_pattern { filled(path, rest.text) } else { format!("{path}{}", rest.text) };
        let Some(inside) = path.strip_prefix("./") else {
            let is_path = path.starts_with("../") || path.starts_with('/');
            // Without the bound, a target that leads back to its own key (`"#a": "#a"`) would go on without
            // end.
            if of.kind == MapKind::Exports || is_path || self.depth >= MOST_PACKAGES {
                return None;
            }
            return self.package_target(wanted, &full, of.folder);
        };
        if is_forbidden(inside) || is_forbidden(rest.text) {
            return None;
        }
        self.load_from_field(wanted, &joined(of.folder, &full))
    }

    /// A target of "imports" that names a package.
    fn package_target(&mut self, wanted: Wanted, specifier: &str, folder: &str) -> Option<String> {
        self.depth += 1;
        // The mode tells only whether declarations have a pass of their own, which they have in node10.
        let mode = if self.features.exports { TypesMode::Bundler } else { TypesMode::Node10 };
        let found = self.resolve(specifier, folder, wanted, mode);
        self.depth -= 1;
        found
    }
}

fn is_forbidden(path: &str) -> bool {
    path.split('/').any(|segment| matches!(segment, "." | ".." | "node_modules"))
}
