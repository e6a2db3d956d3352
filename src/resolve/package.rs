//! PACKAGE_RESOLVE and PACKAGE_SELF_RESOLVE: from a bare specifier to a file of a package.

use url::Url;

use crate::{
    node::is_builtin_without_scheme,
    resolve::{
        Resolver,
        disk::{Stat, dirname},
        error::{Loader, ResolveError},
        found_package::FoundPackage,
        scope::{Scope, ScopeReader},
        step::StepKind,
        urls::{join, path_to_url, url_to_path},
    },
};

/// The parts of a bare specifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BareSpecifier<'s> {
    pub name: &'s str,
    /// The part behind the name, its `/` included; empty for the package itself.
    pub rest: &'s str,
}

/// Splits a bare specifier into its parts; `None` if the name is not valid.
///
/// ```
/// # use packproof::resolve::parse_package_name;
/// assert_eq!(parse_package_name("@s/p/a/b").unwrap().rest, "/a/b");
/// assert!(parse_package_name("@s").is_none());
/// ```
pub fn parse_package_name(specifier: &str) -> Option<BareSpecifier<'_>> {
    // 4.1–4.4 of PACKAGE_RESOLVE. Node's code does not refuse an empty specifier.
    let mut slash = specifier.find('/');
    if specifier.starts_with('@') {
        let scope_end = slash?;
        slash = specifier.get(scope_end + 1..)?.find('/').map(|at| at + scope_end + 1);
    }
    let (name, rest) = specifier.split_at_checked(slash.unwrap_or(specifier.len()))?;
    // 5. If packageName starts with "." or contains "\" or "%": Invalid Module Specifier.
    let valid = !name.starts_with('.') && !name.contains(['%', '\\']);
    valid.then_some(BareSpecifier { name, rest })
}

impl<'p> Resolver<'p> {
    /// PACKAGE_RESOLVE(packageSpecifier, parentURL).
    pub(super) fn package_resolve(&mut self, specifier: &str, base: &Url) -> Result<Url, ResolveError> {
        // 3. If packageSpecifier is a Node.js builtin module name, return "node:" with it.
        if is_builtin_without_scheme(specifier, self.version) {
            return Url::parse(&format!("node:{specifier}")).map_err(|_| ResolveError::UriMalformed);
        }
        let base_path = url_to_path(base)?;
        let Some(BareSpecifier { name, rest }) = parse_package_name(specifier) else {
            return Err(ResolveError::InvalidModuleSpecifier {
                request: specifier.to_owned(),
                reason: "is not a valid package name".to_owned(),
                base: Some(self.disk.shown(&base_path).to_owned()),
            });
        };
        // 7. Let packageSubpath be "." concatenated with the rest.
        let subpath = format!(".{rest}");
        // 8.–9. PACKAGE_SELF_RESOLVE.
        if let Some(url) = self.package_self_resolve(name, &subpath, base, &base_path)? {
            return Ok(url);
        }
        // 10.–11. While parentURL is not the file system root …
        let Some(manifest_url) = self.find_package(name, base)? else {
            return Err(ResolveError::PackageNotFound {
                loader: Loader::Esm,
                message: format!(
                    "Cannot find package '{name}' imported from {}",
                    self.disk.shown(&base_path)
                ),
                package: name.to_owned(),
            });
        };
        self.resolve_in_package(&manifest_url, specifier, &subpath, base, &base_path)
    }

    /// PACKAGE_SELF_RESOLVE(packageName, packageSubpath, parentURL).
    fn package_self_resolve(
        &mut self,
        name: &str,
        subpath: &str,
        base: &Url,
        base_path: &str,
    ) -> Result<Option<Url>, ResolveError> {
        // 1.–3. The scope of parentURL, if it has "exports".
        let scope = self.lookup_package_scope(base_path, ScopeReader::Scope { path: base_path })?;
        let Some((scope, directory)) = scope else { return Ok(None) };
        // 4.–5. If pjson.name is equal to packageName: PACKAGE_EXPORTS_RESOLVE.
        let (Some(exports), true) = (scope.config.exports, scope.config.name == Some(name)) else {
            return Ok(None);
        };
        self.step(StepKind::SelfReference(name.to_owned()), None);
        let manifest_url = manifest_url(&directory)?;
        self.package_exports_resolve(&manifest_url, subpath, scope.manifest, exports, Some(base)).map(Some)
    }

    /// Returns the URL of the package.json of the first folder of that name in a `node_modules` above `base`.
    ///
    /// The name goes through URL parsing, as in Node: `?` and `#` in it have their URL meaning.
    fn find_package(&mut self, name: &str, base: &Url) -> Result<Option<Url>, ResolveError> {
        if let Some(found) = self.found.as_ref().filter(|found| found.name == name && found.base == *base) {
            let (url, step) = (found.url.clone(), StepKind::Package(found.shown.clone()));
            self.step(step, None);
            return Ok(Some(url));
        }
        // From one package.json to the next: out of its folder (two with a scope), out of `node_modules`, and
        // up by one.
        let up = if name.starts_with('@') { "../../../../" } else { "../../../" };
        let mut url = join(base, &format!("./node_modules/{name}/package.json"))?;
        let mut path = url_to_path(&url)?;
        loop {
            let directory = without_last_units(&path, "/package.json".len());
            // The folder is enough: Node goes no further up where it has no package.json.
            if self.disk.stat(directory) == Stat::Directory && !directory.is_empty() {
                let shown = self.disk.shown(directory).to_owned();
                self.step(StepKind::Package(shown.clone()), None);
                self.found =
                    Some(FoundPackage { name: name.to_owned(), base: base.clone(), url: url.clone(), shown });
                return Ok(Some(url));
            }
            let next = join(&url, &format!("{up}node_modules/{name}/package.json"))?;
            let next_path = url_to_path(&next)?;
            // The path gets shorter until the root is reached.
            if next_path.len() >= path.len() {
                return Ok(None);
            }
            (url, path) = (next, next_path);
        }
    }

    /// Steps 11.4 to 11.8 of PACKAGE_RESOLVE, once the package's folder is found.
    fn resolve_in_package(
        &mut self,
        manifest_url: &Url,
        specifier: &str,
        subpath: &str,
        base: &Url,
        base_path: &str,
    ) -> Result<Url, ResolveError> {
        let manifest_path = url_to_path(manifest_url)?;
        let directory = dirname(&manifest_path).to_owned();
        let scope =
            self.read_package_json(&directory, ScopeReader::Package { specifier, base: base_path })?;
        if let Some(Scope { manifest, config }) = scope
            && let Some(exports) = config.exports
        {
            return self.package_exports_resolve(manifest_url, subpath, manifest, exports, Some(base));
        }
        match subpath {
            "." => self.legacy_main_resolve(manifest_url, &directory, scope, base_path),
            _ => join(manifest_url, subpath),
        }
    }
}

/// Returns the URL of the package.json in a folder.
pub(super) fn manifest_url(directory: &str) -> Result<Url, ResolveError> {
    path_to_url(&format!("{directory}/package.json")).ok_or(ResolveError::UriMalformed)
}

fn without_last_units(path: &str, count: usize) -> &str {
    path.get(..path.len().saturating_sub(count)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_specifiers_come_apart() {
        for (specifier, expected) in [
            ("p", Some(("p", ""))),
            ("p/", Some(("p", "/"))),
            ("p/a/b", Some(("p", "/a/b"))),
            ("@s/p", Some(("@s/p", ""))),
            ("@s/p/a", Some(("@s/p", "/a"))),
            ("@s/", Some(("@s/", ""))),
            ("", Some(("", ""))),
            ("@s", None),
            (".p", None),
            ("a%b", None),
            ("a\\b", None),
        ] {
            let parsed = parse_package_name(specifier).map(|parsed| (parsed.name, parsed.rest));
            assert_eq!(parsed, expected, "{specifier}");
        }
    }
}
