//! The formats of files as TypeScript tells them.

use crate::{
    manifest::Manifest,
    package::Package,
    path::{PackagePath, parent},
};

/// The format of a file as TypeScript tells it: by its extension, else by "type".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ModuleKind {
    Module,
    CommonJs,
    Json,
}

/// Tells whether package.json names declarations.
pub fn declares_types(package: &Package) -> bool {
    let manifest = package.manifest();
    let names = |field| manifest.and_then(|it| it.get(field)?.as_str()).is_some_and(|path| !path.is_empty());
    names("types") || names("typings")
}

/// Tells whether a file has the extension of TypeScript.
pub(super) fn is_typescript(path: &PackagePath) -> bool {
    matches!(path.extension(), ".ts" | ".tsx" | ".mts" | ".cts")
}

impl ModuleKind {
    pub fn of(package: &Package, path: &PackagePath) -> Option<Self> {
        match path.extension() {
            ".mts" | ".mjs" => Some(Self::Module),
            ".cts" | ".cjs" => Some(Self::CommonJs),
            ".json" => Some(Self::Json),
            ".ts" | ".tsx" | ".js" | ".jsx" => Some(by_type(package, path)),
            _ => None,
        }
    }

    /// Tells whether a file is JavaScript.
    pub fn is_script(file: &PackagePath) -> bool {
        matches!(file.extension(), ".js" | ".mjs" | ".cjs" | ".jsx")
    }

    /// Tells whether a file declares types.
    pub fn is_declared_by(file: &PackagePath) -> bool {
        is_typescript(file)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Module => "module",
            Self::CommonJs => "commonjs",
            Self::Json => "json",
        }
    }
}

/// The nearest package.json decides; without "type" it is CommonJS.
fn by_type(package: &Package, path: &PackagePath) -> ModuleKind {
    let folders = std::iter::successors(Some(path.directory()), |folder| parent(folder));
    let mut manifests = folders.filter_map(|folder| package.manifest_in(folder));
    let is_module = |manifest: &Manifest| {
        manifest.get("type").and_then(|node| node.as_str()).is_some_and(|kind| kind == "module")
    };
    if manifests.next().is_some_and(is_module) { ModuleKind::Module } else { ModuleKind::CommonJs }
}
