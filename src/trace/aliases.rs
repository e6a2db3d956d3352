//! The aliases by which sources name each other: "paths" and "baseUrl" of TypeScript's configurations, which bundlers read, too.

use std::collections::BTreeSet;

use crate::{
    json::{self, JsonNode},
    node::{NodeVersion, is_builtin_without_scheme},
    path::parent,
    trace::{
        paths::{is_below, joined},
        relaxed::{relaxed_json, texts},
    },
};

/// The fields of package.json that name packages.
const PACKAGES: [&str; 4] = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];

/// The aliases of a project, those of deeper folders first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathAliases {
    tables: Vec<AliasTable>,
    packages: BTreeSet<String>,
}

/// The aliases of one configuration, for what lies below its folder.
#[derive(Clone, Debug, PartialEq, Eq)]
struct AliasTable {
    folder: String,
    /// Patterns of specifiers, each with the paths that they stand for.
    paths: Vec<(String, Vec<String>)>,
    /// The folder in which everything is looked for that has no pattern.
    base: Option<String>,
}

/// A file that may have aliases, or tell which names are those of packages.
pub fn is_asked(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path == "package.json"
        || (name.starts_with("tsconfig") && name.ends_with(".json"))
        || name == "jsconfig.json"
}

impl PathAliases {
    /// Reads the aliases of a project from the texts of its configurations.
    pub fn read<'t>(files: impl Iterator<Item = (&'t str, &'t str)>) -> Self {
        let mut found = Self::default();
        for (path, text) in files {
            if path == "package.json" {
                found.packages = packages(text);
            } else {
                found.tables.extend(relaxed_json(text).and_then(|document| AliasTable::of(path, &document)));
            }
        }
        found.tables.sort_by_key(|table| std::cmp::Reverse(table.folder.len()));
        found
    }

    /// The paths that a specifier may stand for, in the order in which they are tried.
    pub fn paths(&self, referrer: &str, specifier: &str) -> Vec<String> {
        let is_name = !specifier.starts_with(['.', '/']) && !specifier.contains(':');
        let tables = self.tables.iter().filter(|table| is_name && is_below(referrer, &table.folder));
        tables.flat_map(|table| table.paths(specifier, !self.is_package(specifier))).collect()
    }

    /// The name of a declared package, or of one of Node's modules.
    fn is_package(&self, specifier: &str) -> bool {
        let depth = if specifier.starts_with('@') { 2 } else { 1 };
        let name = specifier.split('/').take(depth).collect::<Vec<_>>().join("/");
        self.packages.contains(&name) || is_builtin_without_scheme(specifier, NodeVersion::OLDEST_MAINTAINED)
    }
}

impl AliasTable {
    fn of(path: &str, document: &JsonNode) -> Option<Self> {
        let folder = parent(path).unwrap_or_default();
        let options = document.get("compilerOptions")?;
        let base = options.get("baseUrl").and_then(|node| joined(folder, node.as_str()?));
        let members = options.get("paths").and_then(JsonNode::as_object).unwrap_or_default();
        let from = base.as_deref().unwrap_or(folder);
        let targets = |node: &JsonNode| -> Vec<String> {
            let written = texts(Some(node)).unwrap_or_default();
            written.iter().filter_map(|target| joined(from, target)).collect()
        };
        let paths: Vec<_> =
            members.iter().map(|member| (member.key.value.clone(), targets(&member.value))).collect();
        let has_any = base.is_some() || !paths.is_empty();
        has_any.then(|| Self { folder: folder.to_owned(), paths, base })
    }

    /// The paths of the pattern that fits best, else the one below the base.
    fn paths(&self, specifier: &str, may_be_below_base: bool) -> Vec<String> {
        let fitting = self.paths.iter().filter_map(|(pattern, targets)| {
            let (before, after) = pattern.split_once('*').unwrap_or((pattern, ""));
            let is_exact = !pattern.contains('*');
            let inner = specifier.strip_prefix(before)?.strip_suffix(after)?;
            (!is_exact || inner.is_empty()).then_some(((is_exact, before.len()), inner, targets))
        });
        // The longest prefix wins, and a name without a star before all patterns.
        if let Some((_, inner, targets)) = fitting.max_by_key(|(rank, ..)| *rank) {
            return targets.iter().map(|target| target.replacen('*', inner, 1)).collect();
        }
        let base = self.base.as_deref().filter(|_| may_be_below_base);
        base.and_then(|base| joined(base, specifier)).into_iter().collect()
    }
}

fn packages(manifest: &str) -> BTreeSet<String> {
    let document = json::parse(manifest.trim_start_matches('\u{feff}')).ok();
    let fields = PACKAGES.iter().filter_map(|field| document.as_ref()?.get(field)?.as_object());
    fields.flatten().map(|member| member.key.value.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_lead_where_typescript_leads() {
        let root = r#"{ "compilerOptions": { "baseUrl": "src", // a comment
            "paths": { "@/*": ["./*"], "@/deep/*": ["./d/*", "./e/*"], "~lib": ["lib/index.ts"], "x-*-y": ["x/*"] } } }"#;
        let inner = r#"{ "compilerOptions": { "paths": { "@/*": ["./own/*"] } } }"#;
        let manifest = r#"{ "devDependencies": { "dep": "1", "@s/dep": "1" } }"#;
        let files = [("package.json", manifest), ("tsconfig.json", root), ("pkg/tsconfig.json", inner)];
        let aliases = PathAliases::read(files.into_iter());
        for (referrer, specifier, expected) in [
            ("src/a.ts", "@/b.js", &["src/b.js"][..]),
            ("src/a.ts", "@/deep/b", &["src/d/b", "src/e/b"]),
            ("src/a.ts", "~lib", &["src/lib/index.ts"]),
            ("src/a.ts", "~lib/more", &["src/~lib/more"]),
            ("src/a.ts", "x-b-y", &["src/x/b"]),
            ("src/a.ts", "help", &["src/help"]),
            ("pkg/a.ts", "@/b", &["pkg/own/b", "src/b"]),
            // Packages, Node's modules and paths are none.
            ("src/a.ts", "dep/sub", &[]),
            ("src/a.ts", "@s/dep", &[]),
            ("src/a.ts", "events", &[]),
            ("src/a.ts", "node:fs", &[]),
            ("src/a.ts", "./b", &[]),
        ] {
            assert_eq!(aliases.paths(referrer, specifier), expected, "{referrer} {specifier}");
        }
    }
}
