//! The short way for ordinary requests: the answers of the algorithms, without URLs and without a trail.
//!
//! Nearly every request of a module is `./x.js` in plain letters, or a package that is not packed. If
//! anything about the request or the package is unusual, the long way is taken; the tests hold the answers of
//! both together.

use crate::{
    node::is_builtin_without_scheme,
    path::{PackagePath, join},
    resolve::{
        Mode, Reach, Referrer, Resolved, Resolver,
        cjs::EXTENSIONS,
        error::ResolveError,
        obstacles::{Obstacles, is_plain},
        parse_package_name,
    },
};

impl<'p> Resolver<'p> {
    /// Returns the result of [`Resolver::resolve`] for a module of the package, without the trail.
    ///
    /// # Errors
    /// As [`Resolver::resolve`].
    pub fn resolve_from(
        &mut self,
        referrer: &PackagePath,
        specifier: &str,
    ) -> Result<Resolved, ResolveError> {
        if is_builtin_without_scheme(specifier, self.version) {
            return Ok(Resolved::Builtin(format!("node:{specifier}")));
        }
        match self.plain_file(referrer, specifier) {
            Some(file) => Ok(Resolved::File(file.clone())),
            None => self.resolve(&Referrer::File(referrer.clone()), specifier).result,
        }
    }

    /// Looks into these packages from now on; without any beside, into the package alone.
    pub fn look_into(&mut self, reach: Reach) {
        if self.disk.package().beside().is_some() {
            self.reach = reach;
        }
    }

    /// Returns true if it is certain that a relative specifier leads nowhere.
    pub fn lacks_file(&self, referrer: &PackagePath, specifier: &str) -> bool {
        // `require` looks into folders, too, so that this tells for `import` only.
        let path = || self.plain_path(referrer, specifier);
        self.mode == Mode::Import && path().is_some_and(|path| self.disk.files().get(&path).is_none())
    }

    /// Returns the package that a bare specifier names if it is certain that it is not packed; every module
    /// that [asks plainly](Self::asks_plainly) gets this answer.
    pub fn absent_package<'s>(&self, referrer: &PackagePath, specifier: &'s str) -> Option<&'s str> {
        let obstacles = self.obstacles();
        if self.reach == Reach::Beside || self.disk.package().holds_packages() || !self.asks_plainly(referrer)
        {
            return None;
        }
        // A package.json inside the package may have any text as its name, so each part up to a slash may be
        // an own name.
        let ends = specifier.match_indices('/').map(|(at, _)| at).chain([specifier.len()]);
        let is_own = |at: usize| specifier.get(..at).is_some_and(|name| obstacles.names.contains(name));
        let name = parse_package_name(specifier)?.name;
        let is_certain = is_plain(specifier)
            && !specifier.starts_with(['.', '/'])
            && !is_builtin_without_scheme(specifier, self.version)
            && !ends.into_iter().any(is_own);
        is_certain.then_some(name)
    }

    /// Returns true if nothing about a module's path, nor about the package's manifests, is unusual.
    pub fn asks_plainly(&self, referrer: &PackagePath) -> bool {
        !self.obstacles().odd_manifests && is_plain(referrer.as_str())
    }

    /// Returns the file that a relative specifier names, if that is certain.
    fn plain_file(&self, referrer: &PackagePath, specifier: &str) -> Option<&'p PackagePath> {
        self.file_at(&self.plain_path(referrer, specifier)?)
    }

    /// Returns the file that a plain path means in this mode, if it is no folder.
    pub(super) fn file_at(&self, path: &str) -> Option<&'p PackagePath> {
        let files = self.disk.files();
        let file = |path: &str| files.get(path).map(|(path, _)| path);
        match self.mode {
            Mode::Import => file(path),
            Mode::Require => file(path)
                .or_else(|| EXTENSIONS.iter().find_map(|extension| file(&format!("{path}{extension}")))),
        }
    }

    /// Returns the path that a relative specifier means, if that is certain.
    fn plain_path(&self, referrer: &PackagePath, specifier: &str) -> Option<String> {
        let is_relative = specifier.starts_with("./") || specifier.starts_with("../");
        let relative = specifier.strip_prefix("./").unwrap_or(specifier);
        let is_certain = is_relative && self.asks_plainly(referrer);
        is_certain.then(|| beside(referrer.directory(), relative)).flatten()
    }

    pub(super) fn obstacles(&self) -> &Obstacles {
        self.obstacles
            .get_or_init(|| Obstacles::of(self.disk.package(), self.profile.manifest_reader, self.version))
    }
}

/// Joins a folder and a relative path with any number of `../`; `None` if the result is outside the package
/// or not plain.
fn beside(mut directory: &str, mut relative: &str) -> Option<String> {
    while let Some(rest) = relative.strip_prefix("../") {
        directory = crate::path::parent(directory)?;
        relative = rest;
    }
    is_plain(relative).then(|| join(directory, relative))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{files::FileTree, package::Package, resolve::NodeTarget};

    fn agree(files: &[(&str, &str)], referrer: &str, specifier: &str, mode: Mode) {
        let package = Package::new(FileTree::of(files.iter().copied()));
        let Some((referrer, _)) = package.files().get(referrer) else { return };
        let mut resolver = Resolver::new(&package, mode, &NodeTarget::default());
        let long = resolver.resolve(&Referrer::File(referrer.clone()), specifier).result;
        assert_eq!(
            resolver.resolve_from(referrer, specifier),
            long,
            "{specifier} from {referrer} in {files:?}"
        );
        assert!(!resolver.lacks_file(referrer, specifier) || long.is_err(), "{specifier} from {referrer}");
        if let Some(absent) = resolver.absent_package(referrer, specifier) {
            let is_absent =
                matches!(&long, Err(ResolveError::PackageNotFound { package, .. }) if package == absent);
            assert!(is_absent, "{specifier} from {referrer} in {files:?}: {long:?}");
        }
    }

    #[test]
    fn the_short_way_is_taken() {
        let files = [("package.json", r#"{"name":"p"}"#), ("lib/a.js", ""), ("b.js", "")];
        let package = Package::new(FileTree::of(files));
        let from = PackagePath::new("lib/a.js").unwrap();
        for (mode, specifier, expected) in [
            (Mode::Import, "./a.js", Some("lib/a.js")),
            (Mode::Import, "../b.js", Some("b.js")),
            (Mode::Import, "../b", None),
            (Mode::Require, "../b", Some("b.js")),
            (Mode::Import, "../../b.js", None),
            (Mode::Import, "./%61.js", None),
        ] {
            let resolver = Resolver::new(&package, mode, &NodeTarget::default());
            assert_eq!(
                resolver.plain_file(&from, specifier).map(PackagePath::as_str),
                expected,
                "{specifier}"
            );
        }
        let resolver = Resolver::new(&package, Mode::Import, &NodeTarget::default());
        for (specifier, expected) in
            [("q/x.js", Some("q")), ("@s/q", Some("@s/q")), ("fs", None), ("p/x", None), ("q/../p", None)]
        {
            assert_eq!(resolver.absent_package(&from, specifier), expected, "{specifier}");
        }
    }

    /// Removes every file that is a folder too, which a disk cannot hold.
    fn tree<'a>(mut files: Vec<(&'a str, &'a str)>) -> Vec<(&'a str, &'a str)> {
        let all = files.clone();
        let is_below =
            |path: &str, file: &str| path.strip_prefix(file).is_some_and(|rest| rest.starts_with('/'));
        files.retain(|(file, _)| !all.iter().any(|(path, _)| is_below(path, file)));
        files
    }

    proptest! {
        #[test]
        fn the_short_way_leads_where_the_long_one_does(
            paths in prop::collection::btree_set("([ab]/|node_modules/[ab]/|@s/)?[ab.]{1,2}(\\.js|\\.json|\\.mjs)?", 1..6),
            manifests in prop::collection::btree_map("([ab]/)?", r#"(\{"name":"(a|b|@s/a|\.|a/b)"(,"exports":\{"\./\*":"\./\*"\})?(,"main":"a")?\}|\{)"#, 0..3),
            specifier in "(\\./|\\.\\./|#|/|node:|@s/)?(\\.\\./|\\./)?[ab.]{1,2}(/[ab.%]{1,2}){0,2}(\\.js|/|\\?)?|fs|@s",
            import in any::<bool>(),
        ) {
            let manifests: Vec<_> =
                manifests.iter().map(|(folder, text)| (format!("{folder}package.json"), text.as_str())).collect();
            let mut files: Vec<(&str, &str)> = manifests.iter().map(|(path, text)| (path.as_str(), *text)).collect();
            files.extend(paths.iter().map(|path| (path.as_str(), "")));
            let files = tree(files);
            let mode = if import { Mode::Import } else { Mode::Require };
            for referrer in &paths {
                agree(&files, referrer, &specifier, mode);
            }
        }
    }
}
