//! The versions of Node in which a fault shows, where several were asked.

use crate::{
    facts::{Facts, Problem, ThrownBy},
    hash::HashMap,
    link::fault::{Fault, FaultKind},
    path::PackagePath,
};

/// For each place of a fault, the versions that have it.
pub(in crate::rules) struct NodesOfFaults<'f> {
    all: Vec<String>,
    at: HashMap<(&'f PackagePath, u32), Vec<usize>>,
}

impl<'f> NodesOfFaults<'f> {
    /// Gathers the places of the faults of some kind.
    pub fn of(facts: &'f Facts<'_>, is_asked: impl Fn(&FaultKind) -> bool) -> Self {
        let mut at: HashMap<_, Vec<usize>> = HashMap::default();
        for (index, node) in facts.nodes.iter().enumerate() {
            let faults = node.linkage.graph.iter().flat_map(|(_, module)| &module.faults);
            for fault in faults.filter(|fault| is_asked(&fault.kind)) {
                let versions = at.entry(place(fault)).or_default();
                if versions.last() != Some(&index) {
                    versions.push(index);
                }
            }
        }
        Self { all: facts.nodes.iter().map(|node| node.node.version.to_string()).collect(), at }
    }

    /// Returns the versions that have a problem: `20.18 or 22`.
    pub fn words(&self, problem: &Problem) -> String {
        let known = match &problem.thrown {
            ThrownBy::Fault(fault) => self.at.get(&place(fault)),
            ThrownBy::Target { .. } | ThrownBy::Unkept(_) => None,
        };
        let named: Vec<&str> = match known {
            Some(known) => {
                known.iter().filter_map(|index| self.all.get(*index)).map(String::as_str).collect()
            }
            None => self.all.iter().map(String::as_str).collect(),
        };
        named.join(" or ")
    }
}

fn place(fault: &Fault) -> (&PackagePath, u32) {
    (&fault.at.file, fault.at.span.start)
}
