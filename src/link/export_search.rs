//! ResolveExport over the graph, with its own stack: one search for one name.
//!
//! <https://tc39.es/ecma262/#sec-resolveexport>

use std::rc::Rc;

use crate::{
    hash::HashSet,
    link::{
        exports::{Binding, BindingName, Export, ExportEntry},
        graph::{Destination, ModuleId, Record},
        names::{MOST_REMEMBERED, NameResolver},
    },
    module::{BindingKind, EsModule, ImportName, LocalExport},
    resolve::format::Format,
};

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

impl<'g> NameResolver<'g> {
    /// ResolveExport, with its own stack. Answers are remembered, except within a circle, where they depend
    /// on the module at which the circle was entered.
    pub(super) fn resolve_export(&mut self, id: ModuleId, name: &str) -> Export {
        let mut search = ExportSearch::default();
        // One name is asked of many modules, so that all questions share its text.
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
                            self.know(asked.id, asked.name, export.clone());
                        }
                        self.know(id, name.into(), export.clone());
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
            // A name that was not found within the steps that are allowed may still be there.
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
        let target = es.local_exports.get(place).and_then(|export| self.imported_namespace(id, es, export));
        let of_target = |module| Binding { module, name: BindingName::Namespace { by: id } };
        target.map_or(own, of_target)
    }

    /// The module whose namespace another one imports and exports: `import * as ns from './ns.js'; export { ns }`.
    pub(super) fn imported_namespace(
        &mut self,
        id: ModuleId,
        es: &'g EsModule,
        export: &LocalExport,
    ) -> Option<ModuleId> {
        if export.kind != BindingKind::Namespace {
            return None;
        }
        let by_local =
            || es.imports.iter().rev().map(|import| (import.local.value.as_str(), import)).collect();
        let import = self.imports.entry(id).or_insert_with(by_local).get(export.local.as_str()).copied()?;
        match self.graph.get(id)?.destination(import.request) {
            Destination::Module(target) => Some(*target),
            _ => None,
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
            self.know(stars.question.id, stars.question.name, stars.found.clone());
        }
        Next::Known(stars.found)
    }

    fn merged(&self, found: Export, offered: Export) -> Export {
        match (found, offered) {
            (Export::Ambiguous, _) | (_, Export::Ambiguous) => Export::Ambiguous,
            (Export::Found(one), Export::Found(other)) if self.is_conflict(&one, &other) => Export::Ambiguous,
            // A star of unknown names beside it may make the name ambiguous. That is not certain, so it is no
            // fault.
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
        if are_namespaces && !self.profile.namespace_star_conflict {
            one.module != other.module
        } else {
            one != other
        }
    }
}
