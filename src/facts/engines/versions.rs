//! A package that one version of Node has loaded, compared with what other versions do.

use std::collections::BTreeSet;

use crate::{
    entry_points::{EntryKind, EntryPoint, entry_points_within},
    facts::{
        engines::differing::{PromisedRequire, VersionDifference},
        node_facts::{NodeFacts, is_meant},
    },
    hash::HashSet,
    link::{
        Verdict,
        fault::{Fault, FaultKind},
        link_reached,
    },
    node::NodeVersion,
    package::{Package, engines::DeclaredEngines},
    resolve::{Mode, NodeTarget},
};

/// A version of Node that the package should work with, and does not, although another one loads the same.
#[derive(Clone, Debug)]
pub struct UnkeptVersion {
    pub version: NodeVersion,
    /// The range in package.json; `None` where there is none.
    pub engines: Option<DeclaredEngines>,
    /// The first fault.
    pub fault: Fault,
    pub entry_points: BTreeSet<String>,
    pub modes: BTreeSet<Mode>,
    /// The range that would be true.
    pub range: Option<TrueRange>,
}

/// A range that "engines" could truly declare.
#[derive(Clone, Debug)]
pub struct TrueRange {
    pub text: String,
    /// True if versions shortly before one of its beginnings may do, too: they were not measured.
    pub may_begin_earlier: bool,
}

/// A package that one version of Node has loaded, to be compared with others.
pub(super) struct PackageVersions<'f> {
    package: &'f Package,
    pub(super) base: &'f NodeFacts,
    promised: PromisedRequire,
}

impl<'f> PackageVersions<'f> {
    pub(super) fn new(package: &'f Package, base: &'f NodeFacts) -> Self {
        Self { package, base, promised: PromisedRequire::default() }
    }

    fn difference(&self, version: NodeVersion) -> VersionDifference {
        VersionDifference::of(self.package, self.base, version, &self.promised)
    }

    /// Tells whether a version certainly loads what the base loads.
    pub(super) fn keeps(&self, version: NodeVersion) -> bool {
        let difference = self.difference(version);
        !difference.is_uncertain() && (!difference.is_possible() || self.broken(version).is_none())
    }

    /// Tells whether it is not known that a version has the names that the base imports.
    pub(super) fn is_uncertain(&self, version: NodeVersion) -> bool {
        self.difference(version).is_uncertain()
    }

    pub(super) fn unkept(&self, version: NodeVersion) -> Option<UnkeptVersion> {
        let is_possible = self.difference(version).is_possible();
        is_possible.then(|| self.broken(version))?
    }

    /// Links the package for a version, and returns the first fault that breaks what the base loads.
    fn broken(&self, version: NodeVersion) -> Option<UnkeptVersion> {
        let target = NodeTarget { version, conditions: self.base.node.conditions.clone() };
        let (entries, _) = entry_points_within(self.package, &target);
        let linkage = link_reached(self.package, &entries, &target);
        let loaded = self.loaded();
        let broken = linkage.verdicts.iter().filter_map(|verdict| {
            let entry = entries.get(verdict.entry)?;
            let is_loaded = loaded.contains(&(entry.kind, entry.subpath.as_str(), verdict.mode));
            (is_loaded && self.is_broken(entry, verdict)).then_some((entry, verdict))
        });
        let broken: Vec<(&EntryPoint, &Verdict)> = broken.collect();
        let fault = broken.first()?.1.causes.first()?.fault.clone();
        // The finding is about one fault, and names the entry points that have it and no others.
        let is_same = |other: &Fault| other.at == fault.at && other.message == fault.message;
        let shares = |(_, verdict): &&(&EntryPoint, &Verdict)| {
            verdict.causes.iter().any(|cause| is_same(&cause.fault))
        };
        let of_fault: Vec<_> = broken.iter().filter(shares).collect();
        Some(UnkeptVersion {
            version,
            engines: None,
            entry_points: of_fault.iter().map(|(entry, _)| entry.subpath.clone()).collect(),
            modes: of_fault.iter().map(|(_, verdict)| verdict.mode).collect(),
            fault,
            range: None,
        })
    }

    /// Returns the entry points that the base loads, in the modes in which it does.
    fn loaded(&self) -> HashSet<(EntryKind, &'f str, Mode)> {
        let loaded = self.base.linkage.verdicts.iter().filter(|verdict| verdict.causes.is_empty());
        let loaded = loaded.filter_map(|verdict| {
            let entry = self.base.entry_points.get(verdict.entry)?;
            Some((entry.kind, entry.subpath.as_str(), verdict.mode))
        });
        loaded.collect()
    }

    fn is_broken(&self, entry: &EntryPoint, verdict: &Verdict) -> bool {
        // A limit that is reached says nothing about the version of Node.
        let is_read = |fault: &Fault| !matches!(fault.kind, FaultKind::Limit(_));
        !verdict.causes.is_empty()
            && verdict.causes.iter().all(|cause| is_read(&cause.fault))
            && is_meant(self.package, entry, verdict.mode, Some(verdict))
    }
}
