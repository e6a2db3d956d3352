//! LOOKUP_PACKAGE_SCOPE and READ_PACKAGE_JSON.

use crate::{
    json::JsonError,
    manifest::{Config, InvalidManifest, Manifest, PackageType},
    node::ManifestReader,
    resolve::{
        Mode, Resolver,
        disk::dirname,
        error::{ConfigFault, PackagePlace, ResolveError},
    },
    text::Span,
};

/// A package.json, and what Node reads from it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope<'p> {
    pub manifest: &'p Manifest,
    pub config: Config<'p>,
}

/// The algorithm that reads a package.json, which decides the words of the error.
#[derive(Clone, Copy, Debug)]
pub(super) enum ScopeReader<'a> {
    /// PACKAGE_RESOLVE, for `import "specifier"` from a path.
    Package { specifier: &'a str, base: &'a str },
    /// LOOKUP_PACKAGE_SCOPE of a path.
    Scope { path: &'a str },
    /// `require`.
    Cjs,
}

impl<'p> Resolver<'p> {
    /// READ_PACKAGE_JSON: returns the manifest in a folder, if there is one.
    pub(super) fn read_package_json(
        &self,
        directory: &str,
        reader: ScopeReader<'_>,
    ) -> Result<Option<Scope<'p>>, ResolveError> {
        let Some(manifest) = self.disk.manifest_in(directory) else { return Ok(None) };
        match manifest.config(self.profile.manifest_reader) {
            Ok(config) => Ok(Some(Scope { manifest, config })),
            Err(invalid) => Err(self.invalid_manifest(manifest, directory, &invalid, reader)),
        }
    }

    /// LOOKUP_PACKAGE_SCOPE: returns the nearest package.json above a file, and its folder.
    pub(super) fn lookup_package_scope(
        &self,
        path: &str,
        reader: ScopeReader<'_>,
    ) -> Result<Option<(Scope<'p>, String)>, ResolveError> {
        let mut directory = dirname(path);
        // Node compares the end of the text, so that for `import` a folder named `x_node_modules` stops the
        // search, too.
        while !is_boundary(directory, reader) {
            if let Some(scope) = self.read_package_json(directory, reader)? {
                return Ok(Some((scope, directory.to_owned())));
            }
            if directory == "/" {
                break;
            }
            directory = dirname(directory);
        }
        Ok(None)
    }

    /// Returns the `"type"` of the scope that a path is in.
    pub(super) fn package_type(&self, path: &str) -> Result<PackageType, ResolveError> {
        if let Some(known) = self.types.borrow().get(dirname(path)) {
            return Ok(*known);
        }
        // The reader decides the words of an error, and at which folder the search ends.
        let reader = if self.mode == Mode::Import { ScopeReader::Scope { path } } else { ScopeReader::Cjs };
        let scope = self.lookup_package_scope(path, reader)?;
        let found = scope.map_or(PackageType::None, |(scope, _)| scope.config.package_type);
        self.types.borrow_mut().insert(dirname(path).into(), found);
        Ok(found)
    }

    fn invalid_manifest(
        &self,
        manifest: &Manifest,
        directory: &str,
        invalid: &InvalidManifest,
        reader: ScopeReader<'_>,
    ) -> ResolveError {
        let path = self.disk.shown(&format!("{directory}/package.json")).to_owned();
        let at = Some(PackagePlace { file: manifest.path().clone(), span: span_of(invalid) });
        let fault = match invalid {
            InvalidManifest::NotJson(JsonError { limit: Some(reached), .. }) => {
                return ResolveError::NotRead { reached: reached.clone().in_file(manifest.path()), at };
            }
            InvalidManifest::NotJson(error) => ConfigFault::NotJson(error.message.clone()),
            _ => ConfigFault::Unsaid,
        };
        match (self.profile.manifest_reader, reader) {
            (ManifestReader::JsonParse, _) if matches!(invalid, InvalidManifest::NotAnObject(_)) => {
                ResolveError::NotAnObject
            }
            (ManifestReader::JsonParse, ScopeReader::Cjs) => ResolveError::ManifestSyntax {
                message: format!("Error parsing {path}: {}", fault.json_words()),
                at,
            },
            (ManifestReader::JsonParse, ScopeReader::Scope { path: importing }) => {
                let base = Some(self.disk.shown(importing).to_owned());
                ResolveError::InvalidPackageConfig { path, base, fault, at }
            }
            (reader_kind, ScopeReader::Package { specifier, base }) => {
                let base = Some(format!("\"{specifier}\" from {}", self.disk.shown(base)));
                // Nodes with simdjson say where the package was asked for, and nothing of what is wrong with
                // its package.json.
                let is_silent = reader_kind == ManifestReader::Simdjson;
                let fault = if is_silent { ConfigFault::Unsaid } else { fault };
                ResolveError::InvalidPackageConfig { path, base, fault, at }
            }
            (ManifestReader::Simdjson, _) => {
                ResolveError::InvalidPackageConfig { path, base: None, fault: ConfigFault::Unsaid, at }
            }
        }
    }
}

fn is_boundary(directory: &str, reader: ScopeReader<'_>) -> bool {
    match reader {
        ScopeReader::Cjs => directory.ends_with("/node_modules"),
        _ => directory.ends_with("node_modules"),
    }
}

fn span_of(invalid: &InvalidManifest) -> Span {
    match invalid {
        InvalidManifest::NotJson(error) => error.span,
        InvalidManifest::NotUtf8 => Span::default(),
        InvalidManifest::NotAnObject(span) | InvalidManifest::NotAString(_, span) => *span,
    }
}
