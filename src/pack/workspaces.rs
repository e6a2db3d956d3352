//! The packages of a monorepo, and which of them are published.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::pack::{
    folder::{read_manifest, slashed},
    patterns::{UnreadableWorkspaces, WorkspacePatterns},
};

/// A monorepo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workspaces {
    pub root: PathBuf,
    /// The root itself is never published.
    pub is_private: bool,
    /// Its packages, by their folders; a root that is published is one of them.
    pub members: Vec<WorkspaceMember>,
}

/// A package of a monorepo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkspaceMember {
    /// Relative to the root, with `/`; `.` for the root.
    pub directory: String,
    pub name: Option<String>,
    pub obstacle: Option<&'static str>,
}

impl Workspaces {
    /// The monorepo whose root this folder is; `None` where it is none.
    pub fn of(root: &Path) -> Result<Option<Self>, UnreadableWorkspaces> {
        let Some(patterns) = WorkspacePatterns::of(root)? else { return Ok(None) };
        let mut directories = patterns.directories(root);
        let manifest = read_manifest(root).unwrap_or_default();
        let is_private = obstacle(&manifest).is_some();
        directories.retain(|directory| directory != ".");
        if !is_private {
            directories.insert(0, ".".to_owned());
        }
        let members =
            directories.into_iter().map(|directory| WorkspaceMember::read(root, directory)).collect();
        Ok(Some(Self { root: root.to_owned(), is_private, members }))
    }

    /// The packages of that name, or in that folder or below it.
    pub fn named<'w>(&'w self, wanted: &str) -> Vec<&'w WorkspaceMember> {
        let folder = wanted.strip_prefix("./").unwrap_or(wanted).trim_end_matches('/');
        let is_meant = |member: &&WorkspaceMember| {
            member.name.as_deref() == Some(wanted) || Path::new(&member.directory).starts_with(folder)
        };
        self.members.iter().filter(is_meant).collect()
    }

    /// The packages, a line each.
    pub fn lines(&self) -> Vec<String> {
        let width =
            self.members.iter().map(|member| member.shown().chars().count()).max().unwrap_or_default();
        let line = |member: &WorkspaceMember| {
            let obstacle = member.obstacle.map(|obstacle| format!(" ({obstacle})")).unwrap_or_default();
            format!("{:width$}  {}{obstacle}", member.shown(), member.directory)
        };
        self.members.iter().map(line).collect()
    }
}

impl WorkspaceMember {
    fn read(root: &Path, directory: String) -> Self {
        let manifest = read_manifest(&root.join(&directory)).unwrap_or_default();
        let name = manifest.get("name").and_then(Value::as_str).map(str::to_owned);
        Self { directory, name, obstacle: obstacle(&manifest) }
    }

    /// Its name, or a word for having none.
    pub fn shown(&self) -> &str {
        self.name.as_deref().unwrap_or("(no name)")
    }
}

/// The reason why a package is not published.
fn obstacle(manifest: &Value) -> Option<&'static str> {
    let has =
        |field: &str| manifest.get(field).and_then(Value::as_str).is_some_and(|value| !value.is_empty());
    match manifest.get("private") {
        Some(Value::Bool(true)) => Some("private"),
        _ if !has("name") => Some("no name"),
        _ if !has("version") => Some("no version"),
        _ => None,
    }
}

/// The root of the workspaces that this folder is one of.
pub(super) fn workspace_root(directory: &Path) -> Option<PathBuf> {
    directory
        .ancestors()
        .skip(1)
        .find(|root| {
            let inside = directory.strip_prefix(root).ok().and_then(slashed);
            // A file of a folder above that cannot be read does not keep this folder from being packed.
            let patterns = WorkspacePatterns::of(root).ok().flatten();
            patterns.zip(inside).is_some_and(|(patterns, inside)| patterns.include(&inside))
        })
        .map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::folder::tests::folder;

    #[test]
    fn members_are_published_or_not() {
        let folder = folder(&[
            ("package.json", r#"{"name":"root","version":"1.0.0","workspaces":["*"]}"#),
            ("a/package.json", r#"{"name":"a","version":"1.0.0"}"#),
            ("b/package.json", r#"{"name":"b","private":true}"#),
            ("c/package.json", "{}"),
            ("d/package.json", r#"{"name":"d"}"#),
        ]);
        let workspaces = Workspaces::of(folder.path()).unwrap().unwrap();
        assert!(!workspaces.is_private);
        assert_eq!(
            workspaces.lines(),
            [
                "root       .",
                "a          a",
                "b          b (private)",
                "(no name)  c (no name)",
                "d          d (no version)"
            ]
        );
        for (wanted, expected) in [("a", 1), ("./b/", 1), ("c", 1), ("e", 0)] {
            assert_eq!(workspaces.named(wanted).len(), expected, "{wanted}");
        }
    }
}
