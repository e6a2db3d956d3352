//! The commands that a package declares, as npm reads them.

use crate::{
    entry_points::shebang::{ShebangProgram, interpreter},
    hash::HashSet,
    json::{JsonContent, JsonNode},
    manifest::Manifest,
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
    if let Some(folder) = folder_of_bins(manifest) {
        return directory_bins(package, folder, manifest.path());
    }
    let Some(node) = manifest.get("bin") else { return Vec::new() };
    let named: Vec<(String, &str, Span)> = match &node.value {
        JsonContent::String(path) => {
            let name = package.declared_name().unwrap_or(package.name());
            vec![(bin_name(name), path, node.span)]
        }
        JsonContent::Object(members) => {
            let texts = members.iter().filter_map(|member| Some((member, member.value.as_str()?)));
            texts.map(|(member, path)| (bin_name(&member.key.value), path, member.value.span)).collect()
        }
        JsonContent::Array(paths) => last_of_each_name(paths),
        _ => Vec::new(),
    };
    let bins = named.into_iter().map(|(name, path, span)| Bin {
        name,
        path: bin_path(path),
        at: PackagePlace { file: manifest.path().clone(), span },
    });
    // npm drops such commands without a word.
    bins.filter(|bin| !bin.name.is_empty() && !bin.path.is_empty()).collect()
}

/// Returns the folder whose files are the commands.
pub fn folder_of_bins(manifest: &Manifest) -> Option<&JsonNode> {
    named_folder(manifest).filter(|folder| folder.as_str().is_some())
}

/// Returns what "directories" names in place of "bin": npm reads it where "bin" is nothing to JavaScript, and it is something.
pub fn named_folder(manifest: &Manifest) -> Option<&JsonNode> {
    let is_nothing = |node: &JsonNode| match &node.value {
        JsonContent::Null | JsonContent::Bool(false) => true,
        JsonContent::Number(number) => *number == 0.0,
        JsonContent::String(text) => text.is_empty(),
        _ => false,
    };
    let folder = manifest.get("directories")?.get("bin")?;
    (manifest.get("bin").is_none_or(is_nothing) && !is_nothing(folder)).then_some(folder)
}

/// Returns the name by which npm links a command: without folders and scope, and `:` and `\` are slashes to it.
pub fn bin_name(key: &str) -> String {
    let path = path_resolve("/", &with_slashes(key));
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

/// Returns the commands of a list, each of which has its file's name; of two of one name, npm takes the last.
fn last_of_each_name(paths: &[JsonNode]) -> Vec<(String, &str, Span)> {
    let mut seen = HashSet::default();
    let named = paths.iter().rev().filter_map(|node| {
        let path = node.as_str()?;
        let file = path.trim_end_matches('/').rsplit('/').next()?;
        Some((bin_name(file), path, node.span))
    });
    let mut last: Vec<_> = named.filter(|(name, ..)| seen.insert(name.clone())).collect();
    last.reverse();
    last
}

fn directory_bins(package: &Package, folder: &JsonNode, manifest: &PackagePath) -> Vec<Bin> {
    let directory = folder.as_str().map(bin_path).unwrap_or_default();
    let files = package.files().under(&directory).map(|(path, _)| path);
    // npm lists the folder by a glob, which passes over files and folders whose names begin with a dot.
    let is_hidden = |path: &PackagePath| {
        let inner = path.as_str().strip_prefix(&directory).unwrap_or_default();
        inner.split('/').any(|name| name.starts_with('.'))
    };
    files
        .filter(|path| !is_hidden(path))
        .map(|path| Bin {
            name: bin_name(path.file_name()),
            path: path.to_string(),
            at: PackagePlace { file: manifest.clone(), span: folder.span },
        })
        .collect()
}

/// Tells whether Node runs a command, and loads no other program or loader with it: its first line says so, or it has no
/// `#!` and its name is one of JavaScript.
pub(super) fn is_run_by_node(package: &Package, path: &PackagePath) -> bool {
    match first_line(package, path) {
        Some(line) => interpreter(&line) != ShebangProgram::Other,
        None => is_javascript(path),
    }
}

/// Tells whether Node alone runs a command, without options and without another program around it.
pub(super) fn runs_with_plain_node(package: &Package, path: &PackagePath) -> bool {
    match first_line(package, path) {
        Some(line) => interpreter(&line) == ShebangProgram::PlainNode,
        None => is_javascript(path),
    }
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

/// Returns the path of a command as npm reads it: relative to the package, and never outside.
pub fn bin_path(path: &str) -> String {
    // npm joins the path to `/`, above which no `..` leads.
    path_resolve("/", &with_slashes(path)).trim_start_matches('/').to_owned()
}

/// Returns a path as npm reads it on every system.
fn with_slashes(path: &str) -> String {
    path.replace(['\\', ':'], "/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

    fn named(manifest: &str) -> Vec<(String, String)> {
        let files = ["cli/a.js", "cli/.hidden", "cli/.cache/x.json", ".cli/b", "cli/sub/c", ".h"];
        let files = files.map(|path| (path, ""));
        let package = Package::new(FileTree::of(files.into_iter().chain([("package.json", manifest)])));
        bins(&package).into_iter().map(|bin| (bin.name, bin.path)).collect()
    }

    #[test]
    fn bins_are_read_as_npm_reads_them() {
        for (members, expected) in [
            (r#""name":"@s/p","bin":"./cli/a.js""#, &[("p", "cli/a.js")][..]),
            (r#""bin":{"tool":"cli/a.js"}"#, &[("tool", "cli/a.js")]),
            (r#""bin":{"@s/tool":"../cli/a.js"}"#, &[("tool", "cli/a.js")]),
            (r#""bin":{"a:b":"cli\\a.js"}"#, &[("b", "cli/a.js")]),
            (r#""bin":{"a\\b":"cli:a.js"}"#, &[("b", "cli/a.js")]),
            (r#""bin":{"a/":"a","..":"b","":"c","d":".."}"#, &[("a", "a")]),
            (r#""bin":["./cli/a.js","b"]"#, &[("a.js", "cli/a.js"), ("b", "b")]),
            (r#""bin":["","x/a","cli/",5,"y/a"]"#, &[("cli", "cli"), ("a", "y/a")]),
            (r#""directories":{"bin":"./cli"}"#, &[("a.js", "cli/a.js"), ("c", "cli/sub/c")]),
            (r#""directories":{"bin":".cli"}"#, &[("b", ".cli/b")]),
            (r#""directories":{"bin":"cli\\sub"}"#, &[("c", "cli/sub/c")]),
            (r#""bin":{"tool":5}"#, &[]),
        ] {
            let found = named(&format!("{{{members}}}"));
            let found: Vec<_> = found.iter().map(|(name, path)| (name.as_str(), path.as_str())).collect();
            assert_eq!(found, expected, "{members}");
        }
    }

    #[test]
    fn a_folder_is_read_where_bin_is_nothing() {
        for (bin, is_read) in [
            ("null", true),
            ("false", true),
            ("0", true),
            (r#""""#, true),
            ("[]", false),
            ("{}", false),
            ("5", false),
            ("true", false),
        ] {
            let found = named(&format!(r#"{{"bin":{bin},"directories":{{"bin":"cli/sub"}}}}"#));
            assert_eq!(!found.is_empty(), is_read, "{bin}");
        }
    }
}
