//! Global names that two files of one closure declare so that TypeScript refuses them (TS2300, TS2403, TS2451).

use std::collections::BTreeMap;

use crate::{
    declarations::GlobalDeclaration,
    hash::{HashMap, HashSet},
    types::{
        family::TypesFamily,
        graph::{TypesEdge, TypesGraph},
    },
};

/// The most names of a family for which it is asked whether something leads to both files.
const MOST_ASKED: usize = 16;

/// Two declarations of one name, each with its file.
pub(super) struct GlobalConflict<'g> {
    pub first: (usize, &'g GlobalDeclaration),
    pub second: (usize, &'g GlobalDeclaration),
}

/// The conflicts between files of the package that one import brings, both in the same family of modes.
pub(super) fn global_conflicts<'g>(graph: &'g TypesGraph<'_>) -> Vec<GlobalConflict<'g>> {
    let mut found = Vec::new();
    for family in [TypesFamily::Node, TypesFamily::Bundler] {
        let conflicts = in_family(graph, family);
        if conflicts.is_empty() {
            continue;
        }
        let from = importers(graph);
        let is_met = |conflict: &GlobalConflict<'_>| {
            let others = reaching(&from, conflict.second.0);
            reaching(&from, conflict.first.0).iter().any(|file| others.contains(file))
        };
        found.extend(conflicts.into_iter().take(MOST_ASKED).filter(is_met));
    }
    found
}

/// The first two declarations of each name that do not go together.
fn in_family<'g>(graph: &'g TypesGraph<'_>, family: TypesFamily) -> Vec<GlobalConflict<'g>> {
    let own = graph.files.iter().enumerate();
    let own = own.filter(|(_, file)| file.family == family && !file.path.is_outside());
    let mut by_name: BTreeMap<&str, Vec<(usize, &GlobalDeclaration)>> = BTreeMap::new();
    for (place, file) in own {
        let declarations = file.module.global_declarations.iter();
        for it in declarations.filter(|it| !file.module.silenced.holds(it.name.span)) {
            by_name.entry(it.name.value.as_str()).or_default().push((place, it));
        }
    }
    by_name.into_values().filter_map(|all| first_conflict(&all)).collect()
}

/// Each is compared with the first: of many, one pair is enough.
fn first_conflict<'g>(all: &[(usize, &'g GlobalDeclaration)]) -> Option<GlobalConflict<'g>> {
    let (first, others) = all.split_first()?;
    let other = others.iter().find(|other| other.0 != first.0 && first.1.kind.conflicts(other.1.kind))?;
    Some(GlobalConflict { first: *first, second: *other })
}

/// The files that lead to each file.
fn importers(graph: &TypesGraph<'_>) -> HashMap<usize, Vec<usize>> {
    let mut from: HashMap<usize, Vec<usize>> = HashMap::default();
    for (place, file) in graph.files.iter().enumerate() {
        for edge in file.edges.iter().chain(&file.augments) {
            if let TypesEdge::File(to) = edge {
                from.entry(*to).or_default().push(place);
            }
        }
    }
    from
}

/// A file with all that lead to it.
fn reaching(from: &HashMap<usize, Vec<usize>>, file: usize) -> HashSet<usize> {
    let mut reached = HashSet::default();
    let mut left = vec![file];
    while let Some(file) = left.pop() {
        if reached.insert(file) {
            left.extend(from.get(&file).into_iter().flatten());
        }
    }
    reached
}
