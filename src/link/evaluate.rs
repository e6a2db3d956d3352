//! The order of evaluation, and the reads that certainly come before the binding is initialized.
//!
//! <https://tc39.es/ecma262/#sec-innermoduleevaluation>: depth first, in source order. Evaluation does not
//! wait for a module of a cycle that it has entered already.

use crate::{
    hash::{HashMap, HashSet},
    link::{
        components::Components,
        exports::{Binding, BindingName, Export},
        fault::{Fault, FaultKind},
        graph::{Module, ModuleGraph, ModuleId},
        names::NameResolver,
        reach::{Backwards, LeadingModules},
    },
    module::{BindingRead, ImportEntry, ImportName, When},
    path::PackagePath,
    resolve::error::PackagePlace,
};

/// A read at the top level of a module, of a binding that another module of the same cycle makes.
#[derive(Clone, Copy)]
pub(super) struct Suspect<'g> {
    pub reader: ModuleId,
    maker: ModuleId,
    read: &'g BindingRead,
}

/// The reads that may come too early, depending on the module at which a cycle is entered.
pub(super) struct Evaluation<'g> {
    graph: &'g ModuleGraph,
    suspects: Vec<Suspect<'g>>,
    backwards: Option<Backwards>,
    /// The modules that lead to a suspect; no other module decides anything about their order.
    leading: LeadingModules,
}

impl<'g> Evaluation<'g> {
    pub(super) fn new(graph: &'g ModuleGraph, names: &mut NameResolver<'_>) -> Self {
        let components = Components::new(graph);
        let mut suspects = Vec::new();
        for (reader, module) in graph.iter() {
            // Outside of a cycle every import has run before its importer does.
            let Some(es) = module.es().filter(|_| components.is_in_cycle(reader)) else { continue };
            let imports: HashMap<_, _> =
                es.imports.iter().rev().map(|entry| (entry.local.value.as_str(), entry)).collect();
            for read in es.reads.iter().filter(|read| read.certain) {
                let Some(entry) = imports.get(read.local.as_str()) else { continue };
                let Some(maker) = maker(graph, names, reader, entry, read) else { continue };
                if components.share_cycle(reader, maker) {
                    suspects.push(Suspect { reader, maker, read });
                }
            }
        }
        let backwards = (!suspects.is_empty()).then(|| Backwards::new(graph, Module::links));
        let readers = suspects.iter().map(|suspect| suspect.reader);
        let leading =
            backwards.as_ref().map(|backwards| backwards.first_reached(readers)).unwrap_or_default();
        Self { graph, suspects, backwards, leading }
    }

    /// Tells whether a module leads to any read that may come too early.
    pub(super) fn is_suspect(&self, root: ModuleId) -> bool {
        self.leading.from(root).is_some()
    }

    /// Returns the reads that come too early when evaluation starts at `root`: one for each module that
    /// fails.
    pub(super) fn early_reads(&self, root: ModuleId) -> Vec<Suspect<'g>> {
        if !self.is_suspect(root) {
            return Vec::new();
        }
        let order = self.evaluation_order(root);
        let mut failed = HashSet::default();
        let early = self.suspects.iter().filter(|suspect| {
            let (reader, maker) = (order.get(&suspect.reader), order.get(&suspect.maker));
            matches!((reader, maker), (Some(reader), Some(maker)) if reader < maker)
                && failed.insert(suspect.reader)
        });
        early.copied().collect()
    }

    /// Returns the error that Node throws for an early read.
    pub(super) fn fault(&self, suspect: Suspect<'_>) -> Option<Fault> {
        let name = suspect.read.member.as_ref().unwrap_or(&suspect.read.local);
        Some(Fault {
            kind: FaultKind::ReadBeforeInitialization { name: name.clone(), cycle: self.cycle(suspect) },
            code: "ReferenceError",
            message: format!("Cannot access '{name}' before initialization"),
            missing: None,
            at: PackagePlace { file: self.graph.get(suspect.reader)?.path.clone(), span: suspect.read.span },
            when: When::Eager,
        })
    }

    /// Returns the files from the reader to the maker and back to the reader.
    fn cycle(&self, suspect: Suspect<'_>) -> Vec<PackagePath> {
        let Some(backwards) = &self.backwards else { return Vec::new() };
        let there = backwards.towards(suspect.maker).chain(self.graph, suspect.reader);
        let back = backwards.towards(suspect.reader).chain(self.graph, suspect.maker);
        let back = back.into_iter().flatten().skip(1);
        there.into_iter().flatten().chain(back).collect()
    }

    /// Returns the place in the order of evaluation, counted from 0, of each module that leads to a suspect.
    fn evaluation_order(&self, root: ModuleId) -> HashMap<ModuleId, usize> {
        let mut order = HashMap::default();
        let mut entered = HashSet::from_iter([root]);
        let mut open = vec![(root, self.links(root))];
        while let Some((id, rest)) = open.last_mut() {
            match rest.next() {
                Some(next) if entered.insert(next) => open.push((next, self.links(next))),
                Some(_) => {}
                None => {
                    order.insert(*id, order.len());
                    open.pop();
                }
            }
        }
        order
    }

    fn links(&self, id: ModuleId) -> impl Iterator<Item = ModuleId> + use<'_, 'g> {
        let links = self.graph.get(id).map(Module::links).unwrap_or_default();
        links.into_iter().filter(|id| self.leading.from(*id).is_some())
    }
}

/// Returns the module that makes the binding of a read, if that binding has a temporal dead zone.
fn maker(
    graph: &ModuleGraph,
    names: &mut NameResolver<'_>,
    reader: ModuleId,
    entry: &ImportEntry,
    read: &BindingRead,
) -> Option<ModuleId> {
    let name = match (&entry.name, &read.member) {
        (ImportName::Name(name), _) => &name.value,
        (ImportName::Namespace, Some(member)) => member,
        (ImportName::Namespace, None) => return None,
    };
    let destination = graph.get(reader)?.destination(entry.request);
    let Export::Found(Binding { module, name: BindingName::Export(name) }) = names.resolve(destination, name)
    else {
        return None;
    };
    let has_dead_zone = names.local_export(module, &name)?.kind.has_dead_zone();
    let is_async = |id: ModuleId| {
        graph.get(id).and_then(|module| module.es()).is_some_and(|es| es.top_level_await.is_some())
    };
    // An `await` lets other modules run in between, so that this order does not tell which comes first.
    (has_dead_zone && !is_async(module) && !is_async(reader)).then_some(module)
}
