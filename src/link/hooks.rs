//! Modules that change how Node finds and reads others: of what is asked for behind them nothing is certain that the change may answer.

use std::sync::Arc;

use crate::{
    hash::{HashMap, HashSet},
    link::{
        fault::{Fault, FaultKind},
        graph::{Edge, Module, ModuleGraph, ModuleId},
        hook_powers::HookPowers,
    },
    module::{LoaderPowers, When},
    package::Package,
    path::{PackagePath, beside},
    text::Span,
};

/// The changes of Node's loader that were made before a module, perhaps, on every way that certainly leads there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Cover {
    /// Before it was found and read.
    whole: LoaderPowers,
    /// Before its code runs.
    code: LoaderPowers,
}

/// Makes the faults uncertain that stand behind a hook which may mend them, whatever certainly leads to them from these modules.
pub(super) fn doubt_hooked(
    package: &Package,
    graph: &mut ModuleGraph,
    roots: impl Iterator<Item = ModuleId>,
) {
    let Some(powers) = HookPowers::of(graph) else { return };
    let behind: Vec<_> = graph.iter().map(|(_, module)| powers.behind(module)).collect();
    let covers = reached(graph, &behind, roots);
    let files = HookedFiles::of(package);
    let are_node_s: Vec<_> = graph.iter().map(|(_, module)| is_node_s(&module.path)).collect();
    for ((module, behind), cover) in graph.modules.iter_mut().zip(behind).zip(covers) {
        let cover = cover.unwrap_or_default();
        let is_any = |powers: &LoaderPowers| !powers.is_none();
        let is_own = |edge: &Edge| is_any(&edge.request.time.own);
        module.is_hooked =
            is_any(&cover.code) || behind.iter().any(is_any) || module.requests.iter().any(is_own);
        if module.is_hooked {
            doubt_faults(module, &behind, cover, &files);
            doubt_requests(module, &are_node_s);
        }
    }
}

fn doubt_faults(module: &mut Module, behind: &[LoaderPowers], cover: Cover, files: &HookedFiles) {
    let mut asked: HashMap<Span, (LoaderPowers, Vec<&str>)> = HashMap::default();
    for (edge, behind) in module.requests.iter().zip(behind) {
        let own = if edge.request.when == When::Link {
            cover.whole
        } else {
            cover.code.and(*behind).and(edge.request.time.own)
        };
        let (powers, specifiers) = asked.entry(edge.request.specifier.span).or_default();
        *powers = powers.and(own);
        specifiers.push(&edge.request.specifier.value);
    }
    let directory = module.path.directory();
    let is_doubtful = |fault: &Fault| {
        let nothing = (LoaderPowers::NONE, Vec::new());
        let (powers, specifiers) = asked.get(&fault.at.span).unwrap_or(&nothing);
        let finds = || specifiers.iter().any(|specifier| files.finds(directory, specifier));
        let is_near = specifiers.iter().any(|specifier| specifier.starts_with('.'));
        may_spare(fault, cover.whole, &module.path) || may_mend(fault, *powers, is_near, finds)
    };
    for fault in module.faults.iter_mut().filter(|fault| is_doubtful(fault)) {
        let fault = Arc::make_mut(fault);
        fault.when = fault.when.max(When::Conditional);
    }
    for fault in module.set_aside.iter_mut().filter(|fault| is_doubtful(fault)) {
        fault.when = fault.when.max(When::Conditional);
    }
}

/// Makes the requests uncertain behind which other code may run than that of the file.
fn doubt_requests(module: &mut Module, are_node_s: &[bool]) {
    let any = LoaderPowers::CODE.and(LoaderPowers::ANYTHING).and(LoaderPowers::SYNTAX);
    let is_doubtful = |edge: &&mut Edge| {
        let is_node_s = edge.module().and_then(|target| are_node_s.get(target.0)) == Some(&true);
        let powers = edge.request.time.powers.and(edge.request.time.own);
        powers.has(if is_node_s { any } else { any.and(LoaderPowers::FILES) })
    };
    for edge in module.requests.iter_mut().filter(is_doubtful) {
        let request = Arc::make_mut(&mut edge.request);
        request.when = request.when.max(When::Conditional);
    }
}

/// Finds the modules that are reached, with the changes that were made before them. What certainly leads to a module decides; where
/// nothing does, all ways do.
fn reached(
    graph: &ModuleGraph,
    behind: &[Vec<LoaderPowers>],
    roots: impl Iterator<Item = ModuleId>,
) -> Vec<Option<Cover>> {
    let mut known = vec![None; graph.len()];
    let certain = spread(graph, behind, (&mut known, &HashSet::default()), roots.collect(), Edge::is_certain);
    let starts = certain.iter().copied().collect();
    spread(graph, behind, (&mut known, &certain), starts, Edge::loads);
    known
}

/// Leads the changes along the edges, except to those modules that are settled; returns the modules that have a cover.
fn spread(
    graph: &ModuleGraph,
    behind: &[Vec<LoaderPowers>],
    (known, settled): (&mut Vec<Option<Cover>>, &HashSet<ModuleId>),
    starts: Vec<ModuleId>,
    follows: fn(&Edge) -> bool,
) -> HashSet<ModuleId> {
    let mut open = starts;
    for start in open.iter().filter(|start| !settled.contains(start)) {
        known.get_mut(start.0).into_iter().for_each(|known| *known = Some(Cover::default()));
    }
    let mut seen: HashSet<_> = open.iter().copied().collect();
    while let Some(id) = open.pop() {
        let Some((module, cover)) = graph.get(id).zip(known.get(id.0).copied().flatten()) else { continue };
        let requests = module.requests.iter().zip(behind.get(id.0).into_iter().flatten());
        for (edge, behind) in requests.filter(|(edge, _)| follows(edge)) {
            let Some(target) = edge.module().filter(|target| !settled.contains(target)) else { continue };
            if let Some(known) = known.get_mut(target.0)
                && meet(known, cover.through(edge, *behind))
            {
                seen.insert(target);
                open.push(target);
            }
        }
    }
    seen
}

/// Leaves what both ways to a module have, and tells whether that is news.
fn meet(known: &mut Option<Cover>, then: Cover) -> bool {
    let met = known.map_or(then, |known| Cover {
        whole: known.whole.common(then.whole),
        code: known.code.common(then.code),
    });
    known.replace(met) != Some(met)
}

impl Cover {
    /// Returns the changes that were made before the module that a request leads to.
    fn through(self, edge: &Edge, behind: LoaderPowers) -> Self {
        let code = self.code.and(behind);
        match edge.request.when {
            When::Link => Self { whole: self.whole, code },
            _ => Self { whole: code, code },
        }
    }
}

/// The packed files, as compilers find them.
struct HookedFiles {
    /// The paths without their endings, and the folders with an index or a package.json.
    stems: HashSet<String>,
}

impl HookedFiles {
    fn of(package: &Package) -> Self {
        let is_code = |path: &&PackagePath| !NO_CODE.iter().any(|ending| path.as_str().ends_with(ending));
        let paths = package.files().iter().map(|(path, _)| path).filter(is_code);
        Self { stems: paths.flat_map(stems).collect() }
    }

    /// Tells whether a file of another ending is packed, or may be in another package.
    fn finds(&self, directory: &str, specifier: &str) -> bool {
        if !specifier.starts_with('.') {
            return has_subpath(specifier);
        }
        let Some(path) = beside(directory, specifier) else { return false };
        let plain = [".js", ".cjs", ".mjs"].iter().find_map(|ending| path.strip_suffix(ending));
        self.stems.contains(plain.unwrap_or(&path))
    }
}

/// Tells whether a specifier names a file of another package.
fn has_subpath(specifier: &str) -> bool {
    let slashes = specifier.matches('/').count();
    slashes > usize::from(specifier.starts_with('@'))
}

/// Endings of files that nobody loads, and that lie beside those which a build writes.
const NO_CODE: [&str; 4] = [".d.ts", ".d.mts", ".d.cts", ".map"];

fn stems(path: &PackagePath) -> impl Iterator<Item = String> {
    let whole = path.as_str();
    let start = whole.len() - path.file_name().len();
    let ends = whole.match_indices('.').map(|(at, _)| at).filter(move |at| *at > start);
    let stands_for_folder = path.file_name().starts_with("index.") || path.file_name() == "package.json";
    let folder = stands_for_folder.then(|| path.directory().to_owned());
    ends.filter_map(|at| Some(whole.get(..at)?.to_owned())).chain(folder).collect::<Vec<_>>().into_iter()
}

/// The endings that Node reads by itself: a reader of another ending changes nothing of these.
const NODE_S_ENDINGS: [&str; 5] = [".js", ".cjs", ".mjs", ".json", ".node"];

fn is_node_s(path: &PackagePath) -> bool {
    NODE_S_ENDINGS.contains(&path.extension())
}

/// Tells whether the changes before a module was read may keep a fault of it away.
fn may_spare(fault: &Fault, whole: LoaderPowers, path: &PackagePath) -> bool {
    let code = LoaderPowers::CODE.and(LoaderPowers::ANYTHING);
    match fault.kind {
        FaultKind::Syntax | FaultKind::ModuleSyntaxInCommonJs => {
            whole.has(code.and(if is_node_s(path) { LoaderPowers::SYNTAX } else { LoaderPowers::FILES }))
        }
        FaultKind::Unresolved(_)
        | FaultKind::Undeclared { .. }
        | FaultKind::Unloadable(_)
        | FaultKind::OutsidePackage
        | FaultKind::UnknownBuiltin => whole.has(code),
        _ => false,
    }
}

/// Tells whether the changes before a request may answer it.
fn may_mend(fault: &Fault, powers: LoaderPowers, is_near: bool, finds: impl Fn() -> bool) -> bool {
    let anything = LoaderPowers::ANYTHING;
    match fault.kind {
        FaultKind::Unloadable(_) => powers.has(anything.and(LoaderPowers::FILES).and(LoaderPowers::CODE)),
        FaultKind::Unresolved(_) if is_near => {
            powers.has(anything) || powers.has(LoaderPowers::FILES) && finds()
        }
        FaultKind::Unresolved(_) if powers.has(LoaderPowers::FILES) && finds() => true,
        FaultKind::Unresolved(_) | FaultKind::Undeclared { .. } => {
            powers.has(anything.and(LoaderPowers::PACKAGES))
        }
        FaultKind::OutsidePackage | FaultKind::UnknownBuiltin => powers.has(anything),
        _ => false,
    }
}
