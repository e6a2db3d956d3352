//! The rule that reports each problem: each kind of problem has exactly one rule.

use crate::{
    entry_points::{EntryKind, declares_main},
    facts::{Problem, ThrownBy},
    link::{fault::FaultKind, made_at_installation},
    manifest::dependencies::DependencyKind,
    package::Package,
    resolve::{
        error::{NotExported, ResolveError},
        format::FormatError,
    },
    rules::support::near::differing_only_by_case,
};

/// Returns the name of the rule for a problem; `None` for one that breaks nothing and matters to no one.
pub(in crate::rules) fn rule_for(problem: &Problem, package: &Package) -> Option<&'static str> {
    let rule =
        match &problem.thrown {
            // For a folder, `require` reports that there is no such file.
            ThrownBy::Target {
                kind: EntryKind::Export,
                error: ResolveError::ModuleNotFound { missing, .. },
                ..
            } if package.files().is_directory(missing) => "directory-import",
            ThrownBy::Target { error, .. } if made_at_installation(package, error, "").is_some() => {
                "made-at-installation"
            }
            ThrownBy::Target {
                kind: EntryKind::Main, error: ResolveError::ModuleNotFound { .. }, ..
            } if !declares_main(package) => "no-main",
            ThrownBy::Target { error, .. } => for_error(error, package),
            ThrownBy::Fault(fault) if fault.at.file.is_outside() => "broken-dependency",
            ThrownBy::Fault(fault) => for_fault(&fault.kind, package),
            ThrownBy::Unkept(_) => "unkept-promise",
        };
    let rule = match rule {
        "missing-file" if !problem.breaks() => "deferred-missing-file",
        "undeclared-dependency" | "dev-dependency-only" if !problem.breaks() => {
            "deferred-undeclared-dependency"
        }
        "broken-dependency" if !problem.breaks() => return None,
        // A URL that is loaded later, or only perhaps, is for another runtime.
        "unsupported-url" if !problem.breaks() => return None,
        rule => rule,
    };
    Some(rule)
}

fn for_fault(kind: &FaultKind, own: &Package) -> &'static str {
    match kind {
        FaultKind::Unresolved(error) => for_error(error, own),
        FaultKind::MadeAtInstallation { .. } => "made-at-installation",
        FaultKind::OutsidePackage => "outside-package",
        FaultKind::Undeclared { package, .. } if package.contains(':') => "unsupported-url",
        FaultKind::Undeclared { declared: DependencyKind::DevOnly, .. } => "dev-dependency-only",
        FaultKind::Undeclared { .. } => "undeclared-dependency",
        FaultKind::Unloadable(error) => for_format(error, own),
        FaultKind::UnknownBuiltin => "unknown-builtin",
        FaultKind::Attribute => "import-attribute",
        FaultKind::Syntax => "syntax-error",
        FaultKind::Limit(_) => "limit-reached",
        FaultKind::ModuleSyntaxInCommonJs | FaultKind::CommonJsVariable { .. } => "wrong-format",
        FaultKind::MissingExport { .. } => "missing-export",
        FaultKind::AmbiguousExport { .. } => "ambiguous-export",
        FaultKind::RequiredModule
        | FaultKind::RequiredAsync { .. }
        | FaultKind::RequiredWasm { .. }
        | FaultKind::RequiredInCycle { .. }
        | FaultKind::RequiredBeforeItsTurn
        | FaultKind::RequiredWhileWaiting { .. } => "require-of-module",
        FaultKind::ReadBeforeInitialization { .. } => "read-before-initialization",
        FaultKind::MissingAsset { .. } => "missing-asset",
        FaultKind::Throws(_) => "throws-while-loading",
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
        ResolveError::InvalidPackageConfig { fault, .. } if fault.is_in_exports() => "invalid-exports",
        ResolveError::ExportsSyntax { .. } => "invalid-exports",
        ResolveError::InvalidPackageConfig { .. }
        | ResolveError::ManifestSyntax { .. }
        | ResolveError::NotAnObject => "invalid-package-json",
        ResolveError::NotRead { .. } => "limit-reached",
        ResolveError::InvalidPackageTarget { .. } => "invalid-target",
        ResolveError::PackagePathNotExported { why: NotExported::SubpathsBelowCondition, .. } => {
            "dead-subpath"
        }
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
        ResolveError::UnsupportedEsmUrlScheme { .. } | ResolveError::InvalidDataUrl { .. } => {
            "unsupported-url"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diagnostic::{RuleFindings, Severity},
        facts::Facts,
        files::FileTree,
        limits::Limits,
        link::fault::Fault,
        path::PackagePath,
        resolve::{
            Mode,
            error::{ConfigFault, Field, Loader, PackagePlace},
        },
        rules,
        text::Span,
    };

    fn text(text: &str) -> String {
        text.to_owned()
    }

    fn not_found(missing: &str) -> ResolveError {
        ResolveError::ModuleNotFound {
            loader: Loader::Esm,
            message: text("not found"),
            missing: text(missing),
        }
    }

    fn invalid_config(fault: ConfigFault) -> ResolveError {
        ResolveError::InvalidPackageConfig { path: text("package.json"), base: None, fault, at: None }
    }

    /// Every variant of [`ResolveError`], and the rule for it.
    fn errors() -> Vec<(ResolveError, &'static str)> {
        use ResolveError as Error;
        vec![
            (
                Error::InvalidModuleSpecifier { request: text("a%2f"), reason: text("is odd"), base: None },
                "invalid-specifier",
            ),
            (invalid_config(ConfigFault::NumericKeys), "invalid-exports"),
            (invalid_config(ConfigFault::MixedKeys), "invalid-exports"),
            (invalid_config(ConfigFault::Unsaid), "invalid-package-json"),
            (Error::ExportsSyntax { at: None }, "invalid-exports"),
            (Error::ManifestSyntax { message: text("Unexpected end"), at: None }, "invalid-package-json"),
            (
                Error::InvalidPackageTarget {
                    field: Field::Exports,
                    directory: text("/"),
                    key: text("."),
                    target: text("a.js"),
                    base: None,
                    at: None,
                },
                "invalid-target",
            ),
            (
                Error::PackagePathNotExported {
                    directory: text("/"),
                    subpath: text("./x"),
                    base: None,
                    why: NotExported::NoKey,
                    at: None,
                },
                "subpath-not-exported",
            ),
            (
                Error::PackageImportNotDefined {
                    specifier: text("#x"),
                    directory: None,
                    base: text("/a.js"),
                    at: None,
                },
                "import-not-defined",
            ),
            (not_found("gone.js"), "missing-file"),
            (not_found("A.js"), "case-mismatch"),
            (not_found("/node_modules/gone.js"), "outside-package"),
            (
                Error::PackageNotFound {
                    loader: Loader::Esm,
                    message: text("not found"),
                    package: text("x"),
                },
                "undeclared-dependency",
            ),
            (
                Error::UnsupportedDirectoryImport { path: text("/lib"), base: text("/a.js"), hint: None },
                "directory-import",
            ),
            (Error::UnknownBuiltinModule { specifier: text("node:x") }, "unknown-builtin"),
            (Error::UnsupportedEsmUrlScheme { message: text("scheme") }, "unsupported-url"),
            (Error::InvalidUrlScheme, "invalid-specifier"),
            (Error::InvalidFileUrlHost, "invalid-specifier"),
            (Error::InvalidFileUrlPath, "invalid-specifier"),
            (Error::UriMalformed, "invalid-specifier"),
            (Error::NotAnObject, "invalid-package-json"),
            (
                Error::NotRead { reached: Limits::default().json_depth().reached("deep"), at: None },
                "limit-reached",
            ),
        ]
    }

    /// Every variant of [`FaultKind`], and the rule for it.
    fn faults() -> Vec<(FaultKind, &'static str)> {
        use FaultKind as Kind;
        let unresolved = |(error, rule)| (Kind::Unresolved(Box::new(error)), rule);
        let mut all: Vec<_> = errors().into_iter().map(unresolved).collect();
        let undeclared = |package: &str, declared| Kind::Undeclared { package: package.to_owned(), declared };
        all.extend([
            (Kind::OutsidePackage, "outside-package"),
            (undeclared("x", DependencyKind::Nowhere), "undeclared-dependency"),
            (undeclared("x", DependencyKind::DevOnly), "dev-dependency-only"),
            (undeclared("bun:x", DependencyKind::Nowhere), "unsupported-url"),
            (
                Kind::Unloadable(FormatError::UnknownFileExtension {
                    extension: text(".css"),
                    path: text("/a.css"),
                }),
                "unsupported-file",
            ),
            (
                Kind::Unloadable(FormatError::UnsupportedTypeStripping { path: text("/a.ts"), format: None }),
                "unsupported-file",
            ),
            (
                Kind::Unloadable(FormatError::Scope(Box::new(invalid_config(ConfigFault::Unsaid)))),
                "invalid-package-json",
            ),
            (Kind::UnknownBuiltin, "unknown-builtin"),
            (Kind::Attribute, "import-attribute"),
            (Kind::Syntax, "syntax-error"),
            (Kind::ModuleSyntaxInCommonJs, "wrong-format"),
            (Kind::CommonJsVariable { name: "module" }, "wrong-format"),
            (
                Kind::MissingExport { name: text("x"), provider: text("a.js"), near: Vec::new() },
                "missing-export",
            ),
            (Kind::AmbiguousExport { name: text("x"), provider: text("a.js") }, "ambiguous-export"),
            (Kind::RequiredModule, "require-of-module"),
            (Kind::RequiredAsync { awaiting: PackagePath::new("a.js").unwrap() }, "require-of-module"),
            (Kind::RequiredInCycle { cycle: Vec::new() }, "require-of-module"),
            (Kind::RequiredBeforeItsTurn, "require-of-module"),
            (Kind::RequiredWhileWaiting { cycle: Vec::new() }, "require-of-module"),
            (Kind::Throws(crate::module::ThrowKind::UndefinedThis), "throws-while-loading"),
            (
                Kind::ReadBeforeInitialization { name: text("x"), cycle: Vec::new() },
                "read-before-initialization",
            ),
        ]);
        all
    }

    fn reported(package: &Package, thrown: ThrownBy) -> RuleFindings {
        let at = Some(PackagePlace { file: PackagePath::new("a.js").unwrap(), span: Span::default() });
        let (entry_points, modes) = ([text(".")].into(), [Mode::Import].into());
        let reached_from = [].into();
        let problem = Problem { thrown, at, request: None, entry_points, modes, reached_from };
        rules::check(&Facts::new(package, Vec::new(), vec![problem]), &[])
    }

    #[test]
    fn whatever_breaks_an_entry_point_is_one_error_of_one_rule() {
        let files = [("package.json", r#"{"name":"p"}"#), ("a.js", "")];
        let package = Package::new(FileTree::of(files));
        let targets = errors().into_iter().map(|(error, rule)| {
            (ThrownBy::Target { kind: EntryKind::Export, subpath: text("."), error }, rule)
        });
        let faults = faults().into_iter().map(|(kind, rule)| {
            let missing = match &kind {
                FaultKind::Unresolved(error) => error.missing().map(str::to_owned),
                FaultKind::Undeclared { package, .. } => Some(package.clone()),
                _ => None,
            };
            let at = PackagePlace { file: PackagePath::new("a.js").unwrap(), span: Span::default() };
            let when = crate::module::When::Link;
            (ThrownBy::Fault(Fault { kind, code: "E", message: text("words"), missing, at, when }), rule)
        });
        for (thrown, rule) in targets.chain(faults) {
            let found = reported(&package, thrown.clone()).into_sorted();
            let rows: Vec<_> = found.iter().map(|found| (found.rule, found.severity)).collect();
            assert_eq!(rows, [(rule, Severity::Error)], "{thrown:?}");
        }
    }
}
