//! Every fixture's questions, answered as the real Nodes answered them: the same file, or the same code and words.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)] // Test code.

mod support;

use std::fs;

use packproof::{
    node::NodeVersion,
    resolve::{NodeTarget, Resolved, resolve},
};
use serde_json::Value;
use support::{Fixture, Question, directory, fixtures};

/// Node 22 and newer read no further than they must, and so trip over this broken JSON only in "exports", with another
/// code; npm refuses to pack and to install such a package.
const NOT_FOLLOWED: [&str; 1] = ["package-json-trailing-comma-in-exports"];

#[test]
fn answers_are_those_of_real_nodes() {
    let mut asked = 0;
    let mut differences = Vec::new();
    for fixture in fixtures() {
        for (ask, version, expected) in recorded(&fixture) {
            let answer = answer(&fixture, &Question::read(&ask), version);
            asked += 1;
            if NOT_FOLLOWED.contains(&fixture.name.as_str()) && version.major() >= 22 {
                println!("not compared on {version}: {} ({ask})", fixture.name);
                continue;
            }
            if plain(&answer) != plain(&expected) {
                differences.push(format!(
                    "{}: {ask} on {version}\n  Node: {expected}\n  ours: {answer}",
                    fixture.name
                ));
            }
        }
    }
    assert!(asked > 1000, "the recorded answers are there: {asked}");
    assert!(differences.is_empty(), "{} of {asked} differ\n{}", differences.len(), differences.join("\n"));
}

fn recorded(fixture: &Fixture) -> Vec<(String, NodeVersion, String)> {
    let path = directory().join(format!("{}.node.json", fixture.name));
    let Ok(text) = fs::read_to_string(path) else { return Vec::new() };
    let recorded: Value = serde_json::from_str(&text).unwrap();
    let mut rows = Vec::new();
    for question in recorded["questions"].as_array().unwrap() {
        let ask = question["ask"].as_str().unwrap();
        for answer in question["answers"].as_array().unwrap() {
            for version in answer["node"].as_array().unwrap() {
                rows.push((ask.to_owned(), version.as_str().unwrap().parse().unwrap(), expected(answer)));
            }
        }
    }
    rows
}

/// An answer without what no one should rely on: V8's words about JSON, and the hints, which Node 18 worded otherwise.
fn plain(answer: &str) -> &str {
    let answer = answer.split("\nDid you mean").next().unwrap_or(answer);
    let says_json = answer.contains("JSON") || answer.contains("property name");
    let is_syntax = answer.contains("Invalid package config") || answer.starts_with("SyntaxError");
    match answer.split_once(": ") {
        Some((code, _)) if says_json && is_syntax => code,
        _ => answer,
    }
}

fn expected(answer: &Value) -> String {
    let text = |key: &str| answer[key].as_str();
    match (text("path"), text("url")) {
        (Some(path), _) => path.to_owned(),
        (_, Some(url)) => url.replacen("NODE:", "node:", 1),
        _ => format!("{}: {}", text("code").or(text("name")).unwrap(), text("message").unwrap()),
    }
}

fn answer(fixture: &Fixture, question: &Question, version: NodeVersion) -> String {
    let node = NodeTarget { version, conditions: question.conditions.clone() };
    match resolve(&fixture.package, &question.referrer, &question.specifier, question.mode, &node).result {
        Ok(Resolved::File(path)) => path.to_string(),
        Ok(Resolved::Builtin(name) | Resolved::Data(name)) => name,
        Ok(Resolved::Unknown) => "unknown".to_owned(), // Fixtures have no packages beside them.
        Err(error) => format!("{}: {error}", error.code()),
    }
}
