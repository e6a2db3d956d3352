//! The patterns by which the root of a monorepo names its packages, as package managers read them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use saphyr::{LoadableYamlNode, Yaml};
use serde_json::Value;
use thiserror::Error;

use crate::{
    pack::folder::{read_manifest, slashed},
    trace::glob::{Glob, GlobOptions},
};

/// The patterns of a monorepo cannot be read.
#[derive(Debug, Error)]
#[error("cannot read the workspaces of {}: {error}", file.display())]
pub struct UnreadableWorkspaces {
    file: PathBuf,
    error: String,
}

/// The patterns that say which folders are packages of the monorepo.
pub(super) struct WorkspacePatterns {
    patterns: Vec<WorkspacePattern>,
}

struct WorkspacePattern {
    text: String,
    glob: Glob,
    is_negated: bool,
    /// The folder above everything that it can match.
    base: String,
    /// The number of folders that it reaches down; `None` for `**`.
    depth: Option<usize>,
    shows_hidden: bool,
}

/// Folders are not searched deeper than this.
const DEEPEST: usize = 12;

impl WorkspacePatterns {
    /// Reads the patterns of the root, pnpm's file before the field of the others.
    pub fn of(root: &Path) -> Result<Option<Self>, UnreadableWorkspaces> {
        let read = |texts: Vec<String>| texts.iter().map(|text| WorkspacePattern::parse(text)).collect();
        let patterns = match pnpm_patterns(&root.join("pnpm-workspace.yaml"))? {
            Some(texts) => Some(read(texts)),
            None => read_manifest(root).as_ref().and_then(manifest_patterns).map(read).map(left_by_npm),
        };
        Ok(patterns.map(|patterns| Self { patterns }))
    }

    /// Tells whether the folder is a package; its path is relative to the root.
    pub fn include(&self, directory: &str) -> bool {
        let manifest =
            if directory == "." { "package.json".to_owned() } else { format!("{directory}/package.json") };
        let mut matching = self.patterns.iter().filter(|pattern| pattern.glob.matches(&manifest)).peekable();
        matching.peek().is_some() && matching.all(|pattern| !pattern.is_negated)
    }

    /// The folders that are, sorted.
    pub fn directories(&self, root: &Path) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for pattern in self.patterns.iter().filter(|pattern| !pattern.is_negated) {
            found.extend(pattern.candidates(root).into_iter().filter(|directory| self.include(directory)));
        }
        found.sort();
        found.dedup();
        found
    }
}

impl WorkspacePattern {
    fn parse(text: &str) -> Self {
        let (is_negated, text) = match text.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let text = text.trim_start_matches("./").trim_end_matches('/');
        let parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        let plain = parts.iter().take_while(|part| !Glob::is_pattern(part)).count();
        let glob = parts.iter().copied().chain(["package.json"]).collect::<Vec<_>>().join("/");
        Self {
            text: parts.join("/"),
            glob: Glob::new(&glob, GlobOptions::default()),
            is_negated,
            base: parts.iter().take(plain).copied().collect::<Vec<_>>().join("/"),
            // Braces may hold slashes, so that their depth is not known.
            depth: (!text.contains("**") && !text.contains('{')).then_some(parts.len() - plain),
            shows_hidden: parts.iter().any(|part| part.starts_with('.')),
        }
    }

    /// The folders with a package.json, as deep as the pattern reaches.
    fn candidates(&self, root: &Path) -> Vec<String> {
        let depth = self.depth.unwrap_or(DEEPEST);
        let mut found = Vec::new();
        let mut open = vec![(root.join(&self.base), 0)];
        while let Some((directory, level)) = open.pop() {
            if directory.join("package.json").is_file() {
                found.extend(directory.strip_prefix(root).ok().and_then(slashed));
            }
            if level < depth {
                for (folder, is_link) in self.folders_in(&directory) {
                    // A link may lead back to a folder above: `**` takes it, and does not look into it.
                    open.push((folder, if is_link && self.depth.is_none() { depth } else { level + 1 }));
                }
            }
        }
        found
    }

    /// Returns the folders in a folder, and of each whether it is a link. No package manager looks into node_modules.
    fn folders_in(&self, directory: &Path) -> Vec<(PathBuf, bool)> {
        let entries = fs::read_dir(directory).into_iter().flatten().filter_map(Result::ok);
        let is_searched = |entry: &fs::DirEntry| {
            let name = entry.file_name();
            let is_hidden = name.to_string_lossy().starts_with('.') && !self.shows_hidden;
            name != "node_modules" && !is_hidden
        };
        let folders = entries.filter(is_searched).filter_map(|entry| {
            let (path, kind) = (entry.path(), entry.file_type().ok()?);
            (kind.is_dir() || kind.is_symlink() && path.is_dir()).then(|| (path, kind.is_symlink()))
        });
        folders.collect()
    }
}

/// Returns the patterns that npm heeds: a negation falls where a later pattern is written as a path that it excludes.
fn left_by_npm(patterns: Vec<WorkspacePattern>) -> Vec<WorkspacePattern> {
    let mut left: Vec<WorkspacePattern> = Vec::new();
    for pattern in patterns {
        let is_back = |earlier: &WorkspacePattern| {
            earlier.is_negated && Glob::new(&earlier.text, GlobOptions::default()).matches(&pattern.text)
        };
        if !pattern.is_negated {
            left.retain(|earlier| !is_back(earlier));
        }
        left.push(pattern);
    }
    left
}

/// `"workspaces": […]`, or `{ "packages": […] }`.
fn manifest_patterns(manifest: &Value) -> Option<Vec<String>> {
    let workspaces = manifest.get("workspaces")?;
    let list = workspaces.as_array().or_else(|| workspaces.get("packages")?.as_array())?;
    Some(list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

/// `packages:` of pnpm-workspace.yaml; without it the file only holds settings.
fn pnpm_patterns(file: &Path) -> Result<Option<Vec<String>>, UnreadableWorkspaces> {
    let Ok(text) = fs::read_to_string(file) else { return Ok(None) };
    let documents = Yaml::load_from_str(&text).map_err(|error| unreadable(file, &error))?;
    let packages = documents.first().and_then(|document| document.as_mapping_get("packages")?.as_sequence());
    Ok(packages.map(|list| list.iter().filter_map(Yaml::as_str).map(str::to_owned).collect()))
}

fn unreadable(file: &Path, error: &dyn std::fmt::Display) -> UnreadableWorkspaces {
    UnreadableWorkspaces { file: file.to_owned(), error: error.to_string() }
}

#[cfg(test)]
mod tests {
    use crate::pack::{error::PackError, folder::tests::folder, workspaces::Workspaces};

    /// The folders that are packages, for a root of that package.json or pnpm-workspace.yaml.
    fn found(root: (&str, &str)) -> String {
        let folder = folder(&[
            ("package.json", r#"{"private":true}"#),
            root,
            ("packages/a/package.json", "{}"),
            ("packages/b/package.json", "{}"),
            ("packages/b/node_modules/x/package.json", "{}"),
            ("packages/b/test/fixture/package.json", "{}"),
            ("packages/no-package/index.js", ""),
            ("packages/.hidden/package.json", "{}"),
            ("tools/c/package.json", "{}"),
        ]);
        let workspaces = Workspaces::of(folder.path()).unwrap();
        let members = workspaces.map(|workspaces| workspaces.members);
        members.map_or("none".to_owned(), |members| {
            members.into_iter().map(|member| member.directory).collect::<Vec<_>>().join(" ")
        })
    }

    #[test]
    fn patterns_are_read_as_npm_reads_them() {
        for (patterns, expected) in [
            (r#"["packages/*"]"#, "packages/a packages/b"),
            (r#"["./packages/*/"]"#, "packages/a packages/b"),
            (r#"{"packages":["packages/a"]}"#, "packages/a"),
            (r#"["packages/**"]"#, "packages/a packages/b packages/b/test/fixture"),
            (r#"["packages/**","!**/test/**"]"#, "packages/a packages/b"),
            (r#"["packages/*","!packages/b"]"#, "packages/a"),
            (r#"["!packages/b","packages/*"]"#, "packages/a"),
            (r#"["!packages/b","packages/*","packages/b"]"#, "packages/a packages/b"),
            (
                r#"["packages/**","!packages/b/**","packages/b/test/fixture"]"#,
                "packages/a packages/b packages/b/test/fixture",
            ),
            (r#"["{packages,tools}/*"]"#, "packages/a packages/b tools/c"),
            (r#"["packages/[ac]", "tools/?"]"#, "packages/a tools/c"),
            (r#"["packages/!(b)", "+(tools|docs)/*"]"#, "packages/a tools/c"),
            (r#"["packages/a["]"#, ""),
            (r#"["packages/.hidden"]"#, "packages/.hidden"),
            (r#"["nothing/*"]"#, ""),
            ("true", "none"),
        ] {
            let manifest = format!(r#"{{"private":true,"workspaces":{patterns}}}"#);
            assert_eq!(found(("package.json", &manifest)), expected, "{patterns}");
        }
    }

    #[test]
    fn patterns_are_read_as_pnpm_reads_them() {
        for (yaml, expected) in [
            ("packages:\n  - packages/*  # all\n  - '!packages/b'\n", "packages/a"),
            ("packages: ['!packages/b', 'packages/*']", "packages/a"),
            ("catalog:\n  react: ^19\n", "none"),
            ("", "none"),
        ] {
            assert_eq!(found(("pnpm-workspace.yaml", yaml)), expected, "{yaml}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_to_folders_are_packages() {
        for (pattern, expected) in [
            ("packages/*", vec!["packages/c"]),
            ("packages/**", vec!["packages/c"]),
            ("packages/*/*", vec!["packages/c/d", "packages/up/c"]),
        ] {
            assert_eq!(linked(pattern), expected, "{pattern}");
        }
    }

    #[cfg(unix)]
    fn linked(pattern: &str) -> Vec<String> {
        let root = format!(r#"{{"private":true,"workspaces":["{pattern}"]}}"#);
        let files = [
            ("package.json", root.as_str()),
            ("tools/c/package.json", "{}"),
            ("tools/c/d/package.json", "{}"),
        ];
        let folder = folder(&files);
        let link = |name: &str, to: &str| std::os::unix::fs::symlink(to, folder.path().join(name)).unwrap();
        std::fs::create_dir(folder.path().join("packages")).unwrap();
        link("packages/c", "../tools/c");
        link("packages/up", "../packages");
        link("packages/gone", "../gone");
        let workspaces = Workspaces::of(folder.path()).unwrap().unwrap();
        workspaces.members.into_iter().map(|member| member.directory).collect()
    }

    #[test]
    fn what_cannot_be_read_is_an_error() {
        let folder = folder(&[("pnpm-workspace.yaml", "packages: ['a")]);
        assert_eq!(
            PackError::from(Workspaces::of(folder.path()).unwrap_err()).code(),
            "ERR_PACKPROOF_WORKSPACES"
        );
    }
}
