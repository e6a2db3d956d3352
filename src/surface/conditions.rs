//! The conditions of "exports" that consumers may set, by the subpath that has them.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    manifest::{
        Manifest,
        subpaths::{Exports, SubpathEntry, Subpaths},
        target::Target,
    },
    node::NodeVersion,
    package::Package,
};

/// Conditions that Node sets, that lead to declarations, or that always hold.
const COMMON: [&str; 8] =
    ["import", "require", "node", "node-addons", "default", "types", "module-sync", "typings"];

/// The keys of "exports".
pub fn keys(package: &Package, node: NodeVersion) -> BTreeSet<String> {
    entries(package, node).iter().map(|entry| entry.key.value.clone()).collect()
}

fn entries(package: &Package, node: NodeVersion) -> &[SubpathEntry] {
    let reader = node.profile().manifest_reader;
    let exports = package.manifest().and_then(|manifest: &Manifest| manifest.exports(reader));
    exports.and_then(Exports::subpaths).map(Subpaths::entries).unwrap_or_default()
}

/// The conditions below each key of "exports", without those that every consumer has; keys without any are left out.
pub fn conditions(package: &Package, node: NodeVersion) -> BTreeMap<String, BTreeSet<String>> {
    let found =
        entries(package, node).iter().map(|entry| (entry.key.value.clone(), of_target(&entry.target)));
    found.filter(|(_, conditions)| !conditions.is_empty()).collect()
}

fn of_target(target: &Target) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![target];
    while let Some(target) = open.pop() {
        match target {
            Target::Conditions(branches, _) => {
                for branch in branches {
                    let name = branch.condition.value.as_str();
                    let leads_somewhere = !branch.target.paths().is_empty();
                    // `types@>=5.0` is a condition of TypeScript, which holds by its version.
                    if leads_somewhere && !COMMON.contains(&name) && !name.starts_with("types@") {
                        found.insert(name.to_owned());
                    }
                    open.push(&branch.target);
                }
            }
            Target::Fallbacks(targets, _) => open.extend(targets),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

    #[test]
    fn conditions_that_consumers_set() {
        let manifest = r#"{"exports":{".":{"types":"./a.d.ts","browser":{"development":"./d.js","default":"./b.js"},
            "worker":null,"default":"./a.js"},"./b":"./b.js"}}"#;
        let package = Package::new(FileTree::of([("package.json", manifest)]));
        let found = conditions(&package, NodeVersion::default());
        let names = |names: &BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>().join(" ");
        let rows: Vec<_> = found.iter().map(|(key, found)| format!("{key} {}", names(found))).collect();
        assert_eq!(rows, [". browser development"]);
    }
}
