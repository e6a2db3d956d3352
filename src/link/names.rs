//! GetExportedNames and ResolveExport over the graph.
//!
//! <https://tc39.es/ecma262/#sec-getexportednames>, <https://tc39.es/ecma262/#sec-resolveexport>. From a
//! CommonJS module, an ES module can import the names that Node's lexer finds there.

use std::{collections::BTreeSet, rc::Rc};

use crate::{
    hash::HashMap,
    limits::{Limit, LimitReached},
    link::{
        commonjs::{CommonJsNames, LexedAhead},
        exports::{Export, ExportEntry, ExportedNames},
        graph::{Destination, ModuleGraph, ModuleId},
        offers::Offers,
    },
    module::{EsModule, ImportEntry, LocalExport},
    near::Nearest,
    node::{NodeVersion, Profile, builtin_names},
    package::Package,
    resolve::NodeTarget,
};

/// Answers questions about exported names.
pub(super) struct NameResolver<'g> {
    pub(super) graph: &'g ModuleGraph,
    pub(super) profile: Profile,
    pub(super) version: NodeVersion,
    pub(super) commonjs: CommonJsNames<'g>,
    pub(super) indexes: HashMap<ModuleId, HashMap<&'g str, ExportEntry>>,
    /// The imports of modules that pass namespaces on, by the local name.
    pub(super) imports: HashMap<ModuleId, HashMap<&'g str, &'g ImportEntry>>,
    known: HashMap<ModuleId, Known<'g>>,
    /// The number of remembered answers to questions of the search itself, and of names in remembered offers.
    pub(super) remembered: usize,
    steps: u64,
    steps_allowed: Limit,
    suggestions: u32,
    nearest: Nearest,
    /// The names of the destination that was last asked for suggestions: missing names are often missing in
    /// one module.
    offered: Option<(Destination, BTreeSet<String>)>,
}

/// The number of answers and names that are remembered.
pub(super) const MOST_REMEMBERED: usize = 1 << 20;

/// The number of names that get suggestions; to compare every missing name with every other would take too
/// long.
const MOST_SUGGESTIONS: u32 = 200;

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
        // Names of the module itself are found at once; only those behind `export *` take effort.
        let is_own = self.indexes.get(&id).is_none_or(|index| index.contains_key(name));
        let offers = if is_own { None } else { self.offers_of_much_asked(id) };
        if let Some(export) = offers.and_then(|offers| self.resolve_in(&offers, name)) {
            self.know(id, name.into(), export.clone());
            return export;
        }
        let export = self.resolve_export(id, name);
        self.known.entry(id).or_default().effort += self.steps.saturating_sub(before);
        export
    }

    pub(super) fn known_export(&self, id: ModuleId, name: &str) -> Option<&Export> {
        self.known.get(&id)?.exports.get(name)
    }

    pub(super) fn know(&mut self, id: ModuleId, name: Rc<str>, export: Export) {
        self.known.entry(id).or_default().exports.insert(name, export);
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

    /// Returns the offered names that are most similar to a missing one.
    pub(super) fn near(&mut self, destination: &Destination, name: &str) -> Vec<String> {
        self.suggestions = self.suggestions.saturating_add(1);
        if self.suggestions > MOST_SUGGESTIONS {
            return Vec::new();
        }
        // Taken out, as `offered` borrows all of the resolver, and put back below.
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

    /// The export of that name that a module declares itself.
    pub(super) fn local_export(&self, module: ModuleId, name: &str) -> Option<&'g LocalExport> {
        let ExportEntry::Local(place) = self.indexes.get(&module)?.get(name)? else { return None };
        self.graph.get(module)?.es()?.local_exports.get(*place)
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
}

fn index(es: &EsModule) -> HashMap<&str, ExportEntry> {
    let local = es.local_exports.iter().enumerate();
    let local = local.map(|(place, entry)| (entry.name.value.as_str(), ExportEntry::Local(place)));
    let indirect = es.indirect_exports.iter().enumerate();
    let indirect = indirect.map(|(place, entry)| (entry.name.value.as_str(), ExportEntry::Indirect(place)));
    local.chain(indirect).collect()
}
