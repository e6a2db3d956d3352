//! The faults that show only where the modules of an entry point are read as one program: one module declares the function that
//! another certainly calls, as in the chunks of a bundler.

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    hash::{HashMap, HashSet},
    link::{
        exports::{Binding, BindingName, Export},
        fault::{Fault, FaultKind},
        graph::{Destination, Edge, Module, ModuleGraph, ModuleId, ReachedBy, Record, mode_of},
        joined_program::{JoinedProgram, is_open},
        load::{no_addresses, wrapper_fault},
        names::NameResolver,
        reach::Backwards,
        request_faults::{specifier_of, unresolved},
        scan::owner,
        throws,
    },
    manifest::dependencies::DependencyKind,
    module::{
        CommonJsLink, EsModule, ImportEntry, ImportLinks, ImportName, IndirectExport, JoinLinks, JoinPart,
        JoinRoom, JoinedReading, Meter, ModuleRequest, ReadingSwitches, RequestKind, ThrowKind, When,
        read_joined,
    },
    package::Package,
    resolve::{NodeTarget, Resolver, error::ResolveError},
};

/// The looks at most, for all entry points together: at a module, a request, an import, a fault, or a place to resolve from.
const MOST_LOOKS: usize = 1 << 20;

/// The looks that one found fault counts as, which is copied for each entry point.
const LOOKS_OF_A_FAULT: usize = 8;

/// Finds these faults of one package.
pub(super) struct JoinedFaults<'j, 'g> {
    package: &'j Package,
    pub(super) graph: &'g ModuleGraph,
    names: &'j mut NameResolver<'g>,
    pub(super) node: &'j NodeTarget,
    has_require: bool,
    /// True if the package declares one of its own family: `jest` has `jest-cli`.
    has_kin: bool,
    room: JoinRoom,
    looks_left: usize,
    /// The faults of each root that was looked at.
    pub(super) found: HashMap<ModuleId, Vec<Arc<Fault>>>,
}

/// Tells whether a package has the name of this one and more: `jest-config` beside `jest`.
fn is_kin(package: &Package, name: &str) -> bool {
    name.strip_prefix(package.name()).is_some_and(|rest| rest.starts_with('-'))
}

impl<'j, 'g> JoinedFaults<'j, 'g> {
    pub(super) fn new(
        package: &'j Package,
        graph: &'g ModuleGraph,
        names: &'j mut NameResolver<'g>,
        node: &'j NodeTarget,
    ) -> Self {
        Self {
            package,
            graph,
            names,
            node,
            has_require: throws::defines(graph, "require"),
            has_kin: package
                .manifest()
                .is_some_and(|own| own.installed_names().any(|name| is_kin(package, name))),
            room: JoinRoom::default(),
            looks_left: MOST_LOOKS,
            found: HashMap::default(),
        }
    }

    /// Adds to the faults of each root those that it certainly reaches by calls of what it imports.
    pub(super) fn add(&mut self, roots: impl Iterator<Item = ModuleId>, late: &mut [Vec<Arc<Fault>>]) {
        let open = self.graph.iter().filter(|(id, module)| may_hold_more(module, late.get(id.0)));
        let open: Vec<_> = open.map(|(id, _)| id).collect();
        if open.is_empty() {
            return;
        }
        let leading = Backwards::new(self.graph, linked).first_reached(open.into_iter());
        let roots: BTreeSet<_> = roots.filter(|root| leading.from(*root).is_some()).collect();
        // An entry point comes before those that import it, which need not tell its faults again.
        let in_order = order_from(self.graph, roots.iter().copied(), |_, _| true);
        for root in in_order.into_iter().filter(|id| roots.contains(id)) {
            let order = self.evaluated(root);
            if !self.allows(&order, late) {
                return;
            }
            let is_joined = order.len() > 1 && self.are_closed(&order);
            let faults = if is_joined { self.of(&order, late) } else { Vec::new() };
            let faults: Vec<_> = faults.into_iter().map(Arc::new).collect();
            if let Some(late) = late.get_mut(root.0) {
                late.extend(faults.iter().map(Arc::clone));
            }
            self.found.insert(root, faults);
        }
    }

    /// Returns the modules that a module may run while it is evaluated, itself the last, but ES modules that CommonJS requires; ES
    /// modules in the order of evaluation.
    fn evaluated(&self, root: ModuleId) -> Vec<ModuleId> {
        let follows = |from: &Module, to: &Module| from.es().is_some() || to.es().is_none();
        order_from(self.graph, [root].into_iter(), follows)
    }

    /// Counts the looks that these modules take, and tells whether there may be so many.
    pub(super) fn allows(&mut self, order: &[ModuleId], late: &[Vec<Arc<Fault>>]) -> bool {
        let looks = |id: &ModuleId| {
            let module = self.graph.get(*id)?;
            let names = module.es().map_or(0, |es| es.imports.len() + es.indirect_exports.len());
            let found = late.get(id.0).into_iter().chain(self.found.get(id)).map(Vec::len).sum::<usize>();
            Some(1 + module.requests.len() + names + module.faults.len() + found)
        };
        let looks = order.iter().filter_map(looks).sum();
        self.look(looks)
    }

    pub(super) fn look(&mut self, looks: usize) -> bool {
        let left = self.looks_left.checked_sub(looks);
        self.looks_left = left.unwrap_or(0);
        left.is_some()
    }

    /// Tells whether these modules can be reached and changed only in ways that the joined text shows.
    fn are_closed(&self, order: &[ModuleId]) -> bool {
        let known: HashSet<_> = order.iter().copied().collect();
        let computes = self.graph.computed.iter().any(|(by, _)| known.contains(by));
        !computes && order.iter().filter_map(|id| self.graph.get(*id)).all(|it| self.is_closed(it, &known))
    }

    pub(super) fn is_closed(&self, module: &Module, known: &HashSet<ModuleId>) -> bool {
        let is_plain = |es: &EsModule| {
            let passes_namespace = |export: &IndirectExport| {
                let destination = module.destination(export.request);
                export.import == ImportName::Namespace && matches!(destination, Destination::Module(_))
            };
            es.top_level_await.is_none()
                && es.imports.iter().all(|entry| self.is_plain_import(module, entry))
                && !es.indirect_exports.iter().any(passes_namespace)
        };
        !module.is_hooked
            && module.requests.iter().all(|edge| self.is_known(module, edge, known))
            && module.es().is_none_or(is_plain)
    }

    /// Tells whether a request leads to nothing that could change one of the known modules unseen.
    pub(super) fn is_known(&self, module: &Module, edge: &Edge, known: &HashSet<ModuleId>) -> bool {
        match &edge.destination {
            Destination::Builtin(name) => {
                module.es().is_some() || name.trim_start_matches("node:") != "module"
            }
            Destination::Module(to) => match edge.request.kind {
                // A module that is loaded so runs later, as none here awaits.
                RequestKind::DynamicImport => module.es().is_some(),
                // The text of an ES module keeps such a request, and so what is loaded by it is another copy there.
                RequestKind::Require if module.es().is_some() => self.is_opaque(*to),
                RequestKind::Import | RequestKind::ExportFrom | RequestKind::Require => {
                    let is_own_copy = edge.request.specifier.value.rfind(['?', '#']).is_some_and(|at| at > 0);
                    self.is_opaque(*to) || (known.contains(to) && !is_own_copy)
                }
                _ => true,
            },
            _ => true,
        }
    }

    /// Tells whether an import takes names alone: an ES module's namespace is a way to everything, and so is Node's `module`.
    fn is_plain_import(&self, module: &Module, entry: &ImportEntry) -> bool {
        match (&entry.name, module.destination(entry.request)) {
            (ImportName::Namespace, Destination::Module(to)) => {
                self.graph.get(*to).is_some_and(|it| it.es().is_none())
            }
            (name, Destination::Builtin(builtin)) if builtin.trim_start_matches("node:") == "module" => {
                matches!(name, ImportName::Name(name) if name.value == "createRequire")
            }
            _ => true,
        }
    }

    fn is_opaque(&self, id: ModuleId) -> bool {
        self.graph.get(id).is_some_and(|module| matches!(module.record, Record::Opaque))
    }

    fn of(&mut self, order: &[ModuleId], late: &[Vec<Arc<Fault>>]) -> Vec<Fault> {
        let Some(JoinedReading { requests, throws, wrapper_reads }) = self.read(order) else {
            return Vec::new();
        };
        let program = JoinedProgram::new(self.graph, order, late, &self.found);
        if requests.iter().any(|(part, request)| program.leads_elsewhere(*part, request)) {
            return Vec::new();
        }
        let mut faults = Vec::new();
        for (part, request) in &requests {
            let found = self.requested(&program, *part, request);
            // A wrapper for `import` reads getters that nobody else does.
            let is_wrapped = program.is_wrapped(*part);
            faults.extend(found.into_iter().filter(|fault| !(is_wrapped && self.is_brought(fault))));
        }
        let shims =
            throws.into_iter().filter(|(_, throw)| matches!(throw.kind, ThrowKind::RequireShim { .. }));
        let shims =
            shims.filter_map(|(part, throw)| Some(throws::fault(&program.module(part)?.path, &throw)));
        faults.extend(shims.filter(|_| !self.has_require));
        let reads = wrapper_reads.iter().filter(|(_, read)| !throws::defines(self.graph, read.name));
        faults.extend(
            reads.filter_map(|(part, read)| {
                Some(wrapper_fault(&program.module(*part)?.path, read, When::Eager))
            }),
        );
        faults.retain(|fault| !program.is_told(&fault.at));
        if self.look(faults.len().saturating_mul(LOOKS_OF_A_FAULT)) { faults } else { Vec::new() }
    }

    /// Tells whether a package that is not declared is one of the package's own family, as another is that is declared and most likely
    /// brings it: jest 30 asks for jest-config, which jest-cli needs. Then it is there for most who install, and stays a warning.
    fn is_brought(&self, fault: &Fault) -> bool {
        let FaultKind::Undeclared { package, .. } = &fault.kind else { return false };
        self.has_kin && is_kin(self.package, package)
    }

    /// Returns the faults of a request that a call was not known to make.
    fn requested(&mut self, program: &JoinedProgram<'g>, part: usize, request: &ModuleRequest) -> Vec<Fault> {
        let faults = match program.open_faults(part, request) {
            Some(known) => known.iter().map(|fault| (**fault).clone()).collect(),
            None => self.unseen(program, part, request).into_iter().collect::<Vec<_>>(),
        };
        faults.into_iter().map(|fault| Fault { when: When::Eager, ..fault }).collect()
    }

    /// Returns the fault of a request that no reading of the module by itself has shown: the value that is called was unknown.
    fn unseen(&mut self, program: &JoinedProgram<'g>, part: usize, request: &ModuleRequest) -> Option<Fault> {
        let module = program.module(part)?;
        let specifier = specifier_of(request);
        let mut resolver = Resolver::new(self.package, mode_of(request.kind), self.node);
        let error = resolver.resolve_from(&module.path, &specifier).err()?;
        let ResolveError::PackageNotFound { package, .. } = &error else { return None };
        let declared =
            self.package.manifest().map(|it| it.declared(package)).unwrap_or(DependencyKind::Nowhere);
        if module.path.is_outside() || !owner(&module.path).is_empty() || declared.is_installed() {
            return None;
        }
        // Another module may have made the `require`, whose place counts.
        let mut places = program.places.iter();
        if !self.look(places.len()) || places.any(|place| resolver.resolve_from(place, &specifier).is_ok()) {
            return None;
        }
        let kind = FaultKind::Undeclared { package: package.clone(), declared };
        Some(Fault { kind, ..unresolved(&module.path, request, error) })
    }

    pub(super) fn read(&mut self, order: &[ModuleId]) -> Option<JoinedReading> {
        let modules: Vec<_> = order.iter().filter_map(|id| self.graph.get(*id)).collect();
        let sources: Option<Vec<_>> = modules.iter().map(|it| self.package.contents(&it.path)).collect();
        let sources = sources?;
        if !self.room.takes(sources.iter().map(|it| it.len()).sum()) {
            return None;
        }
        let numbers: HashMap<_, _> = order.iter().enumerate().map(|(number, id)| (*id, number)).collect();
        let parts = modules.into_iter().zip(sources);
        let parts = parts.map(|(module, source)| JoinPart { source, links: self.links(module, &numbers) });
        let parts: Vec<_> = parts.collect();
        let (profile, meter) = (self.node.version.profile(), Meter::new(self.package.limits()));
        let switches = ReadingSwitches::new(&profile);
        let read = read_joined(&parts, &switches, &meter, &mut self.room);
        if let Some(bytes) = self.room.refused {
            // What the system gives no memory for says nothing about the package.
            self.package.starve(&no_addresses(bytes));
        }
        read
    }

    fn links(&mut self, module: &'g Module, numbers: &HashMap<ModuleId, usize>) -> JoinLinks<'g> {
        match module.es() {
            Some(es) => JoinLinks::Imports(ImportLinks {
                names: self.imports(module, es, numbers),
                commonjs: self.commonjs(module, es, numbers),
            }),
            None => {
                let edges = module.requests.iter().filter(|edge| edge.request.kind == RequestKind::Require);
                let is_commonjs = |id: &ModuleId| self.graph.get(*id).is_some_and(is_commonjs);
                let known = edges.filter_map(|edge| {
                    let id = edge.module().filter(is_commonjs)?;
                    Some((edge.request.span.start, *numbers.get(&id)?))
                });
                JoinLinks::Requires(known.collect())
            }
        }
    }

    /// Returns the imports of bindings that one of these modules declares.
    fn imports(
        &mut self,
        module: &'g Module,
        es: &'g EsModule,
        numbers: &HashMap<ModuleId, usize>,
    ) -> HashMap<&'g str, (usize, &'g str)> {
        let mut imports = HashMap::default();
        for entry in &es.imports {
            let ImportName::Name(name) = &entry.name else { continue };
            if let Export::Found(Binding { module: maker, name: BindingName::Export(name) }) =
                self.names.resolve(module.destination(entry.request), &name.value)
                && let Some(number) = numbers.get(&maker)
                && let Some(export) = self.names.local_export(maker, &name)
            {
                imports.insert(entry.local.value.as_str(), (*number, export.local.as_str()));
            }
        }
        imports
    }

    /// Returns the CommonJS modules among these that a module imports.
    fn commonjs(
        &mut self,
        module: &'g Module,
        es: &EsModule,
        numbers: &HashMap<ModuleId, usize>,
    ) -> HashMap<u32, CommonJsLink> {
        let takes_all = |entry: &&ImportEntry| entry.name == ImportName::Namespace;
        let namespaces: HashSet<_> = es.imports.iter().filter(takes_all).map(|it| it.request).collect();
        let mut links = HashMap::default();
        for (request, edge) in module.requests.iter().enumerate() {
            let Some(id) = edge.module().filter(|id| self.graph.get(*id).is_some_and(is_commonjs)) else {
                continue;
            };
            let Some(part) = numbers.get(&id).copied().filter(|_| edge.request.when == When::Link) else {
                continue;
            };
            let names = namespaces.contains(&request).then(|| self.names.of(id).names);
            let names = names.into_iter().flatten().collect();
            links.insert(edge.request.specifier.span.start, CommonJsLink { part, names });
        }
        links
    }
}

/// Tells whether a module may fail by a function that it is not known to call.
fn may_hold_more(module: &Module, late: Option<&Vec<Arc<Fault>>>) -> bool {
    let mut faults = module.faults.iter().chain(late.into_iter().flatten());
    let may_ask = !module.effects.shims.is_empty()
        || module.effects.gives_require
        || module.effects.reads_wrapper_later;
    is_joined(module) && (may_ask || faults.any(|fault| is_open(fault)))
}

fn is_joined(module: &Module) -> bool {
    matches!(module.record, Record::Es(_) | Record::CommonJs) && module.reached_by == ReachedBy::Node
}

pub(super) fn is_commonjs(module: &Module) -> bool {
    matches!(module.record, Record::CommonJs)
}

/// Returns the modules that these lead to, and themselves, each behind those that it links to.
pub(super) fn order_from(
    graph: &ModuleGraph,
    roots: impl Iterator<Item = ModuleId>,
    follows: impl Fn(&Module, &Module) -> bool,
) -> Vec<ModuleId> {
    let links = |id: ModuleId| {
        let module = graph.get(id).filter(|it| is_joined(it))?;
        let is_followed = |next: &ModuleId| graph.get(*next).is_some_and(|next| follows(module, next));
        Some((id, linked(module).into_iter().filter(is_followed).collect::<Vec<_>>().into_iter()))
    };
    let (mut order, mut seen, mut stack) = (Vec::new(), HashSet::default(), Vec::new());
    for root in roots {
        stack.extend(seen.insert(root).then(|| links(root)).flatten());
        while let Some((id, rest)) = stack.last_mut() {
            match rest.next() {
                Some(next) => stack.extend(seen.insert(next).then(|| links(next)).flatten()),
                None => {
                    order.push(*id);
                    stack.pop();
                }
            }
        }
    }
    order
}

pub(super) fn linked(module: &Module) -> Vec<ModuleId> {
    let requires = || module.requests.iter().filter(|edge| edge.request.kind == RequestKind::Require);
    match module.es() {
        Some(_) => module.links(),
        None => requires().filter_map(Edge::module).collect(),
    }
}
