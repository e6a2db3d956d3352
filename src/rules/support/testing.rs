//! The helpers that the tests of the rules share.

use crate::{
    diagnostic::Diagnostic,
    facts::Facts,
    files::FileTree,
    package::Package,
    resolve::NodeTarget,
    rules,
    tarball::hazard::{Hazard, HazardKind},
};

/// Returns the findings of one rule about a package of these files, on the default Node.
pub(in crate::rules) fn findings(rule: &str, files: &[(&str, &str)]) -> Vec<Diagnostic> {
    findings_in(rule, FileTree::of(files.iter().copied()))
}

/// Like [`findings`], but on one version of Node.
pub(in crate::rules) fn findings_on(rule: &str, files: &[(&str, &str)], node: &str) -> Vec<Diagnostic> {
    let node = NodeTarget { version: node.parse().unwrap(), ..NodeTarget::default() };
    of_rule(rule, FileTree::of(files.iter().copied()), node)
}

/// Returns the messages of the findings.
pub(in crate::rules) fn messages(rule: &str, files: &[(&str, &str)]) -> Vec<String> {
    findings(rule, files).into_iter().map(|diagnostic| diagnostic.message).collect()
}

/// Returns the message and the help of the only finding of a rule; empty if there is none.
pub(in crate::rules) fn only(rule: &str, files: &[(&str, &str)]) -> (String, String) {
    let mut found = findings(rule, files);
    assert!(found.len() <= 1, "{found:#?}");
    found.pop().map(|found| (found.message, found.help.unwrap_or_default())).unwrap_or_default()
}

/// Returns the messages of one rule about a package whose archive has hazards of these kinds, sorted.
pub(in crate::rules) fn hazard_messages(rule: &str, kinds: &[HazardKind]) -> Vec<String> {
    let hazard = |kind: &HazardKind| Hazard {
        kind: *kind,
        entry: "package/a.js".to_owned(),
        message: kind.name().to_owned(),
    };
    let hazards = kinds.iter().map(hazard).collect();
    let found = findings_in(rule, FileTree::new(Vec::new(), Vec::new(), hazards));
    let mut messages: Vec<_> = found.into_iter().map(|found| found.message).collect();
    messages.sort();
    messages
}

/// Returns the findings of one rule about a package of files that may be no texts.
pub(in crate::rules) fn findings_in(rule: &str, files: FileTree) -> Vec<Diagnostic> {
    of_rule(rule, files, NodeTarget::default())
}

fn of_rule(rule: &str, files: FileTree, node: NodeTarget) -> Vec<Diagnostic> {
    let package = Package::new(files);
    let facts = Facts::gather(&package, vec![node]);
    let mut found = rules::check(&facts, &[]).into_sorted();
    found.retain(|diagnostic| diagnostic.rule == rule);
    found
}
