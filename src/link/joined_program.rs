//! The modules of an entry point that are read as one program, with what is known of each by itself.

use std::sync::Arc;

use crate::{
    hash::{HashMap, HashSet},
    link::{
        fault::Fault,
        graph::{Edge, Module, ModuleGraph, ModuleId},
    },
    module::{ModuleRequest, When},
    path::PackagePath,
    resolve::error::PackagePlace,
    text::Span,
};

/// The modules of a program, each look-up of which takes one step: hostile ones have many requests and many faults.
pub(super) struct JoinedProgram<'g> {
    modules: Vec<&'g Module>,
    /// True if one of them is an ES module.
    has_es: bool,
    /// The requests that each module shows by itself, by their offsets.
    requests: HashMap<(usize, u32), &'g Edge>,
    /// The faults that are known of each module by itself, where it is not certain that Node gets there.
    open: HashMap<(usize, Span), Vec<Arc<Fault>>>,
    /// The places of faults that are told in any case, by a module here or by an entry point that this one imports.
    told: HashSet<PackagePlace>,
    /// One module of each folder.
    pub places: Vec<&'g PackagePath>,
}

impl<'g> JoinedProgram<'g> {
    pub fn new(
        graph: &'g ModuleGraph,
        order: &[ModuleId],
        late: &[Vec<Arc<Fault>>],
        found: &HashMap<ModuleId, Vec<Arc<Fault>>>,
    ) -> Self {
        let (mut requests, mut open) = (HashMap::default(), HashMap::default());
        let (mut told, mut folders) = (HashSet::default(), HashSet::default());
        let modules: Vec<_> = order.iter().filter_map(|id| Some((*id, graph.get(*id)?))).collect();
        for (part, (id, module)) in modules.iter().enumerate() {
            requests.extend(module.requests.iter().map(|edge| ((part, edge.request.span.start), edge)));
            let known = || module.faults.iter().chain(late.get(id.0).into_iter().flatten());
            for fault in known().filter(|it| is_open(it)) {
                open.entry((part, fault.at.span)).or_insert_with(Vec::new).push(Arc::clone(fault));
            }
            let others = found.get(id).into_iter().flatten();
            told.extend(known().chain(others).filter(|it| it.is_certain()).map(|it| it.at.clone()));
        }
        let modules: Vec<_> = modules.into_iter().map(|(_, module)| module).collect();
        let has_es = modules.iter().any(|module| module.es().is_some());
        let paths = modules.iter().map(|module| &module.path);
        let places = paths.filter(|path| folders.insert(path.directory())).collect();
        Self { modules, has_es, requests, open, told, places }
    }

    pub fn module(&self, part: usize) -> Option<&'g Module> {
        self.modules.get(part).copied()
    }

    /// Tells whether a module is CommonJS that an ES module of the program loads.
    pub fn is_wrapped(&self, part: usize) -> bool {
        self.has_es && self.module(part).is_some_and(|module| module.es().is_none())
    }

    /// Tells whether a request that no reading of a module by itself has shown leads to a file, which then runs, too.
    pub fn leads_elsewhere(&self, part: usize, request: &ModuleRequest) -> bool {
        request.specifier.value.starts_with(['.', '/', '#']) && !self.is_known(part, request)
    }

    fn is_known(&self, part: usize, request: &ModuleRequest) -> bool {
        self.requests.contains_key(&(part, request.span.start))
    }

    /// Returns the request as the module by itself shows it.
    pub fn shown(&self, part: usize, request: &ModuleRequest) -> Option<&'g Edge> {
        self.requests.get(&(part, request.span.start)).copied()
    }

    /// Returns the faults of a request, if a reading of the module by itself has shown the request.
    pub fn open_faults(&self, part: usize, request: &ModuleRequest) -> Option<&[Arc<Fault>]> {
        let faults = || self.open.get(&(part, request.specifier.span)).map_or(&[][..], Vec::as_slice);
        self.is_known(part, request).then(faults)
    }

    pub fn is_told(&self, place: &PackagePlace) -> bool {
        self.told.contains(place)
    }
}

/// Tells whether Node may get to a fault without being certain to.
pub(super) fn is_open(fault: &Fault) -> bool {
    matches!(fault.when, When::Conditional | When::Deferred)
}
