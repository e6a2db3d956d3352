//! The request that a fault is about: the one at its place, or the innermost around it.

use std::sync::Arc;

use crate::{
    facts::node_facts::NodeFacts,
    hash::{HashMap, HashSet},
    link::{fault::FaultKind, graph::Module},
    module::ModuleRequest,
    resolve::error::PackagePlace,
};

/// The requests of every module that has a fault.
pub(super) struct Requests<'f> {
    of: HashMap<&'f str, Vec<Around<'f>>>,
}

/// A request, and the index of the one that contains it. They are sorted by where they begin, so that a place
/// is inside the last request that begins before it, or inside one around that: spans of a text lie apart or
/// in each other.
struct Around<'f> {
    request: &'f Arc<ModuleRequest>,
    outer: Option<usize>,
}

impl<'f> Requests<'f> {
    pub(super) fn of(node: &'f NodeFacts) -> Self {
        let mut of: HashMap<&str, Vec<&Arc<ModuleRequest>>> = HashMap::default();
        // A fault that depends on the entry point at which evaluation starts is not among the module's own
        // faults.
        let causes = node.linkage.verdicts.iter().flat_map(|verdict| &verdict.causes);
        let depends_on_start = |kind: &FaultKind| {
            matches!(
                kind,
                FaultKind::RequiredInCycle { .. }
                    | FaultKind::RequiredBeforeItsTurn
                    | FaultKind::RequiredWhileWaiting { .. }
            )
        };
        let late = causes.filter(|cause| depends_on_start(&cause.fault.kind));
        let late: HashSet<&str> = late.map(|cause| cause.fault.at.file.as_str()).collect();
        let has_faults = |module: &&Module| !module.faults.is_empty() || late.contains(module.path.as_str());
        for module in node.linkage.graph.iter().map(|(_, module)| module).filter(has_faults) {
            let requests = of.entry(module.path.as_str()).or_default();
            requests.extend(module.requests.iter().map(|edge| &edge.request));
        }
        Self { of: of.into_iter().map(|(file, requests)| (file, nested(requests))).collect() }
    }

    /// Returns the request at a place, or the innermost around it.
    pub(super) fn at(&self, place: &PackagePlace) -> Option<&'f Arc<ModuleRequest>> {
        let requests = self.of.get(place.file.as_str())?;
        let mut at = requests.partition_point(|it| it.request.span.start <= place.span.start).checked_sub(1);
        while let Some(it) = at.and_then(|at| requests.get(at)) {
            if place.span.end <= it.request.span.end {
                return Some(it.request);
            }
            at = it.outer;
        }
        None
    }
}

/// Nests the requests. A file that is a module in two formats has its requests twice; the first of each
/// counts.
fn nested(mut requests: Vec<&Arc<ModuleRequest>>) -> Vec<Around<'_>> {
    // Of two requests that begin at one place, the longer comes first, as it is around the other.
    let place = |request: &ModuleRequest| (request.span.start, u32::MAX - request.span.end);
    requests.sort_by_key(|request| place(request));
    requests.dedup_by_key(|request| place(request));
    // `open` is a stack of the requests that have not ended where the next one begins.
    let (mut all, mut open) = (Vec::<Around<'_>>::with_capacity(requests.len()), Vec::<usize>::new());
    for request in requests {
        let ends_before = |&at: &usize| {
            all.get(at).is_some_and(|outer: &Around<'_>| outer.request.span.end < request.span.end)
        };
        while open.last().is_some_and(ends_before) {
            open.pop();
        }
        let outer = open.last().copied();
        open.push(all.len());
        all.push(Around { request, outer });
    }
    all
}
