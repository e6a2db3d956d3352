//! A maintained line of Node that loads what the version that decides cannot.

use crate::{
    entry_points::EntryKind,
    facts::node_facts::{NodeFacts, is_meant},
    hash::HashSet,
    link::{
        Verdict,
        fault::{Fault, FaultKind},
    },
    node::{LINES, NodeVersion},
    package::{Package, engines::DeclaredEngines},
    resolve::{Mode, NodeTarget, error::ResolveError},
};

/// An entry point in one mode: its kind, its subpath and the mode.
type EntryMode<'f> = (EntryKind, &'f str, Mode);

/// Returns the facts for the first maintained line that "engines" admits and that loads what the base does, and more.
pub(super) fn loading_line(
    package: &Package,
    engines: &DeclaredEngines,
    base: &NodeFacts,
) -> Option<NodeFacts> {
    let broken = broken(package, base);
    let newer = LINES.iter().filter(|line| line.is_maintained() && line.is_after(base.node.version));
    let mut admitted = newer.filter(|line| !broken.is_empty() && engines.admits_newest(line));
    admitted.find_map(|line| {
        let version = line.newest();
        if !is_any_mendable(package, base, version) {
            return None;
        }
        let target = NodeTarget { version, conditions: base.node.conditions.clone() };
        let facts = NodeFacts::reached(package, target);
        loads_more(package, &facts, &broken).then_some(facts)
    })
}

/// Tells whether another version breaks some of what the base does, but not all, and nothing else.
fn loads_more(package: &Package, facts: &NodeFacts, broken_before: &HashSet<EntryMode<'_>>) -> bool {
    let still = broken(package, facts);
    still.len() < broken_before.len() && still.is_subset(broken_before)
}

fn broken<'f>(package: &'f Package, facts: &'f NodeFacts) -> HashSet<EntryMode<'f>> {
    broken_verdicts(package, facts).map(|(entry, _)| entry).collect()
}

fn broken_verdicts<'f>(
    package: &'f Package,
    facts: &'f NodeFacts,
) -> impl Iterator<Item = (EntryMode<'f>, &'f Verdict)> {
    let broken = facts.linkage.verdicts.iter().filter(|verdict| !verdict.causes.is_empty());
    broken.filter_map(|verdict| {
        let entry = facts.entry_points.get(verdict.entry)?;
        let key = (entry.kind, entry.subpath.as_str(), verdict.mode);
        is_meant(package, entry, verdict.mode, Some(verdict)).then_some((key, verdict))
    })
}

/// Tells whether another version may load an entry point that is broken: linking for it costs as much as for the base.
fn is_any_mendable(package: &Package, base: &NodeFacts, version: NodeVersion) -> bool {
    let is_mendable = |fault: &Fault| is_mendable(package, fault, base.node.version, version);
    broken_verdicts(package, base)
        .any(|(_, verdict)| verdict.causes.iter().all(|cause| is_mendable(&cause.fault)))
}

/// Tells whether versions of Node differ in what such a fault is about.
fn is_mendable(package: &Package, fault: &Fault, here: NodeVersion, there: NodeVersion) -> bool {
    match &fault.kind {
        FaultKind::Unresolved(error) => matches!(
            **error,
            ResolveError::InvalidModuleSpecifier { .. }
                | ResolveError::PackageImportNotDefined { .. }
                | ResolveError::PackagePathNotExported { .. }
        ),
        FaultKind::Undeclared { package, .. } => package.starts_with("node:"),
        FaultKind::Syntax => {
            let text = package.contents(&fault.at.file).unwrap_or_default();
            !package.readings().are_alike(&fault.at.file, text, &here.profile(), &there.profile())
        }
        FaultKind::UnknownBuiltin
        | FaultKind::Unloadable(_)
        | FaultKind::Attribute
        | FaultKind::ModuleSyntaxInCommonJs
        | FaultKind::MissingExport { .. }
        | FaultKind::AmbiguousExport { .. }
        | FaultKind::RequiredModule
        | FaultKind::RequiredAsync { .. }
        | FaultKind::RequiredWasm { .. }
        | FaultKind::RequiredInCycle { .. }
        | FaultKind::RequiredBeforeItsTurn
        | FaultKind::RequiredWhileWaiting { .. }
        | FaultKind::Throws(_) => true,
        FaultKind::MadeAtInstallation { .. }
        | FaultKind::OutsidePackage
        | FaultKind::Limit(_)
        | FaultKind::UnsettledAwait { .. }
        | FaultKind::ReadBeforeInitialization { .. }
        | FaultKind::CommonJsVariable { .. }
        | FaultKind::MissingAsset { .. } => false,
    }
}
