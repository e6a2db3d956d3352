//! ESM_FILE_FORMAT, and the formats of `require`: the format in which Node loads a file.

use std::fmt;

use crate::{
    manifest::PackageType,
    module::{Detected, detect},
    path::PackagePath,
    resolve::{Mode, Resolver, error::ResolveError},
};

/// The formats of modules, with Node's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    Module,
    CommonJs,
    Json,
    Wasm,
    Addon,
}

/// The reason for which Node does not load a file that it has found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    UnknownFileExtension {
        extension: String,
        path: String,
    },
    /// TypeScript below `node_modules`.
    UnsupportedTypeStripping {
        path: String,
        /// Node's name for the format that it refuses; `None` if only the syntax would tell.
        format: Option<&'static str>,
    },
    /// The package.json of the file's scope cannot be read.
    Scope(Box<ResolveError>),
}

impl Resolver<'_> {
    /// Returns the format in which Node loads a file of the package.
    ///
    /// # Errors
    /// As Node's, for an extension that it does not know, for TypeScript, and for a broken package.json.
    ///
    /// <https://nodejs.org/api/esm.html#resolution-algorithm-specification> (ESM_FILE_FORMAT)
    pub fn format_of(&self, path: &PackagePath) -> Result<Format, FormatError> {
        Ok(self.declared_format_of(path)?.unwrap_or_else(|| self.detected_format_of(path)))
    }

    /// Like [`Resolver::format_of`], but without a look at the syntax; `None` if only the syntax tells.
    ///
    /// # Errors
    /// As [`Resolver::format_of`].
    pub fn declared_format_of(&self, path: &PackagePath) -> Result<Option<Format>, FormatError> {
        let file = FormatQuestion { resolver: self, path, absolute: self.disk.path_of(path) };
        match self.mode {
            Mode::Import => file.imported(),
            Mode::Require => file.required(),
        }
    }

    /// DETECT_MODULE_SYNTAX.
    fn detected_format_of(&self, path: &PackagePath) -> Format {
        let source = self.disk.contents(path);
        if source.len() as u64 > self.disk.package().limits().javascript_bytes {
            return Format::CommonJs; // It is not read either way.
        }
        detect(source, &self.profile).into()
    }
}

struct FormatQuestion<'a, 'p> {
    resolver: &'a Resolver<'p>,
    path: &'a PackagePath,
    absolute: String,
}

impl Resolver<'_> {
    /// Returns true if a file is an ES module by its extension or by `"type"`, not by its syntax alone.
    pub fn is_declared_module(&self, path: &PackagePath) -> bool {
        match path.extension() {
            _ if path.as_str().ends_with(".mjs") => true,
            ".js" => self.is_in_module_scope(path),
            _ => false,
        }
    }

    /// Returns true if `"type"` makes the `.js` files beside a file ES modules.
    pub fn is_in_module_scope(&self, path: &PackagePath) -> bool {
        self.package_type(&self.disk.path_of(path)) == Ok(PackageType::Module)
    }
}

impl FormatQuestion<'_, '_> {
    fn imported(&self) -> Result<Option<Format>, FormatError> {
        match self.path.extension() {
            ".mjs" => Ok(Some(Format::Module)),
            ".cjs" => Ok(Some(Format::CommonJs)),
            ".json" => Ok(Some(Format::Json)),
            ".js" => self.by_type(),
            ".wasm" if self.resolver.profile.import_wasm => Ok(Some(Format::Wasm)),
            ".node" if self.resolver.profile.import_addon => Ok(Some(Format::Addon)),
            // Every installed package lies below `node_modules`, where Node strips no types.
            ".ts" | ".mts" | ".cts" if self.resolver.profile.strip_types => Err(self.type_stripping()),
            "" if !self.resolver.profile.import_extensionless => {
                Err(FormatError::UnknownFileExtension { extension: String::new(), path: self.shown() })
            }
            // Node looks at the first four bytes of a file without extension, whatever "type" says.
            "" if self.is_wasm() => Ok(Some(Format::Wasm)),
            "" => self.by_type(),
            extension => {
                Err(FormatError::UnknownFileExtension { extension: extension.to_owned(), path: self.shown() })
            }
        }
    }

    fn required(&self) -> Result<Option<Format>, FormatError> {
        match self.path.extension() {
            // Node looks at the end of the name only, so that a file named `.mjs` has that extension, too.
            _ if self.path.as_str().ends_with(".mjs") => Ok(Some(Format::Module)),
            ".cjs" => Ok(Some(Format::CommonJs)),
            ".json" => Ok(Some(Format::Json)),
            ".node" => Ok(Some(Format::Addon)),
            ".js" => self.by_type(),
            ".ts" | ".mts" | ".cts" if self.resolver.profile.strip_types => Err(self.type_stripping()),
            "" if self.resolver.profile.require_extensionless_by_type => self.by_type(),
            // Any other file is run as a script.
            _ => Ok(None),
        }
    }

    fn by_type(&self) -> Result<Option<Format>, FormatError> {
        let package_type = self.resolver.package_type(&self.absolute);
        match package_type.map_err(|error| FormatError::Scope(Box::new(error)))? {
            PackageType::Module => Ok(Some(Format::Module)),
            PackageType::CommonJs => Ok(Some(Format::CommonJs)),
            PackageType::None => Ok(None),
        }
    }

    fn is_wasm(&self) -> bool {
        self.resolver.profile.import_wasm && self.resolver.disk.contents(self.path).starts_with(b"\0asm")
    }

    fn type_stripping(&self) -> FormatError {
        let format = match self.path.extension() {
            ".mts" => Some("module-typescript"),
            ".cts" => Some("commonjs-typescript"),
            _ => match self.resolver.package_type(&self.absolute) {
                Ok(PackageType::Module) => Some("module-typescript"),
                Ok(PackageType::CommonJs) => Some("commonjs-typescript"),
                _ => None,
            },
        };
        FormatError::UnsupportedTypeStripping { path: self.shown(), format }
    }

    fn shown(&self) -> String {
        self.resolver.disk.shown(&self.absolute).to_owned()
    }
}

impl From<Detected> for Format {
    fn from(detected: Detected) -> Self {
        match detected {
            Detected::Module => Self::Module,
            Detected::CommonJs => Self::CommonJs,
        }
    }
}

impl Format {
    /// Node's name of the format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Module => "module",
            Self::CommonJs => "commonjs",
            Self::Json => "json",
            Self::Wasm => "wasm",
            Self::Addon => "addon",
        }
    }
}

impl FormatError {
    /// Node's `error.code`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownFileExtension { .. } => "ERR_UNKNOWN_FILE_EXTENSION",
            Self::UnsupportedTypeStripping { .. } => "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING",
            Self::Scope(error) => error.code(),
        }
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownFileExtension { extension, path } => {
                write!(f, "Unknown file extension \"{extension}\" for {path}")
            }
            Self::UnsupportedTypeStripping { path, .. } => {
                write!(
                    f,
                    "Stripping types is currently unsupported for files under node_modules, for \"{path}\""
                )
            }
            Self::Scope(error) => error.fmt(f),
        }
    }
}
