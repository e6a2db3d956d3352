//! GetExportedNames and ResolveExport over the graph.
//!
//! <https://tc39.es/ecma262/#sec-getexportednames>, <https://tc39.es/ecma262/#sec-resolveexport>; what an ES module can
//! import of a CommonJS one is what Node's lexer names.

use std::{collections::BTreeSet, rc::Rc};

use crate::{
    hash::{HashMap, HashSet},
    link::{
        builtins,
        commonjs::CommonJsNames,
        graph::{Destination, ModuleGraph, ModuleId, Record},
        offers::Offers,
    },
    module::{EsModule, ImportName},
    node::{NodeVersion, Profile},
    package::Package,
    resolve::{NodeTarget, format::Format},
};

/// What a name of a module stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Export {
    Found(Binding),
    /// No such export.
    Missing,
    /// Two `export *` offer different bindings.
    Ambiguous,
    /// The name is re-exported in a circle.
    Circular,
    /// It may come from outside the package, or from a file that cannot be read.
    Unknown,
}

/// A ResolvedBinding Record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Binding {
    pub module: ModuleId,
    pub name: BindingName,
}

/// Which binding of the module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum BindingName {
    /// By the name it is exported by.
    Export(String),
    /// Its namespace, as re-exported by another module.
    Namespace { by: ModuleId },
}

/// The names that a module offers, and whether these are all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportedNames {
    pub names: BTreeSet<String>,
    pub complete: bool,
}

/// Answers questions about names.
pub(super) struct Names<'g> {
    pub(super) graph: &'g ModuleGraph,
    profile: Profile,
    pub(super) version: NodeVersion,
    commonjs: CommonJsNames<'g>,
    pub(super) indexes: HashMap<ModuleId, HashMap<&'g str, Declared>>,
    known: HashMap<ModuleId, Known<'g>>,
}

/// What was found out about a module that is asked for names.
#[derive(Default)]
struct Known<'g> {
    exports: HashMap<String, Export>,
    /// How many modules were looked through for it.
    effort: usize,
    offers: Option<Rc<Offers<'g>>>,
}

/// After so much effort it pays to look through everything once. The most that is lost is the size of the graph for each
/// module that has cost this much already.
const MUCH_EFFORT: usize = 4096;

/// An export entry of a module, by its place in the record.
#[derive(Clone, Copy, Debug)]
pub(super) enum Declared {
    Local,
    Indirect(usize),
}

impl<'g> Names<'g> {
    pub(super) fn new(graph: &'g ModuleGraph, package: &'g Package, node: &NodeTarget) -> Self {
        let indexes = graph.iter().filter_map(|(id, module)| Some((id, index(module.es()?)))).collect();
        Self {
            graph,
            profile: node.version.profile(),
            version: node.version,
            commonjs: CommonJsNames::new(package, node),
            indexes,
            known: HashMap::default(),
        }
    }

    /// ResolveExport(exportName) where a request leads.
    pub(super) fn resolve(&mut self, destination: &Destination, name: &str) -> Export {
        let id = match destination {
            Destination::Module(id) => *id,
            Destination::Builtin(module) => return self.resolve_in_builtin(module, name),
            _ => return Export::Unknown,
        };
        if let Some(export) = self.known.get(&id).and_then(|known| known.exports.get(name)) {
            return export.clone();
        }
        let export = self.resolve_anew(id, name);
        self.known.entry(id).or_default().exports.insert(name.to_owned(), export.clone());
        export
    }

    fn resolve_anew(&mut self, id: ModuleId, name: &str) -> Export {
        let is_own = self.indexes.get(&id).is_none_or(|index| index.contains_key(name));
        let offers = if is_own { None } else { self.offers_of_much_asked(id) };
        if let Some(export) = offers.and_then(|offers| self.resolve_in(&offers, name)) {
            return export;
        }
        let mut asked = HashSet::default();
        let export = self.resolve_export(id, name, &mut asked);
        self.known.entry(id).or_default().effort += asked.len();
        export
    }

    fn offers_of_much_asked(&mut self, id: ModuleId) -> Option<Rc<Offers<'g>>> {
        let known = self.known.entry(id).or_default();
        if known.offers.is_none() && known.effort >= MUCH_EFFORT {
            let offers = Rc::new(self.offers(id));
            self.known.entry(id).or_default().offers = Some(offers);
        }
        self.known.get(&id)?.offers.clone()
    }

    /// Node's own modules are complete, but no part of the graph: what they have needs no binding to compare.
    fn resolve_in_builtin(&self, module: &str, name: &str) -> Export {
        match builtins::exports(module, name, self.version) {
            Some(false) => Export::Missing,
            _ => Export::Unknown,
        }
    }

    /// The names that a request leads to, for suggestions.
    pub(super) fn offered(&mut self, destination: &Destination) -> BTreeSet<String> {
        match destination {
            Destination::Module(id) => self.of(*id).names,
            Destination::Builtin(module) => {
                builtins::names(module, self.version).into_iter().flatten().map(str::to_owned).collect()
            }
            _ => BTreeSet::new(),
        }
    }

    /// Whether a module itself says `export { name } from …`, so that it is the one to complain.
    pub(super) fn is_passed_on(&self, destination: &Destination, name: &str) -> bool {
        let Destination::Module(id) = destination else { return false };
        matches!(self.indexes.get(id).and_then(|index| index.get(name)), Some(Declared::Indirect(_)))
    }

    pub(super) fn resolve_export(
        &mut self,
        id: ModuleId,
        name: &str,
        asked: &mut HashSet<(ModuleId, String)>,
    ) -> Export {
        let Some(module) = self.graph.get(id) else { return Export::Unknown };
        match (&module.record, module.format) {
            (Record::Es(es), _) => self.resolve_in_es(id, es, name, asked),
            (_, Format::Module) => Export::Unknown,
            (_, Format::CommonJs | Format::Json | Format::Addon | Format::Wasm) => {
                self.resolve_in_synthetic(id, name)
            }
        }
    }

    /// What is no ES module has the names that Node gives it, each its own binding.
    fn resolve_in_synthetic(&mut self, id: ModuleId, name: &str) -> Export {
        let offered = self.synthetic_names(id);
        match offered.names.contains(name) {
            true => Export::Found(Binding { module: id, name: BindingName::Export(name.to_owned()) }),
            false if offered.complete => Export::Missing,
            false => Export::Unknown,
        }
    }

    /// The steps of ResolveExport; the numbers are those of the specification.
    fn resolve_in_es(
        &mut self,
        id: ModuleId,
        es: &'g EsModule,
        name: &str,
        asked: &mut HashSet<(ModuleId, String)>,
    ) -> Export {
        // 2. If the module and name are in resolveSet, this is a circular import request.
        // 3. Append them to resolveSet.
        if !asked.insert((id, name.to_owned())) {
            return Export::Circular;
        }
        match self.indexes.get(&id).and_then(|index| index.get(name)) {
            // 4. For each ExportEntry Record e of module.[[LocalExportEntries]] …
            Some(Declared::Local) => {
                return Export::Found(Binding { module: id, name: BindingName::Export(name.to_owned()) });
            }
            // 5. For each ExportEntry Record e of module.[[IndirectExportEntries]] …
            Some(&Declared::Indirect(place)) => return self.resolve_indirect(id, es, place, asked),
            None => {}
        }
        // 6. A default export cannot be provided by an `export *`.
        if name == "default" { Export::Missing } else { self.resolve_stars(id, es, name, asked) }
    }

    fn resolve_indirect(
        &mut self,
        id: ModuleId,
        es: &'g EsModule,
        place: usize,
        asked: &mut HashSet<(ModuleId, String)>,
    ) -> Export {
        let Some(entry) = es.indirect_exports.get(place) else { return Export::Unknown };
        let target = match self.graph.get(id).map(|module| module.destination(entry.request)) {
            Some(&Destination::Module(target)) => target,
            Some(Destination::Builtin(module)) => {
                return match &entry.import {
                    ImportName::Name(imported) => self.resolve_in_builtin(module, &imported.value),
                    ImportName::Namespace => Export::Unknown,
                };
            }
            _ => return Export::Unknown,
        };
        match &entry.import {
            ImportName::Namespace => {
                Export::Found(Binding { module: target, name: BindingName::Namespace { by: id } })
            }
            ImportName::Name(imported) => self.resolve_export(target, &imported.value, asked),
        }
    }

    /// 7. to 9.: every `export *`; one that leads in a circle offers nothing.
    fn resolve_stars(
        &mut self,
        id: ModuleId,
        es: &'g EsModule,
        name: &str,
        asked: &mut HashSet<(ModuleId, String)>,
    ) -> Export {
        let mut found = Export::Missing;
        for star in &es.star_exports {
            let Some(module) = self.graph.get(id) else { continue };
            let offered = match module.destination(star.request) {
                Destination::Module(target) => self.resolve_export(*target, name, asked),
                Destination::Builtin(module) => self.resolve_in_builtin(module, name),
                _ => Export::Unknown,
            };
            found = match (found, offered) {
                (_, Export::Ambiguous) => return Export::Ambiguous,
                (Export::Found(one), Export::Found(other)) if self.is_conflict(&one, &other) => {
                    return Export::Ambiguous;
                }
                (Export::Found(one), _) | (_, Export::Found(one)) => Export::Found(one),
                (Export::Unknown, _) | (_, Export::Unknown) => Export::Unknown,
                _ => Export::Missing,
            };
        }
        found
    }

    /// Older V8s take one namespace that two modules re-export for two bindings.
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

    /// The names of a module's namespace object.
    pub(super) fn of(&mut self, id: ModuleId) -> ExportedNames {
        let Some(module) = self.graph.get(id) else { return ExportedNames::default() };
        if module.es().is_none() {
            return self.synthetic_names(id);
        }
        let mut all = ExportedNames { names: BTreeSet::new(), complete: true };
        self.exported_names(id, &mut HashSet::default(), &mut all);
        all.names.retain(|name| {
            let export = self.resolve(&Destination::Module(id), name);
            matches!(export, Export::Found(_) | Export::Unknown)
        });
        all
    }

    /// GetExportedNames(exportStarSet).
    fn exported_names(&mut self, id: ModuleId, seen: &mut HashSet<ModuleId>, all: &mut ExportedNames) {
        let Some(module) = self.graph.get(id).filter(|_| seen.insert(id)) else { return };
        let Some(es) = module.es() else {
            let offered = self.synthetic_names(id);
            all.complete &= offered.complete;
            return all.names.extend(offered.names.into_iter().filter(|name| name != "default"));
        };
        let is_root = seen.len() == 1;
        let own = es
            .local_exports
            .iter()
            .map(|entry| &entry.name)
            .chain(es.indirect_exports.iter().map(|entry| &entry.name));
        all.names.extend(own.map(|name| name.value.clone()).filter(|name| is_root || name != "default"));
        for star in &es.star_exports {
            match module.destination(star.request) {
                Destination::Module(target) => self.exported_names(*target, seen, all),
                Destination::Builtin(module) => {
                    let names = builtins::names(module, self.version).into_iter().flatten();
                    all.names.extend(names.filter(|name| *name != "default").map(str::to_owned));
                }
                _ => all.complete = false,
            }
        }
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

fn index(es: &EsModule) -> HashMap<&str, Declared> {
    let local = es.local_exports.iter().map(|entry| (entry.name.value.as_str(), Declared::Local));
    let indirect = es.indirect_exports.iter().enumerate();
    let indirect = indirect.map(|(place, entry)| (entry.name.value.as_str(), Declared::Indirect(place)));
    local.chain(indirect).collect()
}
