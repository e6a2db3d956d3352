//! The errors of resolution, with Node's codes and words.

use std::fmt;

use crate::{limits::LimitReached, path::PackagePath, text::Span};

/// A place in a file of the package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackagePlace {
    pub file: PackagePath,
    pub span: Span,
}

/// "exports" or "imports".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Exports,
    Imports,
}

/// The reason for which a subpath is not exported; Node does not tell these apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotExported {
    /// No key and no pattern matches.
    NoKey,
    /// The key's target is `null`.
    Excluded,
    /// None of the conditions at the key holds.
    NoConditionMatched,
    /// A condition that holds has subpaths as keys, which Node takes for conditions.
    SubpathsBelowCondition,
}

/// The reason why Node refuses a package.json as a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigFault {
    /// Node gives no reason.
    Unsaid,
    /// The text is no JSON, in the words of `JSON.parse`.
    NotJson(String),
    /// "exports" has keys that begin with a dot and keys that do not.
    MixedKeys,
    /// "exports" has a key that is an array index.
    NumericKeys,
}

impl ConfigFault {
    /// Tells whether the fault lies in "exports".
    pub fn is_in_exports(&self) -> bool {
        matches!(self, Self::MixedKeys | Self::NumericKeys)
    }

    /// Returns the words of `JSON.parse`; empty if it had nothing to say.
    pub(super) fn json_words(&self) -> &str {
        match self {
            Self::NotJson(words) => words,
            _ => "",
        }
    }
}

/// The end of Node's sentence, with its full stop.
impl fmt::Display for ConfigFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsaid => f.write_str("."),
            Self::NotJson(words) => write!(f, ". {words}"),
            Self::MixedKeys => f.write_str(
                ". \"exports\" cannot contain some keys starting with '.' and some not. The exports object must either \
                 be an object of package subpath keys or an object of main entry condition name keys only.",
            ),
            Self::NumericKeys => f.write_str(". \"exports\" cannot contain numeric property keys."),
        }
    }
}

/// The loader that does not find a module; it decides the words and the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loader {
    /// `ERR_MODULE_NOT_FOUND`.
    Esm,
    /// `MODULE_NOT_FOUND`.
    Cjs,
}

/// The error of a specifier that does not resolve. Paths are as the consumer sees them, from `node_modules`
/// on.
///
/// Codes and words are Node's: <https://nodejs.org/api/errors.html#nodejs-error-codes>.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResolveError {
    InvalidModuleSpecifier {
        request: String,
        reason: String,
        base: Option<String>,
    },
    InvalidPackageConfig {
        path: String,
        base: Option<String>,
        fault: ConfigFault,
        at: Option<PackagePlace>,
    },
    /// A package.json that exceeds a limit and was not read; Node's answer is not known.
    NotRead {
        reached: LimitReached,
        at: Option<PackagePlace>,
    },
    /// A package.json that `JSON.parse` refuses: a plain `SyntaxError`.
    ManifestSyntax {
        message: String,
        at: Option<PackagePlace>,
    },
    /// A JSON text inside "exports" that `JSON.parse` refuses: a plain `SyntaxError`.
    ExportsSyntax {
        at: Option<PackagePlace>,
    },
    InvalidPackageTarget {
        field: Field,
        directory: String,
        key: String,
        target: String,
        base: Option<String>,
        at: Option<PackagePlace>,
    },
    PackagePathNotExported {
        directory: String,
        subpath: String,
        base: Option<String>,
        why: NotExported,
        at: Option<PackagePlace>,
    },
    PackageImportNotDefined {
        specifier: String,
        directory: Option<String>,
        base: String,
        at: Option<PackagePlace>,
    },
    /// A file of this package, or of one packed with it, that is not there.
    ModuleNotFound {
        loader: Loader,
        message: String,
        missing: String,
    },
    /// A package that is not in the tarball.
    PackageNotFound {
        loader: Loader,
        message: String,
        package: String,
    },
    UnsupportedDirectoryImport {
        path: String,
        base: String,
        hint: Option<String>,
    },
    UnknownBuiltinModule {
        specifier: String,
    },
    UnsupportedEsmUrlScheme {
        message: String,
    },
    /// A `data:` URL that Node does not load.
    InvalidDataUrl {
        code: &'static str,
        message: String,
    },
    InvalidUrlScheme,
    InvalidFileUrlHost,
    InvalidFileUrlPath,
    UriMalformed,
    /// `null` as "exports" or as the whole package.json, which makes older Nodes throw a `TypeError`.
    NotAnObject,
}

impl ResolveError {
    /// Node's `error.code`, or the error's name if it has no code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidModuleSpecifier { .. } => "ERR_INVALID_MODULE_SPECIFIER",
            Self::InvalidPackageConfig { .. } => "ERR_INVALID_PACKAGE_CONFIG",
            Self::NotRead { .. } => "ERR_PACKPROOF_LIMIT",
            Self::ManifestSyntax { .. } | Self::ExportsSyntax { .. } => "SyntaxError",
            Self::InvalidPackageTarget { .. } => "ERR_INVALID_PACKAGE_TARGET",
            Self::PackagePathNotExported { .. } => "ERR_PACKAGE_PATH_NOT_EXPORTED",
            Self::PackageImportNotDefined { .. } => "ERR_PACKAGE_IMPORT_NOT_DEFINED",
            Self::ModuleNotFound { loader, .. } | Self::PackageNotFound { loader, .. } => loader.code(),
            Self::UnsupportedDirectoryImport { .. } => "ERR_UNSUPPORTED_DIR_IMPORT",
            Self::UnknownBuiltinModule { .. } => "ERR_UNKNOWN_BUILTIN_MODULE",
            Self::UnsupportedEsmUrlScheme { .. } => "ERR_UNSUPPORTED_ESM_URL_SCHEME",
            Self::InvalidDataUrl { code, .. } => code,
            Self::InvalidUrlScheme => "ERR_INVALID_URL_SCHEME",
            Self::InvalidFileUrlHost => "ERR_INVALID_FILE_URL_HOST",
            Self::InvalidFileUrlPath => "ERR_INVALID_FILE_URL_PATH",
            Self::UriMalformed => "URIError",
            Self::NotAnObject => "TypeError",
        }
    }

    /// The place in a package.json that causes the error, if there is one.
    pub fn at(&self) -> Option<&PackagePlace> {
        match self {
            Self::InvalidPackageConfig { at, .. }
            | Self::NotRead { at, .. }
            | Self::ManifestSyntax { at, .. }
            | Self::ExportsSyntax { at }
            | Self::InvalidPackageTarget { at, .. }
            | Self::PackagePathNotExported { at, .. }
            | Self::PackageImportNotDefined { at, .. } => at.as_ref(),
            _ => None,
        }
    }

    /// The path or package that is missing, if one is.
    pub fn missing(&self) -> Option<&str> {
        match self {
            Self::ModuleNotFound { missing, .. } => Some(missing),
            Self::PackageNotFound { package, .. } => Some(package),
            _ => None,
        }
    }
}

impl Loader {
    fn code(self) -> &'static str {
        match self {
            Self::Esm => "ERR_MODULE_NOT_FOUND",
            Self::Cjs => "MODULE_NOT_FOUND",
        }
    }
}

impl Field {
    pub fn name(self) -> &'static str {
        match self {
            Self::Exports => "exports",
            Self::Imports => "imports",
        }
    }
}

impl fmt::Display for ResolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidModuleSpecifier { request, reason, base } => {
                write!(f, "Invalid module \"{request}\" {reason}{}", ImportedFrom(base))
            }
            Self::InvalidPackageConfig { path, base, fault, .. } => {
                write!(f, "Invalid package config {path}{}{fault}", Prefixed(" while importing ", base))
            }
            Self::ExportsSyntax { .. } => f.write_str("\"exports\" starts like JSON but is none"),
            Self::ManifestSyntax { message, .. } | Self::UnsupportedEsmUrlScheme { message } => {
                f.write_str(message)
            }
            Self::InvalidPackageTarget { field, directory, key, target, base, .. } => {
                write_invalid_target(f, *field, directory, key, target, base)
            }
            Self::PackagePathNotExported { directory, subpath, base, .. } => match subpath.as_str() {
                "." => {
                    write!(f, "No \"exports\" main defined in {directory}package.json{}", ImportedFrom(base))
                }
                _ => write!(
                    f,
                    "Package subpath '{subpath}' is not defined by \"exports\" in {directory}package.json{}",
                    ImportedFrom(base)
                ),
            },
            Self::PackageImportNotDefined { specifier, directory, base, .. } => {
                write!(f, "Package import specifier \"{specifier}\" is not defined")?;
                if let Some(directory) = directory {
                    write!(f, " in package {directory}package.json")?;
                }
                write!(f, " imported from {base}")
            }
            Self::ModuleNotFound { message, .. } | Self::PackageNotFound { message, .. } => {
                f.write_str(message)
            }
            Self::UnsupportedDirectoryImport { path, base, hint } => write!(
                f,
                "Directory import '{path}' is not supported resolving ES modules imported from {base}{}",
                Prefixed("\n", hint)
            ),
            Self::UnknownBuiltinModule { specifier } => write!(f, "No such built-in module: {specifier}"),
            Self::InvalidDataUrl { message, .. } => f.write_str(message),
            Self::InvalidUrlScheme => f.write_str("The URL must be of scheme file"),
            Self::InvalidFileUrlHost => f.write_str("File URL host must be \"localhost\" or empty on linux"),
            Self::InvalidFileUrlPath => f.write_str("File URL path must not include encoded / characters"),
            Self::UriMalformed => f.write_str("URI malformed"),
            Self::NotRead { reached, .. } => reached.fmt(f),
            Self::NotAnObject => f.write_str("Cannot convert undefined or null to object"),
        }
    }
}

fn write_invalid_target(
    f: &mut fmt::Formatter<'_>,
    field: Field,
    directory: &str,
    key: &str,
    target: &str,
    base: &Option<String>,
) -> fmt::Result {
    let quoted = serde_json::Value::from(target);
    let name = field.name();
    match key {
        "." => write!(
            f,
            "Invalid \"exports\" main target {quoted} defined in the package config {directory}package.json"
        )?,
        _ => write!(
            f,
            "Invalid \"{name}\" target {quoted} defined for '{key}' in the package config {directory}package.json"
        )?,
    }
    write!(f, "{}", ImportedFrom(base))?;
    if field == Field::Exports && !target.is_empty() && !target.starts_with("./") {
        f.write_str("; targets must start with \"./\"")
    } else {
        Ok(())
    }
}

/// The text ` imported from …`, or nothing.
struct ImportedFrom<'a>(&'a Option<String>);

impl fmt::Display for ImportedFrom<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Prefixed(" imported from ", self.0).fmt(f)
    }
}

/// A text behind a prefix, or nothing.
struct Prefixed<'a>(&'a str, &'a Option<String>);

impl fmt::Display for Prefixed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.1.as_ref().map_or(Ok(()), |text| write!(f, "{}{text}", self.0))
    }
}
