//! The packed files that a consumer gets to, with the entry points that lead there.
//!
//! Evaluation begins at an entry point, so the verdict on one is the checker's. A module that is loaded later is judged by
//! what it certainly loads then.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{
    entry_points::{EntryKind, EntryPoint, target_file},
    facts::NodeFacts,
    limits,
    link::{
        LinkCause, Verdict,
        graph::{Edge, ModuleGraph, ModuleId},
        origins::origins,
    },
    module::RequestKind,
    package::Package,
    path::PackagePath,
    resolve::{Mode, error::ResolveError},
    trace::later::LaterLoads,
};

/// The packed files that a consumer gets to.
#[derive(Debug)]
pub struct TarballReach {
    pub ways: Vec<EntryWay>,
    /// The names of each way by the file that declares them, in the same order.
    declared: Vec<BTreeMap<PackagePath, Vec<String>>>,
    reached: BTreeMap<PackagePath, FileReach>,
    later: LaterLoads,
    /// With "exports", only what it names may be imported; without, every path may.
    pub has_exports: bool,
    /// The limits that kept something from being looked at.
    pub cut: Vec<limits::LimitReached>,
}

/// An entry point, with the outcome of importing it.
#[derive(Clone, Debug)]
pub struct EntryWay {
    pub subpath: String,
    pub specifier: String,
    pub kind: EntryKind,
    pub target: Option<PackagePath>,
    /// It imports in one mode at least.
    pub is_ok: bool,
    pub causes: Vec<LinkCause>,
    /// The modes that lead to no file, each with the reason.
    pub errors: Vec<ResolveError>,
    /// The names that it exports, each with the file that declares it.
    pub names: BTreeMap<String, PackagePath>,
}

/// An entry point that gets to a file is remembered and told, which takes as long as so many steps.
const STEPS_OF_A_PAIR: u64 = 4;

/// The entry points that get to a file, as places in [`TarballReach::ways`].
#[derive(Clone, Debug, Default)]
pub struct FileReach {
    /// Exports that import.
    pub working: BTreeSet<usize>,
    /// Exports that do not.
    pub broken: BTreeSet<usize>,
    /// Exports that import, and load the file later, which fails.
    pub failing: BTreeSet<usize>,
    /// Commands that run.
    pub bins: BTreeSet<usize>,
    pub broken_bins: BTreeSet<usize>,
}

impl EntryWay {
    /// It loads in every mode that it is meant for.
    pub fn is_whole(&self) -> bool {
        self.is_ok && self.causes.is_empty() && self.errors.is_empty()
    }

    /// The files that its modes lead to, and that are not there.
    pub fn missing(&self) -> impl Iterator<Item = &str> {
        self.errors.iter().filter_map(ResolveError::missing)
    }
}

impl FileReach {
    /// Adds the entry points that get to another file.
    pub fn add(&mut self, other: Self) {
        self.working.extend(other.working);
        self.broken.extend(other.broken);
        self.failing.extend(other.failing);
        self.bins.extend(other.bins);
        self.broken_bins.extend(other.broken_bins);
    }

    /// At least one entry point gets to the file.
    pub fn is_any(&self) -> bool {
        [&self.working, &self.broken, &self.failing, &self.bins, &self.broken_bins]
            .iter()
            .any(|ways| !ways.is_empty())
    }
}

impl TarballReach {
    /// Follows the verdicts of the checker through its graph.
    pub fn new(package: &Package, facts: &Arc<NodeFacts>) -> Self {
        let entries = &facts.entry_points;
        // Whatever is broken is known to be, even where not all of its errors are given.
        let others = facts.linkage.cut.iter().filter(|reached| reached.limit != "errors");
        let has_exports = package.manifest().and_then(|manifest| manifest.get("exports")).is_some();
        let mut reach = Self {
            ways: entries.iter().map(|entry| way(package, entry)).collect(),
            declared: Vec::new(),
            reached: BTreeMap::new(),
            later: LaterLoads::new(package, Arc::clone(facts), has_exports),
            has_exports,
            cut: facts.cut.iter().chain(others).cloned().collect(),
        };
        // With a limit reached, the cut is all that is told.
        if reach.cut.is_empty() {
            reach.take_ways(package, facts);
        }
        reach.take_others(package, facts);
        reach.declared = reach.ways.iter().map(by_file).collect();
        reach
    }

    /// The names that an entry point offers of a file.
    pub fn declared(&self, way: usize, path: &PackagePath) -> &[String] {
        self.declared.get(way).and_then(|files| files.get(path)).map_or(&[], Vec::as_slice)
    }

    fn take_ways(&mut self, package: &Package, facts: &NodeFacts) {
        let graph = &facts.linkage.graph;
        let verdicts: Vec<&Verdict> =
            facts.linkage.verdicts.iter().filter(|verdict| is_judged(package, facts, verdict)).collect();
        let roots: Vec<ModuleId> = verdicts.iter().filter_map(|verdict| verdict.module).collect();
        let mut names = origins(graph, package, &facts.node, &roots).into_iter();
        let mut steps: u64 = 0;
        for verdict in verdicts {
            let Some(way) = self.ways.get_mut(verdict.entry) else { continue };
            let is_ok = verdict.causes.is_empty();
            // `names` has one answer for each verdict with a module, in their order.
            if let Some(own) = verdict.module.and_then(|_| names.next())
                && (way.names.is_empty() || verdict.mode == Mode::Import)
            {
                way.names = own; // What `require` gets as well is not asked for twice.
            }
            way.is_ok |= is_ok;
            way.causes.extend(verdict.causes.iter().cloned());
            let kind = way.kind;
            let Some(root) = verdict.module else { continue };
            let files = reached(graph, root, &self.later);
            steps = steps.saturating_add((files.len() as u64).saturating_mul(STEPS_OF_A_PAIR));
            let place = || "the entry points that get to each file are not all told".to_owned();
            if let Err(reached) = package.limits().link_steps().check(steps, place) {
                return self.cut.push(reached);
            }
            for (path, is_loaded) in files {
                let who = self.reached.entry(path.clone()).or_default();
                let list = match (kind, is_ok, is_loaded) {
                    (EntryKind::Bin, true, true) => &mut who.bins,
                    (EntryKind::Bin, _, _) => &mut who.broken_bins,
                    (_, true, true) => &mut who.working,
                    (_, true, false) => &mut who.failing,
                    (_, false, _) => &mut who.broken,
                };
                list.insert(verdict.entry);
            }
        }
    }

    /// A style sheet is there, and nothing else is asked of it.
    fn take_others(&mut self, package: &Package, facts: &NodeFacts) {
        let judged = facts.linkage.verdicts.iter().filter(|verdict| is_judged(package, facts, verdict));
        let judged: BTreeSet<usize> = judged.map(|verdict| verdict.entry).collect();
        for (place, way) in self.ways.iter_mut().enumerate() {
            way.is_ok |= !judged.contains(&place) && way.errors.is_empty() && way.target.is_some();
        }
    }

    /// Only what "exports" names may be imported, and nothing of it is broken: it may be for bundlers alone.
    pub fn is_closed(&self) -> bool {
        self.has_exports && self.ways.iter().all(|way| way.causes.is_empty() && way.errors.is_empty())
    }

    /// The number of entry points that get to a packed file, and the file itself.
    pub fn ways_to(&self, path: &str) -> u64 {
        let of = |reach: &FileReach| {
            let FileReach { working, broken, failing, bins, broken_bins } = reach;
            working.len() + broken.len() + failing.len() + bins.len() + broken_bins.len()
        };
        1 + self.reached.get(path).map_or(0, of) as u64
    }

    /// The entry points that get to a packed file.
    pub fn reached(&self, path: &str) -> FileReach {
        self.reached.get(path).cloned().unwrap_or_default()
    }

    /// The causes for which loading a packed file later would fail; `None` where it is no module.
    pub fn later(&self, path: &str) -> Option<Vec<LinkCause>> {
        self.later.causes(path)
    }

    /// The entry points at some places.
    pub fn ways<'r>(&'r self, places: &'r BTreeSet<usize>) -> impl Iterator<Item = &'r EntryWay> {
        self.placed(places).map(|(_, way)| way)
    }

    /// The entry points at some places, with these.
    pub fn placed<'r>(&'r self, places: &'r BTreeSet<usize>) -> impl Iterator<Item = (usize, &'r EntryWay)> {
        places.iter().filter_map(|place| Some((*place, self.ways.get(*place)?)))
    }
}

/// The verdict counts. That Node takes a style sheet for a script is no fault of it.
fn is_judged(package: &Package, facts: &NodeFacts, verdict: &Verdict) -> bool {
    let is_for_mode = |entry: &EntryPoint| {
        let is_there = entry.resolutions.iter().any(|(_, resolution)| target_file(resolution).is_some());
        entry.kind == EntryKind::Bin || !is_there || entry.is_meant_for(package, verdict.mode)
    };
    verdict.is_meant() && facts.entry_points.get(verdict.entry).is_some_and(is_for_mode)
}

fn by_file(way: &EntryWay) -> BTreeMap<PackagePath, Vec<String>> {
    let mut files: BTreeMap<PackagePath, Vec<String>> = BTreeMap::new();
    for (name, path) in &way.names {
        files.entry(path.clone()).or_default().push(name.clone());
    }
    files
}

fn way(package: &Package, entry: &EntryPoint) -> EntryWay {
    let target = entry.resolutions.iter().find_map(|(_, resolution)| target_file(resolution));
    let meant = entry.resolutions.iter().filter(|(mode, _)| entry.is_meant_for(package, *mode));
    EntryWay {
        subpath: entry.subpath.clone(),
        specifier: entry.specifier(package),
        kind: entry.kind,
        target: target.cloned(),
        is_ok: false,
        causes: Vec::new(),
        errors: meant.filter_map(|(_, resolution)| resolution.result.clone().err()).collect(),
        names: BTreeMap::new(),
    }
}

/// Every file that a module may load, now or later; false where it is loaded later only, by what fails then.
fn reached<'g>(
    graph: &'g ModuleGraph,
    root: ModuleId,
    later: &LaterLoads,
) -> BTreeMap<&'g PackagePath, bool> {
    let mut seen = vec![None; graph.len()];
    let mut open = vec![(root, true)];
    let mut found = BTreeMap::new();
    while let Some((id, is_loaded)) = open.pop() {
        let (Some(seen), Some(module)) = (seen.get_mut(id.0), graph.get(id)) else { continue };
        // A module is followed at most twice: as one that fails later, and as one that loads.
        if *seen == Some(true) || *seen == Some(is_loaded) {
            continue;
        }
        *seen = Some(is_loaded);
        *found.entry(&module.path).or_insert(is_loaded) |= is_loaded;
        for edge in module.requests.iter().filter(|edge| loads(edge)) {
            let next =
                edge.module().map(|next| (next, is_loaded && (edge.is_certain() || later.is_sound(next))));
            open.extend(next);
        }
    }
    found
}

fn loads(edge: &Edge) -> bool {
    matches!(
        edge.request.kind,
        RequestKind::Import | RequestKind::ExportFrom | RequestKind::DynamicImport | RequestKind::Require
    )
}
