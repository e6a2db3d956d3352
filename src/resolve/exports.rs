//! PACKAGE_EXPORTS_RESOLVE and PACKAGE_IMPORTS_RESOLVE.

use url::Url;

use crate::{
    manifest::{
        Manifest,
        subpaths::{Exports, SubpathEntry, Subpaths},
        target::Target,
    },
    resolve::{
        Resolver,
        error::{ConfigFault, Field, NotExported, PackagePlace, ResolveError},
        manifest_errors::{directory_of, invalid_config, shown_base},
        package::manifest_url,
        scope::ScopeReader,
        step::StepKind,
        target::{Outcome, TargetRequest},
        urls::url_to_path,
    },
    text::Span,
};

impl<'p> Resolver<'p> {
    /// PACKAGE_EXPORTS_RESOLVE(packageURL, subpath, exports, conditions).
    ///
    /// `base` is absent for `require` of another package; that changes the words only.
    pub(super) fn package_exports_resolve(
        &mut self,
        manifest_url: &Url,
        subpath: &str,
        manifest: &'p Manifest,
        exports: &'p Exports,
        base: Option<&Url>,
    ) -> Result<Url, ResolveError> {
        let subpaths = self.subpaths_of(exports, manifest, manifest_url, base)?;
        let place = |span: Span| PackagePlace { file: manifest.path().clone(), span };
        let Some((entry, star)) = exports_entry(subpaths, subpath) else {
            let at = manifest.get("exports").map(|node| place(node.span));
            return Err(self.not_exported(manifest_url, subpath, base, NotExported::NoKey, at));
        };
        self.step_into(entry, star, manifest);
        let request = TargetRequest {
            manifest,
            manifest_url,
            key: &entry.key.value,
            star,
            field: Field::Exports,
            base,
        };
        match self.package_target_resolve(&request, &entry.target)? {
            Outcome::Url(url) => Ok(url),
            Outcome::Null => Err(self.not_exported(
                manifest_url,
                subpath,
                base,
                NotExported::Excluded,
                Some(place(entry.key.span)),
            )),
            Outcome::Undefined => {
                let (why, span) = match self.subpaths_below(&entry.target) {
                    Some(span) => (NotExported::SubpathsBelowCondition, span),
                    None => (NotExported::NoConditionMatched, entry.key.span),
                };
                Err(self.not_exported(manifest_url, subpath, base, why, Some(place(span))))
            }
        }
    }

    /// Returns the first subpath that is a key below a condition that holds.
    fn subpaths_below(&self, target: &Target) -> Option<Span> {
        let Target::Conditions(branches, _) = target else { return None };
        let holds = |condition: &str| condition == "default" || self.conditions.contains(condition);
        branches.iter().find_map(|branch| match branch.condition.value.as_str() {
            key if key == "." || key.starts_with("./") => Some(branch.condition.span),
            key if holds(key) => self.subpaths_below(&branch.target),
            _ => None,
        })
    }

    /// PACKAGE_IMPORTS_RESOLVE(specifier, parentURL, conditions).
    pub(super) fn package_imports_resolve(
        &mut self,
        specifier: &str,
        base: &Url,
    ) -> Result<Url, ResolveError> {
        let base_path = url_to_path(base)?;
        // 2. If specifier is exactly equal to "#" or starts with "#/": Invalid Module Specifier.
        //    Newer Nodes allow "#/…"; all refuse a "/" at the end.
        let slash_refused = specifier.starts_with("#/") && !self.profile.hash_slash_imports;
        if specifier == "#" || slash_refused || specifier.ends_with('/') {
            return Err(ResolveError::InvalidModuleSpecifier {
                request: specifier.to_owned(),
                reason: "is not a valid internal imports specifier name".to_owned(),
                base: Some(self.disk.shown(&base_path).to_owned()),
            });
        }
        // 3.–5. The scope of parentURL, and PACKAGE_IMPORTS_EXPORTS_RESOLVE in its "imports".
        let scope = self.lookup_package_scope(&base_path, ScopeReader::Scope { path: &base_path })?;
        let Some((scope, directory)) = scope else {
            return Err(self.import_not_defined(specifier, None, &base_path, None));
        };
        if let Some(imports) = scope.config.imports
            && let Some((entry, star)) = imports_entry(imports, specifier)
        {
            self.step_into(entry, star, scope.manifest);
            let manifest_url = manifest_url(&directory)?;
            let request = TargetRequest {
                manifest: scope.manifest,
                manifest_url: &manifest_url,
                key: &entry.key.value,
                star,
                field: Field::Imports,
                base: Some(base),
            };
            if let Outcome::Url(url) = self.package_target_resolve(&request, &entry.target)? {
                return Ok(url);
            }
        }
        // 6. Throw a Package Import Not Defined error.
        let at = scope.manifest.get("imports").map(|node| node.span);
        let at = at.map(|span| PackagePlace { file: scope.manifest.path().clone(), span });
        Err(self.import_not_defined(specifier, Some(&directory), &base_path, at))
    }

    fn step_into(&mut self, entry: &SubpathEntry, star: Option<&str>, manifest: &Manifest) {
        let key = entry.key.value.clone();
        let kind = match star {
            None => StepKind::Key(key),
            Some(star) => StepKind::Pattern { key, star: star.to_owned() },
        };
        let at = PackagePlace { file: manifest.path().clone(), span: entry.key.span };
        self.step(kind, Some(at));
    }

    /// Step 1: if exports is an Object with both keys that start with "." and keys that do not, the package
    /// configuration is invalid.
    fn subpaths_of<'e>(
        &self,
        exports: &'e Exports,
        manifest: &Manifest,
        manifest_url: &Url,
        base: Option<&Url>,
    ) -> Result<&'e Subpaths, ResolveError> {
        static NONE: std::sync::LazyLock<Subpaths> = std::sync::LazyLock::new(Subpaths::default);
        match exports {
            Exports::Subpaths(subpaths) => Ok(subpaths),
            // Nodes that read package.json by `JSON.parse` take `true` or a number for "exports" without any key.
            Exports::Scalar => Ok(&NONE),
            Exports::Mixed(span) => {
                Err(invalid_config(&self.disk, manifest, manifest_url, base, ConfigFault::MixedKeys, *span)?)
            }
            Exports::NotJson(span) => Err(ResolveError::ExportsSyntax {
                at: Some(PackagePlace { file: manifest.path().clone(), span: *span }),
            }),
        }
    }

    fn not_exported(
        &self,
        manifest_url: &Url,
        subpath: &str,
        base: Option<&Url>,
        why: NotExported,
        at: Option<PackagePlace>,
    ) -> ResolveError {
        ResolveError::PackagePathNotExported {
            directory: directory_of(&self.disk, manifest_url),
            subpath: subpath.to_owned(),
            base: shown_base(&self.disk, base),
            why,
            at,
        }
    }

    fn import_not_defined(
        &self,
        specifier: &str,
        directory: Option<&str>,
        base: &str,
        at: Option<PackagePlace>,
    ) -> ResolveError {
        ResolveError::PackageImportNotDefined {
            specifier: specifier.to_owned(),
            directory: directory.map(|directory| format!("{}/", self.disk.shown(directory))),
            base: self.disk.shown(base).to_owned(),
            at,
        }
    }
}

/// PACKAGE_IMPORTS_EXPORTS_RESOLVE, the choice of the key, for "exports".
pub(super) fn exports_entry<'e, 'r>(
    subpaths: &'e Subpaths,
    request: &'r str,
) -> Option<(&'e SubpathEntry, Option<&'r str>)> {
    // 1. If matchKey ends in "/", Node's code does not look it up, but still lets patterns match.
    // 2. If matchKey is a key of matchObj and does not contain "*" …
    let exact = subpaths.get(request).filter(|_| !request.contains('*') && !request.ends_with('/'));
    match exact {
        Some(entry) => Some((entry, None)),
        // 3.–4. … else the best pattern by PATTERN_KEY_COMPARE.
        None => subpaths.matching(request).map(|(entry, star)| (entry, Some(star))),
    }
}

/// Like [`exports_entry`], but for "imports": a key that is there and leads nowhere does not fall on to
/// patterns.
fn imports_entry<'e, 'r>(
    imports: &'e Subpaths,
    request: &'r str,
) -> Option<(&'e SubpathEntry, Option<&'r str>)> {
    match imports.get(request).filter(|_| !request.contains('*')) {
        Some(entry) => Some((entry, None)),
        None => imports.matching(request).map(|(entry, star)| (entry, Some(star))),
    }
}
