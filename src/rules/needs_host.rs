//! An entry point that is written for another host than Node.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    entry_points::EntryPoint,
    facts::{Facts, Host, hosts_of},
    link::{Verdict, fault::Fault},
    path::PackagePath,
    resolve::Mode,
    rules::{
        rule,
        support::{finding, words},
    },
};

rule! {
    /// An entry point imports what another host than Node loads, as package.json says: Svelte, React Native, Cloudflare Workers, Bun.
    ///
    /// ## Why it matters
    ///
    /// Node fails there, and so do tests and scripts that import the package without that host. Its own users never see it, so
    /// that this is a warning, and no fault of the package. It is meant of
    ///
    /// - `.svelte` files, where package.json has a `"svelte"` field, the entry point a `svelte` condition, or `svelte` is a peer of a
    ///   package without commands;
    /// - paths that Metro completes (`./init`, `./x.native.js`), pictures, Flow and JSX, where `react-native` is a peer that is not
    ///   optional, and the entry point is none for Babel, Metro, jest and the like;
    /// - `cloudflare:` URLs, where `@cloudflare/workers-types` or `wrangler` is such a peer, a `workerd` condition leads
    ///   to the same file, or the keywords name Cloudflare and no other runtime;
    /// - `bun` and `bun:` URLs, where the subpath names bun (`./bun-sqlite`);
    /// - `$app/…` and `$env/…` of SvelteKit, where `@sveltejs/kit` is such a peer;
    /// - `virtual:` modules in a subpath, where `vite` or another host of plugins is such a peer.
    ///
    /// An entry point with a `node` condition is Node's, and so is a command. Where anything else is wrong with an entry point, all
    /// of it is told as errors.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "svelte": "./dist/index.js", "exports": { ".": { "svelte": "./dist/index.js", "import": "./dist/index.js" } } }
    /// ```
    ///
    /// Offer Node nothing that it cannot load:
    ///
    /// ```json
    /// { "svelte": "./dist/index.js", "exports": { ".": { "svelte": "./dist/index.js" } } }
    /// ```
    "needs-host", Warning
}

/// The entry points that one set of hosts loads, and what Node fails for.
#[derive(Default)]
struct HostNeeds<'f> {
    faults: BTreeMap<(&'f PackagePath, u32), &'f Fault>,
    entry_points: BTreeSet<String>,
    modes: BTreeSet<Mode>,
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let mut needs: BTreeMap<BTreeSet<Host>, HostNeeds<'_>> = BTreeMap::new();
    for (hosts, entry, verdict) in of_hosts(facts) {
        let needs = needs.entry(hosts).or_default();
        let faults = verdict.causes.iter().map(|cause| &*cause.fault);
        needs.faults.extend(faults.map(|fault| ((&fault.at.file, fault.at.span.start), fault)));
        needs.entry_points.insert(entry.subpath.clone());
        needs.modes.insert(verdict.mode);
    }
    findings.extend(needs.into_iter().filter_map(|(hosts, needs)| diagnostic(&hosts, needs)));
}

/// Returns the entry points that hosts load and Node does not.
fn of_hosts<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = (BTreeSet<Host>, &'f EntryPoint, &'f Verdict)> {
    let verdicts = facts.nodes.iter().flat_map(|node| {
        node.linkage.verdicts.iter().filter_map(|it| Some((node.entry_points.get(it.entry)?, it)))
    });
    let offered = verdicts.filter(|(entry, verdict)| {
        !verdict.is_promised() && entry.is_meant_for(facts.package, verdict.mode) && verdict.is_meant()
    });
    offered.filter_map(|(entry, verdict)| Some((hosts_of(facts.package, entry, verdict)?, entry, verdict)))
}

fn diagnostic(hosts: &BTreeSet<Host>, needs: HostNeeds<'_>) -> Option<Diagnostic> {
    let first = *needs.faults.values().next()?;
    let files: BTreeSet<_> = needs.faults.keys().map(|(file, _)| file).collect();
    let names: Vec<&str> = hosts.iter().map(|host| host.name()).collect();
    let names = names.join(" and ");
    let message = format!(
        "{} needs {names} to be loaded, and so {} for that host, not for Node: {}{}",
        first.at.file,
        are(&needs.entry_points),
        first.message.lines().next().unwrap_or_default(),
        words::and_others(files.len().saturating_sub(1))
    );
    let help = format!("if Node should load it, too, offer it a file without what only {names} loads");
    let finding = finding(&RULE, Some(first.at.clone()), message, Some(help));
    Some(Diagnostic { entry_points: needs.entry_points, modes: needs.modes, ..finding })
}

fn are(entry_points: &BTreeSet<String>) -> String {
    let verb = if entry_points.len() == 1 { "is" } else { "are" };
    format!("{} {verb}", words::some_of(entry_points))
}
