//! An entry point, and whether a package promises it to a mode.

use crate::{
    entry_points::{
        bins,
        name::{BehindName, behind_name},
    },
    package::Package,
    path::PackagePath,
    resolve::{
        Mode, Resolution, Resolved,
        error::{NotExported, PackagePlace, ResolveError},
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
    pub declared: Option<PackagePlace>,
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
            // Of "main", only a root that is closed to all is an entry point where there is "exports".
            Some(Err(ResolveError::PackagePathNotExported { .. })) if self.kind == EntryKind::Main => true,
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
    // Some packages of types name their declarations as "main".
    main.is_some_and(|main| !main.is_empty() && !main.ends_with(".d.ts"))
}

/// Returns the file that a resolution leads to.
pub fn target_file(resolution: &Resolution) -> Option<&PackagePath> {
    match &resolution.result {
        Ok(Resolved::File(path)) => Some(path),
        _ => None,
    }
}
