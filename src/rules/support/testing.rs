//! What the tests of the rules share.

use crate::{
    diagnostic::Diagnostic, facts::Facts, files::FileTree, options::Options, package::Package, rules,
};

/// The findings of one rule about a package of these files, on the default Node.
pub(in crate::rules) fn findings(rule: &str, files: &[(&str, &str)]) -> Vec<Diagnostic> {
    let package = Package::new(FileTree::of(files.iter().copied()));
    let facts = Facts::gather(&package, Options::default().targets());
    let found = rules::check(&facts, &[]).into_sorted();
    found.into_iter().filter(|diagnostic| diagnostic.rule == rule).collect()
}

/// Their messages.
pub(in crate::rules) fn messages(rule: &str, files: &[(&str, &str)]) -> Vec<String> {
    findings(rule, files).into_iter().map(|diagnostic| diagnostic.message).collect()
}

/// The message and the help of the only finding of a rule; empty where there is none.
pub(in crate::rules) fn only(rule: &str, files: &[(&str, &str)]) -> (String, String) {
    let mut found = findings(rule, files);
    assert!(found.len() <= 1, "{found:#?}");
    found.pop().map(|found| (found.message, found.help.unwrap_or_default())).unwrap_or_default()
}
