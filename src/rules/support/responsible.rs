//! The rule that reports each problem: each kind of problem has exactly one rule.

use crate::{
    entry_points::{EntryKind, declares_main},
    facts::{Facts, Problem, ThrownBy},
    hash::HashMap,
    link::{fault::FaultKind, made_at_installation},
    manifest::dependencies::DependencyKind,
    package::Package,
    resolve::{
        error::{NotExported, ResolveError},
        format::FormatError,
    },
    rules::support::{near::differing_only_by_case, words::is_of_disk},
};

/// The rules that report problems, each named as its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::rules) enum ProblemRule {
    AmbiguousExport,
    BrokenDependency,
    CaseMismatch,
    DeadSubpath,
    DeferredMissingFile,
    DeferredUndeclaredDependency,
    DevDependencyOnly,
    DirectoryImport,
    ImportAttribute,
    ImportNotDefined,
    InvalidExports,
    InvalidPackageJson,
    InvalidSpecifier,
    InvalidTarget,
    LimitReached,
    MadeAtInstallation,
    MissingAsset,
    MissingExport,
    MissingFile,
    NoMain,
    OutsidePackage,
    ReadBeforeInitialization,
    RequireOfModule,
    SubpathNotExported,
    SyntaxError,
    ThrowsWhileLoading,
    UndeclaredDependency,
    UnkeptPromise,
    UnknownBuiltin,
    UnsettledAwait,
    UnsupportedFile,
    UnsupportedUrl,
    WrongFormat,
}

/// Returns the problems of each rule, in their order.
pub(in crate::rules) fn by_rule<'f>(facts: &'f Facts<'_>) -> HashMap<ProblemRule, Vec<&'f Problem>> {
    let mut all: HashMap<ProblemRule, Vec<&Problem>> = HashMap::default();
    for problem in &facts.problems {
        if let Some(rule) = rule_for(problem, facts.package) {
            all.entry(rule).or_default().push(problem);
        }
    }
    all
}

/// Returns the problems that some rules report.
pub(in crate::rules) fn problems_of<'f>(
    facts: &'f Facts<'_>,
    rules: &[ProblemRule],
) -> impl Iterator<Item = &'f Problem> {
    let is_theirs =
        |problem: &&Problem| rule_for(problem, facts.package).is_some_and(|rule| rules.contains(&rule));
    facts.problems.iter().filter(is_theirs)
}

/// Returns the rule for a problem; `None` for one that breaks nothing and matters to no one.
fn rule_for(problem: &Problem, package: &Package) -> Option<ProblemRule> {
    let rule = match &problem.thrown {
        // For a folder, `require` reports that there is no such file.
        ThrownBy::Target {
            kind: EntryKind::Export,
            error: ResolveError::ModuleNotFound { missing, .. },
            ..
        } if package.files().is_directory(missing) => ProblemRule::DirectoryImport,
        ThrownBy::Target { error, .. } if made_at_installation(package, error, "").is_some() => {
            ProblemRule::MadeAtInstallation
        }
        ThrownBy::Target { kind: EntryKind::Main, error: ResolveError::ModuleNotFound { .. }, .. }
            if !declares_main(package) =>
        {
            ProblemRule::NoMain
        }
        ThrownBy::Target { error, .. } => for_error(error, package),
        // A fault in a file of another package is that package's, whatever its kind.
        ThrownBy::Fault(fault)
            if fault.at.file.is_outside() && !matches!(fault.kind, FaultKind::MadeAtInstallation { .. }) =>
        {
            ProblemRule::BrokenDependency
        }
        ThrownBy::Fault(fault) => for_fault(&fault.kind, package),
        ThrownBy::Unkept(_) => ProblemRule::UnkeptPromise,
    };
    let rule = match rule {
        ProblemRule::MissingFile if is_of_disk(problem) => ProblemRule::OutsidePackage,
        ProblemRule::MissingFile if !problem.breaks() => ProblemRule::DeferredMissingFile,
        ProblemRule::UndeclaredDependency | ProblemRule::DevDependencyOnly if !problem.breaks() => {
            ProblemRule::DeferredUndeclaredDependency
        }
        // Of another package only what certainly runs matters.
        ProblemRule::BrokenDependency if !problem.breaks() => return None,
        // A URL that is loaded later, or only perhaps, is for another runtime.
        ProblemRule::UnsupportedUrl if !problem.breaks() => return None,
        rule => rule,
    };
    Some(rule)
}

fn for_fault(kind: &FaultKind, own: &Package) -> ProblemRule {
    match kind {
        FaultKind::Unresolved(error) => for_error(error, own),
        FaultKind::MadeAtInstallation { .. } => ProblemRule::MadeAtInstallation,
        FaultKind::OutsidePackage => ProblemRule::OutsidePackage,
        // A module that Node lacks, which `require` looks for like a package.
        FaultKind::Undeclared { package, .. } if package.starts_with("node:") => ProblemRule::UnknownBuiltin,
        // `bun:sqlite` and `cloudflare:sockets` are modules of other runtimes, and no packages.
        FaultKind::Undeclared { package, .. } if package.contains(':') => ProblemRule::UnsupportedUrl,
        FaultKind::Undeclared { declared: DependencyKind::DevOnly, .. } => ProblemRule::DevDependencyOnly,
        FaultKind::Undeclared { .. } => ProblemRule::UndeclaredDependency,
        FaultKind::Unloadable(error) => for_format(error, own),
        FaultKind::UnknownBuiltin => ProblemRule::UnknownBuiltin,
        FaultKind::Attribute => ProblemRule::ImportAttribute,
        FaultKind::Syntax => ProblemRule::SyntaxError,
        FaultKind::Limit(_) => ProblemRule::LimitReached,
        FaultKind::ModuleSyntaxInCommonJs | FaultKind::CommonJsVariable { .. } => ProblemRule::WrongFormat,
        FaultKind::MissingExport { .. } => ProblemRule::MissingExport,
        FaultKind::AmbiguousExport { .. } => ProblemRule::AmbiguousExport,
        FaultKind::RequiredModule
        | FaultKind::RequiredAsync { .. }
        | FaultKind::RequiredWasm { .. }
        | FaultKind::RequiredInCycle { .. }
        | FaultKind::RequiredBeforeItsTurn
        | FaultKind::RequiredWhileWaiting { .. } => ProblemRule::RequireOfModule,
        FaultKind::ReadBeforeInitialization { .. } => ProblemRule::ReadBeforeInitialization,
        FaultKind::UnsettledAwait { .. } => ProblemRule::UnsettledAwait,
        FaultKind::MissingAsset { .. } => ProblemRule::MissingAsset,
        FaultKind::Throws(_) => ProblemRule::ThrowsWhileLoading,
    }
}

fn for_format(error: &FormatError, package: &Package) -> ProblemRule {
    match error {
        FormatError::UnknownFileExtension { .. } | FormatError::UnsupportedTypeStripping { .. } => {
            ProblemRule::UnsupportedFile
        }
        FormatError::Scope(error) => for_error(error, package),
    }
}

fn for_error(error: &ResolveError, package: &Package) -> ProblemRule {
    match error {
        ResolveError::InvalidModuleSpecifier { .. }
        | ResolveError::InvalidUrlScheme
        | ResolveError::InvalidFileUrlHost
        | ResolveError::InvalidFileUrlPath
        | ResolveError::UriMalformed => ProblemRule::InvalidSpecifier,
        ResolveError::InvalidPackageConfig { fault, .. } if fault.is_in_exports() => {
            ProblemRule::InvalidExports
        }
        ResolveError::ExportsSyntax { .. } => ProblemRule::InvalidExports,
        ResolveError::InvalidPackageConfig { .. }
        | ResolveError::ManifestSyntax { .. }
        | ResolveError::NotAnObject => ProblemRule::InvalidPackageJson,
        ResolveError::NotRead { .. } => ProblemRule::LimitReached,
        ResolveError::InvalidPackageTarget { .. } => ProblemRule::InvalidTarget,
        ResolveError::PackagePathNotExported { why: NotExported::SubpathsBelowCondition, .. } => {
            ProblemRule::DeadSubpath
        }
        ResolveError::PackagePathNotExported { .. } => ProblemRule::SubpathNotExported,
        ResolveError::PackageImportNotDefined { .. } => ProblemRule::ImportNotDefined,
        // A path of the package is relative here; one that begins with `/` leads out of it.
        ResolveError::ModuleNotFound { missing, .. } if missing.starts_with('/') => {
            ProblemRule::OutsidePackage
        }
        ResolveError::ModuleNotFound { missing, .. }
            if differing_only_by_case(package, missing).is_some() =>
        {
            ProblemRule::CaseMismatch
        }
        ResolveError::ModuleNotFound { .. } => ProblemRule::MissingFile,
        ResolveError::PackageNotFound { .. } => ProblemRule::UndeclaredDependency,
        ResolveError::UnsupportedDirectoryImport { .. } => ProblemRule::DirectoryImport,
        ResolveError::UnknownBuiltinModule { .. } => ProblemRule::UnknownBuiltin,
        ResolveError::UnsupportedEsmUrlScheme { .. } | ResolveError::InvalidDataUrl { .. } => {
            ProblemRule::UnsupportedUrl
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

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
            (undeclared("node:x", DependencyKind::Nowhere), "unknown-builtin"),
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
            (Kind::UnsettledAwait { cycle: Vec::new() }, "unsettled-await"),
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
            let fault = Fault { kind, code: "E", message: text("words"), missing, at, when };
            (ThrownBy::Fault(Arc::new(fault)), rule)
        });
        for (thrown, rule) in targets.chain(faults) {
            let found = reported(&package, thrown.clone()).into_sorted();
            let rows: Vec<_> = found.iter().map(|found| (found.rule, found.severity)).collect();
            assert_eq!(rows, [(rule, Severity::Error)], "{thrown:?}");
        }
    }
}
