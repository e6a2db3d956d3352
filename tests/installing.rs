//! Refused dependencies beside the answers of real package managers, which `__test__/install/ask-managers.mjs` writes down.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)] // Test code.

use packproof::{
    check,
    files::FileTree,
    install::specs::refused_dependencies,
    options::Options,
    package::Package,
    report::{Finding, installable},
};
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

#[test]
fn managers_that_are_said_to_refuse_do() {
    for row in rows() {
        let (field, spec) = (row["field"].as_str().unwrap(), row["spec"].as_str().unwrap());
        let manifest =
            serde_json::json!({ "name": "packed", "version": "1.0.0", field: { "is-number": spec } });
        let package = Package::new(FileTree::of([("package.json", manifest.to_string().as_str())]));
        for manager in refused_dependencies(&package).iter().flat_map(|refused| refused.failing()) {
            let name = if manager.name() == "pnpm" { "pnpm 10" } else { manager.name() };
            assert_eq!(row[name], "fails", "{name}: {field} {spec}");
        }
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

/// The package of a row of `packages.json`, with a name and a version where it gives none.
fn package(row: &Value) -> Package {
    let mut manifest = serde_json::json!({ "name": "packed", "version": "1.0.0" });
    for (key, value) in row["manifest"].as_object().unwrap() {
        manifest[key] = value.clone();
    }
    let manifest = manifest.to_string();
    let files = row["files"].as_object().into_iter().flatten();
    let files = files.map(|(path, text)| (path.as_str(), text.as_str().unwrap()));
    Package::new(FileTree::of(files.chain([("package.json", manifest.as_str())])))
}

/// `ok` and `dead` are installed; the others are not, or without what they need.
fn is_installed(row: &Value, manager: &str) -> bool {
    ["ok", "dead"].contains(&row[manager].as_str().unwrap())
}

fn packages() -> Vec<Value> {
    serde_json::from_str(include_str!("install/packages.json")).unwrap()
}

#[test]
fn managers_that_are_said_to_fail_do() {
    for row in packages() {
        for problem in installable(&package(&row)).problems {
            for manager in problem.managers {
                let name = if manager.name() == "pnpm" { "pnpm 10" } else { manager.name() };
                assert!(!is_installed(&row, name), "{name}: {}: {}", row["what"], problem.message);
            }
        }
    }
}

/// Cases that no tarball can show: what is not published, and what differs by platform.
const BEYOND_THE_TARBALL: [&str; 6] = [
    "bundled, packed and not published",
    "packed, declared and not listed",
    "packed and neither",
    "depends on itself",
    "libc musl",
    "os that excludes",
];

#[test]
fn what_no_manager_but_one_installs_is_a_problem() {
    for row in packages() {
        let what = row["what"].as_str().unwrap();
        let failing = MANAGERS.iter().filter(|manager| !is_installed(&row, manager)).count();
        let is_known = failing < 2 || BEYOND_THE_TARBALL.iter().any(|beyond| what.starts_with(beyond));
        assert!(is_known || !installable(&package(&row)).ok, "{what}");
    }
}

/// The rules about commands that are installed and do not run.
const ABOUT_COMMANDS: [&str; 5] =
    ["bin-without-shebang", "invalid-bin", "made-at-installation", "missing-file", "unrunnable-bin"];

#[test]
fn commands_that_do_not_run_with_a_manager_are_findings() {
    let is_about_commands = |finding: &Finding| ABOUT_COMMANDS.contains(&finding.rule);
    for row in packages().iter().filter(|row| row["run"].is_string()) {
        let is_dead = MANAGERS.iter().any(|manager| row[manager] == "dead");
        let report = check(&package(row), &Options::default());
        assert_eq!(report.findings.iter().any(is_about_commands), is_dead, "{}", row["what"]);
    }
}
