//! The lowest versions of the dependencies, from a registry of this test: the statements that need newer ones, and look-alikes
//! that do not.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // Test code.

mod support;

use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Command};

use serde_json::Value;
use support::write_tarball;

const OWN: [(&str, &str); 2] = [
    (
        "package.json",
        r#"{"name":"own","version":"1.0.0","type":"module","exports":"./a.js","engines":{"node":">=22"},"dependencies":{"names":"^1.0.0","subpaths":">=1","lexed":"1 || 2","never":"^1.0.0","steady":"^1.0.0"},"peerDependencies":{"peer":"*","optional":"^1.0.0"},"peerDependenciesMeta":{"optional":{"optional":true}}}"#,
    ),
    (
        "a.js",
        "import { early, late } from 'names'\nimport 'subpaths/new'\nimport { seen } from 'lexed'\nimport { gone } from 'never'\n\
         import { steady } from 'steady'\nimport { here } from 'peer'\nexport const later = () => import('optional')\n\
         export { early, late, seen, gone, steady, here }",
    ),
];

/// The versions of a package, each with fields of its package.json and its main file.
type Versions = &'static [(&'static str, &'static str, &'static str)];

const REGISTRY: [(&str, Versions); 6] = [
    (
        "names",
        &[
            ("1.0.0", r#""type":"module""#, "export const early = 1"),
            ("1.1.0", r#""type":"module""#, "export const early = 1"),
            ("1.2.0", r#""type":"module""#, "export const early = 1, late = 2"),
            ("1.3.0", r#""type":"module""#, "export const early = 1, late = 2"),
            ("2.0.0", r#""type":"module""#, "export const late = 2"),
        ],
    ),
    (
        "subpaths",
        &[
            ("1.0.0", r#""exports":"./index.js""#, ""),
            ("2.0.0", r#""exports":{".":"./index.js","./new":"./index.js"}"#, ""),
            ("3.0.0", r#""exports":{".":"./index.js","./new":"./index.js"}"#, ""),
        ],
    ),
    (
        "lexed",
        &[
            (
                "1.0.0",
                r#""main":"index.js""#,
                "module.exports = make()\nfunction make() { return { seen: 1 } }",
            ),
            ("2.0.0", r#""main":"index.js""#, "exports.seen = 1"),
        ],
    ),
    ("never", &[("1.0.0", r#""type":"module""#, ""), ("1.0.1", r#""type":"module""#, "")]),
    (
        "steady",
        &[
            ("1.0.0", r#""main":"index.js""#, "exports.steady = 1"),
            ("1.9.0", r#""main":"./gone/nowhere.js","exports":"./nowhere.js""#, ""),
        ],
    ),
    (
        "peer",
        &[
            ("0.9.0", r#""type":"module""#, "export const here = 1"),
            ("1.0.0-rc.1", r#""type":"module""#, ""),
            ("1.0.0", r#""type":"module""#, "export const here = 1"),
        ],
    ),
];

/// Answers for npm, as far as packproof asks: the versions of a package, and an installation of exact versions.
const NPM: &str = r#"#!/bin/sh
registry="REGISTRY"
case "$1" in
view) cat "$registry/${2%@*}.json" ;;
install)
  echo "$1" >> "$registry/installations"
  mkdir -p node_modules
  for package in "$registry"/*@*; do
    name=$(basename "${package%@*}")
    if grep -q "\"$name\": \"${package##*@}\"" package.json; then cp -r "$package" "node_modules/$name"; fi
  done ;;
esac
"#;

fn publish(registry: &Path) {
    for (name, versions) in REGISTRY {
        let list: Vec<_> = versions.iter().map(|(version, ..)| *version).collect();
        fs::write(registry.join(format!("{name}.json")), serde_json::to_string(&list).unwrap()).unwrap();
        for (version, fields, main) in versions {
            let folder = registry.join(format!("{name}@{version}"));
            fs::create_dir(&folder).unwrap();
            let manifest = format!(r#"{{"name":"{name}","version":"{version}",{fields}}}"#);
            fs::write(folder.join("package.json"), manifest).unwrap();
            fs::write(folder.join("index.js"), main).unwrap();
        }
    }
    let npm = registry.join("npm");
    fs::write(&npm, NPM.replace("REGISTRY", &registry.display().to_string())).unwrap();
    fs::set_permissions(npm, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn statements_tell_the_version_that_they_need() {
    let (registry, place) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    publish(registry.path());
    write_tarball(&place.path().join("t.tgz"), &OWN);
    let path = format!("{}:{}", registry.path().display(), std::env::var("PATH").unwrap());
    let mut command = Command::new(env!("CARGO_BIN_EXE_packproof"));
    command.args(["check", "t.tgz", "--deps", "lowest", "--json"]).current_dir(place.path());
    let ran = command.env("PATH", path).env("TMPDIR", place.path()).output().unwrap();
    let report: Value = serde_json::from_slice(&ran.stdout).unwrap();
    let errors = report["findings"].as_array().unwrap().iter().filter(|found| found["severity"] == "error");
    let text = |found: &Value, key: &str| found[key].as_str().unwrap_or_default().to_owned();
    let mut rows: Vec<_> = errors
        .map(|found| [text(found, "rule"), text(found, "message"), text(found, "help")].join(" | "))
        .collect();
    rows.sort();
    assert_eq!(
        rows,
        [
            "missing-export | `import { late } from 'names'` needs names 1.2.0 or newer; package.json admits 1.0.0 | declare \"names\": \"^1.2.0\"",
            "missing-export | `import { seen } from 'lexed'` needs lexed 2.0.0 or newer; package.json admits 1.0.0 | declare \"lexed\": \"2\"",
            "missing-export | never 1.0.0 does not export `gone`, which a.js imports from \"never\" | import a name that never 1.0.0 exports, or declare a version that exports `gone`",
            "subpath-not-exported | `import 'subpaths/new'` needs subpaths 2.0.0 or newer; package.json admits 1.0.0 | declare \"subpaths\": \">=2.0.0\"",
        ]
    );
    let installations = fs::read_to_string(registry.path().join("installations")).unwrap().lines().count();
    assert!(installations <= 4, "each trial serves all dependencies: {installations}");
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1, "a folder is left behind");
}
