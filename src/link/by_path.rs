//! The faults of modules that only those load who name their path.
//!
//! The scan asks as bundlers do where no entry point leads, so that it says nothing that Node would not. Without
//! "exports", Node loads such a module, too: this asks once more, as Node does.

use crate::{
    hash::HashMap,
    link::{
        fault::{Fault, FaultKind},
        graph::{Destination, Module, ModuleGraph, ModuleId, ReachedBy},
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
