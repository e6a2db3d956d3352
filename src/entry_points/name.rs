//! The purpose of a package's name if the package has neither "exports" nor a "main" nor an index file.

use crate::{
    entry_points::bins::bins,
    json::JsonNode,
    package::Package,
    path::{PackagePath, join},
    resolve::{disk::path_resolve, error::PackagePlace},
};

/// The purpose of such a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BehindName {
    /// The name leads to nothing: there are no modules, or only those of commands.
    Nothing,
    /// The modules are asked for by their paths; this is their number.
    Paths(usize),
    /// The name should lead to a packed module, and does not.
    Meant(Meant),
}

/// The module that was probably meant, and the field that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meant {
    pub file: PackagePath,
    /// The field of package.json that leads there and that Node does not read.
    pub field: Option<String>,
    pub at: Option<PackagePlace>,
}

/// Fields by which bundlers find the module that `main` should lead to.
const FIELDS: [&str; 4] = ["module", "jsnext:main", "types", "typings"];

/// Fields that are near to "main" and mean something else: manual pages, the minified build, an address.
const OTHER_FIELDS: [&str; 3] = ["man", "min", "mail"];

/// Folders of builds and sources.
const FOLDERS: [&str; 8] = ["dist", "lib", "build", "out", "esm", "es", "cjs", "src"];

/// Returns the purpose of the package's name.
pub fn behind_name(package: &Package) -> BehindName {
    let files = package.files().iter().map(|(path, _)| path);
    match files.filter(|path| is_own_module(path)).count() {
        0 => BehindName::Nothing,
        count => meant(package).map_or_else(|| for_others(package, count), BehindName::Meant),
    }
}

fn for_others(package: &Package, modules: usize) -> BehindName {
    if bins(package).is_empty() { BehindName::Paths(modules) } else { BehindName::Nothing }
}

fn meant(package: &Package) -> Option<Meant> {
    let bins: Vec<_> = bins(package).into_iter().map(|bin| bin.path).collect();
    let found = by_field(package).or_else(|| by_index(package, "")).or_else(|| in_folder(package));
    found.filter(|meant| !bins.iter().any(|bin| meant.file.as_str() == bin))
}

/// Finds the module by a field that bundlers read, or whose name is nearly "main".
fn by_field(package: &Package) -> Option<Meant> {
    let manifest = package.manifest()?;
    let members = manifest.document().ok()?.as_object()?;
    let is_near = |key: &str| {
        let is_one_off = || !OTHER_FIELDS.contains(&key) && strsim::damerau_levenshtein(key, "main") == 1;
        key.eq_ignore_ascii_case("main") || is_one_off()
    };
    let is_hint = |key: &str| key != "main" && (FIELDS.contains(&key) || is_near(key));
    members.iter().filter(|member| is_hint(&member.key.value)).find_map(|member| {
        Some(Meant {
            file: module_of(package, &member.value)?,
            field: Some(member.key.value.clone()),
            at: Some(PackagePlace { file: manifest.path().clone(), span: member.key.span }),
        })
    })
}

/// Returns the module that a field names, or that lies beside the declarations that it names.
fn module_of(package: &Package, value: &JsonNode) -> Option<PackagePath> {
    let path = path_resolve("/", value.as_str()?);
    let path = path.trim_start_matches('/');
    let beside = [(".d.mts", ".mjs"), (".d.cts", ".cjs"), (".d.ts", ".js")];
    let twins = beside.iter().filter_map(|(types, js)| Some(format!("{}{js}", path.strip_suffix(types)?)));
    let named = ["", ".js", ".mjs", "/index.js"].iter().map(|end| format!("{path}{end}"));
    let mut found = twins.chain(named).filter_map(|path| packed_module(package, &path));
    found.find(|file| !is_empty_module(package, file))
}

fn packed_module(package: &Package, path: &str) -> Option<PackagePath> {
    package.files().get(path).map(|(file, _)| file.clone()).filter(is_own_module)
}

/// Finds an index file that Node does not look for.
fn by_index(package: &Package, folder: &str) -> Option<Meant> {
    // By the package's name Node finds index.js in the root, and no index file of another folder.
    let names = if folder.is_empty() {
        &["index.mjs", "index.cjs"][..]
    } else {
        &["index.js", "index.mjs", "index.cjs"]
    };
    let file = names.iter().find_map(|name| packed_module(package, &join(folder, name)))?;
    Some(Meant { file, field: None, at: None })
}

/// Finds the index file of a build, unless the package is used by its paths or by pages in a browser.
fn in_folder(package: &Package) -> Option<Meant> {
    let manifest = package.manifest()?;
    let is_asset = ["unpkg", "jsdelivr", "style", "sass", "bin", "directories"]
        .iter()
        .any(|key| manifest.get(key).is_some());
    let has_scopes = || package.files().iter().any(|(path, _)| is_nested_manifest(path));
    let modules = package.files().iter().map(|(path, _)| path).filter(|path| is_own_module(path));
    // Several modules in the root, and folders with a package.json of their own, are asked for by their paths.
    let at_root = modules.filter(|path| path.directory().is_empty()).count();
    if is_asset || at_root > 1 || has_scopes() || is_documented_by_path(package) {
        return None;
    }
    FOLDERS.iter().find_map(|folder| by_index(package, folder))
}

/// Tells whether the documentation asks for paths below the name, and never for the name.
fn is_documented_by_path(package: &Package) -> bool {
    let is_readme = |path: &&PackagePath| path.as_str().to_ascii_lowercase().starts_with("readme");
    let Some(readme) = package.files().iter().map(|(path, _)| path).find(is_readme) else { return false };
    let text = String::from_utf8_lossy(package.files().contents(readme.as_str()).unwrap_or_default());
    let mentions =
        |end: &str| ["'", "\""].iter().any(|quote| text.contains(&format!("{quote}{}{end}", package.name())));
    mentions("/") && !mentions("'") && !mentions("\"")
}

fn is_nested_manifest(path: &PackagePath) -> bool {
    path.file_name() == "package.json" && !path.directory().is_empty() && is_own(path)
}

fn is_own_module(path: &PackagePath) -> bool {
    matches!(path.extension(), ".js" | ".mjs" | ".cjs") && is_own(path)
}

fn is_own(path: &PackagePath) -> bool {
    !path.as_str().split('/').any(|segment| segment == "node_modules")
}

/// Tells whether a module is empty; compilers leave such modules beside declarations.
fn is_empty_module(package: &Package, file: &PackagePath) -> bool {
    let text = String::from_utf8_lossy(package.files().contents(file.as_str()).unwrap_or_default());
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.all(|line| matches!(line, "export {};" | "export {}" | "\"use strict\";" | "'use strict';"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

    fn found(files: &[(&str, &str)]) -> String {
        match behind_name(&Package::new(FileTree::of(files.iter().copied()))) {
            BehindName::Nothing => "nothing".to_owned(),
            BehindName::Paths(count) => format!("{count} paths"),
            BehindName::Meant(meant) => format!("{} by {:?}", meant.file, meant.field.unwrap_or_default()),
        }
    }

    #[test]
    fn a_name_that_should_lead_somewhere() {
        for (manifest, file, expected) in [
            (r#"{"type":"module","module":"dist/index.js"}"#, "dist/index.js", "dist/index.js by \"module\""),
            (r#"{"mian":"./lib/a.js"}"#, "lib/a.js", "lib/a.js by \"mian\""),
            (r#"{"Main":"lib/a"}"#, "lib/a.js", "lib/a.js by \"Main\""),
            (r#"{"types":"./lib/a.d.ts"}"#, "lib/a.js", "lib/a.js by \"types\""),
            ("{}", "index.mjs", "index.mjs by \"\""),
            ("{}", "dist/index.js", "dist/index.js by \"\""),
        ] {
            assert_eq!(
                found(&[("package.json", manifest), (file, "export const a = 1")]),
                expected,
                "{manifest}"
            );
        }
    }

    #[test]
    fn names_that_nobody_asks_for() {
        for (manifest, file, text, expected) in [
            (r#"{"types":"index.d.ts"}"#, "index.d.ts", "", "nothing"),
            (r#"{"types":"lib/a.d.ts"}"#, "lib/a.js", "export {};", "1 paths"),
            (r#"{"name":"p","bin":"./dist/index.js"}"#, "dist/index.js", "", "nothing"),
            (r#"{"style":"a.css"}"#, "a.css", "", "nothing"),
            (r#"{"unpkg":"dist/index.js"}"#, "dist/index.js", "", "1 paths"),
            ("{}", "rules/a.js", "", "1 paths"),
            (r#"{"man":"./man.js"}"#, "man.js", "", "1 paths"),
            (r#"{"min":"./lib/a.min.js"}"#, "lib/a.min.js", "", "1 paths"),
        ] {
            assert_eq!(found(&[("package.json", manifest), (file, text)]), expected, "{manifest}");
        }
    }

    #[test]
    fn a_package_that_is_documented_by_its_paths() {
        let files =
            [("package.json", r#"{"name":"p"}"#), ("lib/index.js", ""), ("README.md", "require('p/lib')")];
        assert_eq!(found(&files), "1 paths");
    }
}
