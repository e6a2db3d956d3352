//! The faults of modules that only those load who name their path.
//!
//! The scan asks as bundlers do where no entry point leads, so that it says nothing that Node would not. Without
//! "exports", Node loads such a module, too: this asks once more, as Node does.

use std::collections::BTreeMap;

use crate::{
    hash::HashMap,
    link::{
        commonjs::LexedAhead,
        evaluate::Evaluation,
        fault::{Fault, FaultKind},
        graph::{Destination, Module, ModuleGraph, ModuleId, ReachedBy},
        names::NameResolver,
        scan::Scanner,
    },
    package::Package,
    resolve::NodeTarget,
};

/// The faults that the graph does not have, of each module that Node reaches from no entry point.
pub fn faults_by_path(
    package: &Package,
    node: &NodeTarget,
    graph: &ModuleGraph,
) -> HashMap<ModuleId, Vec<Fault>> {
    // A new scanner takes every module for one that Node reaches, so that it asks as Node does, not as
    // bundlers do.
    let mut scanner = Scanner::new(package, node);
    let others = graph.iter().filter(|(_, module)| module.reached_by != ReachedBy::Node);
    let found = others.map(|(id, module)| (id, faults(module, &mut scanner)));
    found.filter(|(_, faults)| !faults.is_empty()).collect()
}

fn faults(module: &Module, scanner: &mut Scanner<'_>) -> Vec<Fault> {
    let mut faults = module.set_aside.clone();
    let certain = module.requests.iter().filter(|edge| edge.is_certain());
    // A request that bundlers refuse, too, has its fault in the graph already.
    for edge in certain.filter(|edge| edge.destination != Destination::Nowhere) {
        scanner.edge(&module.path, edge.request.clone(), &mut faults);
    }
    faults.retain(|fault| fault.breaks() && !matches!(fault.kind, FaultKind::Limit(_)));
    faults
}

/// Returns the modules that certainly run where one of these is loaded, without those that Node reaches from an entry point.
pub fn loaded_by_path(graph: &ModuleGraph, roots: &[ModuleId]) -> Vec<ModuleId> {
    let mut is_loaded = vec![false; graph.len()];
    let mut open = roots.to_vec();
    let mut loaded = Vec::new();
    while let Some(id) = open.pop() {
        let module = graph.get(id).filter(|module| module.reached_by != ReachedBy::Node);
        if let (Some(module), Some(known @ false)) = (module, is_loaded.get_mut(id.0)) {
            *known = true;
            loaded.push(id);
            open.extend(module.loads());
        }
    }
    loaded
}

/// The number of modules that are looked at in search of reads that come too early.
const MOST_STEPS: usize = 1 << 21;

/// The reads that come too early where a module of a circle of imports is the first that is loaded: one for each module that
/// fails, with those by whose paths it does.
pub fn early_reads_by_path(
    package: &Package,
    node: &NodeTarget,
    graph: &ModuleGraph,
    roots: impl Iterator<Item = ModuleId>,
) -> Vec<(Fault, Vec<ModuleId>)> {
    let mut names = NameResolver::new(graph, package, node, LexedAhead::default());
    let evaluation = Evaluation::new(graph, &mut names, &node.version.profile());
    let mut steps = 0;
    let mut found: BTreeMap<ModuleId, (Fault, Vec<ModuleId>)> = BTreeMap::new();
    for root in roots.filter(|root| evaluation.is_suspect(*root)) {
        steps += graph.len();
        if steps > MOST_STEPS {
            break;
        }
        for early in evaluation.early_reads(root) {
            match found.get_mut(&early.reader) {
                Some((_, by)) => by.push(root),
                // To find the circle takes searches of the graph, and so it is done once.
                None => {
                    steps += 3 * graph.len();
                    found.extend(evaluation.fault(early).map(|fault| (early.reader, (fault, vec![root]))));
                }
            }
        }
    }
    found.into_values().collect()
}
