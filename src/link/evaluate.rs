//! The order of evaluation, and the reads that certainly come before the binding is initialized.
//!
//! <https://tc39.es/ecma262/#sec-innermoduleevaluation>: depth first, in source order. Evaluation does not
//! wait for a module of a cycle that it has entered already. A module that awaits, and all that import it, run when
//! the others have run (`places`).

use crate::{
    hash::{HashMap, HashSet},
    link::{
        components::Components,
        exports::{Binding, BindingName, Export},
        fault::{Fault, FaultKind},
        graph::{Destination, Module, ModuleGraph, ModuleId},
        names::NameResolver,
        places::EvaluationPlaces,
        reach::{Backwards, LeadingModules},
    },
    module::{BindingRead, ImportEntry, ImportName, When},
    node::Profile,
    path::PackagePath,
    resolve::error::PackagePlace,
};

/// A read at the top level of a module, of a binding that it imports through its own cycle.
#[derive(Clone, Copy)]
pub(super) struct Suspect<'g> {
    pub reader: ModuleId,
    maker: ModuleId,
    /// The module that it imports the binding from.
    imported: ModuleId,
    read: &'g BindingRead,
}

/// The reads that may come too early, depending on the module at which a cycle is entered.
pub(super) struct Evaluation<'g> {
    graph: &'g ModuleGraph,
    suspects: Vec<Suspect<'g>>,
    backwards: Option<Backwards>,
    /// The modules that lead to a reader.
    leading: LeadingModules,
    places: EvaluationPlaces<'g>,
}

impl<'g> Evaluation<'g> {
    pub(super) fn new(graph: &'g ModuleGraph, names: &mut NameResolver<'_>, profile: &Profile) -> Self {
        let components = Components::new(graph);
        let mut suspects = Vec::new();
        for (reader, module) in graph.iter() {
            // Outside of a cycle every import has run before its importer does.
            let Some(es) = module.es().filter(|_| components.is_in_cycle(reader)) else { continue };
            let imports: HashMap<_, _> =
                es.imports.iter().map(|entry| (entry.local.value.as_str(), entry)).collect();
            for read in es.reads.iter().filter(|read| read.certain) {
                let Some(entry) = imports.get(read.local.as_str()) else { continue };
                let Destination::Module(imported) = *module.destination(entry.request) else { continue };
                // What is imported through a module outside of the cycle has run before.
                if components.share_cycle(reader, imported)
                    && let Some(maker) = maker(graph, names, reader, entry, read)
                    && maker != reader
                {
                    suspects.push(Suspect { reader, maker, imported, read });
                }
            }
        }
        let backwards = (!suspects.is_empty()).then(|| Backwards::new(graph, Module::links));
        let readers = suspects.iter().map(|suspect| suspect.reader);
        let leading =
            backwards.as_ref().map(|backwards| backwards.first_reached(readers)).unwrap_or_default();
        let pairs: Vec<_> = suspects.iter().map(|suspect| (suspect.reader, suspect.maker)).collect();
        let places = EvaluationPlaces::new(graph, components, backwards.as_ref(), &pairs, profile);
        Self { graph, suspects, backwards, leading, places }
    }

    /// Tells whether a module leads to any read that may come too early.
    pub(super) fn is_suspect(&self, root: ModuleId) -> bool {
        self.leading.from(self.places.start(root)).is_some()
    }

    /// Returns the reads that come too early when `root` is loaded: one for each module that fails.
    pub(super) fn early_reads(&self, root: ModuleId) -> Vec<Suspect<'g>> {
        let start = self.places.start(root);
        if self.leading.from(start).is_none() {
            return Vec::new();
        }
        let order = self.places.from(start);
        let mut failed = HashSet::default();
        let early = self.suspects.iter().filter(|suspect| {
            order.is_before(suspect.reader, suspect.maker) && failed.insert(suspect.reader)
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
        let to_reader = backwards.towards(suspect.reader);
        let through = |way: ModuleId| {
            let there = backwards.towards(way).chain(self.graph, suspect.reader)?;
            let back = to_reader.chain(self.graph, way)?;
            Some(there.into_iter().chain(back.into_iter().skip(1)).collect())
        };
        // The maker may stand beside the cycle, imported by one of its modules.
        through(suspect.maker).or_else(|| through(suspect.imported)).unwrap_or_default()
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
    let is_async = |id: ModuleId| graph.get(id).is_some_and(Module::awaits);
    // Others may run at an `await`, before or behind the read or the declaration.
    (has_dead_zone && !is_async(module) && !is_async(reader)).then_some(module)
}
