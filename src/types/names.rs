//! The names that declarations export, each with its meanings: a value, a type, or unknown.

use std::{rc::Rc, sync::Arc};

use crate::{
    declarations::{
        DeclarationBody, DeclaredKind, DeclaredSignature, ExportOrigin, LocalAlias, LocalSignature,
        NamedShapes, RequestedName,
    },
    hash::{HashMap, HashSet},
    limits::LimitReached,
    package::Package,
    path::PackagePath,
    types::{
        export_table::{ExportPlace, ExportTable, ExportTables, ExportedBy, has_known_names},
        graph::{TypesEdge, TypesFile, TypesGraph},
        meaning::{
            DeclaredValue, NameMeaning, TypesNames, added_meaning, inner_meaning, meaning_in_ambient,
            meaning_of_two, own_meaning,
        },
    },
};

/// Answers questions about the names of declarations.
pub struct DeclaredNameResolver<'g> {
    graph: &'g TypesGraph<'g>,
    tables: ExportTables<'g>,
    known: HashMap<usize, Arc<TypesNames>>,
    /// The files whose names are being found.
    busy: HashSet<usize>,
    /// The interfaces of those files of which they were asked.
    pub(super) shapes: HashMap<PackagePath, Rc<NamedShapes>>,
}

/// The most steps from alias to alias.
pub(super) const MOST_HOPS: usize = 200;

/// The most modules of which each is what the one before exports.
const MOST_NESTED: usize = 24;

/// A step of a look-up.
enum NameStep {
    Known(NameMeaning),
    Look { file: usize, name: String },
    Local { file: usize, name: String },
    Entity { file: usize, parts: Vec<String> },
}

impl<'g> DeclaredNameResolver<'g> {
    pub fn new(graph: &'g TypesGraph<'g>) -> Self {
        Self {
            graph,
            tables: ExportTables::new(graph),
            known: HashMap::default(),
            busy: HashSet::default(),
            shapes: HashMap::default(),
        }
    }

    /// The limit that kept names from being found.
    pub fn cut(&self) -> Option<LimitReached> {
        self.tables.cut()
    }

    pub(super) fn graph(&self) -> &'g TypesGraph<'g> {
        self.graph
    }

    pub(super) fn package(&self) -> &'g Package {
        self.graph.package()
    }

    /// The body of `declare module "…"`, by its file and its place there.
    pub(super) fn ambient(&self, file: usize, at: usize) -> Option<&'g DeclarationBody> {
        self.file(file)?.module.ambient.get(at).map(|(_, body)| body)
    }

    /// Counts names that others keep; `None` if there were too many before.
    pub(super) fn count(&mut self, names: TypesNames) -> Option<TypesNames> {
        self.tables.count(names.values.len() + names.types.len());
        (!self.tables.is_full()).then_some(names)
    }

    /// The meaning of a name as its own file sees it.
    pub(super) fn meaning_in_file(&mut self, file: usize, name: &str) -> NameMeaning {
        self.follow_signed(self.named_local(file, name)).0
    }

    pub(super) fn file(&self, file: usize) -> Option<&'g TypesFile> {
        self.graph.files.get(file)
    }

    /// The names of a file, each with its place.
    pub(super) fn export_table(&mut self, file: usize) -> Rc<ExportTable> {
        self.tables.of(file)
    }

    /// Every name that a file exports.
    pub fn exports(&mut self, file: usize) -> Arc<TypesNames> {
        if let Some(known) = self.known.get(&file) {
            return Arc::clone(known);
        }
        // A module may be what another one exports, which exports names of this one.
        if self.busy.len() >= MOST_NESTED || !self.busy.insert(file) {
            return Arc::default();
        }
        let names = Arc::new(self.find_exports(file).unwrap_or_default());
        self.busy.remove(&file);
        self.known.insert(file, Arc::clone(&names));
        names
    }

    fn find_exports(&mut self, place: usize) -> Option<TypesNames> {
        let file = self.file(place)?;
        if !file.module.is_module || file.module.is_unread {
            return None;
        }
        if let Some((entity, span)) = &file.module.body.export_equals {
            let equals = Some((file.path.clone(), *span));
            if self.tables.is_full() {
                return Some(TypesNames { equals, ..TypesNames::default() });
            }
            let names = TypesNames { equals, ..self.names_of_entity(place, entity) };
            self.tables.count(names.values.len() + names.types.len());
            return Some(names);
        }
        let table = self.tables.of(place);
        let mut names = TypesNames { complete: !table.is_open, ..TypesNames::default() };
        for (name, at) in &table.of {
            let (meaning, signature) = self.follow_signed(self.origin(at, name));
            match meaning {
                NameMeaning::Value(kind) => {
                    let value = self.value_at(at, name, kind);
                    let value = value.map(|value| DeclaredValue { signature, ..value });
                    names.values.extend(value.map(|value| (name.clone(), value)));
                }
                NameMeaning::Type => drop(names.types.insert(name.clone())),
                NameMeaning::Unknown | NameMeaning::Missing => drop(names.unknown.insert(name.clone())),
            }
        }
        Some(names)
    }

    fn value_at(&self, at: &ExportPlace, name: &str, kind: DeclaredKind) -> Option<DeclaredValue> {
        let file = self.file(at.file)?;
        let body = &file.module.body;
        let span = match at.by {
            ExportedBy::Export(export) => body.exports.get(export)?.name.span,
            ExportedBy::Local => body.locals.get(name)?.span,
            ExportedBy::Augmentation(_) => return None,
        };
        Some(DeclaredValue { kind, file: file.path.clone(), span, signature: None })
    }

    /// Goes from alias to alias, to the meaning and the signature of the last.
    fn follow_signed(&mut self, mut step: NameStep) -> (NameMeaning, Option<DeclaredSignature>) {
        let mut signature = None;
        // Aliases may lead in a circle.
        for _ in 0..MOST_HOPS {
            step = match step {
                NameStep::Known(meaning) => return (meaning, signature),
                NameStep::Look { file, name } => self.look(file, name),
                NameStep::Local { file, name } => {
                    signature = self.signature(file, &name);
                    self.local(file, &name)
                }
                NameStep::Entity { file, parts } => {
                    signature = None;
                    self.entity(file, parts)
                }
            };
        }
        (NameMeaning::Unknown, None)
    }

    /// The signature of a local name that is no alias, where no file adds to another.
    fn signature(&self, file: usize, name: &str) -> Option<DeclaredSignature> {
        let local = self.file(file)?.module.body.locals.get(name)?;
        match local.signature {
            LocalSignature::One(signature) if local.alias.is_none() => {
                (!self.tables.is_any_augmented()).then_some(signature)
            }
            _ => None,
        }
    }

    /// Tells whether a file surely lacks a name. One that it has from a file without it is a fault of its own.
    pub(super) fn lacks(&mut self, file: usize, name: &str) -> bool {
        matches!(self.look(file, name.to_owned()), NameStep::Known(NameMeaning::Missing))
    }

    fn look(&mut self, place: usize, name: String) -> NameStep {
        let Some(file) = self.file(place) else { return NameStep::Known(NameMeaning::Unknown) };
        let body = &file.module.body;
        // The names of a file without imports and exports are global, and cannot be imported.
        if !file.module.is_module || file.module.is_unread {
            return NameStep::Known(NameMeaning::Unknown);
        }
        if let Some((entity, _)) = &body.export_equals {
            return match name.as_str() {
                // The default is all that `export =` hands over, as `esModuleInterop` has it.
                "default" => NameStep::Entity { file: place, parts: entity.clone() },
                _ => match self.property(place, &name) {
                    NameMeaning::Missing if self.tables.is_augmented(place) || !has_known_names(file) => {
                        NameStep::Known(NameMeaning::Unknown)
                    }
                    meaning => NameStep::Known(meaning),
                },
            };
        }
        let table = self.tables.of(place);
        match table.of.get(&name) {
            Some(at) => self.origin(at, &name),
            None if table.is_open => NameStep::Known(NameMeaning::Unknown),
            None => NameStep::Known(NameMeaning::Missing),
        }
    }

    fn origin(&self, at: &ExportPlace, name: &str) -> NameStep {
        let file = self.file(at.file);
        let export = match at.by {
            _ if at.is_type_only => return NameStep::Known(NameMeaning::Type),
            ExportedBy::Local => return NameStep::Local { file: at.file, name: name.to_owned() },
            ExportedBy::Augmentation(place) => {
                let body = file.and_then(|file| file.module.ambient.get(place)).map(|(_, body)| body);
                return NameStep::Known(body.map_or(NameMeaning::Unknown, |body| added_meaning(body, name)));
            }
            ExportedBy::Export(export) => file.and_then(|file| file.module.body.exports.get(export)),
        };
        let Some(export) = export else { return NameStep::Known(NameMeaning::Unknown) };
        if export.is_type_only {
            return NameStep::Known(NameMeaning::Type);
        }
        match &export.origin {
            ExportOrigin::Local(name) => self.named_local(at.file, name),
            ExportOrigin::Request { request, name } => self.request(at.file, *request, name),
            ExportOrigin::Declared { value: Some(kind), .. } => NameStep::Known(NameMeaning::Value(*kind)),
            ExportOrigin::Declared { value: None, .. } => NameStep::Known(NameMeaning::Type),
        }
    }

    fn request(&self, file: usize, request: usize, name: &RequestedName) -> NameStep {
        let edge = self.file(file).and_then(|file| file.edges.get(request)).copied();
        if let (Some(TypesEdge::Ambient(file, at)), RequestedName::Name(name)) = (edge, name) {
            let body = self.ambient(file, at);
            return NameStep::Known(body.map_or(NameMeaning::Unknown, |body| meaning_in_ambient(body, name)));
        }
        let Some(TypesEdge::File(to)) = edge else { return NameStep::Known(NameMeaning::Unknown) };
        match name {
            RequestedName::Name(name) => NameStep::Look { file: to, name: name.clone() },
            RequestedName::Namespace => NameStep::Known(NameMeaning::Value(DeclaredKind::Variable)),
            RequestedName::Module => {
                let equals = self.file(to).and_then(|file| file.module.body.export_equals.as_ref());
                match equals {
                    Some((entity, _)) => NameStep::Entity { file: to, parts: entity.clone() },
                    None => NameStep::Known(NameMeaning::Value(DeclaredKind::Variable)),
                }
            }
        }
    }

    /// The declaration that a name leads to in its own file.
    fn named_local(&self, file: usize, name: &str) -> NameStep {
        let body = self.file(file).map(|file| &file.module.body);
        match body.and_then(|body| Some((body.hidden.get(name)?, body.locals.get(name)))) {
            Some((hidden, exported)) => NameStep::Known(meaning_of_two(hidden, exported)),
            None => NameStep::Local { file, name: name.to_owned() },
        }
    }

    fn local(&self, place: usize, name: &str) -> NameStep {
        let local = self.file(place).and_then(|file| file.module.body.locals.get(name));
        // A global, of which nothing is known.
        let Some(local) = local else { return NameStep::Known(NameMeaning::Unknown) };
        match (own_meaning(local), &local.alias) {
            // Beside an import, a declaration of the same name counts only if it is a value.
            (Some(meaning @ NameMeaning::Value(_)), _) | (Some(meaning), None) => NameStep::Known(meaning),
            (_, Some(LocalAlias::Import { is_type_only: true, .. })) => NameStep::Known(NameMeaning::Type),
            (_, Some(LocalAlias::Import { request, name, .. })) => self.request(place, *request, name),
            (_, Some(LocalAlias::Entity(parts))) => NameStep::Entity { file: place, parts: parts.clone() },
            (None, None) => NameStep::Known(NameMeaning::Unknown),
        }
    }

    fn entity(&self, file: usize, parts: Vec<String>) -> NameStep {
        match parts.as_slice() {
            [] => NameStep::Known(NameMeaning::Value(DeclaredKind::Expression)),
            [name] => self.named_local(file, name),
            [first, rest @ ..] => {
                let body = self.file(file).map(|file| &file.module.body);
                let body = body.filter(|body| !body.hidden.contains_key(first));
                let local = body.and_then(|body| body.locals.get(first));
                NameStep::Known(local.map_or(NameMeaning::Unknown, |local| inner_meaning(local, rest)))
            }
        }
    }
}
