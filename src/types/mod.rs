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
mod judge;
mod kind;
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
    resolve::typescript::{TypeScriptResolver, TypesMode, TypesPass, TypesReferrer},
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
    pub fn gather(package: &Package, entries: &[EntryPoint], linkage: &Linkage, modes: &[TypesMode]) -> Self {
        let resolver = TypeScriptResolver::new(package);
        let (mut typed, graph) = read(package, &resolver, entries, modes, |_| true);
        let mut names = DeclaredNameResolver::new(&graph);
        name_outcomes(&mut typed, &graph, &mut names);
        let has_types = has_types(package, &typed);
        let mut judge = TypesJudge::new(package, entries, linkage, has_types);
        for entry in &mut typed {
            for outcome in &mut entry.outcomes {
                outcome.problems = judge.problems(entry.entry, outcome);
            }
        }
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
        for outcome in &mut entry.outcomes {
            let Some(file) = outcome.target.as_ref().filter(|_| outcome.is_typed()) else { continue };
            let file = graph.place(file, TypesFamily::of(outcome.mode));
            outcome.is_script = file.is_some_and(|file| graph.is_no_module(file, &entry.specifier));
            outcome.names = file.map(|file| names.exports_as(file, &entry.specifier)).unwrap_or_default();
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
        let typed = chunk.iter().map(|(place, entry)| typed_entry(package, &resolver, *place, entry, modes));
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
) -> TypedEntry {
    let specifier = entry.specifier(package);
    let mut outcomes: Vec<TypesOutcome> = Vec::with_capacity(modes.len());
    for mode in modes {
        let alike = outcomes.iter().find(|known| known.mode.finds_as(*mode)).cloned();
        let found = alike.unwrap_or_else(|| outcome(package, resolver, &specifier, *mode));
        outcomes.push(TypesOutcome { mode: *mode, ..found });
    }
    TypedEntry { entry: place, subpath: entry.subpath.clone(), specifier, outcomes }
}

/// The files that one mode finds; their names and problems are found later.
fn outcome(
    package: &Package,
    resolver: &TypeScriptResolver<'_>,
    specifier: &str,
    mode: TypesMode,
) -> TypesOutcome {
    let ask = |pass| resolver.resolve(TypesReferrer::Consumer, specifier, mode, mode.syntax(), pass);
    let types = ask(TypesPass::Types);
    let implementation =
        if types.is_what_runs { types.file.clone() } else { ask(TypesPass::Implementation).file };
    TypesOutcome {
        mode,
        format: types.file.as_ref().and_then(|file| ModuleKind::of(package, file)),
        target: types.file,
        implementation,
        fell_back: types.fell_back,
        is_past_null: types.is_past_null,
        is_script: false,
        names: Arc::default(),
        problems: Vec::new(),
    }
}

#[cfg(test)]
mod ambient_tests;
#[cfg(test)]
mod beside_tests;
#[cfg(test)]
mod commonjs_tests;
#[cfg(test)]
mod tests;
