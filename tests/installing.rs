//! Refused dependencies beside the answers of real package managers, which `__test__/install/ask-managers.mjs` writes down.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)] // Test code.

use packproof::{files::FileTree, install::specs::refused_dependencies, package::Package};
use serde_json::Value;

const MANAGERS: [&str; 5] = ["npm", "pnpm 10", "yarn 1", "yarn 4", "bun"];

fn rows() -> Vec<Value> {
    serde_json::from_str(include_str!("install/managers.json")).unwrap()
}

fn is_refused(field: &str, spec: &str) -> bool {
    let manifest = serde_json::json!({ "name": "packed", "version": "1.0.0", field: { "is-number": spec } });
    let package = Package::new(FileTree::of([("package.json", manifest.to_string().as_str())]));
    !refused_dependencies(&package).is_empty()
}

#[test]
fn what_is_refused_fails_somewhere() {
    for row in rows() {
        let (field, spec) = (row["field"].as_str().unwrap(), row["spec"].as_str().unwrap());
        let fails = MANAGERS.iter().any(|manager| row[manager] == "fails");
        assert!(fails || !is_refused(field, spec), "no manager fails: {field} {spec}");
    }
}

/// npm decides, and where it leaves a link to a folder that is not there, the others.
#[test]
fn what_npm_fails_at_is_refused() {
    for row in rows() {
        let (field, spec) = (row["field"].as_str().unwrap(), row["spec"].as_str().unwrap());
        let fails = row["npm"] == "fails";
        assert!(!fails || is_refused(field, spec), "npm fails: {field} {spec}");
    }
}
