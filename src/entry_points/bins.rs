//! The commands that a package declares, as npm reads them.

use crate::{
    json::{JsonContent, JsonNode},
    package::Package,
    path::PackagePath,
    resolve::{disk::path_resolve, error::PackagePlace},
    text::Span,
};

/// A command, and the file that package.json gives for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bin {
    pub name: String,
    /// The path as npm normalises it: relative to the package, and never outside.
    pub path: String,
    pub at: PackagePlace,
}

/// Returns the commands of "bin", or of every file below "directories.bin".
pub fn bins(package: &Package) -> Vec<Bin> {
    let Some(manifest) = package.manifest() else { return Vec::new() };
    let place = |span: Span| PackagePlace { file: manifest.path().clone(), span };
    match manifest.get("bin").map(|node| (&node.value, node.span)) {
        Some((JsonContent::String(path), span)) => {
            let name = unscoped(package.declared_name().unwrap_or(package.name()));
            vec![Bin { name: name.to_owned(), path: normalised(path), at: place(span) }]
        }
        Some((JsonContent::Object(members), _)) => members
            .iter()
            .filter_map(|member| Some((member, member.value.as_str()?)))
            .map(|(member, path)| Bin {
                name: unscoped(&member.key.value).to_owned(),
                path: normalised(path),
                at: place(member.value.span),
            })
            // npm drops such commands without a word.
            .filter(|bin| !bin.name.is_empty() && !bin.path.is_empty())
            .collect(),
        _ => directory_bins(package, manifest.get("directories").and_then(|node| node.get("bin")), place),
    }
}

fn directory_bins(
    package: &Package,
    directory: Option<&JsonNode>,
    place: impl Fn(Span) -> PackagePlace,
) -> Vec<Bin> {
    let Some((node, directory)) = directory.and_then(|node| Some((node, node.as_str()?))) else {
        return Vec::new();
    };
    let directory = normalised(directory);
    let files = package.files().under(&directory).map(|(path, _)| path);
    files
        // npm lists the folder by a glob, which passes over names that begin with a dot.
        .filter(|path| !path.file_name().starts_with('.'))
        .map(|path| Bin { name: path.file_name().to_owned(), path: path.to_string(), at: place(node.span) })
        .collect()
}

/// Tells whether Node runs a command: its first line says so, or it has no `#!` and its name is one of
/// JavaScript.
pub(super) fn is_run_by_node(package: &Package, path: &PackagePath) -> bool {
    match first_line(package, path) {
        Some(command) => command.contains("node"),
        None => is_javascript(path),
    }
}

/// Tells whether Node alone runs a command, without options and without another program around it.
pub(super) fn runs_with_plain_node(package: &Package, path: &PackagePath) -> bool {
    let Some(command) = first_line(package, path) else { return is_javascript(path) };
    let words = command.split_whitespace().map(|word| unscoped(word).to_owned());
    let words: Vec<_> = words.filter(|word| word != "env" && word != "-S").collect();
    // A loader or another program (`node --import tsx`, `ts-node`) may load what Node alone does not.
    words == ["node"]
}

/// Returns the command after `#!`.
fn first_line(package: &Package, path: &PackagePath) -> Option<String> {
    let text = package.files().contents(path.as_str()).unwrap_or_default();
    let first_line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    first_line.strip_prefix(b"#!").map(|command| String::from_utf8_lossy(command).into_owned())
}

fn is_javascript(path: &PackagePath) -> bool {
    matches!(path.extension(), ".js" | ".mjs" | ".cjs")
}

fn normalised(path: &str) -> String {
    // npm takes `\` for `/` on every system, and joins the path to `/`, above which no `..` leads.
    path_resolve("/", &path.replace('\\', "/")).trim_start_matches('/').to_owned()
}

fn unscoped(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

    fn named(manifest: &str) -> Vec<(String, String)> {
        let files = [("package.json", manifest), ("cli/a.js", ""), ("cli/.hidden", "")];
        let package = Package::new(FileTree::of(files));
        bins(&package).into_iter().map(|bin| (bin.name, bin.path)).collect()
    }

    #[test]
    fn bins_are_read_as_npm_reads_them() {
        for (manifest, name, path) in [
            (r#"{"name":"@s/p","bin":"./cli/a.js"}"#, "p", "cli/a.js"),
            (r#"{"name":"p","bin":{"tool":"cli/a.js"}}"#, "tool", "cli/a.js"),
            (r#"{"name":"p","bin":{"@s/tool":"../cli/a.js"}}"#, "tool", "cli/a.js"),
            (r#"{"name":"p","directories":{"bin":"./cli"}}"#, "a.js", "cli/a.js"),
        ] {
            assert_eq!(named(manifest), [(name.to_owned(), path.to_owned())], "{manifest}");
        }
        assert!(named(r#"{"name":"p","bin":{"tool":5}}"#).is_empty());
    }
}
