//! LOAD_AS_DIRECTORY for `import`: "main" and index files of a package without "exports".

use url::Url;

use crate::resolve::{
    Resolver,
    disk::{Stat, path_resolve},
    error::{Loader, ResolveError},
    scope::Scope,
    step::StepKind,
    urls::{join, path_to_url, url_to_path},
};

/// The endings that are tried after "main".
const MAIN_ENDINGS: [&str; 7] = ["", ".js", ".json", ".node", "/index.js", "/index.json", "/index.node"];
/// The files that are tried in the folder of the package.
const INDEX_FILES: [&str; 3] = ["index.js", "index.json", "index.node"];

impl Resolver<'_> {
    /// Node's `legacyMainResolve`.
    pub(super) fn legacy_main_resolve(
        &mut self,
        manifest_url: &Url,
        directory: &str,
        scope: Option<Scope<'_>>,
        base: &str,
    ) -> Result<Url, ResolveError> {
        let main = scope.and_then(|scope| scope.config.main);
        let by_main = main.filter(|main| !main.is_empty()).and_then(|main| {
            if self.profile.main_is_url {
                self.main_as_url(manifest_url, main)
            } else {
                self.main_as_path(directory, main)
            }
        });
        let found = by_main.or_else(|| self.index_file(directory));
        match found {
            Some(url) => {
                self.step(StepKind::LegacyMain(self.disk.shown(url.path()).to_owned()), None);
                Ok(url)
            }
            None => Err(self.no_main(manifest_url, directory, main, base)),
        }
    }

    /// Finds "main" as a URL relative to package.json, as Node 18 and 20 do.
    fn main_as_url(&self, manifest_url: &Url, main: &str) -> Option<Url> {
        let mut candidates =
            MAIN_ENDINGS.iter().filter_map(|end| join(manifest_url, &format!("./{main}{end}")).ok());
        // A path that ends with a slash is that of a folder.
        let is_file = |path: String| !path.ends_with('/') && self.disk.stat(&path) == Stat::File;
        candidates.find(|url| url_to_path(url).is_ok_and(is_file))
    }

    /// Finds "main" as a path, as newer Nodes do. They look for `resolve(main) + ending`, but answer
    /// `resolve(main + ending)`, which is another path if "main" ends with a slash.
    fn main_as_path(&self, directory: &str, main: &str) -> Option<Url> {
        let resolved = path_resolve(directory, main);
        let ending =
            MAIN_ENDINGS.iter().find(|end| self.disk.stat(&format!("{resolved}{end}")) == Stat::File)?;
        path_to_url(&path_resolve(directory, &format!("{main}{ending}")))
    }

    fn index_file(&self, directory: &str) -> Option<Url> {
        let mut candidates = INDEX_FILES.iter().map(|name| format!("{directory}/{name}"));
        path_to_url(&candidates.find(|path| self.disk.stat(path) == Stat::File)?)
    }

    fn no_main(&self, manifest_url: &Url, directory: &str, main: Option<&str>, base: &str) -> ResolveError {
        let main = main.unwrap_or("index.js");
        let expected = if self.profile.main_is_url {
            join(manifest_url, &format!("./{main}")).ok().and_then(|url| url_to_path(&url).ok())
        } else {
            Some(path_resolve(directory, main))
        };
        let expected = expected.unwrap_or_default();
        let named = if self.profile.words_of_node_18 {
            format!("{}/", self.disk.shown(directory))
        } else {
            self.disk.shown(&expected).to_owned()
        };
        // An empty "main" names no file that could be missing: that is the index.
        let missing = if main.is_empty() { path_resolve(directory, "index.js") } else { expected };
        ResolveError::ModuleNotFound {
            loader: Loader::Esm,
            message: format!("Cannot find package '{named}' imported from {}", self.disk.shown(base)),
            missing: self.missing(&missing),
        }
    }
}
