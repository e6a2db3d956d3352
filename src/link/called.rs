//! The variables that a call of another module's function certainly reads, be it through functions of further modules.

use crate::{
    hash::{HashMap, HashSet},
    link::{
        exports::{Binding, BindingName, Export},
        graph::{ModuleGraph, ModuleId},
        names::NameResolver,
    },
    module::{BindingKind, CalledRead, ImportName},
    text::Span,
};

/// The most functions that are looked through for one.
const MOST_FUNCTIONS: usize = 32;

/// A read of a variable that throws as long as the module that declares it has not run.
#[derive(Clone, Copy)]
pub(super) struct CalledVariable<'g> {
    /// The module whose function reads it.
    pub module: ModuleId,
    pub read: &'g CalledRead,
    /// The module that declares it.
    pub maker: ModuleId,
    /// The place of the declaration; an own variable of the reading module needs none.
    pub declared: Span,
    of_namespace: bool,
}

/// Answers about functions: each is asked for once.
pub(super) struct CalledVariables<'g> {
    graph: &'g ModuleGraph,
    known: HashMap<(ModuleId, String), Vec<CalledVariable<'g>>>,
}

/// A step of a call.
enum CalledStep<'g> {
    Reads(CalledVariable<'g>),
    Calls(ModuleId, String),
}

impl<'g> CalledVariable<'g> {
    /// The name by which V8 tells of it.
    pub(super) fn name(self) -> &'g String {
        self.read.member.as_ref().filter(|_| self.of_namespace).unwrap_or(&self.read.name)
    }
}

impl<'g> CalledVariables<'g> {
    pub(super) fn new(graph: &'g ModuleGraph) -> Self {
        Self { graph, known: HashMap::default() }
    }

    /// Returns the variables that a call of a function of a module reads.
    pub(super) fn of(
        &mut self,
        names: &mut NameResolver<'_>,
        maker: ModuleId,
        function: &str,
    ) -> &[CalledVariable<'g>] {
        let graph = self.graph;
        let key = (maker, function.to_owned());
        self.known.entry(key).or_insert_with(|| found(graph, names, maker, function))
    }
}

fn found<'g>(
    graph: &'g ModuleGraph,
    names: &mut NameResolver<'_>,
    maker: ModuleId,
    function: &str,
) -> Vec<CalledVariable<'g>> {
    let mut open = vec![(maker, function.to_owned())];
    let (mut seen, mut found) = (HashSet::default(), Vec::new());
    while let Some((module, function)) = open.pop().filter(|_| seen.len() < MOST_FUNCTIONS) {
        for read in reads_of(graph, module, &function) {
            match step(graph, names, module, read) {
                Some(CalledStep::Reads(variable)) => found.push(variable),
                Some(CalledStep::Calls(module, function)) => open.push((module, function)),
                None => {}
            }
        }
        seen.insert((module, function));
        open.retain(|it| !seen.contains(it));
    }
    found
}

/// Returns what the function of that name reads, which stands together.
fn reads_of<'g>(graph: &'g ModuleGraph, module: ModuleId, function: &str) -> &'g [CalledRead] {
    let es = graph.get(module).and_then(|module| module.es());
    let reads = es.map(|es| es.called_reads.as_slice()).unwrap_or_default();
    let start = reads.partition_point(|it| it.function.as_str() < function);
    let end = reads.partition_point(|it| it.function.as_str() <= function);
    reads.get(start..end).unwrap_or_default()
}

fn step<'g>(
    graph: &'g ModuleGraph,
    names: &mut NameResolver<'_>,
    module: ModuleId,
    read: &'g CalledRead,
) -> Option<CalledStep<'g>> {
    let Some(import) = read.import else {
        let (maker, declared, of_namespace) = (module, Span::default(), false);
        return Some(CalledStep::Reads(CalledVariable { module, read, maker, declared, of_namespace }));
    };
    let entry = graph.get(module)?.es()?.imports.get(import)?;
    let (name, of_namespace) = match (&entry.name, &read.member) {
        (ImportName::Name(name), _) => (&name.value, false),
        (ImportName::Namespace, Some(member)) => (member, true),
        (ImportName::Namespace, None) => return None,
    };
    let Export::Found(Binding { module: maker, name: BindingName::Export(name) }) =
        names.resolve(graph.get(module)?.destination(entry.request), name)
    else {
        return None;
    };
    let export = names.local_export(maker, &name)?;
    if export.kind.has_dead_zone() {
        let declared = export.declared;
        return Some(CalledStep::Reads(CalledVariable { module, read, maker, declared, of_namespace }));
    }
    let calls_it = read.is_called && (of_namespace || read.member.is_none());
    (calls_it && export.kind == BindingKind::Function).then(|| CalledStep::Calls(maker, export.local.clone()))
}
