//! A file that package.json names for other readers than Node is not packed.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::RuleFindings,
    entry_points::bins::folder_of_bins,
    facts::Facts,
    json::{JsonContent, JsonNode},
    link::declared_files::is_packed_for,
    manifest::{
        Manifest,
        consumers::{FIELDS, FileKind, consumer_of},
        filled,
        target::{Branch, Target},
    },
    package::Package,
    resolve::error::PackagePlace,
    rules::{
        rule,
        support::{
            finding,
            manifest::{exports, imports},
            near,
        },
    },
    text::Span,
};

rule! {
    /// A file that package.json names for others than Node is not packed.
    ///
    /// ## Why it matters
    ///
    /// Node does not read `"types"`, `"module"`, `"browser"` and the conditions of the same names, so that the package imports, and
    /// TypeScript, bundlers or CDNs do not find what they are promised. Conditions of the author's own, such as `"source"`, are not
    /// looked at: no one else has them. So it is with `"main"` beside `"exports"`: jest before version 28, webpack 4, browserify and
    /// TypeScript's `node10` read it. What stands behind `"node"` in one object is for bundlers and browsers.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "main": "./dist/index.js", "types": "./dist/index.d.ts", "files": ["dist/*.js"] }
    /// ```
    ///
    /// Pack it, or name the file that is packed:
    ///
    /// ```json
    /// { "main": "./dist/index.js", "types": "./dist/index.d.ts", "files": ["dist"] }
    /// ```
    "missing-declared-file", Warning
}

/// The reader of a target: the condition, the way in which it completes paths, and the words for it.
type TargetReader<'m> = (&'m str, FileKind, &'static str);

/// A path that package.json gives to some reader.
struct DeclaredPath<'m> {
    /// The field or condition, in quotation marks.
    by: &'m str,
    path: &'m str,
    kind: FileKind,
    who: &'static str,
    at: Span,
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let Some(manifest) = facts.package.manifest() else { return };
    let mut promises = fields(facts.package, manifest);
    promises.extend(main_beside_exports(facts.package, manifest));
    promises.extend(mapped_types(facts.package, manifest));
    promises.extend(declared_folder_of_bins(manifest));
    promises.extend(conditions(facts));
    let mut broken: BTreeMap<(&str, &str), Vec<DeclaredPath<'_>>> = BTreeMap::new();
    for promise in promises.into_iter().filter(|promise| !is_kept(facts.package, promise)) {
        broken.entry((promise.who, promise.by)).or_default().push(promise);
    }
    for promises in broken.into_values() {
        let Some((first, others)) = promises.split_first() else { continue };
        let at = PackagePlace { file: manifest.path().clone(), span: first.at };
        let help = near::unpacked(facts.package, first.path.trim_start_matches("./"));
        findings.add(finding(&RULE, Some(at), message(first, others), Some(help)));
    }
}

fn message(first: &DeclaredPath<'_>, others: &[DeclaredPath<'_>]) -> String {
    let mut paths: Vec<_> =
        others.iter().map(|other| other.path).filter(|path| *path != first.path).collect();
    paths.sort_unstable();
    paths.dedup();
    let more = match paths.len() {
        0 => String::new(),
        1 => ", and neither is another file".to_owned(),
        count => format!(", and neither are {count} other files"),
    };
    format!("\"{}\" leads {} to {}, which is not packed{more}", first.by, first.who, first.path)
}

fn is_kept(package: &Package, promise: &DeclaredPath<'_>) -> bool {
    // A reader does not take a URL for a file of the package.
    promise.path.contains("://") || is_packed_for(package, promise.kind, promise.path)
}

/// Returns the paths that fields give.
fn fields<'m>(package: &Package, manifest: &'m Manifest) -> Vec<DeclaredPath<'m>> {
    let mut promises = Vec::new();
    for (by, kind, who) in FIELDS {
        let Some(node) = manifest.get(by) else { continue };
        for (path, at) in paths(package, node) {
            if *kind == FileKind::Declaration && is_mapped(package, manifest, path) {
                continue;
            }
            promises.push(DeclaredPath { by, path, kind: *kind, who, at });
        }
    }
    promises
}

/// Returns the path of "main" where Node reads "exports" in its place. Readers take the index at the root for a file
/// that is missing.
fn main_beside_exports<'m>(package: &Package, manifest: &'m Manifest) -> Option<DeclaredPath<'m>> {
    let node = manifest.get("main").filter(|_| manifest.get("exports").is_some())?;
    let path = node.as_str().filter(|path| !path.is_empty())?;
    let has_index = is_packed_for(package, FileKind::Module, "./index");
    let who = "tools that do not read \"exports\"";
    let is_made = package.made_at_installation(path.trim_start_matches("./"), "").is_some();
    (!has_index && !is_made).then_some(DeclaredPath {
        by: "main",
        path,
        kind: FileKind::Module,
        who,
        at: node.span,
    })
}

/// Returns the paths of a field: a text, the texts of a list, or the relative paths that a map such as
/// "browser" leads to.
fn paths<'m>(package: &Package, node: &'m JsonNode) -> Vec<(&'m str, Span)> {
    match &node.value {
        JsonContent::String(path) if !path.is_empty() => vec![(path, node.span)],
        JsonContent::Array(items) => {
            items.iter().filter_map(|item| Some((item.as_str()?, item.span))).collect()
        }
        JsonContent::Object(members) => {
            // No reader asks for the replacement of a file that is not packed.
            let applies = |key: &str| !key.starts_with('.') || is_packed_for(package, FileKind::Module, key);
            let members = members.iter().filter(|member| applies(&member.key.value));
            let values = members.filter_map(|member| Some((member.value.as_str()?, member.value.span)));
            values.filter(|(path, _)| path.starts_with("./")).collect()
        }
        _ => Vec::new(),
    }
}

/// Tells whether "typesVersions" leads TypeScript from a path to another one that is packed.
fn is_mapped(package: &Package, manifest: &Manifest, path: &str) -> bool {
    let versions = manifest.get("typesVersions").and_then(JsonNode::as_object).into_iter().flatten();
    let maps = versions.filter_map(|version| version.value.as_object()).flatten();
    let path = path.trim_start_matches("./");
    let mut targets = maps.filter_map(|map| {
        let (before, after) = map.key.value.split_once('*').unwrap_or((&map.key.value, ""));
        let stands_for = path.strip_prefix(before)?.strip_suffix(after)?;
        let JsonContent::Array(targets) = &map.value.value else { return None };
        Some(targets.iter().filter_map(move |target| Some(filled(target.as_str()?, stands_for))))
    });
    targets.any(|mut targets| targets.any(|it| is_packed_for(package, FileKind::Declaration, &it)))
}

/// Returns the targets of "typesVersions" of which TypeScript finds none: it takes the first of a list that is there.
fn mapped_types<'m>(package: &Package, manifest: &'m Manifest) -> Vec<DeclaredPath<'m>> {
    let versions = manifest.get("typesVersions").and_then(JsonNode::as_object).into_iter().flatten();
    let maps = versions.filter_map(|version| version.value.as_object()).flatten();
    let lost = maps.filter_map(|map| {
        let JsonContent::Array(targets) = &map.value.value else { return None };
        let is_there = |target: &JsonNode| {
            target.as_str().is_none_or(|it| is_packed_for(package, FileKind::Declaration, it))
        };
        let first = targets.first().filter(|_| !targets.iter().any(is_there))?;
        let (by, kind, who) = ("typesVersions", FileKind::Declaration, "TypeScript");
        Some(DeclaredPath { by, path: first.as_str()?, kind, who, at: first.span })
    });
    lost.collect()
}

/// Returns the folder whose files npm installs as commands.
fn declared_folder_of_bins(manifest: &Manifest) -> Option<DeclaredPath<'_>> {
    let node = folder_of_bins(manifest)?;
    let (by, who) = ("directories.bin", "npm, which installs commands,");
    Some(DeclaredPath { by, path: node.as_str()?, kind: FileKind::Plain, who, at: node.span })
}

/// Returns the paths that conditions give to other readers than Node: those of "exports", and those of the
/// keys of "imports" that modules ask for. Declarations behind "imports" are for the author's own sources.
fn conditions<'f>(facts: &'f Facts<'_>) -> Vec<DeclaredPath<'f>> {
    let mut promises = Vec::new();
    exports(facts).for_each(|entry| collect(&entry.target, &mut promises));
    let mut inner = Vec::new();
    let mut asked = AskedInside::of(facts);
    imports(facts)
        .filter(|entry| asked.has(entry.key.value.as_str()))
        .for_each(|entry| collect(&entry.target, &mut inner));
    promises.extend(inner.into_iter().filter(|promise| promise.kind != FileKind::Declaration));
    promises
}

/// The specifiers of "imports" that the package's own modules ask for.
struct AskedInside<'f> {
    specifiers: BTreeSet<&'f str>,
    /// The comparisons with keys of one `*` that are left: there may be as many keys as specifiers.
    looks_left: usize,
}

/// The comparisons after which any key of one `*` counts as asked for.
const MOST_LOOKS: usize = 1 << 22;

impl<'f> AskedInside<'f> {
    fn of(facts: &'f Facts<'_>) -> Self {
        let modules = facts.nodes.iter().flat_map(|node| node.linkage.graph.iter());
        let own = modules.filter(|(_, module)| !module.path.is_outside());
        let requests = own.flat_map(|(_, module)| &module.requests);
        let specifiers = requests.map(|edge| edge.request.specifier.value.as_str());
        Self { specifiers: specifiers.filter(|it| it.starts_with('#')).collect(), looks_left: MOST_LOOKS }
    }

    fn has(&mut self, key: &str) -> bool {
        let Some((before, after)) = key.split_once('*') else { return self.specifiers.contains(key) };
        let alike = self.specifiers.range(before..).take_while(|specifier| specifier.starts_with(before));
        for specifier in alike {
            let Some(left) = self.looks_left.checked_sub(1) else { return true };
            self.looks_left = left;
            if specifier.ends_with(after) {
                return true;
            }
        }
        false
    }
}

fn collect<'f>(root: &'f Target, promises: &mut Vec<DeclaredPath<'f>>) {
    let mut open: Vec<(&Target, Option<TargetReader<'_>>)> = vec![(root, None)];
    while let Some((target, consumer)) = open.pop() {
        match (target, consumer) {
            (Target::Path(path), Some((by, kind, who))) if path.value.starts_with("./") => {
                promises.push(DeclaredPath { by, path: &path.value, kind, who, at: path.span });
            }
            (Target::Conditions(branches, _), _) => {
                // Reversed, as the last one on the stack is looked at first: findings follow the order of package.json.
                let behind_node = branches.iter().position(ends_at_node).unwrap_or(branches.len());
                let inner = branches.iter().enumerate().rev().filter_map(|(index, branch)| {
                    let condition = branch.condition.value.as_str();
                    let others = (condition, FileKind::Plain, "bundlers and browsers");
                    let own = consumer_of(condition).map(|(kind, who)| (condition, kind, who));
                    let is_nodes = NODES_OWN.contains(&condition);
                    let is_for_others = is_nodes && index > behind_node && consumer.is_none();
                    let own = own.or(is_for_others.then_some(others));
                    let is_known = own.is_some() || is_nodes;
                    is_known.then_some((&branch.target, own.or(consumer)))
                });
                open.extend(inner);
            }
            // A reader takes the first item of a list that it can use, so that any item may be meant for
            // another reader.
            _ => {}
        }
    }
}

/// Tells whether Node, whatever it asks for, goes no further than this branch.
fn ends_at_node(branch: &Branch) -> bool {
    let is_end = match &branch.target {
        Target::Path(_) => true,
        Target::Conditions(inner, _) => inner.iter().any(|it| it.condition.value == "default"),
        _ => false,
    };
    branch.condition.value == "node" && is_end
}

/// Conditions that Node has, too.
const NODES_OWN: [&str; 6] = ["import", "require", "node", "default", "module-sync", "node-addons"];

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(members: &str) -> Vec<String> {
        let manifest = format!(r#"{{"name":"p","main":"a.js",{members}}}"#);
        messages(
            "missing-declared-file",
            &[
                ("package.json", &manifest),
                ("a.js", ""),
                ("a.d.ts", ""),
                ("lib/index.d.ts", ""),
                ("lib/index.js", ""),
            ],
        )
    }

    #[test]
    fn files_that_others_than_node_miss() {
        for (members, expected) in [
            (r#""types":"./b.d.ts""#, "\"types\" leads TypeScript to ./b.d.ts, which is not packed"),
            (
                r#""main":"dist/a.js","exports":{".":"./a.js"}"#,
                "\"main\" leads tools that do not read \"exports\" to dist/a.js, which is not packed",
            ),
            (r#""module":"esm/a.js""#, "\"module\" leads bundlers to esm/a.js, which is not packed"),
            (
                r#""browser":{"./a.js":"./b.js","fs":false}"#,
                "\"browser\" leads bundlers for browsers to ./b.js, which is not packed",
            ),
            (
                r#""exports":{".":{"import":{"types":"./b.d.mts","default":"./a.js"}},"./l":{"types":"./c.d.ts","default":"./a.js"}}"#,
                "\"types\" leads TypeScript to ./b.d.mts, which is not packed, and neither is another file",
            ),
            (
                r#""exports":{".":{"browser":{"import":"./b.js"},"default":"./a.js"}}"#,
                "\"browser\" leads bundlers for browsers to ./b.js, which is not packed",
            ),
            (
                r#""typesVersions":{"<5":{"*":["old/*","older/*"]},">=5":{"*":["lib/*"]}}"#,
                "\"typesVersions\" leads TypeScript to old/*, which is not packed",
            ),
            (
                r#""bin":"","directories":{"bin":"./cli","lib":"./none"}"#,
                "\"directories.bin\" leads npm, which installs commands, to ./cli, which is not packed",
            ),
            (
                r#""exports":{".":{"node":"./a.js","import":"./b.js","default":"./a.js"}}"#,
                "\"import\" leads bundlers and browsers to ./b.js, which is not packed",
            ),
            (
                r#""exports":{".":{"node":{"import":"./a.js","default":"./a.js"},"default":"./b.js"}}"#,
                "\"default\" leads bundlers and browsers to ./b.js, which is not packed",
            ),
            (
                r#""exports":{"./*":{"types":"./types/*.d.ts","default":"./*.js"}}"#,
                "\"types\" leads TypeScript to ./types/*.d.ts, which is not packed",
            ),
        ] {
            assert_eq!(found(members), [expected], "{members}");
        }
    }

    #[test]
    fn files_that_are_found_and_conditions_that_no_one_has_are_silent() {
        for members in [
            r#""main":"./a","exports":{".":"./a.js"}"#,
            r#""main":"lib","exports":{".":"./a.js"}"#,
            r#""main":"","exports":{".":"./a.js"}"#,
            r#""types":"./a""#,
            r#""types":"a.js""#,
            r#""types":"lib""#,
            r#""module":"./lib""#,
            r#""module":"lib/index""#,
            r#""browser":false"#,
            r#""browser":{"fs":"empty-module"}"#,
            r#""unpkg":"https://example.org/a.js""#,
            r#""source":"src/a.ts""#,
            r#""types":"index.d.ts","typesVersions":{">=4.2":{"*":["lib/*"]}}"#,
            r#""browser":{"./src/a.js":"./src/b.js"}"#,
            r#""typesVersions":{"*":{"x":["gone.d.ts","lib/index.d.ts"]}}"#,
            r#""bin":"a.js","directories":{"bin":"./cli"}"#,
            r#""bin":[],"directories":{"bin":"./cli"}"#,
            r#""directories":{"bin":"./lib"}"#,
            r##""imports":{"#x":{"development":"./src/x.js","default":"./a.js"}}"##,
            r#""exports":{".":{"source":"./src/a.ts","@acme/source":{"types":"./src/a.ts"},"default":"./a.js"}}"#,
            r#""exports":{".":{"types":["./b.d.ts","./a.d.ts"],"default":"./a.js"}}"#,
            r#""exports":{".":{"types":null,"default":"./a.js"}}"#,
            // Node meets these, and another rule tells.
            r#""exports":{".":{"default":"./b.js"}}"#,
            r#""exports":{".":{"node":{"import":"./a.js"},"default":"./b.js"}}"#,
            r#""exports":{".":{"node":"./a.js","default":"./a.js","acme":"./b.js"}}"#,
            r#""exports":{"./*":{"types":"./*.d.ts","default":"./*.js"}}"#,
        ] {
            assert!(found(members).is_empty(), "{members}");
        }
    }
}
