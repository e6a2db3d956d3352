//! Dependencies have install scripts, which did not run where they were judged.

use std::collections::BTreeSet;

use crate::{
    beside::PackagesBeside,
    diagnostic::RuleFindings,
    facts::Facts,
    hash::HashMap,
    path::package_folder,
    rules::{
        rule,
        support::{finding, words},
    },
};

rule! {
    /// A dependency that is loaded has an install script, which has not run: it is judged as it was unpacked.
    ///
    /// ## Why it matters
    ///
    /// `--deps install`, `lowest` and `lockfile` run no scripts. A script may compile an addon, or write files that decide what the
    /// dependency exports: `vue-demi` has one that makes it a package for Vue 2 or for Vue 3. The verdict is about what
    /// pnpm and bun, which run no such scripts unless they are told to, and npm with `--ignore-scripts` install.
    ///
    /// ## Example
    ///
    /// ```console
    /// $ packproof my-lib-1.0.0.tgz --deps install
    /// ```
    ///
    /// For a verdict on what the scripts leave, install the dependencies with them, and name that folder:
    ///
    /// ```console
    /// $ packproof my-lib-1.0.0.tgz --deps installed=.
    /// ```
    "unrun-install-script", Suggestion
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let scripted = scripted(facts);
    let message = match scripted.len() {
        0 => return,
        1 => "has an install script, which has not run: it is judged as it was unpacked",
        _ => "have install scripts, which have not run: they are judged as they were unpacked",
    };
    let message = format!("{} {message}", words::some_of(&scripted));
    let help = "for a verdict with them, install with scripts, and name that folder: `installed=DIR`";
    findings.add(finding(&RULE, None, message, Some(help.to_owned())));
}

/// Returns the packages beside this one that are loaded and have install scripts which have not run.
fn scripted(facts: &Facts<'_>) -> BTreeSet<String> {
    let package = facts.package;
    if !package.beside().is_some_and(PackagesBeside::is_before_scripts) {
        return BTreeSet::new();
    }
    let modules = facts.nodes.iter().flat_map(|node| node.linkage.graph.iter());
    let outside = modules.map(|(_, module)| &module.path).filter(|path| path.is_outside());
    // A file of each package: there are many of most.
    let one_of_each: HashMap<_, _> = outside.map(|path| (package_folder(path.as_str()), path)).collect();
    let scripted =
        one_of_each.into_iter().filter(|(folder, _)| package.install_script_beside(folder).is_some());
    scripted.filter_map(|(_, path)| Some(package.owner(path)?.to_string())).collect()
}
