//! ESM_RESOLVE: from an `import` specifier to a file.

use std::borrow::Cow;

use url::Url;

use crate::{
    node::Profile,
    resolve::{
        Resolved, Resolver,
        disk::Stat,
        error::{Loader, ResolveError},
        scope::ScopeReader,
        step::StepKind,
        urls::{contains_escape, encode_uri_component, join, path_to_url, url_to_path},
    },
};

impl Resolver<'_> {
    /// ESM_RESOLVE(specifier, parentURL), with the hints that Node adds to "not found" errors.
    pub(super) fn esm_resolve(&mut self, specifier: &str, base: &str) -> Result<Resolved, ResolveError> {
        self.module_resolve(specifier, base).map_err(|error| self.with_commonjs_hint(error, specifier, base))
    }

    fn module_resolve(&mut self, specifier: &str, base: &str) -> Result<Resolved, ResolveError> {
        let base_url = path_to_url(base).ok_or(ResolveError::UriMalformed)?;
        // 1. If specifier is a valid URL, then set resolved to the parsed and reserialized URL.
        //    Node looks for "/", "./", "../" and "#" first: none of them can start a URL.
        let url = if is_relative_or_absolute(specifier) {
            let url = join(&base_url, specifier)?;
            self.step(StepKind::Url(self.disk.shown(url.path()).to_owned()), None);
            url
        } else if specifier.starts_with('#') {
            // 3. Otherwise, if specifier starts with "#": PACKAGE_IMPORTS_RESOLVE.
            self.package_imports_resolve(specifier, &base_url)?
        } else if let Ok(url) = Url::parse(specifier) {
            return self.absolute_url(specifier, &url, base);
        } else {
            // 4. Otherwise specifier is a bare specifier: PACKAGE_RESOLVE.
            self.package_resolve(specifier, &base_url)?
        };
        self.load_target(&url, base)
    }

    /// Resolves a specifier that is an absolute URL: `node:`, `data:` and `file:` load, other schemes do not.
    fn absolute_url(&mut self, specifier: &str, url: &Url, base: &str) -> Result<Resolved, ResolveError> {
        match url.scheme() {
            "node" => self.builtin(specifier),
            "data" => data_url(specifier, url, &self.profile),
            "file" => self.finalize_resolution(url, base),
            scheme => Err(ResolveError::UnsupportedEsmUrlScheme { message: self.unsupported_scheme(scheme) }),
        }
    }

    /// Follows what a package resolved to: a built-in module or a file.
    fn load_target(&mut self, url: &Url, base: &str) -> Result<Resolved, ResolveError> {
        match url.scheme() {
            "node" => self.builtin(url.as_str()),
            _ => self.finalize_resolution(url, base),
        }
    }

    /// Resolves a `node:` URL; Node refuses an unknown one when it is loaded.
    fn builtin(&mut self, specifier: &str) -> Result<Resolved, ResolveError> {
        let name = specifier.strip_prefix("node:").unwrap_or(specifier);
        if !crate::node::is_builtin(name, self.version) {
            return Err(ResolveError::UnknownBuiltinModule { specifier: specifier.to_owned() });
        }
        self.step(StepKind::Builtin(format!("node:{name}")), None);
        Ok(Resolved::Builtin(format!("node:{name}")))
    }

    fn unsupported_scheme(&self, scheme: &str) -> String {
        let supported = match (self.profile.says_node_scheme_for_http, scheme) {
            (false, "http" | "https") => "file and data",
            _ => "file, data, and node",
        };
        format!(
            "Only URLs with a scheme in: {supported} are supported by the default ESM loader. \
             Received protocol '{scheme}:'"
        )
    }

    /// Steps 6 to 8 of ESM_RESOLVE: refuses encoded separators, folders, and files that do not exist.
    fn finalize_resolution(&mut self, url: &Url, base: &str) -> Result<Resolved, ResolveError> {
        // 6.1. If resolved contains any percent encodings of "/" or "\": Invalid Module Specifier.
        if contains_escape(url.path(), &["2f", "5c"]) {
            return Err(ResolveError::InvalidModuleSpecifier {
                request: self.disk.shown(url.path()).to_owned(),
                reason: r#"must not include encoded "/" or "\" characters"#.to_owned(),
                base: Some(self.disk.shown(base).to_owned()),
            });
        }
        let path = url_to_path(url)?;
        // Node's code asks for `path.slice(-1)`, which is "/", where the path ends with a slash: always a
        // folder.
        let slips = path.ends_with('/') && self.profile.trailing_slash_is_root;
        let asked = if slips { "/" } else { path.as_str() };
        match (self.disk.stat(asked), self.disk.file(&path)) {
            (Stat::File, Some(file)) if !path.ends_with('/') => {
                self.read_scope_for_format(&self.disk.path_of(file))?;
                Ok(Resolved::File(file.clone()))
            }
            // 6.2. If the file at resolved is a directory: Unsupported Directory Import.
            (Stat::Directory, _) => Err(ResolveError::UnsupportedDirectoryImport {
                path: self.disk.shown(&path).to_owned(),
                base: self.disk.shown(base).to_owned(),
                hint: None,
            }),
            // 6.3. If the file at resolved does not exist: Module Not Found.
            _ => Err(ResolveError::ModuleNotFound {
                loader: Loader::Esm,
                message: format!(
                    "Cannot find module '{}' imported from {}",
                    self.disk.shown(&path),
                    self.disk.shown(base)
                ),
                missing: self.missing(&path),
            }),
        }
    }

    /// Reads the package.json of a `.js` or extensionless file, as Node does: it asks for the format at once.
    fn read_scope_for_format(&self, path: &str) -> Result<(), ResolveError> {
        let name = path.rsplit('/').next().unwrap_or_default();
        match crate::path::extension(name) {
            ".js" | "" => self.lookup_package_scope(path, ScopeReader::Scope { path }).map(drop),
            _ => Ok(()),
        }
    }

    /// Returns a missing path as reports name it: relative to the package if it is inside, else as the
    /// consumer sees it.
    pub(super) fn missing(&self, path: &str) -> String {
        self.disk.inside(path).map_or_else(|| self.disk.shown(path).to_owned(), Cow::into_owned)
    }

    /// Adds `Did you mean to import …?` with the file that `require` would have found.
    fn with_commonjs_hint(&mut self, error: ResolveError, specifier: &str, base: &str) -> ResolveError {
        // Node looks relative specifiers up in the working directory, which is nothing to tell people about.
        let may_hint = !is_relative(specifier)
            && matches!(
                error,
                ResolveError::ModuleNotFound { .. }
                    | ResolveError::PackageNotFound { .. }
                    | ResolveError::UnsupportedDirectoryImport { .. }
            );
        let found = may_hint.then(|| self.resolve_as_commonjs(specifier, base)).flatten();
        let Some(found) = found.filter(|found| found != specifier) else { return error };
        let hint = if self.profile.words_of_node_18 {
            format!("Did you mean to import {found}?")
        } else {
            format!("Did you mean to import {}?", serde_json::Value::from(found))
        };
        add_hint(error, hint)
    }

    fn resolve_as_commonjs(&mut self, specifier: &str, base: &str) -> Option<String> {
        // The search for a hint leaves no steps, and has the conditions of `require`.
        let trail = std::mem::take(&mut self.trail);
        let own = std::mem::replace(
            &mut self.conditions,
            super::resolver::conditions(super::Mode::Require, &self.profile, &[]),
        );
        let file_path = Url::parse(specifier).ok().filter(|url| url.scheme() == "file");
        let specifier = match file_path {
            Some(url) => url_to_path(&url).ok(),
            None => Some(specifier.to_owned()),
        };
        let found = specifier.and_then(|specifier| {
            let found = self.find_beside(&specifier, base).ok()??;
            Some(self.hint_of(&specifier, &found))
        });
        self.conditions = own;
        self.trail = trail;
        found
    }

    /// Returns the path that Node suggests, in Node's form.
    fn hint_of(&self, specifier: &str, found: &str) -> String {
        if specifier.starts_with('/') {
            return self.disk.shown(found).to_owned();
        }
        // Node cuts at the first slash, also in the name of a scoped package.
        let package = specifier.split('/').next().unwrap_or(specifier);
        let needle = format!("/node_modules/{package}/");
        match found.rfind(&needle) {
            Some(at) => {
                let rest = found.get(at + needle.len()..).unwrap_or_default();
                let segments: Vec<_> = rest.split('/').map(encode_uri_component).collect();
                format!("{package}/{}", segments.join("/"))
            }
            None => path_to_url(found).map(|url| self.disk.shown_url(url.as_str())).unwrap_or_default(),
        }
    }
}

fn add_hint(error: ResolveError, hint: String) -> ResolveError {
    match error {
        ResolveError::ModuleNotFound { loader, message, missing } => {
            ResolveError::ModuleNotFound { loader, message: format!("{message}\n{hint}"), missing }
        }
        ResolveError::PackageNotFound { loader, message, package } => {
            ResolveError::PackageNotFound { loader, message: format!("{message}\n{hint}"), package }
        }
        ResolveError::UnsupportedDirectoryImport { path, base, .. } => {
            ResolveError::UnsupportedDirectoryImport { path, base, hint: Some(hint) }
        }
        other => other,
    }
}

/// Tells whether a specifier is relative to its referrer or to the root of the disk.
fn is_relative_or_absolute(specifier: &str) -> bool {
    specifier.starts_with('/') || is_relative(specifier)
}

fn is_relative(specifier: &str) -> bool {
    matches!(specifier, "." | "..") || specifier.starts_with("./") || specifier.starts_with("../")
}

/// Resolves a `data:` URL. Node reads a media type before the first comma, and knows three of them; older
/// Nodes take a URL without one for an invalid URL.
fn data_url(specifier: &str, url: &Url, profile: &Profile) -> Result<Resolved, ResolveError> {
    let invalid =
        || ResolveError::InvalidDataUrl { code: "ERR_INVALID_URL", message: "Invalid URL".to_owned() };
    let (head, _) = url.path().split_once(',').ok_or_else(invalid)?;
    let media = head.split(';').next().unwrap_or(head);
    let has_type =
        media.split_once('/').is_some_and(|(kind, subtype)| !kind.is_empty() && !subtype.is_empty());
    match media {
        "text/javascript" | "application/json" | "application/wasm" => {
            Ok(Resolved::Data(specifier.to_owned()))
        }
        _ if !has_type && profile.refuses_data_url_without_type => Err(invalid()),
        other => Err(ResolveError::InvalidDataUrl {
            code: "ERR_UNKNOWN_MODULE_FORMAT",
            message: format!(
                "Unknown module format: {} for URL {specifier}",
                if has_type { other } else { "null" }
            ),
        }),
    }
}
