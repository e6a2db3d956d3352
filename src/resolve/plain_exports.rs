//! The short way from a consumer's request to the file of a subpath of "exports", without URLs and without a
//! trail.
//!
//! A package may export tens of thousands of subpaths, nearly all in plain letters. If anything is unusual,
//! the long way is taken; the tests hold the answers of both together.

use std::borrow::Cow;

use crate::{
    manifest::{
        filled,
        subpaths::{Exports, SubpathEntry},
        target::{Branch, Target, is_array_index},
    },
    path::PackagePath,
    resolve::{
        Referrer, Resolved, Resolver, error::ResolveError, exports::exports_entry, obstacles::is_plain,
    },
};

/// The file that a subpath leads to, and the key that matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlainExport<'p> {
    pub key: &'p str,
    /// `None` if there is no such file; only the long way knows Node's words for that.
    pub file: Option<&'p PackagePath>,
}

/// The path that a mode takes of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakenTarget<'p> {
    Path(&'p str),
    /// None of the conditions holds.
    Nothing,
    /// Only the long way can tell.
    Unknown,
}

impl<'p> Resolver<'p> {
    /// Resolves a consumer's request for a subpath (`./…`); `None` if only the long way can tell.
    pub fn plain_export(&self, subpath: &str) -> Option<PlainExport<'p>> {
        let package = self.disk.package();
        let Exports::Subpaths(subpaths) = package.manifest()?.exports(self.profile.manifest_reader)? else {
            return None;
        };
        let obstacles = self.obstacles();
        if obstacles.odd_manifests || obstacles.odd_name || !is_plain(subpath.strip_prefix("./")?) {
            return None;
        }
        let (SubpathEntry { key, target }, star) = exports_entry(subpaths, subpath)?;
        let TakenTarget::Path(target) = self.taken(target) else { return None };
        let file = self.plain_target(target, star)?;
        Some(PlainExport { key: &key.value, file })
    }

    /// Resolves a consumer's request for a subpath (`./…`): the short way where it leads to a file, else the long one.
    pub fn resolve_subpath(&mut self, subpath: &str) -> Result<Resolved, ResolveError> {
        let plain = self.plain_export(subpath).and_then(|export| export.file);
        match plain.or_else(|| self.plain_deep(subpath)) {
            Some(file) => Ok(Resolved::File(file.clone())),
            None => {
                let rest = subpath.strip_prefix('.').unwrap_or_default();
                let specifier = format!("{}{rest}", self.disk.package().name());
                self.resolve(&Referrer::Consumer, &specifier).result
            }
        }
    }

    /// Returns the file that a consumer gets to by its path, as there is no "exports"; `None` if only the long way can tell.
    fn plain_deep(&self, subpath: &str) -> Option<&'p PackagePath> {
        let exports = self.disk.package().manifest()?.exports(self.profile.manifest_reader);
        let path = subpath.strip_prefix("./").filter(|_| exports.is_none())?;
        let obstacles = self.obstacles();
        let is_usual = !obstacles.odd_manifests && !obstacles.odd_name && is_plain(path);
        is_usual.then(|| self.file_at(path)).flatten()
    }

    /// Returns the path of a target that this mode takes, whatever its `*` stands for.
    pub fn taken(&self, target: &'p Target) -> TakenTarget<'p> {
        match target {
            Target::Path(path) => TakenTarget::Path(&path.value),
            Target::Conditions(branches, _) => self.branch(branches),
            _ => TakenTarget::Unknown,
        }
    }

    fn branch(&self, branches: &'p [Branch]) -> TakenTarget<'p> {
        // An index as a key is an error of Node's, even if an earlier condition holds.
        if branches.iter().any(|branch| is_array_index(&branch.condition.value)) {
            return TakenTarget::Unknown;
        }
        let is_met = |branch: &&Branch| {
            branch.condition.value == "default" || self.conditions.contains(&branch.condition.value)
        };
        let choices = branches.iter().filter(is_met).map(|branch| self.taken(&branch.target));
        choices
            .into_iter()
            .find(|choice| !matches!(choice, TakenTarget::Nothing))
            .unwrap_or(TakenTarget::Nothing)
    }

    /// Returns the file that a target names, if it is there; the outer `None` means that the target is
    /// unusual.
    fn plain_target(&self, target: &str, star: Option<&str>) -> Option<Option<&'p PackagePath>> {
        let relative = target.strip_prefix("./")?;
        let path = star.map_or(Cow::Borrowed(relative), |star| Cow::Owned(filled(relative, star)));
        // The parts are looked at before they are put together, too, as Node looks at the target and the
        // match each by itself.
        let is_allowed = ![relative, star.unwrap_or_default(), &path].into_iter().any(has_node_modules);
        let file = self.disk.files().get(&path).map(|(file, _)| file);
        (is_allowed && is_plain(&path)).then_some(file)
    }
}

/// Tells whether a path has a segment `node_modules`, which no target may have.
fn has_node_modules(path: &str) -> bool {
    // Few paths have the underscore.
    memchr::memchr(b'_', path.as_bytes()).is_some()
        && path.split('/').any(|segment| segment.eq_ignore_ascii_case("node_modules"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        files::FileTree,
        package::Package,
        resolve::{Mode, NodeTarget, Referrer, Resolved, step::StepKind},
    };

    /// Returns the short way's answer, and asserts that the long way has the same one.
    fn asked(package: &Package, subpath: &str, mode: Mode) -> Option<String> {
        let node = NodeTarget::default();
        let short = Resolver::new(package, mode, &node).plain_export(subpath)?;
        let specifier = format!("{}{}", package.name(), subpath.strip_prefix('.').unwrap_or_default());
        let long = Resolver::new(package, mode, &node).resolve(&Referrer::Consumer, &specifier);
        let keys = long.trail.iter().filter_map(|step| match &step.kind {
            StepKind::Key(key) | StepKind::Pattern { key, .. } => Some(key.as_str()),
            _ => None,
        });
        let keys: Vec<_> = keys.collect();
        assert_eq!(keys, [short.key], "{subpath} by {mode:?}");
        match short.file {
            Some(file) => assert_eq!(long.result, Ok(Resolved::File(file.clone())), "{subpath} by {mode:?}"),
            None => {
                let code = long.result.unwrap_err().code();
                let codes = ["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND", "ERR_UNSUPPORTED_DIR_IMPORT"];
                assert!(codes.contains(&code), "{subpath} by {mode:?}: {code}");
            }
        }
        Some(short.file.map_or("nothing".to_owned(), ToString::to_string))
    }

    /// Asserts that a consumer who names a subpath gets where the long way leads.
    fn agree(package: &Package, subpath: &str, mode: Mode) {
        let node = NodeTarget::default();
        let short = Resolver::new(package, mode, &node).resolve_subpath(subpath);
        let specifier = format!("{}{}", package.name(), subpath.strip_prefix('.').unwrap_or_default());
        let long = Resolver::new(package, mode, &node).resolve(&Referrer::Consumer, &specifier);
        assert_eq!(short, long.result, "{subpath} by {mode:?}");
    }

    fn package(exports: &str, files: &[&str]) -> Package {
        let manifest = format!(r#"{{"name":"p","exports":{exports}}}"#);
        let mut all = vec![("package.json", manifest.as_str())];
        all.extend(files.iter().map(|path| (*path, "")));
        Package::new(FileTree::of(all))
    }

    #[test]
    fn the_short_way_is_taken_where_nothing_is_unusual() {
        let exports = r#"{".":"./a.js","./a":"./a.js","./x/*":{"import":"./esm/*.mjs","require":"./cjs/*.js"},
            "./x/no/*":null,"./n/*":["./a.js"],"./d/*":{"types":"./*.d.ts","node":{"deno":"./no.js"},"default":"./*"}}"#;
        let package =
            package(exports, &["a.js", "esm/b/c.mjs", "cjs/b/c.js", "esm/no/d.mjs", "node_modules/a.js"]);
        for (subpath, import, require) in [
            ("./a", Some("a.js"), Some("a.js")),
            ("./x/b/c", Some("esm/b/c.mjs"), Some("cjs/b/c.js")),
            ("./x/gone", Some("nothing"), Some("nothing")),
            ("./x/no/d", None, None),
            ("./n/a", None, None),
            ("./d/a.js", Some("a.js"), Some("a.js")),
            ("./d/node_modules/a.js", None, None),
            ("./d/%61.js", None, None),
            (".", None, None),
        ] {
            for (mode, expected) in [(Mode::Import, import), (Mode::Require, require)] {
                assert_eq!(asked(&package, subpath, mode).as_deref(), expected, "{subpath} by {mode:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn the_short_way_leads_where_the_long_one_does(
            paths in prop::collection::btree_set("([ab]/|node_modules/|\\.a/)?[ab*]{1,2}(\\.js|\\.mjs|\\.)?", 1..6),
            keys in prop::collection::btree_map(
                "\\./([ab]/)?(\\*|[ab]|\\*\\.js|node_modules/\\*)",
                r#""\./([ab]/)?(\*|\*\*|[ab]|node_modules/\*|\./a)(\.js)?"|null|\["\./a"\]|\{("require":"\./a\.js",)?("import":"\./\*",)?("node":\{"x":"\./b"\},)?"default":"\./a/\*"\}"#,
                1..4,
            ),
            name in "p|@s/p|fs|p\\.q",
            subpath in "\\./([ab]/|node_modules/)?[ab*]{1,2}(\\.js|/)?|\\./promises",
            import in any::<bool>(),
        ) {
            let exports: Vec<_> = keys.iter().map(|(key, target)| format!(r#""{key}":{target}"#)).collect();
            let manifest = format!(r#"{{"name":"{name}","exports":{{{}}}}}"#, exports.join(","));
            let mut files = vec![("package.json", manifest.as_str())];
            files.extend(paths.iter().map(|path| (path.as_str(), "")));
            let all = files.clone();
            let is_folder = |file: &str| {
                all.iter().any(|(path, _)| path.strip_prefix(file).is_some_and(|rest| rest.starts_with('/')))
            };
            files.retain(|(file, _)| !is_folder(file));
            let package = Package::new(FileTree::of(files));
            let mode = if import { Mode::Import } else { Mode::Require };
            asked(&package, &subpath, mode);
            agree(&package, &subpath, mode);
        }

        #[test]
        fn a_file_is_found_by_its_path_where_nothing_is_closed(
            paths in prop::collection::btree_set("([ab]/|node_modules/[pa]/|\\.a/)?[ab%]{1,2}(\\.js|\\.json|\\.mjs|\\.)?", 1..6),
            manifests in prop::collection::btree_map("([ab]/)?", r#"\{"name":"(p|@s/p|fs|\.p|a/b)"(,"main":"a")?(,"exports":null)?\}|\{|null"#, 0..3),
            subpath in "\\.(/([ab]/|node_modules/|\\.\\./)?[ab%]{1,2}(\\.js|\\.json|/|\\?)?)?|\\./promises",
            import in any::<bool>(),
        ) {
            let manifests: Vec<_> =
                manifests.iter().map(|(folder, text)| (format!("{folder}package.json"), text.as_str())).collect();
            let mut files: Vec<(&str, &str)> = manifests.iter().map(|(path, text)| (path.as_str(), *text)).collect();
            files.extend(paths.iter().map(|path| (path.as_str(), "")));
            let all = files.clone();
            let is_folder = |file: &str| {
                all.iter().any(|(path, _)| path.strip_prefix(file).is_some_and(|rest| rest.starts_with('/')))
            };
            files.retain(|(file, _)| !is_folder(file));
            let package = Package::new(FileTree::of(files));
            agree(&package, &subpath, if import { Mode::Import } else { Mode::Require });
        }
    }
}
