//! Files that consumers reach by their paths because the package has no "exports".

use crate::{
    hash::HashSet,
    json::JsonNode,
    package::Package,
    path::PackagePath,
    resolve::{Mode, NodeTarget, Resolved, Resolver},
};

/// A file that consumers may ask for by its path, and every specifier by which they may do so: each the part behind the
/// package's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeepFile {
    pub path: PackagePath,
    pub subpaths: Vec<String>,
}

/// The endings of files that are asked for by path: what Node loads, and what bundlers do.
const ASKED_FOR: [&str; 13] = [
    ".js", ".mjs", ".cjs", ".json", ".node", ".wasm", ".css", ".scss", ".less", ".svg", ".png", ".woff2",
    ".html",
];

/// Files that no consumer asks for, by their names.
const OWN_BUSINESS: [&str; 10] = [
    "package.json",
    "package-lock.json",
    "npm-shrinkwrap.json",
    "bower.json",
    "component.json",
    "composer.json",
    "lerna.json",
    "tsconfig.json",
    "jsconfig.json",
    "tslint.json",
];

/// Folders of what is for those who develop the package.
const OWN_FOLDERS: [&str; 12] = [
    "node_modules",
    "test",
    "tests",
    "__tests__",
    "spec",
    "example",
    "examples",
    "bench",
    "benchmark",
    "benchmarks",
    "docs",
    "scripts",
];

/// Tells whether package.json leaves every path open.
pub fn is_open(package: &Package, node: &NodeTarget) -> bool {
    let reader = node.version.profile().manifest_reader;
    package.manifest().is_none_or(|manifest| manifest.exports(reader).is_none())
}

/// The files that can be asked for by path, sorted; none where "exports" closes the package.
pub fn deep_files(package: &Package, node: &NodeTarget) -> Vec<DeepFile> {
    if !is_open(package, node) {
        return Vec::new();
    }
    let paths = package.files().iter().map(|(path, _)| path).filter(|path| is_asked_for(path));
    // `require` finds a file by all its names; `import` takes the whole path only.
    let mut resolver = Resolver::new(package, Mode::Require, node);
    let deep = |path: &PackagePath| DeepFile { path: path.clone(), subpaths: subpaths(path, &mut resolver) };
    let mut files: Vec<_> = paths.map(deep).collect();
    files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    files
}

fn is_asked_for(path: &PackagePath) -> bool {
    let name = path.file_name();
    let is_config = name.contains(".config.") || name.contains(".test.") || name.contains(".spec.");
    let is_tool =
        ["gruntfile", "gulpfile", "rakefile", "karma.conf", "rollup", "webpack", "makefile", "test."]
            .iter()
            .any(|tool| name.to_ascii_lowercase().starts_with(tool));
    let mut folders = path.directory().split('/');
    let is_own_business =
        OWN_BUSINESS.contains(&name) || name.starts_with('.') || (path.directory().is_empty() && is_tool);
    let is_private = folders.any(|folder| OWN_FOLDERS.contains(&folder) || folder.starts_with('.'));
    ASKED_FOR.contains(&path.extension()) && !is_own_business && !is_config && !is_private
}

/// The ways to name a file: by its path, and where `require` finds it without its ending or by its folder.
fn subpaths(path: &PackagePath, resolver: &mut Resolver<'_>) -> Vec<String> {
    let whole = path.as_str();
    let mut found = vec![format!("/{whole}")];
    let short = match path.extension() {
        ".js" | ".json" | ".node" => whole.strip_suffix(path.extension()),
        _ => None,
    };
    let folder = short.and_then(|short| short.strip_suffix("/index"));
    let names = short.into_iter().chain(folder).map(|name| format!("/{name}"));
    // `/lib` leads to lib.js where there is one, and then not to lib/index.js.
    let mut leads_here = |subpath: &String| {
        let found = resolver.resolve_subpath(&format!(".{subpath}"));
        matches!(found, Ok(Resolved::File(file)) if file == *path)
    };
    found.extend(names.filter(|name| leads_here(name)));
    found
}

/// Tells whether the package's own words ask for a file by path: its README does, or its folder has a package.json
/// that leads there. `named` are the subpaths that the README names.
pub fn is_documented(package: &Package, named: &HashSet<String>, file: &DeepFile) -> bool {
    file.subpaths.iter().any(|subpath| named.contains(subpath)) || is_main_of_folder(package, file)
}

/// The subpaths that the README names between quotes: `'pkg/sub'` is `/sub`.
pub fn documented(package: &Package) -> HashSet<String> {
    let (readme, prefix) = (readme(package), format!("{}/", package.name()));
    let named = readme.match_indices(&prefix).filter_map(|(place, name)| {
        let quote = readme.get(..place)?.chars().next_back().filter(|c| matches!(c, '\'' | '"' | '`'))?;
        let rest = readme.get(place + name.len()..)?;
        // Without a bound, a README of many names and no closing quote takes quadratic time.
        let end = rest.bytes().take(LONGEST_PATH).position(|byte| byte == quote as u8)?;
        rest.get(..end).map(|path| format!("/{path}"))
    });
    named.collect()
}

/// The longest path that is looked for in a README, in bytes.
const LONGEST_PATH: usize = 1024;

fn is_main_of_folder(package: &Package, file: &DeepFile) -> bool {
    let folder = file.path.directory();
    let manifest = if folder.is_empty() { None } else { package.manifest_in(folder) };
    let main = manifest.and_then(|manifest| manifest.get("main")).and_then(JsonNode::as_str);
    main.is_some_and(|main| main.trim_start_matches("./") == file.path.file_name())
}

/// The text of the README.
fn readme(package: &Package) -> String {
    let is_readme = |path: &&PackagePath| path.as_str().to_ascii_lowercase().starts_with("readme");
    let found = package.files().iter().map(|(path, _)| path).find(is_readme);
    let contents = found.and_then(|path| package.files().contents(path.as_str())).unwrap_or_default();
    String::from_utf8_lossy(contents).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

    #[test]
    fn files_by_every_name_that_they_have() {
        let package = Package::new(FileTree::of([
            ("package.json", r#"{"name":"p","main":"lib"}"#),
            ("lib/index.js", ""),
            ("lib/a.js", ""),
            ("lib/a.json", "{}"),
            ("esm/b.mjs", ""),
            ("test/c.js", ""),
            ("rollup.config.js", ""),
            ("style.css", ""),
        ]));
        let found = deep_files(&package, &NodeTarget::default());
        let rows: Vec<_> = found.iter().map(|file| file.subpaths.join(" ")).collect();
        assert_eq!(
            rows,
            ["/esm/b.mjs", "/lib/a.js /lib/a", "/lib/a.json", "/lib/index.js /lib/index /lib", "/style.css"]
        );
    }
}
