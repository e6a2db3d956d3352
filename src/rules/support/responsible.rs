//! Which rule reports which problem: each kind leads to exactly one.

use crate::{
    facts::{Problem, Thrown},
    link::fault::FaultKind,
    manifest::dependencies::Declared,
    package::Package,
    resolve::{error::ResolveError, format::FormatError},
    rules::support::near::differing_only_by_case,
};

/// The name of the rule for a problem; `None` for one that breaks nothing and that no one should mind.
pub(in crate::rules) fn rule_for(problem: &Problem, package: &Package) -> Option<&'static str> {
    if !problem.breaks() && is_by_design(problem) {
        return None;
    }
    let rule = match &problem.thrown {
        Thrown::Target { error, .. } => for_error(error, package),
        Thrown::Fault(fault) => for_fault(&fault.kind, package),
    };
    Some(match rule {
        "missing-file" if !problem.breaks() => "deferred-missing-file",
        rule => rule,
    })
}

/// Whether a failure that comes later, or only perhaps, is likely to be meant: a URL is code for another runtime.
fn is_by_design(problem: &Problem) -> bool {
    let Thrown::Fault(fault) = &problem.thrown else { return false };
    let FaultKind::Unresolved(error) = &fault.kind else { return false };
    matches!(**error, ResolveError::UnsupportedEsmUrlScheme { .. })
}

fn for_fault(kind: &FaultKind, package: &Package) -> &'static str {
    match kind {
        FaultKind::Unresolved(error) => for_error(error, package),
        FaultKind::OutsidePackage => "outside-package",
        FaultKind::Undeclared { declared: Declared::DevOnly, .. } => "dev-dependency-only",
        FaultKind::Undeclared { .. } => "undeclared-dependency",
        FaultKind::Unloadable(error) => for_format(error, package),
        FaultKind::UnknownBuiltin => "unknown-builtin",
        FaultKind::Attribute => "import-attribute",
        FaultKind::Syntax => "syntax-error",
        FaultKind::ModuleSyntaxInCommonJs | FaultKind::CommonJsVariable { .. } => "wrong-format",
        FaultKind::MissingExport { .. } => "missing-export",
        FaultKind::AmbiguousExport { .. } => "ambiguous-export",
        FaultKind::RequiredModule | FaultKind::RequiredAsync { .. } => "require-of-module",
        FaultKind::ReadBeforeInitialization { .. } => "read-before-initialization",
    }
}

fn for_format(error: &FormatError, package: &Package) -> &'static str {
    match error {
        FormatError::UnknownFileExtension { .. } | FormatError::UnsupportedTypeStripping { .. } => {
            "unsupported-file"
        }
        FormatError::Scope(error) => for_error(error, package),
    }
}

fn for_error(error: &ResolveError, package: &Package) -> &'static str {
    match error {
        ResolveError::InvalidModuleSpecifier { .. }
        | ResolveError::InvalidUrlScheme
        | ResolveError::InvalidFileUrlHost
        | ResolveError::InvalidFileUrlPath
        | ResolveError::UriMalformed => "invalid-specifier",
        ResolveError::InvalidPackageConfig { detail: Some(detail), .. }
            if detail.starts_with("\"exports\" cannot") =>
        {
            "invalid-exports"
        }
        ResolveError::ManifestSyntax { at: Some(at), .. }
            if package
                .manifest_in(at.file.directory())
                .is_some_and(|manifest| manifest.document().is_ok()) =>
        {
            "invalid-exports"
        }
        ResolveError::InvalidPackageConfig { .. }
        | ResolveError::ManifestSyntax { .. }
        | ResolveError::NotAnObject => "invalid-package-json",
        ResolveError::InvalidPackageTarget { .. } => "invalid-target",
        ResolveError::PackagePathNotExported { .. } => "subpath-not-exported",
        ResolveError::PackageImportNotDefined { .. } => "import-not-defined",
        ResolveError::ModuleNotFound { missing, .. } if missing.starts_with('/') => "outside-package",
        ResolveError::ModuleNotFound { missing, .. }
            if differing_only_by_case(package, missing).is_some() =>
        {
            "case-mismatch"
        }
        ResolveError::ModuleNotFound { .. } => "missing-file",
        ResolveError::PackageNotFound { .. } => "undeclared-dependency",
        ResolveError::UnsupportedDirectoryImport { .. } => "directory-import",
        ResolveError::UnknownBuiltinModule { .. } => "unknown-builtin",
        ResolveError::UnsupportedEsmUrlScheme { .. } => "unsupported-url",
    }
}
