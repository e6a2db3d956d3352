//! The linker tells whether Node would load a module with everything that it imports, and which names it
//! would export.
//!
//! [`scan`] follows every request, [`names`] and [`bind`] are ECMA-262's ResolveExport and the checks of its
//! results, [`evaluate`] is the order of evaluation, [`required`] is `require` of ES modules. Each finds
//! faults, every one at the one place that causes it; an entry point is broken by every fault that it
//! certainly reaches.

mod ahead;
mod assets;
mod bind;
pub mod browsers;
mod bundler;
pub mod by_path;
mod cause;
mod causes;
pub mod code;
mod commonjs;
mod components;
pub mod computed;
mod cycle_run;
pub mod declared;
pub mod declared_files;
pub mod documents;
mod evaluate;
mod export_search;
mod exports;
pub mod fault;
mod follow;
pub mod graph;
mod joined;
mod load;
pub mod looking_through;
mod marks;
mod names;
mod of_dependency;
mod offers;
pub mod origins;
mod places;
mod reach;
mod request_faults;
mod require_cycles;
mod required;
mod scan;
pub mod shown;
pub mod statement;
mod synthetic_names;
mod throws;

pub use cause::LinkCause;
pub use commonjs::LexedExports;
pub use request_faults::made_at_installation;
pub use required::WaitingModules;

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    entry_points::{
        EntryKind, EntryPoint, SOURCES, entry_points_within,
        promise::{ModePromise, promise},
        target_file,
    },
    hash::HashMap,
    limits::{Limit, LimitReached},
    link::{
        bind::missing_names,
        causes::Causes,
        commonjs::LexedAhead,
        evaluate::Evaluation,
        exports::ExportedNames,
        fault::{Fault, FaultKind},
        graph::{Edge, Module, ModuleGraph, ModuleId, ReachedBy, mode_of},
        joined::JoinedFaults,
        marks::{mark_fault, mark_faults},
        names::NameResolver,
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
        error::PackagePlace,
        format::{Format, FormatError},
    },
    text::Span,
};

/// The result of linking a package for one version of Node.
#[derive(Debug, Default)]
pub struct Linkage {
    pub graph: ModuleGraph,
    /// One verdict for each entry point and mode that leads to a file, in their order.
    pub verdicts: Vec<Verdict>,
    /// The limits that kept modules, names or causes from being looked at.
    pub cut: Vec<LimitReached>,
}

/// The outcome of linking one entry point in one mode, once its file is found.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The index of the entry point.
    pub entry: usize,
    pub mode: Mode,
    pub module: Option<ModuleId>,
    pub format: Option<Format>,
    pub names: Arc<ExportedNames>,
    /// Every root cause; empty if Node loads the module.
    pub causes: Vec<LinkCause>,
    /// The promise of the mode, if the file cannot be loaded in it.
    pub unkept: Option<ModePromise>,
}

impl Verdict {
    /// Returns true if the package offers its file to this mode. Unless it promises the mode, it does not
    /// offer a file that is no module, nor an ES module that cannot be required only because it is one.
    pub fn is_meant(&self) -> bool {
        let is_unfit = |cause: &LinkCause| cause.is_entry && !matches!(cause.fault.kind, FaultKind::Syntax);
        self.is_promised() || (self.format != Some(Format::Json) && !self.causes.iter().any(is_unfit))
    }

    /// Returns true if package.json explicitly promises something that Node does not do.
    pub fn is_promised(&self) -> bool {
        self.unkept.is_some()
    }
}

/// Finds the entry points that package.json declares while the modules are read, and links them. Also returns
/// the limits that kept entry points from being found.
pub fn link_declared(package: &Package, node: &NodeTarget) -> (Vec<EntryPoint>, Vec<LimitReached>, Linkage) {
    on_pool(|| {
        let mut linker = Linker::new(package, node);
        let declared = || {
            let (entries, cut) = entry_points_within(package, node);
            let lexed = lexed_ahead(package, node, &entries);
            (entries, cut, lexed)
        };
        let ((), (entries, cut, lexed)) = both(|| linker.scanner.read_ahead(), declared);
        let linkage = linker.link(Extent::All, &entries, &|_, _| true, lexed);
        (entries, cut, linkage)
    })
}

/// Links the entry points of a package, and every other module that it has.
pub fn link(package: &Package, entries: &[EntryPoint], node: &NodeTarget) -> Linkage {
    on_pool(|| {
        let mut linker = Linker::new(package, node);
        let lexed = || lexed_ahead(package, node, entries);
        let ((), lexed) = both(|| linker.scanner.read_ahead(), lexed);
        linker.link(Extent::All, entries, &|_, _| true, lexed)
    })
}

/// Links the entry points, and reads only the modules that they lead to. The verdicts are those of [`link`].
pub fn link_reached(package: &Package, entries: &[EntryPoint], node: &NodeTarget) -> Linkage {
    link_modes(package, entries, node, |_, _| true)
}

/// Links the entry points in those modes that are asked for, by the place of the entry point, like [`link_reached`].
pub fn link_modes(
    package: &Package,
    entries: &[EntryPoint],
    node: &NodeTarget,
    is_asked: impl Fn(usize, Mode) -> bool + Sync,
) -> Linkage {
    on_pool(|| {
        let linker = Linker::new(package, node);
        linker.link(Extent::Reached, entries, &is_asked, LexedAhead::default())
    })
}

/// The modules that the graph contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    Reached,
    All,
}

/// Runs the lexer over the files that entry points lead to and that may be CommonJS by their names.
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

/// The state of linking a package for one version of Node.
struct Linker<'p> {
    package: &'p Package,
    node: &'p NodeTarget,
    scanner: Scanner<'p>,
}

impl<'p> Linker<'p> {
    fn new(package: &'p Package, node: &'p NodeTarget) -> Self {
        Self { package, node, scanner: Scanner::new(package, node) }
    }

    fn link(
        self,
        extent: Extent,
        entries: &[EntryPoint],
        is_asked: &dyn Fn(usize, Mode) -> bool,
        lexed: LexedAhead,
    ) -> Linkage {
        let Self { package, node, mut scanner } = self;
        let profile = node.version.profile();
        let roots = roots(&mut scanner, entries, is_asked);
        scanner.run();
        if extent == Extent::All {
            scanner.run_others();
        }
        let (mut graph, unread) = scanner.finish();
        // Before the causes are looked for: a forgiven fault must break nothing.
        throws::forgive_defined(&mut graph);
        assets::add_faults(package, &mut graph);
        let mut names = NameResolver::new(&graph, package, node, lexed);
        let required = Required::new(&graph, &profile);
        // The late faults stay outside of the graph until the verdicts are there, as all that judges borrows
        // the graph.
        let mut late = late_faults(&graph, &mut names, &required, (package, &profile));
        let started = roots.iter().filter_map(|root| root.module.clone().ok());
        JoinedFaults::new(package, &graph, &mut names, node).add(started, &mut late);
        let judge = Judge::new(&graph, package, node, names, required, &late);
        let (verdicts, judged) = judge.verdicts(entries, roots);
        for (module, faults) in graph.modules.iter_mut().zip(late) {
            module.faults.extend(faults);
        }
        // The map tells each limit once, in the order of their names.
        let cut: BTreeMap<_, _> = unread.into_iter().chain(judged).map(|it| (it.limit, it)).collect();
        Linkage { graph, verdicts, cut: cut.into_values().collect() }
    }
}

/// Tells whether a root is a command, with which Node is started.
fn is_started(entries: &[EntryPoint], root: &Root) -> bool {
    entries.get(root.entry).is_some_and(|entry| entry.kind == EntryKind::Bin)
}

/// Returns the modules that a module loads only where Node is started with it.
fn main_requests(module: &Module) -> impl Iterator<Item = (ModuleId, &Edge)> {
    let edges = module.requests.iter().filter(|edge| edge.request.when == When::Main && edge.loads());
    edges.filter_map(|edge| Some((edge.module()?, edge)))
}

/// An entry point in one mode, and the module that its file is.
struct Root {
    entry: usize,
    mode: Mode,
    path: PackagePath,
    module: Result<ModuleId, FormatError>,
}

fn roots(
    scanner: &mut Scanner<'_>,
    entries: &[EntryPoint],
    is_asked: &dyn Fn(usize, Mode) -> bool,
) -> Vec<Root> {
    let mut roots = Vec::new();
    for (entry, point) in entries.iter().enumerate() {
        for (mode, resolution) in point.resolutions.iter().filter(|(mode, _)| is_asked(entry, *mode)) {
            if let Some(path) = target_file(resolution) {
                let module = scanner.add(path, *mode);
                roots.push(Root { entry, mode: *mode, path: path.clone(), module });
            }
        }
    }
    roots
}

/// Returns, for each module, the faults that only the whole graph shows: missing names, and `require` of a
/// module that cannot be required, or is no text that `require` reads.
fn late_faults(
    graph: &ModuleGraph,
    names: &mut NameResolver<'_>,
    required: &Required<'_>,
    (package, profile): (&Package, &Profile),
) -> Vec<Vec<Fault>> {
    let of = graph.iter().map(|(_, module)| {
        let mut faults = missing_names(module, graph, names, profile);
        if module.reached_by == ReachedBy::Node {
            faults.extend(required.faults(module));
            faults.extend(throws::shared_shims(module, graph, names));
            faults.extend(mark_faults(module, graph, package, profile));
        }
        faults
    });
    of.collect()
}

/// Finds the causes that break each root, and makes the verdicts.
struct Judge<'g> {
    graph: &'g ModuleGraph,
    package: &'g Package,
    node: &'g NodeTarget,
    names: NameResolver<'g>,
    required: Required<'g>,
    late: &'g [Vec<Fault>],
    causes: Causes<'g>,
    known_names: HashMap<ModuleId, Arc<ExportedNames>>,
    /// The number of names that were given so far, over all verdicts.
    named: u64,
    names_allowed: Limit,
}

impl<'g> Judge<'g> {
    fn new(
        graph: &'g ModuleGraph,
        package: &'g Package,
        node: &'g NodeTarget,
        mut names: NameResolver<'g>,
        required: Required<'g>,
        late: &'g [Vec<Fault>],
    ) -> Self {
        let limits = package.limits();
        let evaluation = Evaluation::new(graph, &mut names, &node.version.profile());
        let cycles = RequireCycles::new(graph, late, &required, &node.version.profile());
        let causes = Causes::new(graph, late, evaluation, cycles, limits);
        let (known_names, names_allowed) = (HashMap::default(), limits.names());
        Self { graph, package, node, names, required, late, causes, known_names, named: 0, names_allowed }
    }

    /// Returns the verdicts, and the limits that were reached on the way.
    fn verdicts(mut self, entries: &[EntryPoint], roots: Vec<Root>) -> (Vec<Verdict>, Vec<LimitReached>) {
        let modes = roots.iter().filter_map(|root| Some((root.module.clone().ok()?, root.mode)));
        let started = roots.iter().filter(|root| is_started(entries, root));
        let started = started.filter_map(|root| self.graph.get(root.module.clone().ok()?));
        let later = started
            .flat_map(|module| main_requests(module).map(|(id, edge)| (id, mode_of(edge.request.kind))));
        self.causes.trace(&modes.chain(later).collect());
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
        let mut causes: Vec<LinkCause> = fault.into_iter().collect();
        let module = root.module.ok();
        if let Some(id) = module {
            causes.extend(self.causes.of(id, root.mode));
            causes.extend(self.mark_cause(id, root.mode));
            if entry.kind == EntryKind::Bin {
                causes.extend(self.causes_of_main(id));
            }
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

    fn mark_cause(&self, id: ModuleId, mode: Mode) -> Option<LinkCause> {
        let Module { format, path, .. } = self.graph.get(id).filter(|_| mode == Mode::Require)?;
        let fault = mark_fault(*format, path, self.package, &self.node.version.profile(), When::Eager)?;
        Some(LinkCause { fault, chain: vec![path.clone()], is_entry: false })
    }

    /// Returns the causes that break a module only where Node is started with it.
    fn causes_of_main(&self, id: ModuleId) -> Vec<LinkCause> {
        let Some(module) = self.graph.get(id) else { return Vec::new() };
        let own = module.faults.iter().chain(self.late.get(id.0).into_iter().flatten());
        let own = own.filter(|fault| fault.when == When::Main && fault.is_error()).map(|fault| LinkCause {
            fault: fault.clone(),
            chain: vec![module.path.clone()],
            is_entry: false,
        });
        let loaded = main_requests(module)
            .flat_map(|(target, edge)| self.causes.of(target, mode_of(edge.request.kind)));
        let loaded = loaded.map(|mut cause| {
            cause.chain.insert(0, module.path.clone());
            cause
        });
        own.chain(loaded).collect()
    }

    fn names_of(&mut self, id: ModuleId) -> Arc<ExportedNames> {
        let names = match self.known_names.get(&id) {
            // Many entry points may lead to one module with many names, so the names of all verdicts count
            // together.
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

    /// Returns the fault of loading the entry point's own file in this mode, whatever it imports, and the
    /// promise of that mode.
    fn entry_fault(&self, entry: &EntryPoint, root: &Root) -> Option<(LinkCause, Option<ModePromise>)> {
        let (kind, code, message) = match &root.module {
            Err(error) => (FaultKind::Unloadable(error.clone()), error.code(), error.to_string()),
            Ok(_) if entry.kind == EntryKind::Bin => return None,
            Ok(id) => self.refusal(*id, root)?,
        };
        let unkept = self.unkept(entry, root, &kind);
        // A bin may be a shell script or a program. Only one that should be JavaScript is judged as that.
        if entry.kind == EntryKind::Bin && unkept.is_none() {
            return None;
        }
        let start = PackagePlace { file: root.path.clone(), span: Span::default() };
        let at = unkept.as_ref().map(|promise| promise.at.clone());
        let at = at.or_else(|| entry.declared.clone()).unwrap_or(start);
        let fault = Fault { kind, code, message, missing: None, at, when: When::Link };
        Some((LinkCause { fault, chain: vec![root.path.clone()], is_entry: true }, unkept))
    }

    /// Returns the promise that the file can be loaded in this mode, if the file is meant for Node at all.
    fn unkept(&self, entry: &EntryPoint, root: &Root, kind: &FaultKind) -> Option<ModePromise> {
        let is_for_node = match kind {
            FaultKind::RequiredModule | FaultKind::RequiredAsync { .. } => true,
            FaultKind::Unloadable(_) => entry.kind == EntryKind::Bin || self.is_misnamed(&root.path),
            _ => false,
        };
        promise(self.package, entry, root.mode, self.node).filter(|_| is_for_node)
    }

    /// Tells whether a file contains an ES module although its name is neither one that Node loads nor one of
    /// a source.
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
