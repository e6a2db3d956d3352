//! The order of evaluation, and the reads that certainly come before the binding is initialized.
//!
//! <https://tc39.es/ecma262/#sec-innermoduleevaluation>: depth first, in source order. Evaluation does not
//! wait for a module of a cycle that it has entered already. A module that awaits, and all that import it, run when
//! the others have run (`places`).

use crate::{
    hash::{HashMap, HashSet},
    link::{
        called::{CalledVariable, CalledVariables},
        components::Components,
        exports::{Binding, BindingName, Export},
        fault::{Fault, FaultKind},
        graph::{Destination, Module, ModuleGraph, ModuleId},
        names::NameResolver,
        places::EvaluationPlaces,
        reach::Backwards,
    },
    module::{BindingKind, BindingRead, ImportEntry, ImportName, ValueUse, When},
    node::Profile,
    path::PackagePath,
    resolve::error::PackagePlace,
    text::Span,
};

/// A read at the top level of a module, of a binding that it imports through its own cycle.
#[derive(Clone, Copy)]
pub(super) struct Suspect<'g> {
    pub reader: ModuleId,
    maker: ModuleId,
    /// The module that it imports the binding from.
    imported: ModuleId,
    read: &'g BindingRead,
    /// True if the read is of a member of a module's namespace.
    of_namespace: bool,
    /// True if the binding has no value then, and its use fails; else the read does.
    is_valueless: bool,
    /// The read of the maker's variable that a call of the imported function makes, and that fails.
    called: Option<CalledVariable<'g>>,
}

/// The reads that may come too early, depending on the module at which a cycle is entered.
pub(super) struct Evaluation<'g> {
    graph: &'g ModuleGraph,
    suspects: Vec<Suspect<'g>>,
    backwards: Option<Backwards>,
    places: EvaluationPlaces<'g>,
}

impl<'g> Evaluation<'g> {
    pub(super) fn new(graph: &'g ModuleGraph, names: &mut NameResolver<'_>, profile: &Profile) -> Self {
        let components = Components::new(graph);
        let mut suspects = Vec::new();
        let mut called = CalledVariables::new(graph);
        for (reader, module) in graph.iter() {
            // Outside of a cycle every import has run before its importer does.
            let may_suspect = components.is_in_cycle(reader) || module.links().contains(&reader);
            let Some(es) = module.es().filter(|_| may_suspect) else { continue };
            let imports: HashMap<_, _> =
                es.imports.iter().map(|entry| (entry.local.value.as_str(), entry)).collect();
            for read in es.reads.iter().filter(|read| read.certain) {
                let Some(entry) = imports.get(read.local.as_str()) else { continue };
                let Destination::Module(imported) = *module.destination(entry.request) else { continue };
                // What is imported through a module outside of the cycle has run before.
                if imported == reader || components.share_cycle(reader, imported) {
                    suspects.extend(suspects_of(
                        graph,
                        (names, &mut called),
                        (reader, imported),
                        entry,
                        read,
                    ));
                }
            }
        }
        let backwards = (!suspects.is_empty()).then(|| Backwards::new(graph, Module::links));
        let pairs: Vec<_> = suspects.iter().map(|suspect| (suspect.reader, suspect.maker)).collect();
        let places = EvaluationPlaces::new(graph, components, backwards.as_ref(), &pairs, profile);
        Self { graph, suspects, backwards, places }
    }

    /// Tells whether a module leads to any read that may come too early.
    pub(super) fn is_suspect(&self, root: ModuleId) -> bool {
        self.places.is_asked(root)
    }

    /// Returns the reads that come too early when `root` is loaded: one for each module that fails.
    pub(super) fn early_reads(&self, root: ModuleId) -> Vec<Suspect<'g>> {
        if self.suspects.is_empty() {
            return Vec::new();
        }
        let order = self.places.from(self.places.start(root));
        let mut failed = HashSet::default();
        let early = self.suspects.iter().filter(|suspect| {
            let is_own = suspect.reader == suspect.maker && order.runs(suspect.reader);
            (is_own || order.is_before(suspect.reader, suspect.maker)) && failed.insert(suspect.reader)
        });
        early.copied().collect()
    }

    /// Returns the error that Node throws for an early read.
    pub(super) fn fault(&self, suspect: Suspect<'_>) -> Option<Fault> {
        let BindingRead { local, member, .. } = suspect.read;
        let reader = self.graph.get(suspect.reader)?;
        let own = PackagePlace { file: reader.path.clone(), span: suspect.read.span };
        let of_call = |it: CalledVariable<'_>| {
            let file = self.graph.get(it.module)?.path.clone();
            Some(PackagePlace { file, span: it.read.span })
        };
        let name = member.as_ref().filter(|_| suspect.of_namespace).unwrap_or(local);
        let name = suspect.called.map_or(name, CalledVariable::name);
        let (code, message) = if suspect.is_valueless {
            ("TypeError", words_of_undefined(suspect))
        } else {
            ("ReferenceError", format!("Cannot access '{name}' before initialization"))
        };
        Some(Fault {
            kind: FaultKind::ReadBeforeInitialization { name: name.clone(), cycle: self.cycle(suspect) },
            code,
            message,
            missing: None,
            at: suspect.called.map_or(Some(own), of_call)?,
            when: When::Eager,
        })
    }

    /// Returns the files from the reader to the maker and back to the reader.
    fn cycle(&self, suspect: Suspect<'_>) -> Vec<PackagePath> {
        let Some(backwards) = &self.backwards else { return Vec::new() };
        if suspect.imported == suspect.reader {
            let own = self.graph.get(suspect.reader).map(|module| module.path.clone());
            return own.iter().chain(&own).cloned().collect();
        }
        let to_reader = backwards.towards(suspect.reader);
        let through = |way: ModuleId| {
            let there = backwards.towards(way).chain(self.graph, suspect.reader)?;
            let back = to_reader.chain(self.graph, way)?;
            Some(there.into_iter().chain(back.into_iter().skip(1)).collect())
        };
        // The maker may stand beside the cycle, imported by one of its modules.
        let other = Some(suspect.maker).filter(|maker| *maker != suspect.reader);
        other.and_then(through).or_else(|| through(suspect.imported)).unwrap_or_default()
    }
}

/// Returns the suspects that a read is, if it or its use fails as long as the module that makes the binding, or one whose variable
/// the called function reads, has not run.
fn suspects_of<'g>(
    graph: &'g ModuleGraph,
    (names, called): (&mut NameResolver<'_>, &mut CalledVariables<'g>),
    (reader, imported): (ModuleId, ModuleId),
    entry: &ImportEntry,
    read: &'g BindingRead,
) -> Vec<Suspect<'g>> {
    let (name, of_namespace) = match (&entry.name, &read.member) {
        (ImportName::Name(name), _) => (&name.value, false),
        (ImportName::Namespace, Some(member)) => (member, true),
        (ImportName::Namespace, None) => return Vec::new(),
    };
    let destination = graph.get(reader).map(|it| it.destination(entry.request));
    let found = destination.map(|destination| names.resolve(destination, name));
    let Some(Export::Found(Binding { module: maker, name: BindingName::Export(name) })) = found else {
        return Vec::new();
    };
    let Some(export) = names.local_export(maker, &name) else { return Vec::new() };
    // Others may run at an `await`, before or behind the read or the declaration.
    let is_async = |id: ModuleId| graph.get(id).is_some_and(Module::awaits);
    let suspect = |maker, called: Option<CalledVariable<'g>>, is_valueless| Suspect {
        reader,
        maker,
        imported,
        read,
        of_namespace,
        is_valueless,
        called,
    };
    let calls_it = read.usage == ValueUse::Called && (of_namespace || read.member.is_none());
    let mut found = Vec::new();
    if export.kind == BindingKind::Function && calls_it && reader != maker {
        let variables = called.of(names, maker, &export.local).iter();
        let is_early =
            |it: &&CalledVariable<'_>| it.maker != reader || is_before_declaration(read, it.declared);
        found.extend(variables.filter(is_early).map(|it| suspect(it.maker, Some(*it), false)));
    }
    let is_valueless = !export.kind.has_dead_zone();
    let needs_value = export.kind == BindingKind::Var && needs_value(read, of_namespace);
    let is_early = maker != reader || is_before_declaration(read, export.declared);
    if (!is_valueless || needs_value) && is_early {
        found.push(suspect(maker, None, is_valueless));
    }
    found.retain(|it| !is_async(it.maker) && !is_async(reader));
    found
}

/// Tells whether a use of a binding fails if that is undefined.
fn needs_value(read: &BindingRead, of_namespace: bool) -> bool {
    let is_use = !matches!(read.usage, ValueUse::Read | ValueUse::Set);
    is_use || read.member.is_some() && !of_namespace
}

/// Tells whether a module reads a binding of its own before it declares it.
fn is_before_declaration(read: &BindingRead, declared: Span) -> bool {
    read.at_top && read.span.start < declared.start
}

/// Returns V8's words for a use of what is undefined.
fn words_of_undefined(suspect: Suspect<'_>) -> String {
    let BindingRead { local, member, usage, .. } = suspect.read;
    let whole = member.as_ref().map_or_else(|| local.clone(), |member| format!("{local}.{member}"));
    match (member.as_ref().filter(|_| !suspect.of_namespace), usage) {
        (Some(member), ValueUse::Set) => {
            format!("Cannot set properties of undefined (setting '{member}')")
        }
        (Some(member), _) => format!("Cannot read properties of undefined (reading '{member}')"),
        (None, ValueUse::Extended) => "Class extends value undefined is not a constructor or null".to_owned(),
        (None, ValueUse::Constructed) => format!("{whole} is not a constructor"),
        (None, _) => format!("{whole} is not a function"),
    }
}
