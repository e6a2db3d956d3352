//! Every fixture's entry points, linked as the real Nodes linked and ran them: the same names, or one of the causes is Node's.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)] // Test code.

mod support;

use std::{collections::BTreeSet, fs};

use packproof::{
    entry_points::{EntryKind, EntryPoint},
    link::{Verdict, link},
    resolve::{NodeTarget, resolve},
};
use serde_json::Value;
use support::{Fixture, Question, directory, fixtures};

/// The questions that are left out: a fixture, the subject, and the reason.
const NOT_FOLLOWED: [(&str, &str, &str); 52] = [
    (
        "format-by-extension",
        "import pkg/.mjs",
        "no one names a module so; Node takes it for both formats at once",
    ),
    ("format-by-extension", "require pkg/.mjs", "the same"),
    ("import-of-url", "require pkg", "Node trips over its own error there; it is broken all the same"),
    ("needs-browser", "import pkg", "what lacks a browser is a warning: whoever has one is not hurt"),
    ("needs-browser", "require pkg", "the same"),
    ("engines-without-global", "import pkg", "the same"),
    ("engines-without-global", "require pkg", "the same"),
    ("amd-main", "import pkg/amd", "the same"),
    ("amd-main", "require pkg/amd", "the same"),
    ("amd-main", "import pkg/anonymous", "the same"),
    ("amd-main", "require pkg/anonymous", "the same"),
    ("chosen-global", "import pkg/chosen", "the same"),
    ("chosen-global", "require pkg/chosen", "the same"),
    ("chosen-global", "import pkg/reversed", "the same"),
    ("chosen-global", "require pkg/reversed", "the same"),
    ("chosen-global", "import pkg/minified", "the same"),
    ("chosen-global", "require pkg/minified", "the same"),
    ("chosen-global", "import pkg/slip", "the same"),
    ("chosen-global", "require pkg/slip", "the same"),
    ("unset-mode", "import pkg/block", "the same"),
    ("unset-mode", "require pkg/block", "the same"),
    ("unset-mode", "import pkg/behind", "the same"),
    ("unset-mode", "require pkg/behind", "the same"),
    ("unset-mode", "import pkg/dispatcher", "the same"),
    ("unset-mode", "require pkg/dispatcher", "the same"),
    ("unset-mode", "import pkg/chosen", "the same"),
    ("unset-mode", "require pkg/chosen", "the same"),
    (
        "told-packages",
        "import pkg/told",
        "a package that the code itself says is lacking is a warning, as an optional peer is none",
    ),
    ("told-packages", "require pkg/told", "the same"),
    ("told-packages", "import pkg/told-scope", "the same"),
    ("told-packages", "require pkg/told-scope", "the same"),
    ("undefined-name", "import pkg/flag", "what a build or a page has to give is a warning"),
    ("undefined-name", "require pkg/flag", "the same"),
    ("undefined-name", "import pkg/version", "the same"),
    ("undefined-name", "require pkg/version", "the same"),
    ("undefined-name", "import pkg/generators", "the same"),
    ("undefined-name", "require pkg/generators", "the same"),
    ("undefined-name", "import pkg/element", "the same"),
    ("undefined-name", "require pkg/element", "the same"),
    ("undefined-name", "import pkg/plugin", "the same"),
    ("undefined-name", "require pkg/plugin", "the same"),
    ("undefined-name", "import pkg/loop", "the same"),
    ("undefined-name", "require pkg/loop", "the same"),
    ("undefined-name", "import pkg/strict", "the same"),
    ("undefined-name", "require pkg/strict", "the same"),
    ("undefined-name", "import pkg/unset", "the same"),
    ("undefined-name", "require pkg/unset", "the same"),
    ("undefined-name", "import pkg/through", "the same"),
    ("undefined-name", "require pkg/through", "the same"),
    (
        "format-extensionless-commonjs",
        "import pkg",
        "Node runs it as CommonJS, which requires it as an ES module, and so finds a cycle; it is broken all the same",
    ),
    (
        "format-extensionless-commonjs",
        "require pkg",
        "`require` gives the names of the ES module, `import` of the same file does not",
    ),
    (
        "syntax-ambiguous",
        "require pkg/both",
        "Node 22.11 trips over its own error there; it is broken all the same",
    ),
];

#[test]
fn verdicts_are_those_of_real_nodes() {
    let mut asked = 0;
    let mut differences = Vec::new();
    for fixture in fixtures() {
        for (ask, answer) in recorded(&fixture) {
            let question = Question::read(&ask);
            if let Some((_, _, reason)) =
                NOT_FOLLOWED.iter().find(|(name, asked, _)| (*name, *asked) == (&fixture.name, &ask))
            {
                println!("not compared: {}: {ask}: {reason}", fixture.name);
                continue;
            }
            for version in answer["node"].as_array().unwrap() {
                let version = version.as_str().unwrap();
                let node =
                    NodeTarget { version: version.parse().unwrap(), conditions: question.conditions.clone() };
                asked += 1;
                if let Some(difference) = difference(&fixture, &question, &node, &answer) {
                    differences.push(format!("{}: {ask} on {version}\n{difference}", fixture.name));
                }
            }
        }
    }
    assert!(asked > 1000, "the recorded answers are there: {asked}");
    assert!(differences.is_empty(), "{} of {asked} differ\n{}", differences.len(), differences.join("\n"));
}

/// The questions whose file Node found, and loaded or not.
fn recorded(fixture: &Fixture) -> Vec<(String, Value)> {
    let path = directory().join(format!("{}.node.json", fixture.name));
    let Ok(text) = fs::read_to_string(path) else { return Vec::new() };
    let recorded: Value = serde_json::from_str(&text).unwrap();
    let questions = recorded["questions"].as_array().unwrap().clone();
    let answers = questions.into_iter().flat_map(|question| {
        let ask = question["ask"].as_str().unwrap().to_owned();
        question["answers"].as_array().unwrap().clone().into_iter().map(move |answer| (ask.clone(), answer))
    });
    answers.filter(|(_, answer)| answer["path"].is_string() && !answer["link"].is_null()).collect()
}

fn difference(fixture: &Fixture, question: &Question, node: &NodeTarget, answer: &Value) -> Option<String> {
    let resolution = resolve(&fixture.package, &question.referrer, &question.specifier, question.mode, node);
    let entry = EntryPoint {
        subpath: question.specifier.clone(),
        kind: EntryKind::Export,
        pattern: None,
        declared: None,
        resolutions: vec![(question.mode, resolution)],
    };
    let linkage = link(&fixture.package, &[entry], node);
    let verdict = linkage.verdicts.first()?;
    let node_says = node_error(answer);
    let ours: Vec<_> =
        verdict.causes.iter().map(|cause| format!("{}: {}", cause.fault.code, cause.fault.message)).collect();
    match node_says {
        None if ours.is_empty() => names_differ(verdict, answer),
        None => Some(format!("  Node: loads it\n  ours: {ours:?}")),
        Some((code, _)) if verdict.causes.iter().any(|cause| cause.fault.code == code) => None,
        // V8's own word for what ends the process, and Node's where nothing is left to run.
        Some((code, _))
            if code == "EXIT"
                && verdict.causes.iter().any(|it| ["Fatal error", "Warning"].contains(&it.fault.code)) =>
        {
            None
        }
        Some((code, message)) => Some(format!("  Node: {code}: {message}\n  ours: {ours:?}")),
    }
}

/// The error that Node threw while linking or running: its code and its message.
fn node_error(answer: &Value) -> Option<(String, String)> {
    let thrown = [&answer["link"], &answer["run"]].into_iter().find(|part| part["message"].is_string())?;
    let code = thrown["code"].as_str().or(thrown["name"].as_str()).unwrap();
    Some((code.to_owned(), thrown["message"].as_str().unwrap().to_owned()))
}

fn names_differ(verdict: &Verdict, answer: &Value) -> Option<String> {
    let names = answer["link"]["names"].as_array()?;
    let expected: BTreeSet<String> = names.iter().map(|name| name.as_str().unwrap().to_owned()).collect();
    let differ = if verdict.names.complete {
        verdict.names.names != expected
    } else {
        !verdict.names.names.is_subset(&expected)
    };
    differ.then(|| format!("  Node: {expected:?}\n  ours: {:?}", verdict.names))
}
