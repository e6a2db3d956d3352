//! `require`: LOAD_AS_FILE, LOAD_INDEX, LOAD_AS_DIRECTORY, LOAD_NODE_MODULES, LOAD_PACKAGE_EXPORTS, _IMPORTS
//! and _SELF.

use url::Url;

use crate::{
    manifest::{Manifest, subpaths::Exports},
    node::{is_builtin, is_builtin_without_scheme},
    resolve::{
        Resolved, Resolver,
        disk::{Stat, dirname, path_resolve},
        error::{Loader, ResolveError},
        package::manifest_url,
        scope::ScopeReader,
        step::StepKind,
        urls::{contains_escape, path_to_url, url_to_path},
    },
};

/// The extensions that `require` tries, in order.
pub(super) const EXTENSIONS: [&str; 3] = [".js", ".json", ".node"];

impl<'p> Resolver<'p> {
    /// require(X) from module at path Y.
    pub(super) fn require_resolve(&mut self, request: &str, base: &str) -> Result<Resolved, ResolveError> {
        // 1. If X is a core module, return the core module.
        match request.strip_prefix("node:") {
            Some(name) if is_builtin(name, self.version) => return self.required_builtin(name),
            None if is_builtin_without_scheme(request, self.version) => {
                return self.required_builtin(request);
            }
            _ => {}
        }
        let path = self.cjs_resolve_path(request, base)?;
        match self.disk.file(&path) {
            Some(file) => Ok(Resolved::File(file.clone())),
            None => Err(self.cjs_not_found(request, base)),
        }
    }

    fn required_builtin(&mut self, name: &str) -> Result<Resolved, ResolveError> {
        self.step(StepKind::Builtin(format!("node:{name}")), None);
        Ok(Resolved::Builtin(format!("node:{name}")))
    }

    /// Steps 2 to 7 of require(X), Node's `Module._resolveFilename`: returns the absolute path of a file.
    fn cjs_resolve_path(&mut self, request: &str, base: &str) -> Result<String, ResolveError> {
        // 4. If X begins with '#': LOAD_PACKAGE_IMPORTS.
        if request.starts_with('#')
            && let Some(path) = self.load_package_imports(request, base)?
        {
            return Ok(path);
        }
        // 5. LOAD_PACKAGE_SELF. Node's code tries it first, whatever X looks like.
        if let Some(path) = self.load_package_self(request, base)? {
            return Ok(path);
        }
        // 2.–3. Absolute and relative paths; 6. LOAD_NODE_MODULES; 7. Throw "not found".
        self.find_beside(request, base)?.ok_or_else(|| self.cjs_not_found(request, base))
    }

    /// LOAD_AS_FILE, LOAD_AS_DIRECTORY and LOAD_NODE_MODULES in every folder that the request is looked up
    /// in.
    pub(super) fn find_beside(&mut self, request: &str, base: &str) -> Result<Option<String>, ResolveError> {
        for directory in lookup_directories(request, base) {
            if let Some(path) = self.find_path(request, &directory)? {
                return Ok(Some(path));
            }
        }
        Ok(None)
    }

    /// LOAD_PACKAGE_IMPORTS(X, DIR): only if the nearest package.json has "imports".
    fn load_package_imports(&mut self, request: &str, base: &str) -> Result<Option<String>, ResolveError> {
        let scope = self.lookup_package_scope(base, ScopeReader::Cjs)?;
        if scope.is_none_or(|(scope, _)| scope.config.imports.is_none()) {
            return Ok(None);
        }
        let base_url = path_to_url(base).ok_or(ResolveError::UriMalformed)?;
        let resolved = self.package_imports_resolve(request, &base_url);
        let path = resolved.and_then(|url| self.resolve_esm_match(&url, Some(base)));
        path.map(Some).map_err(|error| plain_not_found(error, request, self))
    }

    /// LOAD_PACKAGE_SELF(X, DIR).
    fn load_package_self(&mut self, request: &str, base: &str) -> Result<Option<String>, ResolveError> {
        let Some((scope, directory)) = self.lookup_package_scope(base, ScopeReader::Cjs)? else {
            return Ok(None);
        };
        let (Some(exports), Some(name)) = (scope.config.exports, scope.config.name) else { return Ok(None) };
        let Some(rest) = request.strip_prefix(name).filter(|rest| rest.is_empty() || rest.starts_with('/'))
        else {
            return Ok(None);
        };
        self.step(StepKind::SelfReference(name.to_owned()), None);
        let base_url = path_to_url(base).ok_or(ResolveError::UriMalformed)?;
        self.load_exports(&directory, rest, scope.manifest, exports, Some((base, &base_url)), request)
            .map(Some)
    }

    /// LOAD_PACKAGE_EXPORTS(X, DIR): only for a package whose package.json has "exports".
    fn load_package_exports(
        &mut self,
        request: &str,
        directory: &str,
    ) -> Result<Option<String>, ResolveError> {
        let Some((name, rest)) = name_and_subpath(request) else { return Ok(None) };
        let directory = path_resolve(directory, name);
        let Some(scope) = self.read_package_json(&directory, ScopeReader::Cjs)? else { return Ok(None) };
        let Some(exports) = scope.config.exports else { return Ok(None) };
        self.step(StepKind::Package(self.disk.shown(&directory).to_owned()), None);
        self.load_exports(&directory, rest, scope.manifest, exports, None, request).map(Some)
    }

    fn load_exports(
        &mut self,
        directory: &str,
        rest: &str,
        manifest: &'p Manifest,
        exports: &'p Exports,
        base: Option<(&str, &Url)>,
        request: &str,
    ) -> Result<String, ResolveError> {
        let url = manifest_url(directory)?;
        let base_url = base.map(|(_, url)| url);
        let resolved = self.package_exports_resolve(&url, &format!(".{rest}"), manifest, exports, base_url);
        let path = resolved.and_then(|url| self.resolve_esm_match(&url, base.map(|(path, _)| path)));
        path.map_err(|error| plain_not_found(error, request, self))
    }

    /// RESOLVE_ESM_MATCH(MATCH): the file must exist as it is written.
    fn resolve_esm_match(&mut self, url: &Url, base: Option<&str>) -> Result<String, ResolveError> {
        if contains_escape(url.as_str(), &["2f", "5c"]) {
            return Err(ResolveError::InvalidModuleSpecifier {
                request: self.disk.shown_url(url.as_str()),
                reason: r#"must not include encoded "/" or "\" characters"#.to_owned(),
                base: base.map(|base| self.disk.shown(base).to_owned()),
            });
        }
        let path = url_to_path(url)?;
        match self.disk.stat(&path) {
            // `stat` passes over a slash at the end, as for a folder. On a disk there is no file of that
            // name.
            Stat::File if !path.ends_with('/') => Ok(path),
            _ => Err(ResolveError::ModuleNotFound {
                loader: Loader::Cjs,
                message: format!("Cannot find module '{}'", self.disk.shown(&path)),
                missing: self.missing(&path),
            }),
        }
    }

    /// LOAD_AS_FILE, LOAD_AS_DIRECTORY and LOAD_PACKAGE_EXPORTS in one folder: Node's `Module._findPath`.
    fn find_path(&mut self, request: &str, directory: &str) -> Result<Option<String>, ResolveError> {
        let is_absolute = request.starts_with('/');
        if !is_absolute {
            // Node skips a folder that does not exist, unless the request leads out of it.
            let leads_out = (request.starts_with("./") || request.starts_with("../")) && leads_out(request);
            if !leads_out && self.disk.stat(directory) != Stat::Directory {
                return Ok(None);
            }
            if let Some(path) = self.load_package_exports(request, directory)? {
                return Ok(Some(path));
            }
        }
        let path = path_resolve(directory, request);
        // A file goes before a folder: of `lib.js` and `lib/`, `./lib` is the file. Only `./lib/` and
        // `./lib/.` skip it.
        if !names_directory(request)
            && let Some(file) = self.load_as_file(&path)
        {
            return Ok(Some(file));
        }
        match self.disk.stat(&path) {
            Stat::Directory => self.load_as_directory(&path),
            _ => Ok(None),
        }
    }

    /// LOAD_AS_FILE(X).
    fn load_as_file(&mut self, path: &str) -> Option<String> {
        match self.disk.stat(path) {
            Stat::File => Some(path.to_owned()),
            _ => self.try_extensions(path),
        }
    }

    /// Finds X.js, X.json or X.node; given a folder's path with `index`, this is LOAD_INDEX(X).
    fn try_extensions(&mut self, path: &str) -> Option<String> {
        // No version of Node adds `.mjs`, `.cjs` or `.ts` to a path.
        let mut candidates = EXTENSIONS.iter().map(|extension| format!("{path}{extension}"));
        let found = candidates.find(|candidate| self.disk.stat(candidate) == Stat::File)?;
        self.step(StepKind::Added(self.disk.shown(&found).to_owned()), None);
        Some(found)
    }

    /// LOAD_AS_DIRECTORY(X).
    fn load_as_directory(&mut self, path: &str) -> Result<Option<String>, ResolveError> {
        let index = path_resolve(path, "index");
        // 1. If X/package.json is a file, look for "main" field.
        let scope = self.read_package_json(path, ScopeReader::Cjs)?;
        let Some(main) = scope.and_then(|scope| scope.config.main).filter(|main| !main.is_empty()) else {
            return Ok(self.try_extensions(&index));
        };
        let file = path_resolve(path, main);
        self.step(StepKind::LegacyMain(self.disk.shown(&file).to_owned()), None);
        // An index beside a "main" that leads nowhere is taken with a mere warning (DEP0128).
        let by_main = self.load_as_file(&file).or_else(|| self.try_extensions(&path_resolve(&file, "index")));
        match by_main.or_else(|| self.try_extensions(&index)) {
            Some(found) => Ok(Some(found)),
            None => Err(ResolveError::ModuleNotFound {
                loader: Loader::Cjs,
                message: format!(
                    "Cannot find module '{}'. Please verify that the package.json has a valid \"main\" entry",
                    self.disk.shown(&file)
                ),
                missing: self.missing(&file),
            }),
        }
    }

    fn cjs_not_found(&self, request: &str, base: &str) -> ResolveError {
        let message = format!("Cannot find module '{request}'\nRequire stack:\n- {}", self.disk.shown(base));
        let is_path = request.starts_with('/') || is_relative(request);
        let package = super::parse_package_name(request).map(|parsed| parsed.name);
        match package.filter(|name| !is_path && !self.is_packed(name, base)) {
            Some(package) => {
                ResolveError::PackageNotFound { loader: Loader::Cjs, message, package: package.to_owned() }
            }
            None => {
                let missing = if is_path {
                    self.missing(&path_resolve(dirname(base), request))
                } else {
                    request.to_owned()
                };
                ResolveError::ModuleNotFound { loader: Loader::Cjs, message, missing }
            }
        }
    }

    /// Tells whether a folder of that name is in a `node_modules` that the referrer sees.
    fn is_packed(&self, name: &str, base: &str) -> bool {
        let mut directories = node_modules_paths(base).into_iter();
        directories.any(|directory| self.disk.stat(&path_resolve(&directory, name)) == Stat::Directory)
    }
}

/// Changes a "not found" error of the ESM algorithms: `require` has its own words and its own code for it.
fn plain_not_found(error: ResolveError, request: &str, resolver: &Resolver<'_>) -> ResolveError {
    let message = format!("Cannot find module '{request}'");
    let loader = Loader::Cjs;
    match error {
        ResolveError::ModuleNotFound { loader: Loader::Esm, missing, .. } => {
            ResolveError::ModuleNotFound { loader, message, missing }
        }
        ResolveError::PackageNotFound { package, .. } => {
            ResolveError::PackageNotFound { loader, message, package }
        }
        ResolveError::UnsupportedDirectoryImport { path, .. } => {
            ResolveError::ModuleNotFound { loader, message, missing: resolver.missing(&path) }
        }
        other => other,
    }
}

/// Returns the folders that a request is looked up in: Node's `Module._resolveLookupPaths`.
fn lookup_directories(request: &str, base: &str) -> Vec<String> {
    if request.starts_with('/') {
        return vec![String::new()];
    }
    if is_looked_up_beside(request) { vec![dirname(base).to_owned()] } else { node_modules_paths(base) }
}

/// NODE_MODULES_PATHS(START): every `node_modules` above, except inside one.
fn node_modules_paths(base: &str) -> Vec<String> {
    // NODE_PATH and the folders in the user's home are left out, as packages there are not installed with
    // this one.
    let mut paths = Vec::new();
    let mut directory = dirname(base);
    while directory != "/" {
        if !directory.ends_with("/node_modules") {
            paths.push(format!("{directory}/node_modules"));
        }
        directory = dirname(directory);
    }
    paths.push("/node_modules".to_owned());
    paths
}

/// Tells whether a request is relative. Node looks at the first two characters only: `..foo` is beside the
/// referrer, `.foo` is not.
fn is_looked_up_beside(request: &str) -> bool {
    request.strip_prefix('.').is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '/']))
}

fn is_relative(request: &str) -> bool {
    is_looked_up_beside(request)
}

/// Tells whether a request can only name a folder: it ends with `/`, or its last segment is `.` or `..`.
fn names_directory(request: &str) -> bool {
    // An empty request has an empty last segment, too, and names no folder.
    matches!(request.rsplit('/').next(), Some("" | "." | "..")) && !request.is_empty()
}

/// Tells whether a relative request, normalised, starts with `..`.
fn leads_out(request: &str) -> bool {
    let mut depth = 0_i64;
    for segment in request.split('/') {
        match segment {
            "" | "." => {}
            ".." => depth -= 1,
            _ => depth += 1,
        }
        if depth < 0 {
            return true;
        }
    }
    false
}

/// Splits a request into name and rest if LOAD_PACKAGE_EXPORTS takes it for a package: `NAME` or
/// `@SCOPE/NAME` with an optional subpath. Node's pattern takes `@scope` alone for a name, too.
fn name_and_subpath(request: &str) -> Option<(&str, &str)> {
    let segment = |text: &str| text.find(['/', '\\', '%']).unwrap_or(text.len());
    let name_end = |start: usize| {
        let rest = request.get(start..)?;
        let end = start + segment(rest);
        let is_whole = end == request.len() || request.get(end..)?.starts_with('/');
        (is_whole && end > start && !rest.starts_with('.')).then_some(end)
    };
    let scope = request.strip_prefix('@').map(|rest| 1 + segment(rest)).filter(|&end| end > 1);
    let after_scope = scope.filter(|&end| request.get(end..).is_some_and(|rest| rest.starts_with('/')));
    let end = after_scope.and_then(|end| name_end(end + 1)).or_else(|| name_end(0))?;
    request.split_at_checked(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_that_may_name_a_package() {
        for (request, expected) in [
            ("p", Some(("p", ""))),
            ("p/a/b", Some(("p", "/a/b"))),
            ("p/", Some(("p", "/"))),
            ("@s/p", Some(("@s/p", ""))),
            ("@s/p/a", Some(("@s/p", "/a"))),
            ("@s", Some(("@s", ""))),
            ("@s/", Some(("@s", "/"))),
            ("@s/.p", Some(("@s", "/.p"))),
            ("./a", None),
            (".p", None),
            ("a%b", None),
            ("a\\b", None),
            ("a/b%c", Some(("a", "/b%c"))),
            ("", None),
        ] {
            assert_eq!(name_and_subpath(request), expected, "{request}");
        }
    }
}
