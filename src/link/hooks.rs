//! Modules that change how Node finds and reads others: of what is asked for behind them nothing is certain.

use std::sync::Arc;

use crate::{
    hash::HashSet,
    link::{
        fault::{Fault, FaultKind},
        graph::{Edge, Module, ModuleGraph, ModuleId},
        reach::Backwards,
    },
    module::When,
};

/// Modules that set hooks as soon as they are loaded, or that nobody loads but for the hooks that their functions set.
const HOOKS: [&str; 38] = [
    "@babel/register",
    "@swc-node/register",
    "@swc/register",
    "app-module-path",
    "app-module-path/register",
    "asset-require-hook",
    "babel-core/register",
    "babel-register",
    "coffee-script/register",
    "coffeescript/register",
    "css-modules-require-hook",
    "css-modules-require-hook/preset",
    "esbuild-register",
    "esbuild-register/dist/node",
    "esm",
    "iced-coffee-script/register",
    "ignore-styles",
    "livescript",
    "mock-require",
    "mockery",
    "module-alias",
    "module-alias/register",
    "pirates",
    "sucrase/register",
    "sucrase/register/ts",
    "svelte/register",
    "ts-node",
    "ts-node/register",
    "ts-node/register/files",
    "ts-node/register/transpile-only",
    "ts-node/register/type-check",
    "tsconfig-paths",
    "tsconfig-paths/register",
    "tsx",
    "tsx/cjs",
    "tsx/cjs/api",
    "tsx/esm",
    "tsx/esm/api",
];

/// The certainty with which Node loads a module as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Covered {
    Not,
    /// Its imports were linked before a hook was set; its code runs behind that.
    Code,
    /// It was asked for behind a hook.
    Whole,
    /// It was not reached.
    Unreached,
}

/// Makes the faults uncertain that stand behind a hook, whatever leads to them from these modules.
pub(super) fn doubt_hooked(graph: &mut ModuleGraph, roots: impl Iterator<Item = ModuleId>) {
    let hooks = hooking(graph);
    if !hooks.contains(&true) {
        return;
    }
    let first: Vec<usize> = graph.iter().map(|(_, module)| first_hook(module, &hooks)).collect();
    let covered = reached(graph, &first, roots);
    for ((module, first), covered) in graph.modules.iter_mut().zip(first).zip(covered) {
        module.is_hooked = first != usize::MAX || matches!(covered, Covered::Code | Covered::Whole);
        let requests = module.requests.iter().enumerate();
        let behind = requests.filter(|(index, edge)| is_behind_first(*index, edge, first));
        let spans: HashSet<_> = behind.map(|(_, edge)| edge.request.specifier.span).collect();
        let is_behind = |fault: &Fault| match covered {
            Covered::Unreached => false,
            Covered::Not => is_of_loading(fault) && spans.contains(&fault.at.span),
            Covered::Code => is_of_loading(fault) && !is_of_text(fault),
            Covered::Whole => is_of_loading(fault),
        };
        for fault in module.faults.iter_mut().filter(|fault| is_behind(fault)) {
            if fault.when != When::Link || covered == Covered::Whole {
                let fault = Arc::make_mut(fault);
                fault.when = fault.when.max(When::Conditional);
            }
        }
    }
}

/// Tells for each module whether a hook may be set when it has been loaded.
fn hooking(graph: &ModuleGraph) -> Vec<bool> {
    let backwards = Backwards::new(graph, |module| module.requests.iter().filter_map(loaded).collect());
    let mut hooks = vec![false; graph.len()];
    let sets = |module: &Module| patches(module) || module.requests.iter().any(asks_for_hook);
    let mut open: Vec<_> = graph.iter().filter(|(_, module)| sets(module)).map(|(id, _)| id).collect();
    while let Some(id) = open.pop() {
        if hooks.get_mut(id.0).is_some_and(|hook| !std::mem::replace(hook, true)) {
            open.extend(backwards.referrers(id));
        }
    }
    hooks
}

/// Tells whether a module sets a hook while it is loaded. Many packages may set one, for those who ask for it; it counts where it is
/// certain, or the package's own.
fn patches(module: &Module) -> bool {
    module.effects.patches.is_some_and(|when| when == When::Eager || !module.path.is_outside())
}

/// Returns the module that is loaded while the code of a module runs, perhaps.
fn loaded(edge: &Edge) -> Option<ModuleId> {
    edge.module().filter(|_| edge.loads() && edge.request.when != When::Deferred)
}

fn asks_for_hook(edge: &Edge) -> bool {
    let specifier = edge.request.specifier.value.as_str();
    let plain =
        [".js", ".cjs", ".mjs"].iter().find_map(|end| specifier.strip_suffix(end)).unwrap_or(specifier);
    edge.loads() && edge.request.when != When::Deferred && HOOKS.contains(&plain)
}

/// Returns the number of the first request behind which a hook may be set.
fn first_hook(module: &Module, hooks: &[bool]) -> usize {
    let sets =
        |edge: &Edge| asks_for_hook(edge) || loaded(edge).is_some_and(|id| hooks.get(id.0) == Some(&true));
    module.requests.iter().position(sets).unwrap_or(usize::MAX)
}

/// Tells whether a request may be made behind the first hook of its module: a function may be called there, wherever it stands.
fn is_behind_first(index: usize, edge: &Edge, first: usize) -> bool {
    index > first || first != usize::MAX && edge.request.in_function
}

/// Finds the modules that are reached, each as certainly as by any way.
fn reached(graph: &ModuleGraph, first: &[usize], roots: impl Iterator<Item = ModuleId>) -> Vec<Covered> {
    let mut known = vec![Covered::Unreached; graph.len()];
    let mut open: Vec<_> = roots.map(|root| (root, Covered::Not)).collect();
    while let Some((id, covered)) = open.pop() {
        let (Some(module), Some(known)) = (graph.get(id), known.get_mut(id.0)) else { continue };
        if *known <= covered {
            continue;
        }
        *known = covered;
        let first = first.get(id.0).copied().unwrap_or(usize::MAX);
        for (index, edge) in module.requests.iter().enumerate().filter(|(_, edge)| edge.loads()) {
            let is_behind = is_behind_first(index, edge, first) || covered != Covered::Not;
            let then = match (is_behind, edge.request.when) {
                (false, _) => Covered::Not,
                (true, When::Link) if covered != Covered::Whole => Covered::Code,
                (true, _) => Covered::Whole,
            };
            open.extend(edge.module().map(|target| (target, then)));
        }
    }
    known
}

/// Tells whether a fault is one that a hook may keep away: of finding a module, or of reading it.
fn is_of_loading(fault: &Fault) -> bool {
    is_of_text(fault)
        || matches!(
            fault.kind,
            FaultKind::Unresolved(_)
                | FaultKind::OutsidePackage
                | FaultKind::Undeclared { .. }
                | FaultKind::Unloadable(_)
                | FaultKind::UnknownBuiltin
        )
}

/// Tells whether a fault is that of a module's own text.
fn is_of_text(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::Syntax | FaultKind::ModuleSyntaxInCommonJs)
}
