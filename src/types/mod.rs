//! The declarations of each entry point in each mode of TypeScript, and whether they are true of what Node loads.

mod ambient_modules;
mod ambient_names;
mod distinct_texts;
mod equals;
mod export_table;
mod family;
mod global_conflicts;
mod globals;
mod graph;
mod inside;
mod internal;
mod judge;
mod kind;
mod made_names;
mod meaning;
mod members;
mod names;
mod only_default;
mod outcome;
mod required;
mod syntax;
mod undeclared;
mod undeclared_names;
mod unoffered;
mod unsaid;
mod untyped;
mod values;
mod wording;

use std::sync::Arc;

use crate::{
    entry_points::{EntryKind, EntryPoint},
    limits::LimitReached,
    link::Linkage,
    module::in_parallel,
    package::Package,
    resolve::{
        NodeTarget,
        typescript::{TypeScriptResolver, TypesMode, TypesPass, TypesReach, TypesReferrer, TypesResolution},
    },
};

use family::TypesFamily;
use graph::TypesGraph;
use judge::TypesJudge;
use names::DeclaredNameResolver;

pub use kind::{ModuleKind, declares_types};
pub use meaning::TypesNames;
pub use outcome::{TypedEntry, TypesOutcome, TypesProblem, TypesProblemKind};
pub use undeclared::{TypesLack, UndeclaredTypes};

/// All that TypeScript sees of a package.
#[derive(Debug, Default)]
pub struct TypesFacts {
    /// The entry points that can be imported, in their order.
    pub entries: Vec<TypedEntry>,
    /// The faults inside of the declarations that entry points lead to.
    pub inside: Vec<TypesProblem>,
    /// The packages whose types are asked for, and that consumers do not get.
    pub undeclared: Vec<UndeclaredTypes>,
    /// An entry point has declarations, or package.json names some.
    pub has_types: bool,
    /// The limits that kept declarations from being read.
    pub cut: Vec<LimitReached>,
}

impl TypesFacts {
    /// Finds out what TypeScript sees in these modes, and compares it with what Node loads.
    pub fn gather(
        package: &Package,
        entries: &[EntryPoint],
        linkage: &Linkage,
        node: &NodeTarget,
        modes: &[TypesMode],
    ) -> Self {
        let resolver = TypeScriptResolver::new(package);
        let (mut typed, graph) = read(package, &resolver, entries, modes, |_| true);
        let mut names = DeclaredNameResolver::new(&graph);
        name_outcomes(&mut typed, &graph, &mut names);
        let has_types = has_types(package, &typed);
        let judge = TypesJudge::new(package, entries, linkage, has_types);
        typed.iter_mut().for_each(|entry| judge.judge(entry));
        judge.add_undeclared(&mut typed, node);
        typed.iter_mut().for_each(|entry| judge.compare_builds(entry));
        let inside = inside::inside(&graph, &mut names);
        let cut = graph.cut().into_iter().chain(names.cut()).collect();
        let undeclared = undeclared::undeclared(&graph);
        Self { entries: typed, inside, undeclared, has_types, cut }
    }

    /// Finds the declarations of some entry points and their names in these modes, and judges nothing.
    pub fn declared(
        package: &Package,
        entries: &[EntryPoint],
        modes: &[TypesMode],
        is_asked: impl Fn(&EntryPoint) -> bool,
    ) -> Self {
        let resolver = TypeScriptResolver::new(package);
        let (mut typed, graph) = read(package, &resolver, entries, modes, is_asked);
        let mut names = DeclaredNameResolver::new(&graph);
        name_outcomes(&mut typed, &graph, &mut names);
        let has_types = has_types(package, &typed);
        Self { entries: typed, has_types, ..Self::default() }
    }
}

/// The declarations that entry points lead to, without their names, and all that these lead to.
fn read<'p>(
    package: &'p Package,
    resolver: &'p TypeScriptResolver<'p>,
    entries: &[EntryPoint],
    modes: &[TypesMode],
    is_asked: impl Fn(&EntryPoint) -> bool,
) -> (Vec<TypedEntry>, TypesGraph<'p>) {
    let importable = entries.iter().enumerate();
    let importable: Vec<_> =
        importable.filter(|(_, entry)| entry.kind != EntryKind::Bin && is_asked(entry)).collect();
    let typed = typed_entries(package, &importable, modes);
    let mut graph = TypesGraph::new(package, resolver);
    let roots = declared_outcomes(&typed)
        .filter_map(|outcome| Some((outcome.target.clone()?, TypesFamily::of(outcome.mode))));
    graph.scan(roots.collect());
    (typed, graph)
}

fn declared_outcomes(typed: &[TypedEntry]) -> impl Iterator<Item = &TypesOutcome> {
    typed.iter().flat_map(|entry| &entry.outcomes).filter(|outcome| outcome.is_typed())
}

fn has_types(package: &Package, typed: &[TypedEntry]) -> bool {
    declared_outcomes(typed).any(|outcome| outcome.target.is_some()) || declares_types(package)
}

/// Finds the names that the declarations of each outcome have.
fn name_outcomes(typed: &mut [TypedEntry], graph: &TypesGraph<'_>, names: &mut DeclaredNameResolver<'_>) {
    for entry in typed {
        // Most modes lead to one file: it is asked once.
        let mut last: Option<(usize, bool, Arc<TypesNames>)> = None;
        for outcome in &mut entry.outcomes {
            let Some(file) = outcome.target.as_ref().filter(|_| outcome.is_typed()) else { continue };
            let Some(file) = graph.place(file, TypesFamily::of(outcome.mode)) else { continue };
            let known = last.take().filter(|(known, ..)| *known == file);
            let (_, is_script, named) = known.unwrap_or_else(|| {
                let is_script = graph.is_no_module(file, &entry.specifier);
                (file, is_script, names.exports_as(file, &entry.specifier))
            });
            (outcome.is_script, outcome.names) = (is_script, Arc::clone(&named));
            last = Some((file, is_script, named));
        }
    }
}

/// The files that entry points lead to, found side by side where there are many.
fn typed_entries(
    package: &Package,
    entries: &[(usize, &EntryPoint)],
    modes: &[TypesMode],
) -> Vec<TypedEntry> {
    let chunks: Vec<_> = entries.chunks(ENTRIES_AT_ONCE).collect();
    let found = in_parallel(&chunks, 1, |chunk| {
        // Each thread has its own, as a resolver keeps what it has found.
        let resolver = TypeScriptResolver::new(package);
        let nameless = Arc::default();
        let typed = chunk
            .iter()
            .map(|(place, entry)| typed_entry(package, &resolver, *place, entry, modes, &nameless));
        typed.collect::<Vec<_>>()
    });
    found.into_iter().flatten().collect()
}

/// The entry points that one thread resolves with what it knows from those before.
const ENTRIES_AT_ONCE: usize = 512;

fn typed_entry(
    package: &Package,
    resolver: &TypeScriptResolver<'_>,
    place: usize,
    entry: &EntryPoint,
    modes: &[TypesMode],
    nameless: &Arc<TypesNames>,
) -> TypedEntry {
    let specifier = entry.specifier(package);
    let ask = |mode: TypesMode, pass| {
        resolver.resolve(TypesReferrer::Consumer, &specifier, mode, mode.syntax(), pass)
    };
    let mut known = KnownResolutions::default();
    let outcomes = modes.iter().map(|mode| {
        let (types, format) = known.types(*mode, || {
            let found = ask(*mode, TypesPass::Types);
            let format = found.file.as_ref().and_then(|file| ModuleKind::of(package, file));
            (found, format)
        });
        let implementation = if types.is_what_runs {
            types.file.clone()
        } else {
            known.runs(*mode, || ask(*mode, TypesPass::Implementation)).file
        };
        TypesOutcome {
            mode: *mode,
            target: types.file,
            implementation,
            fell_back: types.fell_back,
            is_past_null: types.is_past_null,
            format,
            // Names and problems are found later.
            is_script: false,
            names: Arc::clone(nameless),
            problems: Vec::new(),
        }
    });
    let outcomes = outcomes.collect();
    TypedEntry { entry: place, subpath: entry.subpath.clone(), specifier, outcomes }
}

/// The resolutions of one specifier, of which several modes share one.
#[derive(Default)]
struct KnownResolutions {
    types: Vec<(TypesMode, (TypesResolution, Option<ModuleKind>))>,
    runs: Vec<(TypesMode, TypesResolution)>,
}

impl KnownResolutions {
    fn types(
        &mut self,
        mode: TypesMode,
        ask: impl FnOnce() -> (TypesResolution, Option<ModuleKind>),
    ) -> (TypesResolution, Option<ModuleKind>) {
        known(&mut self.types, mode, |(found, _)| found.reach, ask)
    }

    fn runs(&mut self, mode: TypesMode, ask: impl FnOnce() -> TypesResolution) -> TypesResolution {
        known(&mut self.runs, mode, |found| found.reach, ask)
    }
}

/// A finding that another mode has made for this one, or else the one that is made now.
fn known<F: Clone>(
    all: &mut Vec<(TypesMode, F)>,
    mode: TypesMode,
    reach: impl Fn(&F) -> TypesReach,
    ask: impl FnOnce() -> F,
) -> F {
    if let Some((_, known)) = all.iter().find(|(other, found)| mode.finds_by(*other, reach(found))) {
        return known.clone();
    }
    let found = ask();
    all.push((mode, found.clone()));
    found
}

#[cfg(test)]
mod ambient_tests;
#[cfg(test)]
mod beside_tests;
#[cfg(test)]
mod commonjs_tests;
#[cfg(test)]
mod tests;
