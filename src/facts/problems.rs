//! The errors that Node would throw: each root cause once, with every entry point that it breaks.

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    entry_points::{EntryKind, EntryPoint, promise::ModePromise},
    facts::{
        node_facts::{NodeFacts, is_meant},
        reached::{Ways, reached, unreached},
        requests::Requests,
    },
    hash::{HashMap, HashSet},
    json::Member,
    link::{
        LinkCause, Verdict,
        fault::{Fault, FaultKind},
        graph::{Module, ReachedBy},
        made_at_installation,
    },
    manifest::install_scripts::INSTALL_SCRIPTS,
    module::{ModuleRequest, RequestKind, When},
    package::{
        Package,
        development::{DevelopmentFile, is_example, is_tool},
    },
    path::PackagePath,
    resolve::{
        Mode,
        error::{PackagePlace, ResolveError},
    },
};

/// An error that Node would throw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub thrown: ThrownBy,
    pub at: Option<PackagePlace>,
    /// The request that fails, if one does.
    pub request: Option<Arc<ModuleRequest>>,
    /// The subpaths and bins that it breaks in a mode that they are meant for; none if it is thrown later or
    /// never.
    pub entry_points: BTreeSet<String>,
    pub modes: BTreeSet<Mode>,
    /// The subpaths and bins from which an error that is thrown later can be reached.
    pub reached_from: BTreeSet<String>,
}

/// The error, and what is at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ThrownBy {
    /// An entry point leads to no file.
    Target { kind: EntryKind, subpath: String, error: ResolveError },
    /// A module is at fault.
    Fault(Arc<Fault>),
    /// An entry point leads to a file that cannot be loaded in the way that package.json promises.
    Unkept(Unkept),
}

/// A promise of package.json, and the fault that breaks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unkept {
    pub promise: ModePromise,
    /// The subpath or the bin, or the pattern that it is an expansion of.
    pub subpath: String,
    pub file: PackagePath,
    pub fault: Arc<Fault>,
}

impl Problem {
    /// Returns true if it breaks an entry point.
    pub fn breaks(&self) -> bool {
        !self.entry_points.is_empty()
    }
}

/// Returns every problem of the entry points that the package offers. One that breaks none of them may be
/// thrown later, or only for consumers of modules that Node does not get to.
pub(super) fn gather(package: &Package, nodes: &[Arc<NodeFacts>]) -> Vec<Problem> {
    let mut problems = Problems::default();
    let of_scripts = folders_of_scripts(package);
    for node in nodes {
        let requests = Requests::of(node);
        problems.targets(package, node);
        // First what breaks entry points: a fault that is met again below is known as one that breaks, and
        // gets no `reached_from`.
        let meant: Vec<_> = meant(package, node).collect();
        for (entry, verdict) in &meant {
            for cause in &verdict.causes {
                match verdict.unkept.as_ref().filter(|_| cause.is_entry) {
                    Some(promise) => problems.unkept(promise, cause, entry, verdict.mode),
                    None => drop(problems.fault(&cause.fault, &requests, Some((entry, verdict.mode)))),
                }
            }
        }
        let roots = || meant.iter().filter_map(|(entry, verdict)| Some((verdict.module?, entry)));
        let named = roots().map(|(id, entry)| (id, entry.subpath.as_str()));
        let mut ways = Ways::new(&node.linkage.graph, named);
        for (id, module) in reached(&node.linkage.graph, roots().map(|(id, _)| id)) {
            for fault in module.faults.iter().filter(|fault| is_minded(fault)) {
                let problem = problems.fault(fault, &requests, None);
                if let Some(problem) = problem.filter(|problem| !problem.breaks()) {
                    problem.reached_from.extend(ways.from(id).into_iter().map(str::to_owned));
                }
            }
        }
        for (id, module) in unreached(&node.linkage.graph) {
            let is_computed = module.reached_by == ReachedBy::Computed;
            let is_used = is_computed && !ways.from(id).is_empty();
            if is_for_author(module, &of_scripts) && !is_used {
                continue;
            }
            let is_minded = |fault: &&Arc<Fault>| {
                fault.breaks() && requests.at(&fault.at).is_some_and(|request| loads(request))
            };
            for fault in module.faults.iter().filter(is_minded) {
                let problem = problems.fault(fault, &requests, None);
                // Only a computed path leads from an entry point to a module that Node does not get to by requests.
                if let Some(problem) = problem.filter(|_| !node.linkage.graph.computed.is_empty()) {
                    problem.reached_from.extend(ways.from(id).into_iter().map(str::to_owned));
                }
            }
        }
    }
    problems.all
}

/// Tells whether only the author loads a module: a test, an example, or the configuration of a tool.
fn is_for_author(module: &Module, of_scripts: &HashSet<&str>) -> bool {
    let is_one = DevelopmentFile::of(&module.path).is_some() || is_example(&module.path);
    let is_tool = match module.reached_by {
        ReachedBy::NoOne => is_tool(&module.path),
        ReachedBy::Path => {
            let folder = module.path.as_str().split('/').next().unwrap_or_default();
            is_tool(&module.path) && of_scripts.contains(folder)
        }
        _ => false,
    };
    is_tool || is_one && module.reached_by != ReachedBy::Bundlers
}

/// Returns the folders of the root in which scripts of package.json name files that only the author runs.
fn folders_of_scripts(package: &Package) -> HashSet<&str> {
    let scripts = package.manifest().and_then(|manifest| manifest.get("scripts")?.as_object());
    let (of_consumers, of_author): (Vec<_>, Vec<_>) = scripts
        .into_iter()
        .flatten()
        .partition(|script| INSTALL_SCRIPTS.contains(&script.key.value.as_str()));
    let mut folders: HashSet<_> = of_author.into_iter().flat_map(folders_in).collect();
    for folder in of_consumers.into_iter().flat_map(folders_in) {
        folders.remove(folder);
    }
    folders
}

fn folders_in(script: &Member) -> impl Iterator<Item = &str> {
    let words = script.value.as_str().unwrap_or_default().split_whitespace();
    words.filter_map(|word| Some(word.strip_prefix("./").unwrap_or(word).split_once('/')?.0))
}

/// Tells whether a later fault matters to anyone. One that is caught does not, nor a file that is perhaps
/// loaded and that an install script makes.
fn is_minded(fault: &Fault) -> bool {
    match fault.kind {
        FaultKind::MadeAtInstallation { .. } => fault.is_certain(),
        _ => fault.when != When::Guarded,
    }
}

/// Tells whether a request loads the module, and does not only ask for its path.
fn loads(request: &ModuleRequest) -> bool {
    matches!(request.kind, RequestKind::Import | RequestKind::ExportFrom | RequestKind::Require)
}

fn meant<'f>(
    package: &'f Package,
    node: &'f NodeFacts,
) -> impl Iterator<Item = (&'f EntryPoint, &'f Verdict)> {
    let verdicts = node.linkage.verdicts.iter();
    let pairs = verdicts.filter_map(|verdict| Some((node.entry_points.get(verdict.entry)?, verdict)));
    pairs.filter(|(entry, verdict)| is_meant(package, entry, verdict.mode, Some(verdict)))
}

/// The key under which equal problems are one. Targets have no place where package.json is not UTF-8.
#[derive(PartialEq, Eq, Hash)]
struct ProblemKey {
    file: Option<PackagePath>,
    start: u32,
    subpath: String,
}

#[derive(Default)]
struct Problems {
    all: Vec<Problem>,
    by_place: HashMap<ProblemKey, Vec<usize>>,
}

impl Problems {
    fn targets(&mut self, package: &Package, node: &NodeFacts) {
        for entry in &node.entry_points {
            for (mode, resolution) in &entry.resolutions {
                if let Err(error) = &resolution.result
                    && is_meant(package, entry, *mode, None)
                {
                    let at = error.at().or(entry.declared.as_ref()).cloned();
                    let thrown = ThrownBy::Target {
                        kind: entry.kind,
                        subpath: entry.subpath.clone(),
                        error: error.clone(),
                    };
                    match made_at_installation(package, error, "") {
                        None => drop(self.add(thrown, at, None, Some((entry, *mode)))),
                        // An install script may make the file, so that the entry point is not broken, and is
                        // only named.
                        Some(_) => self.add(thrown, at, None, None).into_iter().for_each(|problem| {
                            problem.reached_from.insert(entry.subpath.clone());
                        }),
                    }
                }
            }
        }
    }

    fn fault(
        &mut self,
        fault: &Arc<Fault>,
        requests: &Requests<'_>,
        broken: Option<(&EntryPoint, Mode)>,
    ) -> Option<&mut Problem> {
        let thrown = ThrownBy::Fault(Arc::clone(fault));
        // The request is looked up for a new problem only: many entry points can have the same fault.
        let request = match self.find(&thrown, Some(&fault.at)) {
            Some(_) => None,
            None => requests.at(&fault.at).cloned(),
        };
        self.add(thrown, Some(fault.at.clone()), request, broken)
    }

    fn unkept(&mut self, promise: &ModePromise, cause: &LinkCause, entry: &EntryPoint, mode: Mode) {
        let Some(file) = cause.chain.first() else { return };
        let thrown = ThrownBy::Unkept(Unkept {
            promise: promise.clone(),
            subpath: entry.pattern.as_ref().unwrap_or(&entry.subpath).clone(),
            file: file.clone(),
            fault: Arc::clone(&cause.fault),
        });
        self.add(thrown, Some(promise.at.clone()), None, Some((entry, mode)));
    }

    fn find(&self, thrown: &ThrownBy, at: Option<&PackagePlace>) -> Option<usize> {
        // Only problems of the same place are compared: a comparison with all of them would take quadratic time.
        let here = self.by_place.get(&key(thrown, at))?;
        let is_same = |other: &Problem| is_one(&other.thrown, thrown) && other.at.as_ref() == at;
        here.iter().copied().find(|&index| self.all.get(index).is_some_and(is_same))
    }

    fn add(
        &mut self,
        thrown: ThrownBy,
        at: Option<PackagePlace>,
        request: Option<Arc<ModuleRequest>>,
        broken: Option<(&EntryPoint, Mode)>,
    ) -> Option<&mut Problem> {
        let known = self.find(&thrown, at.as_ref());
        let place = known.unwrap_or(self.all.len());
        if known.is_none() {
            self.by_place.entry(key(&thrown, at.as_ref())).or_default().push(place);
            let (entry_points, modes, reached_from) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
            self.all.push(Problem { thrown, at, request, entry_points, modes, reached_from });
        }
        let problem = self.all.get_mut(place)?;
        extend(problem, broken);
        Some(problem)
    }
}

/// Tells whether two errors are the same one: of an attribute, every version of Node has its own code and words. A fault that breaks
/// an entry point whose code certainly gets there is not told again for the others, which get there later.
fn is_one(first: &ThrownBy, second: &ThrownBy) -> bool {
    match (first, second) {
        (ThrownBy::Fault(first), ThrownBy::Fault(second)) if first.is_certain() && !second.is_certain() => {
            (&first.kind, first.code, &first.missing) == (&second.kind, second.code, &second.missing)
        }
        (ThrownBy::Fault(first), ThrownBy::Fault(second)) if first.kind == FaultKind::Attribute => {
            second.kind == FaultKind::Attribute && first.when == second.when
        }
        _ => first == second,
    }
}

fn key(thrown: &ThrownBy, at: Option<&PackagePlace>) -> ProblemKey {
    let subpath = match thrown {
        ThrownBy::Target { subpath, .. } | ThrownBy::Unkept(Unkept { subpath, .. }) => subpath.clone(),
        ThrownBy::Fault(_) => String::new(),
    };
    let (file, start) = (at.map(|at| at.file.clone()), at.map_or(0, |at| at.span.start));
    ProblemKey { file, start, subpath }
}

fn extend(problem: &mut Problem, broken: Option<(&EntryPoint, Mode)>) {
    if let Some((entry, mode)) = broken {
        problem.entry_points.insert(entry.subpath.clone());
        problem.modes.insert(mode);
    }
}
