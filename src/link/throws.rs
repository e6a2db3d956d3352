//! The errors that modules certainly throw while they are evaluated, other than for their requests.

use std::collections::BTreeSet;

use crate::{
    hash::HashMap,
    link::{
        exports::{Binding, BindingName, Export},
        fault::{Fault, FaultKind},
        graph::{Module, ModuleGraph, ReachedBy},
        names::NameResolver,
    },
    module::{
        EarlyRead, Effects, EsModule, Exportless, ImportEntry, ImportName, RequireShim, Throw, ThrowKind,
        WRAPPER_NAMES, When,
    },
    path::PackagePath,
    resolve::error::PackagePlace,
};

/// Returns the faults that a module's own text shows: every package that its stand-in for `require` refuses,
/// and the first error of any other kind.
pub(super) fn faults(path: &PackagePath, effects: &Effects) -> Vec<Fault> {
    let is_shim = |throw: &&Throw| matches!(throw.kind, ThrowKind::RequireShim { .. });
    // Evaluation ends at the first error, so that a second one is never seen. The packages that a stand-in
    // refuses are all told, as each is to be mended by itself.
    let first = effects.throws.iter().find(|throw| !is_shim(throw));
    let early = effects.early_read.iter().map(|read| early_read(path, read));
    let first =
        first.map(|throw| fault(path, throw)).into_iter().chain(early).min_by_key(|it| it.at.span.start);
    effects.throws.iter().filter(is_shim).map(|throw| fault(path, throw)).chain(first).collect()
}

fn early_read(path: &PackagePath, read: &EarlyRead) -> Fault {
    Fault {
        kind: FaultKind::ReadBeforeInitialization { name: read.name.clone(), cycle: Vec::new() },
        code: "ReferenceError",
        message: format!("Cannot access '{}' before initialization", read.name),
        missing: None,
        at: PackagePlace { file: path.clone(), span: read.span },
        when: When::Eager,
    }
}

/// Like [`faults`], but of an ES module. One that has neither `import` nor `export`, nor anything for
/// CommonJS, is written for `<script>`, where `this` is the global object: no one means to load it in Node.
pub(super) fn faults_of_es(path: &PackagePath, module: &EsModule) -> Vec<Fault> {
    let for_pages = |it: &Exportless| it.is_script && it.gives_commonjs.is_none();
    let is_for_pages = module.exportless.as_ref().is_some_and(for_pages);
    let mut faults = faults(path, &module.effects);
    let of_this = |fault: &Fault| fault.kind == FaultKind::Throws(ThrowKind::UndefinedThis);
    faults.retain(|fault| !(is_for_pages && of_this(fault)));
    faults
}

pub(super) fn fault(path: &PackagePath, throw: &Throw) -> Fault {
    let missing = match &throw.kind {
        ThrowKind::RequireShim { specifier } => Some(specifier.clone()),
        _ => None,
    };
    Fault {
        kind: FaultKind::Throws(throw.kind.clone()),
        code: throw.code,
        message: throw.message.clone(),
        missing,
        at: PackagePlace { file: path.clone(), span: throw.span },
        when: When::Eager,
    }
}

/// Returns the faults of a module that calls the stand-in for `require` of another one: bundlers share it
/// between chunks.
///
/// The stand-in that esbuild writes calls a global `require` where there is one (`has_require`).
pub(super) fn shared_shims(
    module: &Module,
    graph: &ModuleGraph,
    names: &mut NameResolver<'_>,
    has_require: bool,
) -> Vec<Fault> {
    let calls = &module.effects.imported_calls;
    let Some(es) = module.es().filter(|_| !calls.is_empty() && !has_require) else { return Vec::new() };
    let imports: HashMap<_, _> = es.imports.iter().map(|entry| (entry.local.value.as_str(), entry)).collect();
    let calls = calls.iter().filter_map(|call| {
        let shim = shim(module, imports.get(call.local.as_str())?, graph, names)?;
        Some(fault(&module.path, &shim.words.throw(&call.argument, call.span)))
    });
    calls.collect()
}

fn shim<'g>(
    module: &Module,
    entry: &ImportEntry,
    graph: &'g ModuleGraph,
    names: &mut NameResolver<'_>,
) -> Option<&'g RequireShim> {
    let ImportName::Name(name) = &entry.name else { return None };
    let found = names.resolve(module.destination(entry.request), &name.value);
    let Export::Found(Binding { module: id, name: BindingName::Export(name) }) = found else { return None };
    let maker = graph.get(id).filter(|maker| !maker.effects.shims.is_empty())?;
    let export = names.local_export(id, &name)?;
    maker.effects.shims.iter().find(|shim| shim.local == export.local)
}

/// Tells whether a module that Node gets to may make a global of that name.
pub(super) fn defines(graph: &ModuleGraph, name: &str) -> bool {
    let mut modules = graph.modules.iter().filter(|module| module.reached_by == ReachedBy::Node);
    modules.any(|module| module.effects.defines(name))
}

/// Removes faults for a missing global that some module of the graph makes: that module may run earlier.
pub(super) fn forgive_defined(graph: &mut ModuleGraph) {
    let defined: Vec<_> = WRAPPER_NAMES.into_iter().filter(|name| defines(graph, name)).collect();
    let asked = graph.modules.iter().flat_map(|module| &module.effects.throws).filter_map(|it| it.unless);
    let asked: BTreeSet<_> = asked.collect();
    let made: Vec<_> = asked.into_iter().filter(|name| defines(graph, name)).collect();
    if defined.is_empty() && made.is_empty() {
        return;
    }
    let is_saved = |fault: &Fault| match &fault.kind {
        FaultKind::CommonJsVariable { name } => defined.contains(name),
        FaultKind::Throws(ThrowKind::RequireShim { .. }) => defined.contains(&"require"),
        _ => false,
    };
    for Module { faults, effects, .. } in &mut graph.modules {
        let saves = |throw: &Throw| throw.unless.is_some_and(|name| made.contains(&name));
        let unthrown: BTreeSet<_> =
            effects.throws.iter().filter(|it| saves(it)).map(|it| it.span.start).collect();
        let is_unthrown = |fault: &Fault| {
            matches!(fault.kind, FaultKind::Throws(_)) && unthrown.contains(&fault.at.span.start)
        };
        faults.retain(|fault| !is_saved(fault) && !is_unthrown(fault));
    }
}
