//! Styles, images and sources that only patterns of "exports" offer.

use crate::{
    entry_points::{CoveredFile, EntryPoint, files_of_patterns},
    package::Package,
    resolve::NodeTarget,
    surface::deep::{ASSETS, is_private},
};

/// The assets that patterns of "exports" offer, each as an entry point.
pub fn assets_of_patterns(package: &Package, node: &NodeTarget) -> Vec<EntryPoint> {
    files_of_patterns(package, node, &is_asset)
}

/// Tells whether consumers are meant to ask for a file. A pattern over everything covers licences and declarations as well: it means the
/// usual assets only, and one that names an ending means that.
fn is_asset(file: &CoveredFile<'_>) -> bool {
    let ending = file.path.extension();
    let is_named = !ending.is_empty() && file.rest.ends_with(ending);
    let is_used = is_named && !is_for_compilers(file.path.as_str()) || ASSETS.contains(&ending);
    let folder = file.star.rsplit_once('/').map_or("", |(folder, _)| folder);
    is_used && !is_private(folder)
}

/// Tells whether a file is a declaration or a map: compilers and debuggers find them by themselves.
fn is_for_compilers(path: &str) -> bool {
    [".d.ts", ".d.mts", ".d.cts", ".map"].iter().any(|ending| path.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

    #[test]
    fn assets_that_patterns_mean() {
        for (exports, expected) in [
            (r#"{"./*":"./*"}"#, "./a.css ./icons/x.svg"),
            (r#"{"./icons/*.svg":"./icons/*.svg"}"#, "./icons/x.svg"),
            (r#"{"./icons/*":"./icons/*.svg"}"#, "./icons/x"),
            (r#"{"./*":"./src/*.ts"}"#, "./b"),
            (r#"{"./*.md":"./*.md"}"#, "./README.md"),
            (r#"{"./*":"./*","./icons/*":null}"#, "./a.css"),
            (r#"{"./*.css":{"import":"./*.css"}}"#, "./a.css"),
            (r#"{"./*":{"types":"./*.d.ts"}}"#, ""),
            (r#"{"./*.d.ts":"./*.d.ts"}"#, ""),
            (r#"{"./a.css":"./a.css"}"#, ""),
        ] {
            let manifest = format!(r#"{{"name":"p","exports":{exports}}}"#);
            let package = Package::new(FileTree::of([
                ("package.json", manifest.as_str()),
                ("README.md", ""),
                ("LICENSE", ""),
                ("a.css", ""),
                ("a.d.ts", ""),
                ("docs/site.css", ""),
                ("icons/x.svg", ""),
                ("index.js", ""),
                ("src/b.ts", ""),
            ]));
            let found = assets_of_patterns(&package, &NodeTarget::default());
            let subpaths: Vec<_> = found.iter().map(|entry| entry.subpath.as_str()).collect();
            assert_eq!(subpaths.join(" "), expected, "{exports}");
        }
    }
}
