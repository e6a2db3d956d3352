//! The build plan against what the real tools wrote: `__test__/trace/ask-tools.mjs` asks them.
#![allow(clippy::unwrap_used)] // Test code outside `#[test]` functions.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use packproof::lineage::{
    packing::{Kind, Packing},
    plan::plan,
    source_tree::SourceTree,
};
use serde_json::Value;

type Written = BTreeMap<String, Vec<String>>;

fn recorded(name: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/trace").join(name);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn tree(files: &Value) -> SourceTree {
    let files = files.as_object().unwrap().iter();
    SourceTree::of(files.map(|(path, text)| (path.as_str(), text.as_str().unwrap())))
}

/// What a build writes, as the record has it: outputs with the sources that say their own path.
fn planned(tree: &SourceTree) -> Written {
    let plan = plan(tree, None, &[]);
    let mut written: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for one in plan.disk.live() {
        let is_shown = ["js", "mjs", "cjs", "jsx", "json", "ts"]
            .iter()
            .any(|extension| one.output.ends_with(&format!(".{extension}")));
        let is_marked = tree.text(&one.origin).is_some_and(|text| text.contains(&format!("@{}", one.origin)));
        let is_new = tree.text(&one.output).is_none_or(|before| Some(before) != tree.text(&one.origin));
        if is_shown && is_marked && is_new {
            written.entry(one.output.clone()).or_default().insert(one.origin.clone());
        }
    }
    written.into_iter().map(|(output, sources)| (output, sources.into_iter().collect())).collect()
}

#[test]
fn steps_write_what_the_real_tools_wrote() {
    let cases = recorded("tools.json");
    assert!(cases.len() > 40);
    let mut wrong = Vec::new();
    for case in &cases {
        let expected: Written = serde_json::from_value(case["wrote"].clone()).unwrap();
        let found = planned(&tree(&case["files"]));
        if found != expected {
            wrong.push(format!("{}\n  plan: {found:?}\n  real: {expected:?}", case["name"]));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_npm_leaves_out_is_explained_and_nothing_else() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/trace/npm-pack.json");
    let recorded: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let files: Vec<&str> =
        recorded["files"].as_array().unwrap().iter().map(|file| file.as_str().unwrap()).collect();
    let mut wrong = Vec::new();
    for case in recorded["cases"].as_array().unwrap() {
        let manifest = case["manifest"].to_string();
        let more = case
            .as_object()
            .unwrap()
            .iter()
            .filter(|(key, _)| !["manifest", "packed"].contains(&key.as_str()));
        let more: Vec<_> = more.map(|(path, text)| (path.as_str(), text.as_str().unwrap())).collect();
        let all =
            files.iter().map(|path| (*path, "")).chain(more).chain([("package.json", manifest.as_str())]);
        let tree = SourceTree::of(all);
        let expected: BTreeSet<&str> =
            case["packed"].as_array().unwrap().iter().map(|path| path.as_str().unwrap()).collect();
        let parsed = packproof::json::parse(&manifest).unwrap();
        let kind = |path: &str| match () {
            () if tree.contains(path) => Some(Kind::File),
            () if !path.is_empty() && tree.is_directory(path) => Some(Kind::Folder),
            () => None,
        };
        let packing = Packing::new(&tree, Some(&parsed), &kind);
        let found: BTreeSet<&str> = tree.paths().filter(|path| packing.excluded(path).is_none()).collect();
        if found != expected {
            let more: Vec<_> = found.difference(&expected).collect();
            let less: Vec<_> = expected.difference(&found).collect();
            let given = case.as_object().unwrap().iter().filter(|(key, _)| *key != "packed");
            let given: Vec<_> = given.map(|(key, value)| format!("{key}: {value}")).collect();
            wrong.push(format!("{}\n  too many: {more:?}\n  too few: {less:?}", given.join("  ")));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}
