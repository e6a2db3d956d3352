//! Modules that change how Node finds and reads others: of what is asked for behind them nothing is certain.

use std::sync::Arc;

use crate::{
    hash::{HashMap, HashSet},
    link::{
        fault::{Fault, FaultKind},
        graph::{Edge, Module, ModuleGraph, ModuleId},
        reach::Backwards,
    },
    module::When,
    package::Package,
    path::{PackagePath, beside},
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
pub(super) fn doubt_hooked(
    package: &Package,
    graph: &mut ModuleGraph,
    roots: impl Iterator<Item = ModuleId>,
) {
    let hooks = hooking(graph);
    if !hooks.contains(&true) {
        return;
    }
    let power = HookPower::of(package, graph);
    let first: Vec<usize> = graph.iter().map(|(_, module)| first_hook(module, &hooks)).collect();
    let covered = reached(graph, &first, roots);
    for ((module, first), covered) in graph.modules.iter_mut().zip(first).zip(covered) {
        module.is_hooked = first != usize::MAX || matches!(covered, Covered::Code | Covered::Whole);
        let requests = module.requests.iter().enumerate();
        let behind = requests.filter(|(index, edge)| is_behind_first(*index, edge, first));
        let spans: HashSet<_> = behind.map(|(_, edge)| edge.request.specifier.span).collect();
        let specifiers = module.requests.iter().map(|edge| &edge.request.specifier);
        let specifiers: HashMap<_, _> = specifiers.map(|it| (it.span, it.value.as_str())).collect();
        let directory = module.path.directory();
        let may_mend = |fault: &Fault| {
            power.may_mend(fault, directory, specifiers.get(&fault.at.span).copied().unwrap_or_default())
        };
        let is_behind = |fault: &Fault| match covered {
            Covered::Unreached => false,
            Covered::Not => may_mend(fault) && spans.contains(&fault.at.span),
            Covered::Code => may_mend(fault) && !is_of_text(fault),
            Covered::Whole => may_mend(fault),
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

/// The faults that the hooks of a package may keep away.
struct HookPower {
    /// They may give anything for any specifier: code of the package sets them, or they replace modules in tests.
    gives_anything: bool,
    /// They may give names to packages that are not there.
    names_packages: bool,
    /// The packed paths without their endings, and the folders with an index: compilers find files of other endings.
    stems: HashSet<String>,
}

impl HookPower {
    fn of(package: &Package, graph: &ModuleGraph) -> Self {
        let asks = |starts: &[&str]| {
            let mut edges =
                graph.iter().flat_map(|(_, module)| &module.requests).filter(|edge| asks_for_hook(edge));
            edges.any(|edge| starts.iter().any(|start| edge.request.specifier.value.starts_with(start)))
        };
        let paths = package.files().iter().map(|(path, _)| path);
        Self {
            gives_anything: asks(&["mock"])
                || graph.iter().any(|(_, module)| patches(module) && !is_known(module)),
            names_packages: asks(&["module-alias", "tsconfig-paths", "app-module-path"]),
            stems: paths.flat_map(stems).collect(),
        }
    }

    fn may_mend(&self, fault: &Fault, directory: &str, specifier: &str) -> bool {
        match fault.kind {
            _ if is_of_text(fault) => true,
            FaultKind::Unloadable(_) => true,
            FaultKind::Unresolved(_) if specifier.starts_with('.') => {
                self.gives_anything || self.finds(directory, specifier)
            }
            FaultKind::Unresolved(_) | FaultKind::Undeclared { .. } => {
                self.gives_anything || self.names_packages
            }
            FaultKind::OutsidePackage | FaultKind::UnknownBuiltin => self.gives_anything,
            _ => false,
        }
    }

    /// Tells whether a file of another ending is packed.
    fn finds(&self, directory: &str, specifier: &str) -> bool {
        let Some(path) = beside(directory, specifier) else { return false };
        let plain = [".js", ".cjs", ".mjs"].iter().find_map(|ending| path.strip_suffix(ending));
        self.stems.contains(plain.unwrap_or(&path))
    }
}

/// Tells whether a module is of another package whose hooks are known by its name.
fn is_known(module: &Module) -> bool {
    let mut folders = module.path.directory().split('/');
    let is_hook = |folder: &str| HOOKS.iter().any(|hook| hook.split('/').next() == Some(folder));
    module.path.is_outside() && folders.any(is_hook)
}

fn stems(path: &PackagePath) -> impl Iterator<Item = String> {
    let whole = path.as_str();
    let start = whole.len() - path.file_name().len();
    let ends = whole.match_indices('.').map(|(at, _)| at).filter(move |at| *at > start);
    let folder = path.file_name().starts_with("index.").then(|| path.directory().to_owned());
    ends.filter_map(|at| Some(whole.get(..at)?.to_owned())).chain(folder).collect::<Vec<_>>().into_iter()
}

/// Tells whether a fault is that of a module's own text.
fn is_of_text(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::Syntax | FaultKind::ModuleSyntaxInCommonJs)
}
