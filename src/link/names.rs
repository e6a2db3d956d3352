//! GetExportedNames and ResolveExport over the graph.
//!
//! <https://tc39.es/ecma262/#sec-getexportednames>, <https://tc39.es/ecma262/#sec-resolveexport>. From a
//! CommonJS module, an ES module can import the names that Node's lexer finds there.

use std::{collections::BTreeSet, rc::Rc};

use crate::{
    hash::{HashMap, HashSet},
    limits::{Limit, LimitReached},
    link::{
        commonjs::{CommonJsNames, LexedAhead},
        exports::{Binding, BindingName, Export, ExportEntry, ExportedNames},
        graph::{Destination, ModuleGraph, ModuleId, Record},
        near::Nearest,
        offers::Offers,
    },
    module::{BindingKind, EsModule, ImportEntry, ImportName, LocalExport},
    node::{NodeVersion, Profile, builtin_exports, builtin_names},
    package::Package,
    resolve::{NodeTarget, format::Format},
};

/// Answers questions about exported names.
pub(super) struct NameResolver<'g> {
    pub(super) graph: &'g ModuleGraph,
    profile: Profile,
    pub(super) version: NodeVersion,
    commonjs: CommonJsNames<'g>,
    pub(super) indexes: HashMap<ModuleId, HashMap<&'g str, ExportEntry>>,
    /// The imports of modules that pass namespaces on, by the local name.
    imports: HashMap<ModuleId, HashMap<&'g str, &'g ImportEntry>>,
    known: HashMap<ModuleId, Known<'g>>,
    /// The number of remembered answers to questions of the search itself, and of names in remembered offers.
    remembered: usize,
    steps: u64,
    steps_allowed: Limit,
    suggestions: u32,
    nearest: Nearest,
    /// The names of the destination that was last asked for suggestions: missing names are often missing in
    /// one module.
    offered: Option<(Destination, BTreeSet<String>)>,
}

/// The number of answers and names that are remembered.
const MOST_REMEMBERED: usize = 1 << 20;

/// The number of names that get suggestions; to compare every missing name with every other would take too
/// long.
const MOST_SUGGESTIONS: u32 = 200;

/// A name that is asked of a module.
struct Question {
    id: ModuleId,
    name: Rc<str>,
}

/// The answer of one module to a question.
enum NameAnswer {
    Export(Export),
    /// Another module has the answer.
    Ask(Question),
    /// The module's `export *` have the answer.
    Stars,
}

/// The step after an answer.
enum Next {
    Ask(Question),
    Known(Export),
    /// The answer to the question that the search began with.
    Root(Export),
}

/// One run of ResolveExport.
#[derive(Default)]
struct ExportSearch {
    /// The specification's resolveSet.
    asked: HashSet<(ModuleId, Rc<str>)>,
    open: Vec<OpenStars>,
    /// The questions that were passed on before any `export *` was asked: the final answer is theirs, too.
    chain: Vec<Question>,
    /// The number of `open`, from the outermost on, that led to a circle.
    circular: usize,
}

/// A module whose `export *` are being asked.
struct OpenStars {
    question: Question,
    next: usize,
    found: Export,
}

/// The answers and offers that are remembered for a module.
#[derive(Default)]
struct Known<'g> {
    exports: HashMap<Rc<str>, Export>,
    /// The number of steps that its answers took.
    effort: u64,
    offers: Option<Rc<Offers<'g>>>,
}

/// The number of steps after which it pays to look through all `export *` of a module once. At worst, that
/// wastes the size of the graph for each module that has cost this much already.
const MUCH_EFFORT: u64 = 4096;

impl<'g> NameResolver<'g> {
    pub(super) fn new(
        graph: &'g ModuleGraph,
        package: &'g Package,
        node: &NodeTarget,
        lexed: LexedAhead,
    ) -> Self {
        let indexes = graph.iter().filter_map(|(id, module)| Some((id, index(module.es()?)))).collect();
        Self {
            graph,
            profile: node.version.profile(),
            version: node.version,
            commonjs: CommonJsNames::new(package, node, lexed),
            indexes,
            imports: HashMap::default(),
            known: HashMap::default(),
            remembered: 0,
            steps: 0,
            steps_allowed: package.limits().link_steps(),
            suggestions: 0,
            nearest: Nearest::default(),
            offered: None,
        }
    }

    /// Returns ResolveExport(exportName) for the destination of a request.
    pub(super) fn resolve(&mut self, destination: &Destination, name: &str) -> Export {
        let id = match destination {
            Destination::Module(id) => *id,
            Destination::Builtin(module) => return self.resolve_in_builtin(module, name),
            _ => return Export::Unknown,
        };
        if let Some(export) = self.known_export(id, name) {
            return export.clone();
        }
        let before = self.steps;
        let is_own = self.indexes.get(&id).is_none_or(|index| index.contains_key(name));
        let offers = if is_own { None } else { self.offers_of_much_asked(id) };
        if let Some(export) = offers.and_then(|offers| self.resolve_in(&offers, name)) {
            self.know(Question { id, name: name.into() }, export.clone());
            return export;
        }
        let export = self.resolve_export(id, name);
        self.known.entry(id).or_default().effort += self.steps.saturating_sub(before);
        export
    }

    fn known_export(&self, id: ModuleId, name: &str) -> Option<&Export> {
        self.known.get(&id)?.exports.get(name)
    }

    fn know(&mut self, question: Question, export: Export) {
        self.known.entry(question.id).or_default().exports.insert(question.name, export);
    }

    fn offers_of_much_asked(&mut self, id: ModuleId) -> Option<Rc<Offers<'g>>> {
        let known = self.known.entry(id).or_default();
        if known.offers.is_none() && known.effort >= MUCH_EFFORT && self.remembered < MOST_REMEMBERED {
            let offers = Rc::new(self.offers(id));
            self.remembered = self.remembered.saturating_add(offers.len());
            self.known.entry(id).or_default().offers = Some(offers);
        }
        self.known.get(&id)?.offers.clone()
    }

    /// Looks up a name of one of Node's own modules. Their names are known, but they are not in the graph, so
    /// that there is no binding to compare.
    fn resolve_in_builtin(&self, module: &str, name: &str) -> Export {
        match builtin_exports(module, name, self.version) {
            Some(false) => Export::Missing,
            _ => Export::Unknown,
        }
    }

    /// Returns the offered names that are most similar to a missing one.
    pub(super) fn near(&mut self, destination: &Destination, name: &str) -> Vec<String> {
        self.suggestions = self.suggestions.saturating_add(1);
        if self.suggestions > MOST_SUGGESTIONS {
            return Vec::new();
        }
        let known = self.offered.take().filter(|(asked, _)| asked == destination);
        let offered = known.map_or_else(|| self.offered(destination), |(_, offered)| offered);
        let near = self.nearest.to(name, offered.iter().map(String::as_str));
        self.offered = Some((destination.clone(), offered));
        near
    }

    fn offered(&mut self, destination: &Destination) -> BTreeSet<String> {
        match destination {
            Destination::Module(id) => self.of(*id).names,
            Destination::Builtin(module) => {
                builtin_names(module, self.version).into_iter().flatten().map(str::to_owned).collect()
            }
            _ => BTreeSet::new(),
        }
    }

    /// Tells whether a module itself says `export { name } from …`: then that module has the fault.
    pub(super) fn is_passed_on(&self, destination: &Destination, name: &str) -> bool {
        let Destination::Module(id) = destination else { return false };
        matches!(self.indexes.get(id).and_then(|index| index.get(name)), Some(ExportEntry::Indirect(_)))
    }

    /// ResolveExport, with its own stack. Answers are remembered, except within a circle, where they depend
    /// on the module at which the circle was entered.
    pub(super) fn resolve_export(&mut self, id: ModuleId, name: &str) -> Export {
        let mut search = ExportSearch::default();
        let mut question = Question { id, name: name.into() };
        loop {
            let mut answer = match self.answer(&question, &mut search) {
                NameAnswer::Ask(next) => {
                    let asked = std::mem::replace(&mut question, next);
                    search.chain.extend(search.open.is_empty().then_some(asked));
                    continue;
                }
                NameAnswer::Stars => {
                    search.open.push(OpenStars { question, next: 0, found: Export::Missing });
                    None
                }
                NameAnswer::Export(export) => Some(export),
            };
            question = loop {
                match self.next_star(&mut search, answer.take()) {
                    Next::Ask(next) => break next,
                    Next::Known(export) => answer = Some(export),
                    Next::Root(export) => {
                        for asked in search.chain {
                            self.know(asked, export.clone());
                        }
                        self.know(Question { id, name: name.into() }, export.clone());
                        return export;
                    }
                }
            };
        }
    }

    fn answer(&mut self, question: &Question, search: &mut ExportSearch) -> NameAnswer {
        let Question { id, name } = question;
        self.count_step();
        if self.is_exhausted() {
            return NameAnswer::Export(Export::Unknown);
        }
        if let Some(known) = self.known_export(*id, name) {
            return NameAnswer::Export(known.clone());
        }
        let Some(module) = self.graph.get(*id) else { return NameAnswer::Export(Export::Unknown) };
        match (&module.record, module.format) {
            (Record::Es(es), _) => self.answer_of_es(*id, es, name, search),
            (_, Format::Module) => NameAnswer::Export(Export::Unknown),
            (_, Format::CommonJs | Format::Json | Format::Addon | Format::Wasm) => {
                NameAnswer::Export(self.resolve_in_synthetic(*id, name))
            }
        }
    }

    /// Looks up a name in a module that is no ES module: it has the names that Node gives it, each with its
    /// own binding.
    fn resolve_in_synthetic(&mut self, id: ModuleId, name: &str) -> Export {
        let (is_offered, complete) =
            match self.graph.get(id).filter(|module| module.format == Format::CommonJs) {
                // Looked up without a copy: there may be many names, and many questions.
                Some(module) => {
                    let is_added =
                        name == "default" || (name == "module.exports" && self.profile.module_exports_name);
                    let lexed = self.commonjs.of(&module.path);
                    (is_added || lexed.names.contains(name), lexed.complete)
                }
                None => {
                    let offered = self.synthetic_names(id);
                    (offered.names.contains(name), offered.complete)
                }
            };
        match is_offered {
            true => Export::Found(Binding { module: id, name: BindingName::Export(name.to_owned()) }),
            false if complete => Export::Missing,
            false => Export::Unknown,
        }
    }

    /// The export of that name that a module declares itself.
    pub(super) fn local_export(&self, module: ModuleId, name: &str) -> Option<&'g LocalExport> {
        let ExportEntry::Local(place) = self.indexes.get(&module)?.get(name)? else { return None };
        self.graph.get(module)?.es()?.local_exports.get(*place)
    }

    /// The steps of ResolveExport; the numbers are those of the specification.
    fn answer_of_es(
        &mut self,
        id: ModuleId,
        es: &'g EsModule,
        name: &Rc<str>,
        search: &mut ExportSearch,
    ) -> NameAnswer {
        // 2. If the module and name are in resolveSet, this is a circular import request.
        // 3. Append them to resolveSet.
        if !search.asked.insert((id, name.clone())) {
            search.circular = search.open.len();
            return NameAnswer::Export(Export::Circular);
        }
        match self.indexes.get(&id).and_then(|index| index.get(&**name)) {
            // 4. For each ExportEntry Record e of module.[[LocalExportEntries]] …
            Some(&ExportEntry::Local(place)) => {
                NameAnswer::Export(Export::Found(self.local_binding(id, es, place, name)))
            }
            // 5. For each ExportEntry Record e of module.[[IndirectExportEntries]] …
            Some(&ExportEntry::Indirect(place)) => self.answer_of_indirect(id, es, place),
            // 6. A default export cannot be provided by an `export *`.
            None if &**name == "default" => NameAnswer::Export(Export::Missing),
            // 7. to 9.: every `export *`.
            None => NameAnswer::Stars,
        }
    }

    /// Returns the binding of a local export. V8 may take the name that `import * as ns` made for the
    /// namespace object of the other module.
    fn local_binding(&mut self, id: ModuleId, es: &'g EsModule, place: usize, name: &str) -> Binding {
        let own = Binding { module: id, name: BindingName::Export(name.to_owned()) };
        if self.profile.namespace_star_conflict {
            return own;
        }
        let export = es.local_exports.get(place).filter(|export| export.kind == BindingKind::Namespace);
        let Some(export) = export else { return own };
        let by_local =
            || es.imports.iter().rev().map(|import| (import.local.value.as_str(), import)).collect();
        let import = self.imports.entry(id).or_insert_with(by_local).get(export.local.as_str()).copied();
        let target =
            import.zip(self.graph.get(id)).map(|(import, module)| module.destination(import.request));
        match target {
            Some(&Destination::Module(target)) => {
                Binding { module: target, name: BindingName::Namespace { by: id } }
            }
            _ => own,
        }
    }

    fn answer_of_indirect(&self, id: ModuleId, es: &'g EsModule, place: usize) -> NameAnswer {
        let Some(entry) = es.indirect_exports.get(place) else { return NameAnswer::Export(Export::Unknown) };
        let target = match self.graph.get(id).map(|module| module.destination(entry.request)) {
            Some(&Destination::Module(target)) => target,
            Some(Destination::Builtin(module)) => {
                return NameAnswer::Export(match &entry.import {
                    ImportName::Name(imported) => self.resolve_in_builtin(module, &imported.value),
                    ImportName::Namespace => Export::Unknown,
                });
            }
            _ => return NameAnswer::Export(Export::Unknown),
        };
        match &entry.import {
            ImportName::Namespace => {
                let name = BindingName::Namespace { by: id };
                NameAnswer::Export(Export::Found(Binding { module: target, name }))
            }
            ImportName::Name(imported) => {
                NameAnswer::Ask(Question { id: target, name: imported.value.as_str().into() })
            }
        }
    }

    /// Adds an answer to the innermost module whose `export *` are being asked, and finds the next one to
    /// ask. An `export *` that leads in a circle offers nothing.
    fn next_star(&mut self, search: &mut ExportSearch, answer: Option<Export>) -> Next {
        let depth = search.open.len();
        let Some(stars) = search.open.last_mut() else {
            return Next::Root(answer.unwrap_or(Export::Missing));
        };
        if let Some(offered) = answer {
            stars.found = self.merged(std::mem::replace(&mut stars.found, Export::Missing), offered);
        }
        while stars.found != Export::Ambiguous
            && let Some(module) = self.graph.get(stars.question.id)
            && let Some(star) = module.es().and_then(|es| es.star_exports.get(stars.next))
        {
            stars.next += 1;
            let offered = match module.destination(star.request) {
                Destination::Module(id) => {
                    return Next::Ask(Question { id: *id, name: stars.question.name.clone() });
                }
                Destination::Builtin(module) => self.resolve_in_builtin(module, &stars.question.name),
                _ => Export::Unknown,
            };
            stars.found = self.merged(std::mem::replace(&mut stars.found, Export::Missing), offered);
        }
        let Some(stars) = search.open.pop() else { return Next::Root(Export::Missing) };
        let is_final = depth > search.circular;
        search.circular = search.circular.min(depth.saturating_sub(1));
        if is_final && self.remembered < MOST_REMEMBERED {
            self.remembered += 1;
            self.know(stars.question, stars.found.clone());
        }
        Next::Known(stars.found)
    }

    fn merged(&self, found: Export, offered: Export) -> Export {
        match (found, offered) {
            (Export::Ambiguous, _) | (_, Export::Ambiguous) => Export::Ambiguous,
            (Export::Found(one), Export::Found(other)) if self.is_conflict(&one, &other) => Export::Ambiguous,
            (Export::Found(one), _) | (_, Export::Found(one)) => Export::Found(one),
            (Export::Unknown, _) | (_, Export::Unknown) => Export::Unknown,
            _ => Export::Missing,
        }
    }

    /// Tells whether two bindings differ. Older V8s take one namespace that two modules re-export for two
    /// bindings.
    fn is_conflict(&self, one: &Binding, other: &Binding) -> bool {
        let are_namespaces = matches!(
            (&one.name, &other.name),
            (BindingName::Namespace { .. }, BindingName::Namespace { .. })
        );
        match are_namespaces && !self.profile.namespace_star_conflict {
            true => one.module != other.module,
            false => one != other,
        }
    }

    /// Returns the names of a module's namespace object.
    pub(super) fn of(&mut self, id: ModuleId) -> ExportedNames {
        let Some(module) = self.graph.get(id) else { return ExportedNames::default() };
        if module.es().is_none() {
            return self.synthetic_names(id);
        }
        let offers = self.offers(id);
        let mut names = BTreeSet::new();
        for name in offers.names() {
            let known = self.resolve_in(&offers, name);
            let export = known.unwrap_or_else(|| self.resolve_export(id, name));
            if matches!(export, Export::Found(_) | Export::Unknown) {
                names.insert(name.to_owned());
            }
        }
        ExportedNames { names, complete: offers.complete && !self.is_exhausted() }
    }

    /// Returns the limit, if it was reached.
    pub(super) fn cut(&self) -> Option<LimitReached> {
        let place = "the search for names took more steps, and was given up";
        self.is_exhausted().then(|| self.steps_allowed.reached(place))
    }

    pub(super) fn count_step(&mut self) {
        self.steps = self.steps.saturating_add(1);
    }

    /// Returns true if more steps were taken than are allowed; from then on every answer is unknown.
    pub(super) fn is_exhausted(&self) -> bool {
        self.steps > self.steps_allowed.value
    }

    pub(super) fn synthetic_names(&mut self, id: ModuleId) -> ExportedNames {
        let Some(module) = self.graph.get(id) else { return ExportedNames::default() };
        let mut offered = match module.format {
            Format::CommonJs => self.commonjs.of(&module.path).clone(),
            Format::Json | Format::Addon => ExportedNames { names: BTreeSet::new(), complete: true },
            Format::Wasm => return wasm_names(&module.record),
            Format::Module => return ExportedNames::default(),
        };
        offered.names.insert("default".to_owned());
        let has_module_exports = match module.format {
            Format::CommonJs => self.profile.module_exports_name,
            format => format == Format::Addon,
        };
        if has_module_exports {
            offered.names.insert("module.exports".to_owned());
        }
        offered
    }
}

fn wasm_names(record: &Record) -> ExportedNames {
    match record {
        Record::Wasm(names) => ExportedNames { names: names.iter().cloned().collect(), complete: true },
        _ => ExportedNames::default(),
    }
}

fn index(es: &EsModule) -> HashMap<&str, ExportEntry> {
    let local = es.local_exports.iter().enumerate();
    let local = local.map(|(place, entry)| (entry.name.value.as_str(), ExportEntry::Local(place)));
    let indirect = es.indirect_exports.iter().enumerate();
    let indirect = indirect.map(|(place, entry)| (entry.name.value.as_str(), ExportEntry::Indirect(place)));
    local.chain(indirect).collect()
}
