//! The linker: would Node load this module and everything that it imports, and which names would be there?
//!
//! [`scan`] follows every request, [`names`] and [`bind`] are ECMA-262's ResolveExport and what must come of it,
//! [`evaluate`] is the order of evaluation, [`required`] is `require` of ES modules. What they find wrong are faults,
//! each at the one place that causes it; an entry point is broken by every fault that it certainly reaches.

mod ahead;
mod bind;
pub mod browsers;
mod bundler;
mod causes;
pub mod code;
mod commonjs;
mod components;
pub mod computed;
pub mod declared;
pub mod declared_files;
pub mod documents;
mod evaluate;
pub mod fault;
pub mod graph;
mod load;
pub mod names;
pub mod near;
mod offers;
pub mod origins;
mod reach;
mod request_faults;
mod require_cycles;
mod required;
mod scan;
pub mod shown;
pub mod statement;
mod throws;

pub use request_faults::made_at_installation;

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    entry_points::{
        EntryKind, EntryPoint, SOURCES, entry_points_within,
        promise::{Promise, promise},
        target_file,
    },
    hash::HashMap,
    limits::{Limit, Reached},
    link::{
        bind::missing_names,
        causes::Causes,
        commonjs::LexedAhead,
        evaluate::Evaluation,
        fault::{Fault, FaultKind},
        graph::{ModuleGraph, ModuleId, ReachedBy},
        names::{ExportedNames, Names},
        request_faults::missing_attribute,
        require_cycles::RequireCycles,
        required::Required,
        scan::Scanner,
    },
    module::{EsModule, When, both, on_pool, read_es},
    node::Profile,
    package::Package,
    path::PackagePath,
    resolve::{
        Mode, NodeTarget, Resolver,
        error::Place,
        format::{Format, FormatError},
    },
    text::Span,
};

/// What linking a package has shown, for one version of Node.
#[derive(Debug, Default)]
pub struct Linkage {
    pub graph: ModuleGraph,
    /// One for each entry point and mode that leads to a file, in their order.
    pub verdicts: Vec<Verdict>,
    /// The limits that kept something from being looked at.
    pub cut: Vec<Reached>,
}

/// What Node makes of an entry point in one mode, once its file is found.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Which of the entry points.
    pub entry: usize,
    pub mode: Mode,
    pub module: Option<ModuleId>,
    pub format: Option<Format>,
    pub names: Arc<ExportedNames>,
    /// Every root cause; empty when Node loads it.
    pub causes: Vec<Cause>,
    /// What promises the mode, where the file cannot be loaded in it.
    pub unkept: Option<Promise>,
}

impl Verdict {
    /// Whether the package offers its file to this mode: unless it promises that, it does not where the file is no
    /// module, nor where only being an ES module keeps it from being required.
    pub fn is_meant(&self) -> bool {
        let is_unfit = |cause: &Cause| cause.is_entry && !matches!(cause.fault.kind, FaultKind::Syntax);
        self.is_promised() || (self.format != Some(Format::Json) && !self.causes.iter().any(is_unfit))
    }

    /// Whether the package promises in so many words what Node does not do.
    pub fn is_promised(&self) -> bool {
        self.unkept.is_some()
    }
}

/// A fault, and the imports that lead to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    pub fault: Fault,
    /// The files from the entry point's on to the one with the fault.
    pub chain: Vec<PackagePath>,
    /// Whether the fault lies in the way the entry point is asked for, so that another mode is not touched by it.
    pub is_entry: bool,
}

/// What package.json declares, the limits that kept entry points from being found, and what linking shows: the entry
/// points are found while the modules are read.
pub fn link_declared(package: &Package, node: &NodeTarget) -> (Vec<EntryPoint>, Vec<Reached>, Linkage) {
    on_pool(|| {
        let mut linker = Linker::new(package, node);
        let declared = || {
            let (entries, cut) = entry_points_within(package, node);
            let lexed = lexed_ahead(package, node, &entries);
            (entries, cut, lexed)
        };
        let ((), (entries, cut, lexed)) = both(|| linker.scanner.read_ahead(), declared);
        let linkage = linker.link(Extent::All, &entries, lexed);
        (entries, cut, linkage)
    })
}

/// Links the entry points of a package, and every other module that it has.
pub fn link(package: &Package, entries: &[EntryPoint], node: &NodeTarget) -> Linkage {
    on_pool(|| {
        let mut linker = Linker::new(package, node);
        let lexed = || lexed_ahead(package, node, entries);
        let ((), lexed) = both(|| linker.scanner.read_ahead(), lexed);
        linker.link(Extent::All, entries, lexed)
    })
}

/// Links the entry points, and reads only what they lead to. The verdicts are the same.
pub fn link_reached(package: &Package, entries: &[EntryPoint], node: &NodeTarget) -> Linkage {
    on_pool(|| Linker::new(package, node).link(Extent::Reached, entries, LexedAhead::default()))
}

/// Which modules are in the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    Reached,
    All,
}

/// The names of those files that are CommonJS, as far as their names tell, and that entry points lead to.
fn lexed_ahead(package: &Package, node: &NodeTarget, entries: &[EntryPoint]) -> LexedAhead {
    let resolver = Resolver::new(package, Mode::Require, node);
    let targets = entries.iter().flat_map(|entry| &entry.resolutions);
    let targets = targets.filter_map(|(_, resolution)| target_file(resolution));
    let may_be_commonjs = |path: &&PackagePath| {
        matches!(resolver.declared_format_of(path), Ok(None | Some(Format::CommonJs)))
            && matches!(path.extension(), ".js" | ".cjs")
    };
    LexedAhead::of(package, node, targets.filter(may_be_commonjs))
}

/// A package on its way from modules to verdicts, for one version of Node.
struct Linker<'p> {
    package: &'p Package,
    node: &'p NodeTarget,
    scanner: Scanner<'p>,
}

impl<'p> Linker<'p> {
    fn new(package: &'p Package, node: &'p NodeTarget) -> Self {
        Self { package, node, scanner: Scanner::new(package, node) }
    }

    fn link(self, extent: Extent, entries: &[EntryPoint], lexed: LexedAhead) -> Linkage {
        let Self { package, node, mut scanner } = self;
        let profile = node.version.profile();
        let roots = roots(&mut scanner, entries);
        scanner.run();
        if extent == Extent::All {
            scanner.run_others();
        }
        let (mut graph, unread) = scanner.finish();
        throws::forgive_defined(&mut graph);
        let mut names = Names::new(&graph, package, node, lexed);
        let required = Required::new(&graph, &profile);
        let late = late_faults(&graph, &mut names, &required, &profile);
        let judge = Judge::new(&graph, package, node, names, required, &late);
        let (verdicts, judged) = judge.verdicts(entries, roots);
        for (module, faults) in graph.modules.iter_mut().zip(late) {
            module.faults.extend(faults);
        }
        let cut: BTreeMap<_, _> = unread.into_iter().chain(judged).map(|it| (it.limit, it)).collect();
        Linkage { graph, verdicts, cut: cut.into_values().collect() }
    }
}

/// A way into the package: an entry point in one mode, and the module that its file is.
struct Root {
    entry: usize,
    mode: Mode,
    path: PackagePath,
    module: Result<ModuleId, FormatError>,
}

fn roots(scanner: &mut Scanner<'_>, entries: &[EntryPoint]) -> Vec<Root> {
    let mut roots = Vec::new();
    for (entry, point) in entries.iter().enumerate() {
        for (mode, resolution) in &point.resolutions {
            if let Some(path) = target_file(resolution) {
                let module = scanner.add(path, *mode);
                roots.push(Root { entry, mode: *mode, path: path.clone(), module });
            }
        }
    }
    roots
}

/// What only the whole graph shows: names that are not there, and `require` of what cannot be required.
fn late_faults(
    graph: &ModuleGraph,
    names: &mut Names<'_>,
    required: &Required<'_>,
    profile: &Profile,
) -> Vec<Vec<Fault>> {
    let of = graph.iter().map(|(_, module)| {
        let mut faults = missing_names(module, graph, names, profile);
        if module.reached_by == ReachedBy::Node {
            faults.extend(required.faults(module));
            faults.extend(throws::shared_shims(module, graph, names));
        }
        faults
    });
    of.collect()
}

/// Says of each root what breaks it.
struct Judge<'g> {
    graph: &'g ModuleGraph,
    package: &'g Package,
    node: &'g NodeTarget,
    names: Names<'g>,
    required: Required<'g>,
    causes: Causes<'g>,
    known_names: HashMap<ModuleId, Arc<ExportedNames>>,
    /// How many names were given, of how many that may be.
    named: u64,
    names_allowed: Limit,
}

impl<'g> Judge<'g> {
    fn new(
        graph: &'g ModuleGraph,
        package: &'g Package,
        node: &'g NodeTarget,
        mut names: Names<'g>,
        required: Required<'g>,
        late: &'g [Vec<Fault>],
    ) -> Self {
        let limits = package.limits();
        let evaluation = Evaluation::new(graph, &mut names);
        let cycles = RequireCycles::new(graph, &required, &node.version.profile());
        let causes = Causes::new(graph, late, evaluation, cycles, limits);
        let (known_names, names_allowed) = (HashMap::default(), limits.names());
        Self { graph, package, node, names, required, causes, known_names, named: 0, names_allowed }
    }

    /// The verdicts, and the limits that were reached on the way.
    fn verdicts(mut self, entries: &[EntryPoint], roots: Vec<Root>) -> (Vec<Verdict>, Vec<Reached>) {
        self.causes.trace(roots.iter().filter_map(|root| root.module.clone().ok()).collect());
        let verdicts =
            roots.into_iter().filter_map(|root| Some(self.verdict(entries.get(root.entry)?, root)));
        let verdicts = verdicts.collect();
        let names =
            self.names_allowed.check(self.named, || "not all names of all entry points are given".to_owned());
        let cut = names.err().into_iter().chain(self.names.cut()).chain(self.causes.cut());
        (verdicts, cut.collect())
    }

    fn verdict(&mut self, entry: &EntryPoint, root: Root) -> Verdict {
        let (fault, unkept) = self.entry_fault(entry, &root).unzip();
        let mut causes: Vec<Cause> = fault.into_iter().collect();
        let module = root.module.ok();
        if let Some(id) = module {
            causes.extend(self.causes.of(id));
        }
        Verdict {
            entry: root.entry,
            mode: root.mode,
            module,
            format: module.and_then(|id| self.graph.get(id)).map(|module| module.format),
            names: module.map(|id| self.names_of(id)).unwrap_or_default(),
            causes,
            unkept: unkept.flatten(),
        }
    }

    fn names_of(&mut self, id: ModuleId) -> Arc<ExportedNames> {
        let names = match self.known_names.get(&id) {
            _ if self.named > self.names_allowed.value => return Arc::default(),
            Some(known) => Arc::clone(known),
            None => Arc::new(self.names.of(id)),
        };
        self.named = self.named.saturating_add(names.names.len() as u64);
        if self.named > self.names_allowed.value {
            return Arc::default();
        }
        self.known_names.entry(id).or_insert_with(|| Arc::clone(&names));
        names
    }

    /// What is wrong with asking for the file in this mode, before anything that it imports, and what promises it.
    fn entry_fault(&self, entry: &EntryPoint, root: &Root) -> Option<(Cause, Option<Promise>)> {
        let (kind, code, message) = match &root.module {
            Err(error) => (FaultKind::Unloadable(error.clone()), error.code(), error.to_string()),
            Ok(_) if entry.kind == EntryKind::Bin => return None,
            Ok(id) => self.refusal(*id, root)?,
        };
        let unkept = self.unkept(entry, root, &kind);
        if entry.kind == EntryKind::Bin && unkept.is_none() {
            return None;
        }
        let start = Place { file: root.path.clone(), span: Span::default() };
        let at = unkept.as_ref().map(|promise| promise.at.clone());
        let at = at.or_else(|| entry.declared.clone()).unwrap_or(start);
        let fault = Fault { kind, code, message, missing: None, at, when: When::Link };
        Some((Cause { fault, chain: vec![root.path.clone()], is_entry: true }, unkept))
    }

    /// What promises that the file can be loaded in this mode, where it is meant for Node at all.
    fn unkept(&self, entry: &EntryPoint, root: &Root, kind: &FaultKind) -> Option<Promise> {
        let is_for_node = match kind {
            FaultKind::RequiredModule | FaultKind::RequiredAsync { .. } => true,
            FaultKind::Unloadable(_) => entry.kind == EntryKind::Bin || self.is_misnamed(&root.path),
            _ => false,
        };
        promise(self.package, entry, root.mode, self.node).filter(|_| is_for_node)
    }

    /// Whether a file is an ES module by what is in it, by its name neither for Node nor the source of anything.
    fn is_misnamed(&self, path: &PackagePath) -> bool {
        let source = self.package.files().contents(path.as_str()).unwrap_or_default();
        let is_short = source.len() as u64 <= self.package.limits().javascript_bytes;
        let says_so = |module: EsModule| !module.requests.is_empty() || !module.local_exports.is_empty();
        let is_module = || read_es(source, &self.node.version.profile()).is_ok_and(says_so);
        !SOURCES.contains(&path.extension()) && is_short && is_module()
    }

    fn refusal(&self, id: ModuleId, root: &Root) -> Option<(FaultKind, &'static str, String)> {
        if root.mode == Mode::Import {
            let is_json = self.graph.get(id)?.format == Format::Json;
            let (code, message) = is_json
                .then(|| missing_attribute(&root.path, self.node.version.profile().attribute_errors))?;
            return Some((FaultKind::Attribute, code, message));
        }
        let refusal = self.required.refusal(id)?;
        let (code, message) = refusal.words(&root.path);
        Some((refusal.kind(), code, message))
    }
}
