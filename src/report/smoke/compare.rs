//! Compares Node's verdict with the static one, and finds the reason of each difference.

use std::collections::BTreeSet;

use crate::{
    manifest::dependencies::DependencyKind,
    package::Package,
    report::{
        ErrorReport, Status,
        smoke::{
            NodeError, NodeStatus, NodeVerdict, Reason, StaticVerdict,
            compared::{Compared, Scene},
            failed::why,
        },
    },
    resolve::Mode,
};

pub(super) fn compare(
    package: &Package,
    scene: &Scene,
    mode: Mode,
    expected: &StaticVerdict,
    node: &NodeVerdict,
) -> Compared {
    match (node.status, &node.error, expected.status) {
        (NodeStatus::NotAsked, ..) => Compared::default(),
        (NodeStatus::Ok, _, Status::Ok) => names(mode, expected, &node.exports, node.runs.is_empty()),
        (NodeStatus::Ok, _, Status::Broken) => loads(package, scene, expected, node),
        (_, None, _) => Compared::default(),
        (_, Some(error), status) => {
            let found = why(package, scene, error);
            match status {
                Status::Ok => found,
                _ if expected.errors.iter().any(|other| is_same(other, error)) => Compared::agreed(),
                _ if found.reason.is_some_and(Reason::is_about_the_test) => found,
                _ => Compared {
                    agrees: true,
                    reason: Some(Reason::OtherCause),
                    explanation: Some("both say that it fails, and name other causes".to_owned()),
                    needs: None,
                },
            }
        }
    }
}

/// Node loads what the static verdict takes for broken.
fn loads(package: &Package, scene: &Scene, expected: &StaticVerdict, node: &NodeVerdict) -> Compared {
    let is_by_chance = |error: &ErrorReport| {
        let missing = error.missing.as_deref().filter(|_| error.code.ends_with("MODULE_NOT_FOUND"));
        missing.is_some_and(|name| scene.present.contains(name) && !is_declared(package, name))
    };
    match expected.errors.iter().all(is_by_chance) {
        true => {
            let names: BTreeSet<_> =
                expected.errors.iter().filter_map(|error| error.missing.as_deref()).collect();
            let names = names.into_iter().collect::<Vec<_>>().join(", ");
            let text = format!("{names} lies there by chance (hoisting): nobody declares it");
            Compared::because(Reason::Hoisted, text)
        }
        // Of a bin the exit status tells, and no answer of its own.
        false if !node.runs.is_empty() => {
            Compared::because(Reason::Static, "Node runs it: the static verdict is wrong")
        }
        false => Compared::because(
            Reason::Contradicted,
            "Node loads it, and the static verdict knows a fault for certain: that is wrong, or the package \
             answers in Node's place",
        ),
    }
}

fn is_declared(package: &Package, name: &str) -> bool {
    let declared = package.manifest().map_or(DependencyKind::Nowhere, |manifest| manifest.declared(name));
    declared.is_installed()
}

/// Compares the names with those that were expected. A value that `require` returns has the names that it likes.
fn names(mode: Mode, expected: &StaticVerdict, there: &[String], is_module: bool) -> Compared {
    if !is_module || mode == Mode::Require {
        return Compared::agreed();
    }
    let lacks = |all: &[String], some: &[String]| -> Vec<String> {
        some.iter().filter(|name| !all.contains(name)).cloned().collect()
    };
    let extra = lacks(there, &expected.exports);
    let unknown = if expected.exports_complete { lacks(&expected.exports, there) } else { Vec::new() };
    match (extra.as_slice(), unknown.as_slice()) {
        ([], []) => Compared::agreed(),
        (extra, unknown) => {
            let text =
                format!("the names differ: Node has {} besides, and lacks {}", some(unknown), some(extra));
            Compared::because(Reason::Static, text)
        }
    }
}

/// The first of many names.
fn some(names: &[String]) -> String {
    match names {
        [] => "none".to_owned(),
        [first @ .., _] if names.len() <= 6 || first.is_empty() => names.join(", "),
        _ => format!("{} and {} more", names.get(..6).unwrap_or_default().join(", "), names.len() - 6),
    }
}

/// Tells whether two errors have one code and are about one thing.
fn is_same(expected: &ErrorReport, node: &NodeError) -> bool {
    if expected.code != node.code {
        return false;
    }
    let Some(missing) = expected.missing.as_deref().filter(|_| expected.code != "SyntaxError") else {
        return true;
    };
    // Node's path begins with the temporary folder, so that only the last segments can be alike.
    let last = |text: &str| text.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
    let first_line = |text: &str| text.lines().next().unwrap_or_default().to_owned();
    node.message.contains(&last(missing)) || first_line(&expected.message) == first_line(&node.message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

    fn package() -> Package {
        let manifest = r#"{"name":"p","exports":"./a.js","dependencies":{"dep":"1"},
            "peerDependencies":{"peer":"1","opt":"1"},"peerDependenciesMeta":{"opt":{"optional":true}}}"#;
        Package::new(FileTree::of([
            ("package.json", manifest),
            ("a.js", "require('dep'); require('./gone')"),
        ]))
    }

    fn expected(code: Option<(&str, &str)>) -> StaticVerdict {
        let error = |(code, missing): (&str, &str)| ErrorReport {
            code: code.to_owned(),
            message: format!("Cannot find module '{missing}'"),
            missing: Some(missing.to_owned()),
            at: None,
            chain: Vec::new(),
            package: None,
            help: None,
        };
        StaticVerdict {
            status: if code.is_some() { Status::Broken } else { Status::Ok },
            target: None,
            format: Some("module".to_owned()),
            exports: vec!["one".to_owned()],
            exports_complete: true,
            errors: code.into_iter().map(error).collect(),
        }
    }

    fn node(result: Result<&[&str], (&str, &str)>) -> NodeVerdict {
        let mut verdict = NodeVerdict { status: NodeStatus::Ok, ..NodeVerdict::default() };
        match result {
            Ok(names) => verdict.exports = names.iter().map(|name| (*name).to_owned()).collect(),
            Err((code, message)) => {
                verdict.status = NodeStatus::Broken;
                verdict.error = Some(NodeError {
                    code: code.to_owned(),
                    message: message.to_owned(),
                    ..NodeError::default()
                });
            }
        }
        verdict
    }

    fn compared(code: Option<(&str, &str)>, result: Result<&[&str], (&str, &str)>) -> (bool, Option<Reason>) {
        let scene = Scene { present: ["chance".to_owned(), "dep".to_owned()].into(), ..Scene::default() };
        let compared = compare(&package(), &scene, Mode::Import, &expected(code), &node(result));
        (compared.agrees, compared.reason)
    }

    #[test]
    fn verdicts_agree_or_differ_for_a_reason() {
        let lost = "Cannot find module '/node_modules/p/lib/x.js' imported from /node_modules/p/a.js";
        for (code, result, expected) in [
            (None, Ok(&["one"][..]), (true, None)),
            (None, Ok(&["one", "two"][..]), (false, Some(Reason::Static))),
            (Some(("ERR_MODULE_NOT_FOUND", "lib/x.js")), Err(("ERR_MODULE_NOT_FOUND", lost)), (true, None)),
            (
                Some(("ERR_MODULE_NOT_FOUND", "lib/y.js")),
                Err(("ERR_MODULE_NOT_FOUND", lost)),
                (true, Some(Reason::OtherCause)),
            ),
            (Some(("ERR_MODULE_NOT_FOUND", "chance")), Ok(&["one"][..]), (false, Some(Reason::Hoisted))),
            (Some(("ERR_MODULE_NOT_FOUND", "dep")), Ok(&["one"][..]), (false, Some(Reason::Contradicted))),
            (Some(("SyntaxError", "x")), Ok(&["one"][..]), (false, Some(Reason::Contradicted))),
        ] {
            assert_eq!(compared(code, result), expected, "{code:?} {result:?}");
        }
    }
}
