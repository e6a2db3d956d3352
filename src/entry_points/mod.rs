//! The entry points: what a consumer may name. Each subpath of "exports" with its patterns expanded, the legacy main,
//! and each bin.

pub mod bins;
mod entry_point;
pub mod name;
pub(crate) mod patterns;
pub mod promise;
mod reader;
mod root;
mod shebang;

pub(crate) use entry_point::declares_main;
pub use entry_point::{EntryKind, EntryPoint, SOURCES, target_file};

use crate::{
    entry_points::reader::EntryPointReader, limits::LimitReached, package::Package, path::PackagePath,
    resolve::NodeTarget,
};

/// Returns every entry point of a package, in the order of package.json: subpaths, then bins.
pub fn entry_points(package: &Package, node: &NodeTarget) -> Vec<EntryPoint> {
    entry_points_within(package, node).0
}

/// Like [`entry_points`], but also returns the limits that kept some from being looked at.
pub fn entry_points_within(package: &Package, node: &NodeTarget) -> (Vec<EntryPoint>, Vec<LimitReached>) {
    let mut reader = EntryPointReader::new(package, node);
    let exports =
        package.manifest().and_then(|manifest| Some((manifest, manifest.exports(reader.manifest_reader())?)));
    let mut entries = match exports.map(|(manifest, exports)| (manifest, exports.subpaths())) {
        None => vec![reader.main()],
        // Where Node cannot read "exports", every request fails in the same way, and the root stands for all.
        Some((_, None)) => vec![reader.entry(".", EntryKind::Export, None)],
        Some((manifest, Some(subpaths))) => {
            let closed = reader.closed_root(manifest, subpaths);
            let is_kept = |entry: &EntryPoint| closed.is_none() || entry.subpath != ".";
            let others: Vec<_> =
                reader.subpaths(manifest, subpaths.entries()).into_iter().filter(is_kept).collect();
            closed.into_iter().chain(others).collect()
        }
    };
    entries.extend(reader.bins());
    (entries, reader.cut())
}

/// Returns the entry point that a packed file is where a script runs it as `node FILE`.
pub(crate) fn script_entry(package: &Package, node: &NodeTarget, path: &PackagePath) -> EntryPoint {
    EntryPointReader::new(package, node).script(path.to_string(), path.clone())
}

/// Resolves entry points anew that another version of Node has found.
pub fn resolved_again<'e>(
    package: &Package,
    entries: impl Iterator<Item = &'e EntryPoint>,
    node: &NodeTarget,
) -> Vec<EntryPoint> {
    let mut reader = EntryPointReader::new(package, node);
    entries.map(|entry| reader.again(entry)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;
    use crate::resolve::{Mode, Resolved};

    fn declared(files: &[(&str, &str)]) -> Vec<String> {
        let package = Package::new(FileTree::of(files.iter().copied()));
        let entries = entry_points(&package, &NodeTarget::default());
        entries.iter().map(row).collect()
    }

    fn row(entry: &EntryPoint) -> String {
        let outcomes = entry.resolutions.iter().map(|(mode, resolution)| {
            let mode = if *mode == Mode::Import { "import" } else { "require" };
            match &resolution.result {
                Ok(Resolved::File(path)) => format!(" {mode}={path}"),
                Ok(other) => format!(" {mode}={other:?}"),
                Err(error) => format!(" {mode}={}", error.code()),
            }
        });
        format!("{}{}", entry.subpath, outcomes.collect::<String>())
    }

    #[test]
    fn subpaths_then_bins_in_source_order() {
        let manifest =
            r#"{"name":"p","exports":{"./b":"./b.js",".":{"import":"./a.mjs"},"./no":null},"bin":"b.js"}"#;
        let rows = declared(&[("package.json", manifest), ("a.mjs", ""), ("b.js", "")]);
        assert_eq!(
            rows,
            [
                "./b import=b.js require=b.js",
                ". import=a.mjs require=ERR_PACKAGE_PATH_NOT_EXPORTED",
                "p require=b.js",
            ]
        );
    }

    #[test]
    fn patterns_expand_to_the_packed_modules_of_each_mode() {
        let manifest =
            r#"{"name":"p","exports":{"./*":{"import":"./esm/*.mjs","require":"./cjs/*.js"},"./x/*":null}}"#;
        let files = ["esm/a.mjs", "cjs/a.js", "cjs/b.js", "esm/x/y.mjs", "esm/LICENSE", "esm/c.d.ts"];
        let mut all = vec![("package.json", manifest)];
        all.extend(files.iter().map(|path| (*path, "")));
        assert_eq!(declared(&all), ["./a import=esm/a.mjs require=cjs/a.js", "./b require=cjs/b.js"]);
    }

    #[test]
    fn an_expansion_says_of_a_mode_without_a_condition_that_it_is_not_exported() {
        let manifest = r#"{"name":"p","exports":{"./*":{"types":"./*.d.ts","import":"./*.mjs"}}}"#;
        assert_eq!(
            declared(&[("package.json", manifest), ("a.mjs", ""), ("a.d.ts", "")]),
            ["./a import=a.mjs require=ERR_PACKAGE_PATH_NOT_EXPORTED"]
        );
    }

    #[test]
    fn a_pattern_over_everything_finds_modules_only() {
        let manifest = r#"{"name":"p","exports":{"./*":"./*","./lib/secret.js":null}}"#;
        let rows =
            declared(&[("package.json", manifest), ("LICENSE", ""), ("lib/a.js", ""), ("lib/secret.js", "")]);
        let subpaths: Vec<_> = rows.iter().filter_map(|row| row.split(' ').next()).collect();
        assert_eq!(subpaths, ["./lib/a.js", "./package.json"]);
    }

    #[test]
    fn a_command_is_loaded_as_require_does_where_import_does_not_see_that_it_is_a_module() {
        let of = |kind: &str, name: &str| {
            let manifest = format!(r#"{{"name":"p","type":"{kind}","exports":{{}},"bin":"{name}"}}"#);
            declared(&[("package.json", &manifest), (name, "#!/usr/bin/env node\nimport './x.js'")])
        };
        assert_eq!(of("commonjs", "cli"), ["p require=cli"]);
        assert_eq!(of("module", "cli"), ["p import=cli"]);
        assert_eq!(of("", "cli.js"), ["p import=cli.js"]);
    }

    #[test]
    fn a_mode_without_any_file_of_a_pattern_has_an_entry_point_for_all() {
        let manifest = r#"{"name":"p","exports":{"./*":{"import":"./esm/*.mjs","require":"./cjs/*.cjs"}}}"#;
        assert_eq!(
            declared(&[("package.json", manifest), ("esm/a.mjs", "")]),
            ["./a import=esm/a.mjs", "./* require=MODULE_NOT_FOUND"]
        );
    }

    #[test]
    fn without_exports_the_package_itself_is_the_entry_point() {
        assert_eq!(
            declared(&[("package.json", r#"{"name":"p","main":"lib"}"#), ("lib/index.js", "")]),
            [". import=lib/index.js require=lib/index.js"]
        );
        assert_eq!(declared(&[("index.js", "")]), [". import=index.js require=index.js"]);
    }
}
