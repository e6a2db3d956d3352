//! A package that one version of Node has loaded, compared with what other versions do.

use std::{cell::OnceCell, collections::BTreeSet};

use crate::{
    entry_points::{EntryKind, EntryPoint, entry_points_within, resolved_again, target_file},
    facts::{
        engines::{
            differing::{PromisedRequire, VersionDifference},
            suspicion::{AllReferrers, Suspicion},
        },
        node_facts::{NodeFacts, is_meant},
    },
    hash::HashSet,
    link::{
        Verdict,
        fault::{Fault, FaultKind},
        graph::ModuleGraph,
        link_modes, link_reached,
    },
    node::NodeVersion,
    package::{Package, engines::DeclaredEngines},
    resolve::{Mode, NodeTarget, format::Format},
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
pub struct PackageVersions<'f> {
    package: &'f Package,
    pub(super) base: &'f NodeFacts,
    promised: PromisedRequire,
    referrers: OnceCell<AllReferrers<'f>>,
    /// True if the base is newer than the oldest maintained line, and has what that and those before it lack in little.
    is_newer: bool,
}

/// An entry point that the base loads and a version does not, with the verdict of that version.
type BrokenEntry = (EntryPoint, Verdict);

impl<'f> PackageVersions<'f> {
    pub fn new(package: &'f Package, base: &'f NodeFacts) -> Self {
        let (promised, referrers) = Default::default();
        Self { package, base, promised, referrers, is_newer: false }
    }

    /// Compares with a line that is newer than the oldest maintained one.
    pub(super) fn of_newer_line(package: &'f Package, base: &'f NodeFacts) -> Self {
        Self { is_newer: true, ..Self::new(package, base) }
    }

    fn difference(&self, version: NodeVersion) -> VersionDifference<'f> {
        VersionDifference::of(self.package, self.base, version, &self.promised)
    }

    /// Tells whether a version certainly loads what the base loads.
    pub(super) fn keeps(&self, version: NodeVersion) -> bool {
        let difference = self.difference(version);
        !difference.is_uncertain()
            && (!self.may_break(&difference) || self.broken(version, &difference).is_none())
    }

    fn may_break(&self, difference: &VersionDifference<'f>) -> bool {
        difference.is_possible() || self.is_newer && difference.is_possible_in_little()
    }

    /// Tells whether it is not known that a version has the names that the base imports.
    pub(super) fn is_uncertain(&self, version: NodeVersion) -> bool {
        self.difference(version).is_uncertain()
    }

    /// The first fault that keeps a version from loading what the base loads.
    pub fn unkept(&self, version: NodeVersion) -> Option<UnkeptVersion> {
        let difference = self.difference(version);
        self.may_break(&difference).then(|| self.broken(version, &difference))?
    }

    /// Tells whether a version certainly loads a subpath that the base loads, since nothing that it leads to can make a
    /// difference.
    pub fn loads_certainly(&self, subpath: &str, mode: Mode, version: NodeVersion) -> bool {
        let is_asked = |(entry, verdict): &(usize, &Verdict)| {
            let is_meant = |entry: &EntryPoint| entry.kind != EntryKind::Bin && entry.subpath == subpath;
            verdict.mode == mode && self.base.entry_points.get(*entry).is_some_and(is_meant)
        };
        let module = self.all_loaded().find(is_asked).and_then(|(_, verdict)| verdict.module);
        let difference = self.difference(version);
        let is_same = |id| !Suspicion::new(&self.base.linkage.graph, &difference).is_raised_by(id);
        !difference.is_everywhere() && module.is_some_and(is_same)
    }

    /// Links the package for a version, and returns the first fault that breaks what the base loads.
    fn broken(&self, version: NodeVersion, difference: &VersionDifference<'f>) -> Option<UnkeptVersion> {
        let broken = if difference.is_everywhere() {
            self.all_broken(version)
        } else {
            self.broken_suspects(version, difference)
        };
        let fault = first_cause(&broken)?.clone();
        // The finding is about one fault, and names the entry points that have it and no others.
        let is_same = |other: &Fault| other.at == fault.at && other.message == fault.message;
        let shares = |(_, verdict): &&BrokenEntry| verdict.causes.iter().any(|cause| is_same(&cause.fault));
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

    /// Links only what could be judged otherwise: the first such entry point, which is broken in most cases, and then those that
    /// lead to the same fault; or all others, where it is not broken.
    fn broken_suspects(&self, version: NodeVersion, difference: &VersionDifference<'f>) -> Vec<BrokenEntry> {
        let graph = &self.base.linkage.graph;
        let mut suspicion = Suspicion::new(graph, difference);
        let mut loaded = self.loaded();
        let first = loaded.find(|(_, verdict)| verdict.module.is_some_and(|id| suspicion.is_raised_by(id)));
        let Some((entry, verdict)) = first else { return Vec::new() };
        let mut broken = self.broken_of(version, &[(entry, verdict.mode)]);
        let referrers = self.referrers.get_or_init(|| AllReferrers::of(graph));
        let place = first_cause(&broken).map(|fault| &fault.at.file);
        let of_fault = place.map(|file| referrers.leading_to(|module| module.path == *file));
        let leading = of_fault
            .filter(|leading| !leading.is_empty())
            .unwrap_or_else(|| referrers.leading_to(|module| difference.may_be_in(module)));
        let others = loaded.filter(|(_, verdict)| verdict.module.is_some_and(|id| leading.contains(&id)));
        let others: Vec<(usize, Mode)> = others.map(|(entry, verdict)| (entry, verdict.mode)).collect();
        broken.extend(self.broken_of(version, &others));
        broken
    }

    /// Links some of the entry points that the base loads, each in one mode, and returns those that are broken.
    fn broken_of(&self, version: NodeVersion, asked: &[(usize, Mode)]) -> Vec<BrokenEntry> {
        let target = self.target(version);
        let mut places: Vec<usize> = asked.iter().map(|(entry, _)| *entry).collect();
        places.dedup();
        let known = places.iter().filter_map(|place| self.base.entry_points.get(*place));
        let entries = resolved_again(self.package, known, &target);
        let asked: HashSet<(usize, Mode)> = asked.iter().copied().collect();
        let is_asked =
            |entry: usize, mode: Mode| places.get(entry).is_some_and(|place| asked.contains(&(*place, mode)));
        let linkage = link_modes(self.package, &entries, &target, is_asked);
        let verdicts = linkage.verdicts.into_iter();
        let entries = verdicts.filter_map(|verdict| Some((entries.get(verdict.entry)?.clone(), verdict)));
        entries.filter(|(entry, verdict)| self.is_broken(entry, verdict)).collect()
    }

    /// Links all entry points, and returns those that are broken and that the base loads.
    fn all_broken(&self, version: NodeVersion) -> Vec<BrokenEntry> {
        let target = self.target(version);
        let (entries, _) = entry_points_within(self.package, &target);
        let linkage = link_reached(self.package, &entries, &target);
        let loaded: HashSet<(EntryKind, &str, Mode)> =
            self.loaded().filter_map(|(entry, verdict)| self.key(entry, verdict.mode)).collect();
        let verdicts = linkage.verdicts.into_iter();
        let entries = verdicts.filter_map(|verdict| Some((entries.get(verdict.entry)?, verdict)));
        let broken = entries.filter(|(entry, verdict)| {
            let is_loaded = loaded.contains(&(entry.kind, entry.subpath.as_str(), verdict.mode));
            is_loaded && self.is_broken(entry, verdict)
        });
        broken.map(|(entry, verdict)| (entry.clone(), verdict)).collect()
    }

    fn target(&self, version: NodeVersion) -> NodeTarget {
        NodeTarget { version, conditions: self.base.node.conditions.clone() }
    }

    /// Returns the entry points that the base loads, in the modes in which it does, except those that are for others than Node.
    fn loaded(&self) -> impl Iterator<Item = (usize, &'f Verdict)> {
        let base = self.base;
        let has_root = base.entry_points.iter().any(|entry| entry.subpath == ".");
        self.all_loaded().filter(move |(entry, verdict)| {
            let entry = base.entry_points.get(*entry).filter(|_| has_root);
            !entry.is_some_and(|entry| is_by_chance(&base.linkage.graph, entry, verdict))
        })
    }

    fn all_loaded(&self) -> impl Iterator<Item = (usize, &'f Verdict)> {
        let loaded = self.base.linkage.verdicts.iter().filter(|verdict| verdict.causes.is_empty());
        loaded.map(|verdict| (verdict.entry, verdict))
    }

    fn key(&self, entry: usize, mode: Mode) -> Option<(EntryKind, &'f str, Mode)> {
        let entry = self.base.entry_points.get(entry)?;
        Some((entry.kind, entry.subpath.as_str(), mode))
    }

    fn is_broken(&self, entry: &EntryPoint, verdict: &Verdict) -> bool {
        // A limit that is reached says nothing about the version of Node.
        let is_read = |fault: &Fault| !matches!(fault.kind, FaultKind::Limit(_));
        !verdict.causes.is_empty()
            && verdict.causes.iter().all(|cause| is_read(&cause.fault))
            && is_meant(self.package, entry, verdict.mode, Some(verdict))
    }
}

/// Tells whether Node loads an entry point only because it finds module syntax in a file that nothing declares a module, and nothing
/// promises that it does: a pattern lets the file through, or the file is for `require` alone. Such files are for bundlers.
fn is_by_chance(graph: &ModuleGraph, entry: &EntryPoint, verdict: &Verdict) -> bool {
    let module = verdict.module.and_then(|id| graph.get(id));
    let is_found_by_syntax = module.is_some_and(|it| it.format == Format::Module && !it.is_declared);
    let imported = || entry.resolutions.iter().find(|(mode, _)| *mode == Mode::Import);
    let is_for_require = || imported().and_then(|(_, resolution)| target_file(resolution)).is_none();
    is_found_by_syntax && entry.kind == EntryKind::Export && (entry.pattern.is_some() || is_for_require())
}

/// The first cause of the first that is broken.
fn first_cause(broken: &[BrokenEntry]) -> Option<&Fault> {
    Some(&broken.first()?.1.causes.first()?.fault)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

    /// The entry points of the first fault, as linking only what could differ finds them, and as linking all does.
    fn found_both_ways(files: &[(&str, &str)], version: &str) -> [Vec<String>; 2] {
        let package = Package::new(FileTree::of(files.iter().copied()));
        let base = NodeFacts::gather(&package, NodeTarget::default());
        let versions = PackageVersions::new(&package, &base);
        let version = version.parse().unwrap();
        let difference = versions.difference(version);
        assert!(!difference.is_everywhere());
        [versions.broken_suspects(version, &difference), versions.all_broken(version)].map(|broken| {
            let fault = first_cause(&broken).cloned();
            let shares = |(_, verdict): &&BrokenEntry| {
                verdict.causes.iter().any(|cause| fault.as_ref().is_some_and(|it| it.at == cause.fault.at))
            };
            let sharing = broken.iter().filter(shares);
            sharing.map(|(entry, verdict)| format!("{} {}", entry.subpath, verdict.mode.name())).collect()
        })
    }

    #[test]
    fn what_cannot_differ_need_not_be_linked() {
        let manifest = r#"{"name":"p","exports":{"./a":"./a.cjs","./b":"./b.js","./c":{"import":"./c.mjs","require":"./a.cjs"},
            "./d":"./d.mjs"},"bin":{"e":"./e.mjs"}}"#;
        let files = |b, c| {
            [
                ("package.json", manifest),
                ("a.cjs", "exports.a = require('./data.json')"),
                ("b.js", b),
                ("c.mjs", c),
                ("d.mjs", "import './b.js'; export const d = 1"),
                ("e.mjs", "import './d.mjs'"),
                ("data.json", "{}"),
            ]
        };
        let plain = "exports.b = 1";
        for (b, c, version, expected) in [
            (plain, "export const c = 1", "18", vec![]),
            (
                "export const b = 1",
                "export const c = 1",
                "20.18",
                vec!["./b import", "./b require", "./d import", "e import"],
            ),
            (plain, "export const c = /[a--b]/v", "18", vec!["./c import"]),
            (
                plain,
                "import { styleText } from 'node:util'; export { styleText as c }",
                "18.0",
                vec!["./c import"],
            ),
            (plain, "import './b.js'; export const c = '(?i:x)'", "18", vec![]),
        ] {
            let [suspects, all] = found_both_ways(&files(b, c), version);
            assert_eq!(suspects, all, "{b} {c}");
            assert_eq!(all, expected, "{b} {c}");
        }
    }
}
