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
mod branches;
pub mod browsers;
mod built;
mod bundler;
pub mod by_path;
mod called;
mod called_back;
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
mod entry_faults;
mod evaluate;
mod export_search;
mod exports;
pub mod fault;
mod fault_room;
mod follow;
pub mod graph;
mod hook_names;
mod hook_powers;
mod hooks;
mod joined;
mod joined_program;
mod judge;
mod load;
pub mod looking_through;
mod marks;
mod names;
pub mod namespaces;
mod newer;
mod of_dependency;
mod offers;
pub mod origins;
mod places;
mod reach;
mod request_faults;
mod require_cycles;
mod required;
mod root_causes;
mod scan;
pub mod shown;
pub mod statement;
mod synthetic_names;
mod throws;
mod undeclared;
mod unsettled;
mod verdict;

pub use cause::LinkCause;
pub use commonjs::{LexedExports, RequiredFile};
pub use entry_faults::EntryFaults;
pub use request_faults::made_at_installation;
pub use required::WaitingModules;
pub use verdict::Verdict;

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    entry_points::{EntryPoint, entry_points_within, target_file},
    limits::LimitReached,
    link::{
        bind::missing_names,
        commonjs::LexedAhead,
        entry_faults::Root,
        fault::Fault,
        fault_room::FaultRoom,
        graph::{ModuleGraph, ReachedBy},
        joined::JoinedFaults,
        judge::Judge,
        marks::mark_faults,
        names::NameResolver,
        newer::NewerUses,
        required::Required,
        scan::Scanner,
        unsettled::UnsettledAwaits,
    },
    module::{both, on_pool},
    package::Package,
    path::PackagePath,
    resolve::{Mode, NodeTarget, Resolver, format::Format},
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
        built::forgive_built(package, &mut graph);
        // Before the files are known that code makes: a request for one of them is not certain to fail.
        branches::settle_faults(package, &mut graph);
        assets::add_faults(package, &mut graph);
        hooks::doubt_hooked(package, &mut graph, roots.iter().filter_map(|root| root.module.clone().ok()));
        let mut names = NameResolver::new(&graph, package, node, lexed);
        let required = Required::new(&graph, &profile);
        // The late faults stay outside of the graph until the verdicts are there, as all that judges borrows
        // the graph.
        let mut room = FaultRoom::new(package.limits());
        let mut late = late_faults(&graph, &mut names, &required, (package, node), &mut room);
        let started = roots.iter().filter_map(|root| root.module.clone().ok());
        let mut joined = JoinedFaults::new(package, &graph, &mut names, node);
        joined.add(started, &mut late);
        joined.add_called_back(&mut late);
        drop(joined);
        let judge = Judge::new(&graph, package, node, names, required, &late);
        let (verdicts, judged) = judge.verdicts(entries, roots);
        for (module, faults) in graph.modules.iter_mut().zip(late) {
            module.faults.extend(faults);
        }
        // The map tells each limit once, in the order of their names.
        let cut: BTreeMap<_, _> =
            unread.into_iter().chain(judged).chain(room.cut()).map(|it| (it.limit, it)).collect();
        Linkage { graph, verdicts, cut: cut.into_values().collect() }
    }
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
    (package, node): (&Package, &NodeTarget),
    room: &mut FaultRoom,
) -> Vec<Vec<Arc<Fault>>> {
    let profile = &node.version.profile();
    let newer = NewerUses::new(graph, package, node.version);
    let has_require = throws::defines(graph, "require");
    let mut unsettled = UnsettledAwaits::of(graph);
    let of = graph.iter().map(|(id, module)| {
        let mut faults = missing_names(module, graph, names, profile);
        if module.reached_by == ReachedBy::Node {
            faults.extend(required.faults(module));
            faults.extend(throws::shared_shims(module, graph, names, has_require));
            faults.extend(mark_faults(module, graph, package, profile));
            faults.extend(unsettled.faults(id, module));
            faults.extend(newer.faults(module));
        }
        room.take(faults)
    });
    of.collect()
}
