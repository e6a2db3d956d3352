//! What the tests of the rules share.
#![cfg(test)]

use crate::{facts::Facts, files::FileTree, options::Options, package::Package, rules};

/// The messages of one rule about a package of these files, on the default Node.
pub(super) fn messages(rule: &str, files: &[(&str, &str)]) -> Vec<String> {
    let package = Package::new(FileTree::of(files.iter().copied()));
    let facts = Facts::gather(&package, Options::default().targets());
    let found = rules::check(&facts, &[]).into_sorted();
    found
        .into_iter()
        .filter(|diagnostic| diagnostic.rule == rule)
        .map(|diagnostic| diagnostic.message)
        .collect()
}
