//! The changes of Node's loader behind the requests of a graph, by what each module and those that it loads may do.

use crate::{
    hash::HashSet,
    link::{
        graph::{Edge, Module, ModuleGraph, ModuleId},
        hook_names::{HookSetting, is_of_hook, named_hook},
        scan::owner,
    },
    module::{LoaderPowers, When},
};

/// The changes of one module with those that it loads, by the time at which they are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct ModulePowers {
    /// While it is loaded.
    loading: LoaderPowers,
    /// When functions that it gives are called.
    later: LoaderPowers,
}

/// A request that leads to a module, seen from there.
struct HookReferrer {
    id: ModuleId,
    /// True if the request is made while the referrer is loaded.
    is_loading: bool,
    /// True if the referrer calls, while it is loaded, what the request gives.
    is_called: bool,
}

/// The changes of the loader in a graph.
pub(super) struct HookPowers {
    modules: Vec<ModulePowers>,
}

impl HookPowers {
    /// Finds them; `None` if nothing changes the loader.
    pub fn of(graph: &ModuleGraph) -> Option<Self> {
        let modules: Vec<_> = graph.iter().map(|(_, module)| own_powers(module)).collect();
        let has_own = |module: &Module| {
            module.requests.iter().any(|it| !it.request.time.powers.and(it.request.time.own).is_none())
        };
        let is_any = modules.iter().any(|it| *it != ModulePowers::default());
        if !is_any && !graph.iter().any(|(_, module)| has_own(module)) {
            return None;
        }
        let mut found = Self { modules };
        found.spread(graph);
        Some(found)
    }

    /// Gives to each module the powers of those that it loads.
    fn spread(&mut self, graph: &ModuleGraph) {
        let referrers = referrers(graph);
        let has_powers = |(_, it): &(usize, &ModulePowers)| **it != ModulePowers::default();
        let mut open: Vec<_> = self.modules.iter().enumerate().filter(has_powers).map(|it| it.0).collect();
        while let Some(id) = open.pop() {
            let powers = self.modules.get(id).copied().unwrap_or_default();
            for referrer in referrers.get(id).into_iter().flatten() {
                let calls_own = graph.get(referrer.id).is_some_and(|it| it.effects.patches.calls_own);
                let Some(known) = self.modules.get_mut(referrer.id.0) else { continue };
                let before = *known;
                known.add(powers, referrer, calls_own);
                if *known != before {
                    open.push(referrer.id.0);
                }
            }
        }
    }

    fn of_target(&self, edge: &Edge) -> ModulePowers {
        edge.module().and_then(|id| self.modules.get(id.0)).copied().unwrap_or_default()
    }

    /// Returns for each request of a module the changes that are made before it, perhaps, by this module and those that it loads.
    pub fn behind(&self, module: &Module) -> Vec<LoaderPowers> {
        let mut order: Vec<_> = (0..module.requests.len()).collect();
        order.sort_by_key(|index| module.requests.get(*index).map(|edge| time_of(edge, *index)));
        let called = self.called(module);
        let own = self.own_later(module);
        let mut behind = vec![LoaderPowers::NONE; module.requests.len()];
        let mut made = LoaderPowers::NONE;
        for (index, edge) in order.iter().filter_map(|index| Some((*index, module.requests.get(*index)?))) {
            let time = edge.request.time;
            let calls = called.get(time.called.min(called.len().saturating_sub(1))).copied();
            let own = if time.calls_own { own } else { LoaderPowers::NONE };
            let powers = made.and(time.powers).and(calls.unwrap_or_default()).and(own);
            behind.get_mut(index).into_iter().for_each(|it| *it = powers);
            if edge.loads() && edge.request.when != When::Deferred {
                made = made.and(self.of_target(edge).loading).and(named(edge, HookSetting::Loaded));
            }
        }
        behind
    }

    /// Returns the powers of the calls of what requests gave: at each place those of all calls before it.
    fn called(&self, module: &Module) -> Vec<LoaderPowers> {
        let patches = &module.effects.patches;
        if patches.called.is_empty() {
            return Vec::new();
        }
        let by_place: crate::hash::HashMap<u32, LoaderPowers> = module
            .requests
            .iter()
            .map(|edge| {
                let powers = self.of_target(edge).later.and(named(edge, HookSetting::Called));
                (edge.request.specifier.span.start, powers)
            })
            .collect();
        let mut all = vec![LoaderPowers::NONE];
        let mut made = LoaderPowers::NONE;
        for place in &patches.called {
            made = made.and(by_place.get(place).copied().unwrap_or_default());
            all.push(made);
        }
        all
    }

    /// Returns the powers of functions that the module may call without being known.
    fn own_later(&self, module: &Module) -> LoaderPowers {
        let edges = module.requests.iter().filter(|edge| edge.loads());
        let of_edges = edges.map(|edge| {
            let target = self.of_target(edge);
            target.loading.and(target.later).and(named_any(edge))
        });
        let later = module.effects.patches.later;
        let own = if is_foreign(module) { called_of_dependency(later) } else { later };
        of_edges.fold(own, LoaderPowers::and)
    }
}

impl ModulePowers {
    /// Adds the powers of a module that this one asks for.
    fn add(&mut self, target: Self, referrer: &HookReferrer, calls_own: bool) {
        self.later = self.later.and(target.later);
        if referrer.is_loading {
            self.loading = self.loading.and(target.loading);
        } else {
            self.later = self.later.and(target.loading);
        }
        if calls_own {
            self.loading = self.loading.and(target.loading).and(target.later);
        }
        if referrer.is_called {
            self.loading = self.loading.and(target.later);
        }
    }
}

/// The changes that a module makes itself, or by modules that are known by their names.
fn own_powers(module: &Module) -> ModulePowers {
    if is_of_hook(module) {
        return ModulePowers::default();
    }
    let patches = &module.effects.patches;
    let called: HashSet<_> = patches.called.iter().collect();
    let (mut loading, mut later) = if is_foreign(module) {
        (of_dependency(patches.certain), called_of_dependency(patches.later))
    } else {
        (patches.loading, patches.later)
    };
    let mut own = later;
    for edge in &module.requests {
        let is_called = called.contains(&edge.request.specifier.span.start);
        match (edge.request.when, named_hook(edge)) {
            (_, None) => {}
            (When::Deferred, Some((_, powers))) => own = own.and(powers),
            (_, Some((HookSetting::Called, powers))) if !is_called => later = later.and(powers),
            (_, Some((_, powers))) => loading = loading.and(powers),
        }
    }
    later = later.and(own);
    if patches.calls_own {
        loading = loading.and(own);
    }
    ModulePowers { loading, later }
}

/// Tells whether a module is of another package, which may be packed with this one.
fn is_foreign(module: &Module) -> bool {
    module.path.is_outside() || !owner(&module.path).is_empty()
}

/// The powers that a change has which another package makes: it knows the endings of files and the names of packages, and not the files of
/// this one. Most only look at what is loaded.
fn of_dependency(powers: LoaderPowers) -> LoaderPowers {
    let if_any = |any: LoaderPowers, then| if powers.has(any) { then } else { LoaderPowers::NONE };
    let code = LoaderPowers::CODE.and(LoaderPowers::ANYTHING);
    let files = LoaderPowers::FILES.and(code);
    let packages = LoaderPowers::PACKAGES.and(LoaderPowers::ANYTHING);
    let compiled = if_any(files, LoaderPowers::FILES).and(if_any(code, LoaderPowers::SYNTAX));
    compiled.and(if_any(packages, LoaderPowers::PACKAGES))
}

/// The powers of a change that functions of another package make: only what reads files counts.
fn called_of_dependency(powers: LoaderPowers) -> LoaderPowers {
    let compiled = if powers.has(LoaderPowers::CODE) { LoaderPowers::SYNTAX } else { LoaderPowers::NONE };
    powers.common(LoaderPowers::FILES).and(compiled)
}

fn named(edge: &Edge, setting: HookSetting) -> LoaderPowers {
    named_hook(edge).filter(|hook| hook.0 == setting).map(|hook| hook.1).unwrap_or_default()
}

fn named_any(edge: &Edge) -> LoaderPowers {
    named_hook(edge).map(|hook| hook.1).unwrap_or_default()
}

/// Returns the time of a request among those of its module: static imports come first.
fn time_of(edge: &Edge, index: usize) -> (bool, u32, usize) {
    let is_code = edge.request.when != When::Link;
    (is_code, if is_code { edge.request.time.order } else { 0 }, index)
}

/// Returns the requests that lead to each module.
fn referrers(graph: &ModuleGraph) -> Vec<Vec<HookReferrer>> {
    let mut referrers: Vec<_> = graph.iter().map(|_| Vec::new()).collect();
    for (id, module) in graph.iter() {
        let called: HashSet<_> = module.effects.patches.called.iter().collect();
        for edge in module.requests.iter().filter(|edge| edge.loads()) {
            let is_loading = edge.request.when != When::Deferred;
            let is_called = called.contains(&edge.request.specifier.span.start);
            let list = edge.module().and_then(|target| referrers.get_mut(target.0));
            list.into_iter().for_each(|list| list.push(HookReferrer { id, is_loading, is_called }));
        }
    }
    referrers
}
