//! The packed files that a consumer gets to, with the entry points that lead there.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{
    entry_points::{EntryKind, EntryPoint, entry_points_within, target_file},
    limits,
    link::{
        LinkCause, Linkage, Verdict,
        graph::{Edge, ModuleGraph, ModuleId},
        link,
        names::ExportedNames,
        origins::origins,
    },
    module::RequestKind,
    package::Package,
    path::PackagePath,
    resolve::{Mode, NodeTarget, Resolution, Resolved, error::ResolveError},
};

/// The packed files that a consumer gets to.
#[derive(Debug)]
pub struct TarballReach {
    pub ways: Vec<EntryWay>,
    reached: BTreeMap<PackagePath, FileReach>,
    own: BTreeMap<PackagePath, OwnImport>,
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
    pub error: Option<ResolveError>,
    /// The names that it exports, each with the file that declares it.
    pub names: BTreeMap<String, PackagePath>,
}

/// The entry points that get to a file, as places in [`TarballReach::ways`].
#[derive(Clone, Debug, Default)]
pub struct FileReach {
    /// Exports that import.
    pub working: BTreeSet<usize>,
    /// Exports that do not.
    pub broken: BTreeSet<usize>,
    /// Commands that run.
    pub bins: BTreeSet<usize>,
    pub broken_bins: BTreeSet<usize>,
}

impl FileReach {
    /// Adds the entry points that get to another file.
    pub fn add(&mut self, other: Self) {
        self.working.extend(other.working);
        self.broken.extend(other.broken);
        self.bins.extend(other.bins);
        self.broken_bins.extend(other.broken_bins);
    }

    /// At least one entry point gets to the file.
    pub fn is_any(&self) -> bool {
        [&self.working, &self.broken, &self.bins, &self.broken_bins].iter().any(|ways| !ways.is_empty())
    }
}

/// The outcome of importing a file by its path.
#[derive(Clone, Debug, Default)]
pub struct OwnImport {
    pub causes: Vec<LinkCause>,
    pub names: Arc<ExportedNames>,
}

impl TarballReach {
    pub fn new(package: &Package, node: &NodeTarget) -> Self {
        let (declared, mut cut) = entry_points_within(package, node);
        let count = declared.len();
        let modules: Vec<PackagePath> =
            package.files().iter().map(|(path, _)| path.clone()).filter(is_module).collect();
        let mut entries = declared;
        entries.extend(modules.iter().map(asked_itself));
        let linkage = link(package, &entries, node);
        // Whatever is broken is known to be, even where not all of its errors are given.
        let others = linkage.cut.iter().filter(|reached| reached.limit != "errors");
        cut.extend(others.cloned());
        let mut reach = Self {
            ways: entries.iter().take(count).map(|entry| way(package, entry)).collect(),
            reached: BTreeMap::new(),
            own: BTreeMap::new(),
            has_exports: package.manifest().and_then(|manifest| manifest.get("exports")).is_some(),
            cut,
        };
        reach.take_own(&linkage, &modules, count);
        reach.take_ways(&linkage, count, package, node);
        reach
    }

    fn take_own(&mut self, linkage: &Linkage, modules: &[PackagePath], count: usize) {
        for verdict in linkage.verdicts.iter().filter(|verdict| verdict.entry >= count) {
            if let Some(path) = modules.get(verdict.entry - count) {
                let own = OwnImport { causes: verdict.causes.clone(), names: verdict.names.clone() };
                self.own.insert(path.clone(), own);
            }
        }
    }

    fn take_ways(&mut self, linkage: &Linkage, count: usize, package: &Package, node: &NodeTarget) {
        let verdicts: Vec<&Verdict> =
            linkage.verdicts.iter().filter(|verdict| verdict.entry < count && verdict.is_meant()).collect();
        let roots: Vec<ModuleId> = verdicts.iter().filter_map(|verdict| verdict.module).collect();
        let mut names = origins(&linkage.graph, package, node, &roots).into_iter();
        for verdict in verdicts {
            let Some(way) = self.ways.get_mut(verdict.entry) else { continue };
            let is_ok = verdict.causes.is_empty();
            if let (true, Some(own)) = (verdict.module.is_some(), verdict.module.and_then(|_| names.next())) {
                // What `require` gets as well is not asked for twice.
                if way.names.is_empty() || verdict.mode == Mode::Import {
                    way.names = own;
                }
            }
            way.is_ok |= is_ok;
            way.causes.extend(verdict.causes.iter().cloned());
            let kind = way.kind;
            let Some(root) = verdict.module else { continue };
            for path in reached(&linkage.graph, root) {
                let own_is_ok = self.own.get(path).is_none_or(|own| own.causes.is_empty());
                let who = self.reached.entry(path.clone()).or_default();
                let list = match (kind, is_ok && own_is_ok) {
                    (EntryKind::Bin, true) => &mut who.bins,
                    (EntryKind::Bin, false) => &mut who.broken_bins,
                    (_, true) => &mut who.working,
                    (_, false) => &mut who.broken,
                };
                list.insert(verdict.entry);
            }
        }
    }

    /// The entry points that get to a packed file.
    pub fn reached(&self, path: &str) -> FileReach {
        self.reached.get(path).cloned().unwrap_or_default()
    }

    /// The outcome of importing a packed file by its path; `None` where it is no module.
    pub fn own(&self, path: &str) -> Option<&OwnImport> {
        self.own.get(path)
    }

    /// The entry points at some places.
    pub fn ways<'r>(&'r self, places: &'r BTreeSet<usize>) -> impl Iterator<Item = &'r EntryWay> {
        places.iter().filter_map(|place| self.ways.get(*place))
    }
}

fn is_module(path: &PackagePath) -> bool {
    matches!(path.extension(), ".js" | ".mjs" | ".cjs") && !path.as_str().contains("node_modules/")
}

fn asked_itself(path: &PackagePath) -> EntryPoint {
    let resolution = Resolution { result: Ok(Resolved::File(path.clone())), trail: Vec::new() };
    EntryPoint {
        subpath: format!("./{path}"),
        kind: EntryKind::Export,
        pattern: None,
        declared: None,
        resolutions: vec![(Mode::Import, resolution)],
    }
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
        error: meant.filter_map(|(_, resolution)| resolution.result.clone().err()).next(),
        names: BTreeMap::new(),
    }
}

/// Every file that a module may load, now or later.
fn reached(graph: &ModuleGraph, root: ModuleId) -> BTreeSet<&PackagePath> {
    let mut seen = vec![false; graph.len()];
    let mut open = vec![root];
    let mut found = BTreeSet::new();
    while let Some(id) = open.pop() {
        if let (Some(seen @ false), Some(module)) = (seen.get_mut(id.0), graph.get(id)) {
            *seen = true;
            found.insert(&module.path);
            open.extend(module.requests.iter().filter(|edge| loads(edge)).filter_map(Edge::module));
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
