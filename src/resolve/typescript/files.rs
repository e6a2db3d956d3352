//! Paths to files: extensions replaced by those that TypeScript looks for, or added.

use crate::resolve::typescript::{
    lookup::TypesLookup,
    wanted::{Wanted, is_typescript},
};

/// `extensionsToRemove`, in its order.
const REMOVABLE: [&str; 11] =
    [".d.ts", ".d.mts", ".d.cts", ".mjs", ".mts", ".cjs", ".cts", ".ts", ".js", ".tsx", ".jsx"];
const LONGEST_EXTENSION: usize = ".d.mts".len();
const DECLARATION: [&str; 3] = [".d.ts", ".d.cts", ".d.mts"];

/// A path without empty, `.` and `..` segments; `..` at the root stays there.
pub(super) fn normalized(path: &str) -> String {
    joined("", path)
}

/// A path from a folder that is written without such segments.
pub(super) fn joined(folder: &str, path: &str) -> String {
    let mut found = String::with_capacity(folder.len() + path.len() + 1);
    found.push_str(folder);
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => found.truncate(found.rfind('/').unwrap_or_default()),
            _ => {
                found.push('/');
                found.push_str(segment);
            }
        }
    }
    found
}

/// `normalizePathForCJSResolution`: a path that ends in `.` or `..` means a folder, and keeps a final `/`.
pub(super) fn relative(directory: &str, specifier: &str) -> Option<String> {
    let directory = if specifier.starts_with('/') { "" } else { directory };
    let is_folder = specifier.rsplit('/').next().is_some_and(|last| matches!(last, "" | "." | ".."));
    let path = joined(directory, specifier);
    Some(if is_folder { path + "/" } else { path })
}

pub(super) fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The extension that TypeScript knows, at the end of a path.
pub(super) fn known_extension(path: &str) -> Option<&'static str> {
    REMOVABLE.into_iter().chain([".json"]).find(|extension| path.ends_with(extension))
}

/// `isDeclarationFileName`
pub(super) fn is_declaration_name(path: &str) -> bool {
    let name = base_name(path);
    let is_arbitrary = || {
        let stem = name.strip_suffix(".ts").and_then(|stem| stem.split_once(".d."));
        stem.is_some()
    };
    DECLARATION.iter().any(|extension| name.ends_with(extension)) || is_arbitrary()
}

impl TypesLookup<'_, '_> {
    fn existing(&self, path: String) -> Option<String> {
        self.disk.is_file(&path).then_some(path)
    }

    /// `tryFile`
    pub(super) fn file_at(&self, path: &str) -> Option<String> {
        self.existing(path.to_owned())
    }

    /// `nodeLoadModuleByRelativeName`
    pub(super) fn by_relative_name(
        &mut self,
        wanted: Wanted,
        path: &str,
        reads_manifest: bool,
    ) -> Option<String> {
        let folder = path.strip_suffix('/');
        if folder.is_none()
            && let Some(found) = self.module_file(wanted, path)
        {
            return Some(found);
        }
        let folder = folder.unwrap_or(path);
        // The import of a relative folder is refused in an ES module, as Node refuses it.
        if self.features.esm {
            return None;
        }
        let manifest = if reads_manifest { self.disk.manifest(folder) } else { None };
        self.directory(wanted, folder, manifest.map(|manifest| (folder, manifest)))
    }

    /// `loadModuleFromFile`
    pub(super) fn module_file(&self, wanted: Wanted, path: &str) -> Option<String> {
        let replaced = self.with_replaced_extension(wanted, path);
        if replaced.is_some() || self.features.esm {
            return replaced;
        }
        self.with_extension(wanted, path, "")
    }

    /// `loadModuleFromFileNoImplicitExtensions`
    fn with_replaced_extension(&self, wanted: Wanted, path: &str) -> Option<String> {
        if !base_name(path).contains('.') {
            return None;
        }
        let known = REMOVABLE.iter().find_map(|extension| path.strip_suffix(extension));
        // Other files may be declared, too: `x.css` by `x.d.css.ts`.
        let stem = known.or_else(|| path.rsplit_once('.').map(|(stem, _)| stem))?;
        self.with_extension(wanted, stem, path.strip_prefix(stem)?)
    }

    /// `loadFileNameFromPackageJsonField`
    pub(super) fn load_from_field(&self, wanted: Wanted, path: &str) -> Option<String> {
        let ends = |extensions: &[&str]| extensions.iter().any(|extension| path.ends_with(extension));
        if (wanted.typescript && is_typescript(path)) || (wanted.declaration && ends(&DECLARATION)) {
            return self.file_at(path);
        }
        self.with_replaced_extension(wanted, path)
    }

    /// `tryAddingExtensions`
    fn with_extension(&self, wanted: Wanted, stem: &str, original: &str) -> Option<String> {
        let (typescript, declaration, javascript): (&[&str], &str, &[&str]) = match original {
            ".mjs" | ".mts" | ".d.mts" => (&[".mts"], ".d.mts", &[".mjs"]),
            ".cjs" | ".cts" | ".d.cts" => (&[".cts"], ".d.cts", &[".cjs"]),
            ".tsx" | ".jsx" => (&[".tsx", ".ts"], ".d.ts", &[".jsx", ".js"]),
            ".ts" | ".d.ts" | ".js" | "" => (&[".ts", ".tsx"], ".d.ts", &[".js", ".jsx"]),
            ".json" => {
                let declaration = || self.existing(format!("{stem}.d.json.ts"));
                let json = || self.existing(format!("{stem}.json"));
                let declared = wanted.declaration.then(declaration).flatten();
                return declared.or_else(|| wanted.json.then(json).flatten());
            }
            other => {
                let is_declared = is_declaration_name(&format!("{stem}{other}"));
                let path = || format!("{stem}.d{other}.ts");
                return (wanted.declaration && !is_declared).then(path).and_then(|path| self.existing(path));
            }
        };
        let typescript = if wanted.typescript { typescript } else { &[] };
        let declaration = wanted.declaration.then_some(declaration);
        let javascript = if wanted.javascript { javascript } else { &[] };
        let extensions = typescript.iter().copied().chain(declaration).chain(javascript.iter().copied());
        // One text for all of them: most packages have nothing but the last.
        let mut path = String::with_capacity(stem.len() + LONGEST_EXTENSION);
        path.push_str(stem);
        for extension in extensions {
            path.truncate(stem.len());
            path.push_str(extension);
            if self.disk.is_file(&path) {
                return Some(path);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_without_odd_segments() {
        for (path, expected) in [
            ("/a/b", "/a/b"),
            ("a//b/./c/../d/", "/a/b/d"),
            ("/../a", "/a"),
            ("/a/..", ""),
            ("/a/../..", ""),
            ("/", ""),
            ("", ""),
        ] {
            assert_eq!(normalized(path), expected, "{path}");
        }
    }
}
