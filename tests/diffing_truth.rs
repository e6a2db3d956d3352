//! Pairs of fixtures as two releases: what real Nodes no longer give of the newer one is told, and nothing is called gone that they give.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)] // Test code.

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use packproof::{
    diff::{Change, ChangeEffect, ChangeKind, DiffOptions, diff},
    resolve::Mode,
    session::Session,
};
use serde_json::Value;
use support::{Fixture, Question, directory, fixtures};

/// The names that a Node gives of each subpath in each mode; `None` where it throws.
type GivenNames = BTreeMap<(String, Mode), Option<BTreeSet<String>>>;

/// The versions of Node that were asked about a fixture, each with what it gives. What wants an import attribute was asked without one,
/// and is left out.
fn recorded(fixture: &Fixture) -> BTreeMap<String, GivenNames> {
    let text = fs::read_to_string(directory().join(format!("{}.node.json", fixture.name))).unwrap();
    let recorded: Value = serde_json::from_str(&text).unwrap();
    let mut found: BTreeMap<String, GivenNames> = BTreeMap::new();
    for question in recorded["questions"].as_array().unwrap() {
        let Question { mode, specifier, .. } = Question::read(question["ask"].as_str().unwrap());
        let subpath = format!(".{}", specifier.strip_prefix(fixture.package.name()).unwrap());
        for answer in question["answers"].as_array().unwrap() {
            let lacks_attribute =
                answer["link"]["code"].as_str().is_some_and(|code| code.ends_with("_MISSING"));
            for version in answer["node"].as_array().unwrap().iter().filter(|_| !lacks_attribute) {
                let of_version = found.entry(version.as_str().unwrap().to_owned()).or_default();
                of_version.insert((subpath.clone(), mode), names(answer));
            }
        }
    }
    found
}

fn names(answer: &Value) -> Option<BTreeSet<String>> {
    let run = &answer["run"];
    let names = if run["names"].is_array() { &run["names"] } else { &answer["link"]["names"] };
    let is_run = run == &Value::Bool(true) || run["evaluates"] == Value::Bool(true);
    let names = names.as_array().filter(|_| is_run)?.iter().map(|name| name.as_str().unwrap().to_owned());
    Some(names.filter(|name| name != "module.exports" && name != "__esModule").collect())
}

/// Returns the faults of the changes of one subpath and mode, by the names that Node gives of both releases.
fn wrong(changes: &[&Change], old: &BTreeSet<String>, new: Option<&BTreeSet<String>>) -> Vec<String> {
    use ChangeKind::{DefaultRemoved, KindChanged, ModeRemoved, NameRemoved, NamesUnknown, SubpathRemoved};
    let is_told = |kinds: &[ChangeKind]| changes.iter().any(|change| kinds.contains(&change.kind));
    let Some(new) = new else {
        let is_told = is_told(&[ModeRemoved, SubpathRemoved]);
        return (!is_told).then(|| "it can no longer be loaded".to_owned()).into_iter().collect();
    };
    let named = |name: &str| changes.iter().any(|change| change.name.as_deref() == Some(name));
    let missed = old.difference(new).filter(|name| !named(name) && !is_told(&[NamesUnknown, KindChanged]));
    let missed = missed.map(|name| format!("{name} is gone, and nothing says so"));
    let is_said = |change: &&&Change| {
        matches!(change.kind, NameRemoved | DefaultRemoved) && change.effect == ChangeEffect::Major
    };
    let said = changes.iter().filter(is_said).filter_map(|change| change.name.clone());
    let invented = said.filter(|name| new.contains(name)).map(|name| format!("{name} is there"));
    missed.chain(invented).collect()
}

#[test]
fn what_real_nodes_no_longer_give_is_told() {
    let mut fixtures: BTreeMap<String, Fixture> =
        fixtures().into_iter().map(|fixture| (fixture.name.clone(), fixture)).collect();
    let pairs: Vec<String> =
        fixtures.keys().filter_map(|name| name.strip_suffix("-before").map(str::to_owned)).collect();
    let mut asked = 0;
    for pair in pairs {
        let [(old, of_old), (new, of_new)] = ["before", "after"].map(|release| {
            let fixture = fixtures.remove(&format!("{pair}-{release}")).unwrap();
            (recorded(&fixture), Session::new(fixture.package))
        });
        for (version, given) in &old {
            let options = DiffOptions { nodes: vec![version.parse().unwrap()], ..DiffOptions::default() };
            let report = diff(&of_old, &of_new, &options);
            for ((subpath, mode), names) in given {
                let Some((names, now)) = names.as_ref().zip(new[version].get(&(subpath.clone(), *mode)))
                else {
                    continue;
                };
                let is_of_mode = |change: &&Change| {
                    change.subpath.as_ref() == Some(subpath) && change.mode.is_none_or(|it| it == *mode)
                };
                let changes: Vec<&Change> = report.changes.iter().filter(is_of_mode).collect();
                let wrong = wrong(&changes, names, now.as_ref());
                assert_eq!(wrong, Vec::<String>::new(), "{pair} {subpath} {} {version}", mode.name());
                asked += 1;
            }
        }
    }
    assert!(asked > 150, "{asked}");
}
