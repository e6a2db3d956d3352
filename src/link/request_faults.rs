//! The faults of a request: a destination that is wrong, or the way in which it asks.

use std::borrow::Cow;

use crate::{
    link::fault::{Fault, FaultKind},
    module::{ModuleRequest, RequestKind},
    node::AttributeErrors,
    package::Package,
    path::PackagePath,
    resolve::{
        error::{PackagePlace, ResolveError},
        format::{Format, FormatError},
    },
};

/// The consequence of a request that does not resolve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Harm {
    /// It fails where it stands.
    Now,
    /// It gives a URL, and a module that opens the URL finds nothing.
    Later,
    None,
}

/// Returns the consequence of an error. `new URL()` looks for no file, and may name one that is still to be
/// written; `import.meta.resolve()` gives a URL for files and folders that it does not find.
pub(super) fn harm(kind: RequestKind, error: &ResolveError) -> Harm {
    match (kind, error) {
        (RequestKind::ImportMetaResolve, ResolveError::ModuleNotFound { .. }) => Harm::Later,
        (RequestKind::Url, _)
        | (
            RequestKind::ImportMetaResolve,
            ResolveError::UnsupportedDirectoryImport { .. } | ResolveError::UnsupportedEsmUrlScheme { .. },
        ) => Harm::None,
        _ => Harm::Now,
    }
}

/// Returns the specifier that is resolved: to `new URL()`, "x" is "./x".
pub(super) fn specifier_of(request: &ModuleRequest) -> Cow<'_, str> {
    let specifier = request.specifier.value.as_str();
    let is_bare = || !specifier.starts_with(['.', '/']) && url::Url::parse(specifier).is_err();
    match request.kind {
        RequestKind::Url if is_bare() => Cow::Owned(format!("./{specifier}")),
        _ => Cow::Borrowed(specifier),
    }
}

/// Returns the fault of a request that Node does not resolve.
pub(super) fn unresolved(referrer: &PackagePath, request: &ModuleRequest, error: ResolveError) -> Fault {
    // A file that is not in another package, which was found, is missing there.
    let is_name = !request.specifier.value.starts_with(['.', '/']) && !referrer.is_outside();
    let is_outside = !is_name && error.missing().is_some_and(|missing| missing.starts_with('/'));
    let error = if is_name { in_dependency(error) } else { error };
    let names_builtin = request.specifier.value.starts_with("node:");
    let (code, message) = match (names_builtin, request.kind) {
        // `require` has an error of its own for `node:x`; `require.resolve` calls it a module that is not
        // found.
        (true, RequestKind::Require) => {
            ("ERR_UNKNOWN_BUILTIN_MODULE", format!("No such built-in module: {}", request.specifier.value))
        }
        _ => (error.code(), error.to_string()),
    };
    let missing = error.missing().map(str::to_owned);
    let kind = match error {
        _ if names_builtin => FaultKind::UnknownBuiltin,
        ResolveError::ModuleNotFound { .. } if is_outside => FaultKind::OutsidePackage,
        error => FaultKind::Unresolved(Box::new(error)),
    };
    Fault { kind, code, message, missing, ..at_specifier(referrer, request) }
}

/// Names what is missing in another package by its place below the consumer's folder.
fn in_dependency(error: ResolveError) -> ResolveError {
    match error {
        ResolveError::ModuleNotFound { loader, message, missing } => {
            let missing = missing.strip_prefix('/').map(str::to_owned).unwrap_or(missing);
            ResolveError::ModuleNotFound { loader, message, missing }
        }
        error => error,
    }
}

/// Returns what may make the missing file once the package is installed.
pub fn made_at_installation(package: &Package, error: &ResolveError, specifier: &str) -> Option<String> {
    let ResolveError::ModuleNotFound { missing, .. } = error else { return None };
    // A file that differs by case alone is a mistake of spelling, which no script mends.
    let is_packed_otherwise = || package.files().differing_only_by_case(missing).is_some();
    if missing.starts_with('/') || is_packed_otherwise() {
        return None;
    }
    package.made_at_installation(missing, specifier)
}

/// Returns the fault of a request for a file that Node finds, but does not load.
pub(super) fn unloadable(referrer: &PackagePath, request: &ModuleRequest, error: FormatError) -> Fault {
    Fault {
        code: error.code(),
        message: error.to_string(),
        kind: FaultKind::Unloadable(error),
        ..at_specifier(referrer, request)
    }
}

/// Returns Node's error for the attributes of an import: <https://nodejs.org/api/esm.html#import-attributes>.
pub(super) fn attribute_fault(
    referrer: &PackagePath,
    request: &ModuleRequest,
    path: &PackagePath,
    format: Format,
    words: AttributeErrors,
) -> Option<Fault> {
    let attributes = request.attributes.as_ref()?;
    let unsupported = attributes.iter().find(|attribute| attribute.key.value != "type");
    let asked = attributes.iter().find(|attribute| attribute.key.value == "type");
    let asked = asked.map(|attribute| attribute.value.value.as_str());
    let (code, message) = match (unsupported, asked, format) {
        (Some(attribute), ..) => unsupported_attribute(&attribute.key.value, &attribute.value.value, words),
        (None, Some("json"), Format::Json)
        | (None, None, Format::Module | Format::CommonJs | Format::Wasm | Format::Addon) => {
            return None;
        }
        (None, None, Format::Json) => missing_attribute(path, words),
        (None, Some("json"), _) => incompatible_attribute(path, words),
        (None, Some(other), _) => unsupported_attribute("type", other, words),
    };
    Some(Fault { kind: FaultKind::Attribute, code, message, ..at_specifier(referrer, request) })
}

/// Returns Node's error for JSON that is imported without its attribute.
pub(super) fn missing_attribute(path: &PackagePath, words: AttributeErrors) -> (&'static str, String) {
    match words {
        AttributeErrors::Assertion => (
            "ERR_IMPORT_ASSERTION_TYPE_MISSING",
            format!("Module \"{path}\" needs an import attribute of type \"json\""),
        ),
        AttributeErrors::Attribute => (
            "ERR_IMPORT_ATTRIBUTE_MISSING",
            format!("Module \"{path}\" needs an import attribute of \"type: json\""),
        ),
    }
}

fn incompatible_attribute(path: &PackagePath, words: AttributeErrors) -> (&'static str, String) {
    let code = match words {
        AttributeErrors::Assertion => "ERR_IMPORT_ASSERTION_TYPE_FAILED",
        AttributeErrors::Attribute => "ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE",
    };
    (code, format!("Module \"{path}\" is not of type \"json\""))
}

fn unsupported_attribute(key: &str, value: &str, words: AttributeErrors) -> (&'static str, String) {
    match words {
        AttributeErrors::Assertion => (
            "ERR_IMPORT_ASSERTION_TYPE_UNSUPPORTED",
            format!("Import attribute {key} \"{value}\" is unsupported"),
        ),
        AttributeErrors::Attribute => (
            "ERR_IMPORT_ATTRIBUTE_UNSUPPORTED",
            format!("Import attribute \"{key}\" with value \"{value}\" is not supported"),
        ),
    }
}

/// Returns a fault at the specifier of a request, for the caller to fill in.
pub(super) fn at_specifier(referrer: &PackagePath, request: &ModuleRequest) -> Fault {
    Fault {
        kind: FaultKind::Attribute,
        code: "",
        message: String::new(),
        missing: None,
        at: PackagePlace { file: referrer.clone(), span: request.specifier.span },
        when: request.when,
    }
}
