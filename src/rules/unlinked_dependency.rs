//! Dependencies are declared and loaded, and were not there to be linked.

use std::collections::BTreeSet;

use crate::{
    beside::WantedState,
    diagnostic::RuleFindings,
    facts::Facts,
    link::graph::Destination,
    manifest::dependencies::DependencyKind,
    resolve::parse_package_name,
    rules::{
        rule,
        support::{finding, words},
    },
};

rule! {
    /// Dependencies are linked, and one that is loaded was not there: what it exports is unknown.
    ///
    /// ## Why it matters
    ///
    /// Nothing is broken for what is unknown. A verdict with `--deps installed` says nothing about a dependency that is not installed,
    /// that is there in a version which package.json excludes, or that is a link to its sources, as in a workspace.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "dependencies": { "parser": "^2.0.0" } }
    /// ```
    ///
    /// If `node_modules` has parser 1.4.0, install again. For what is published of the others, let npm install it:
    ///
    /// ```console
    /// $ packproof --deps install
    /// ```
    "unlinked-dependency", Suggestion
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let unlinked = unlinked(facts);
    if unlinked.is_empty() {
        return;
    }
    let message = format!("not linked, so that nothing is known of it: {}", words::some_of(&unlinked));
    let help = "install what package.json declares, or let npm do it in a temporary folder: `install`";
    findings.add(finding(&RULE, None, message, Some(help.to_owned())));
}

/// Returns the packages that are loaded and were not read, each with the reason.
fn unlinked(facts: &Facts<'_>) -> BTreeSet<String> {
    let package = facts.package;
    let (Some(beside), Some(own)) = (package.beside(), package.manifest()) else { return BTreeSet::new() };
    let reason = |name: &str| match beside.state(name, own, package.limits()) {
        WantedState::Fitting => None,
        WantedState::Absent => Some("is not installed".to_owned()),
        WantedState::Excluded(version) => Some(format!("{version} is not in the range")),
        WantedState::Unread => Some("is a link to sources".to_owned()),
    };
    let named = loaded(facts).into_iter().filter_map(|name| Some(format!("{name} ({})", reason(name)?)));
    named.collect()
}

/// Returns the declared packages that the package's own modules certainly load, and of which nothing was read.
fn loaded<'f>(facts: &'f Facts<'_>) -> BTreeSet<&'f str> {
    let modules = facts.nodes.iter().flat_map(|node| node.linkage.graph.iter());
    let own = modules.map(|(_, module)| module).filter(|module| !module.path.is_outside());
    let edges = own.flat_map(|module| &module.requests);
    let unread = edges.filter(|edge| edge.destination == Destination::External && edge.is_certain());
    let names = unread.filter_map(|edge| parse_package_name(&edge.request.specifier.value));
    let is_wanted = |name: &&str| {
        let declared = facts.package.manifest().map(|own| own.declared(name));
        matches!(declared, Some(DependencyKind::Dependency | DependencyKind::Peer))
    };
    names.map(|parsed| parsed.name).filter(is_wanted).collect()
}
