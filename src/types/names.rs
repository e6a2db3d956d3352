//! The names that declarations export, each with its meanings: a value, a type, or unknown.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
    sync::Arc,
};

use crate::{
    declarations::{
        DeclarationBody, DeclarationModule, DeclaredKind, DeclaredLocal, ExportOrigin, LocalAlias,
        NamedShapes, RequestedName, TypeRequest, TypeRequestKind, TypeShape,
    },
    hash::{HashMap, HashSet},
    limits::{Limit, LimitReached},
    package::Package,
    path::PackagePath,
    text::Span,
    types::graph::{TypesEdge, TypesFile, TypesGraph},
};

/// The names that a file of declarations exports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypesNames {
    /// Those that are certainly values.
    pub values: BTreeMap<String, DeclaredValue>,
    /// Those that are types only.
    pub types: BTreeSet<String>,
    /// Those that may be either: they come from outside of the package.
    pub unknown: BTreeSet<String>,
    /// There are no other names.
    pub complete: bool,
    /// The place of `export =`, by which the module itself is a value.
    pub equals: Option<(PackagePath, Span)>,
}

/// A value, and the place that declares or exports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredValue {
    pub kind: DeclaredKind,
    pub file: PackagePath,
    pub span: Span,
}

/// The meaning of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NameMeaning {
    Value(DeclaredKind),
    Type,
    Unknown,
    Missing,
}

/// The place of an exported name: a file, and what exports it there.
#[derive(Clone, Copy, Debug)]
pub(super) struct ExportPlace {
    pub file: usize,
    pub by: ExportedBy,
}

/// The part of a file that exports a name.
#[derive(Clone, Copy, Debug)]
pub(super) enum ExportedBy {
    Local,
    /// An entry of its list of exports.
    Export(usize),
    /// `declare module "…"` adds it to another file.
    Augmentation(usize),
}

/// The names of a file and of its `export *`.
#[derive(Debug, Default)]
pub(super) struct ExportTable {
    pub of: BTreeMap<String, ExportPlace>,
    /// An `export *` leads out of the package, or to a file that is not read.
    is_open: bool,
}

/// Answers questions about the names of declarations.
pub struct DeclaredNameResolver<'g> {
    graph: &'g TypesGraph<'g>,
    tables: HashMap<usize, Rc<ExportTable>>,
    known: HashMap<usize, Arc<TypesNames>>,
    /// The `declare module "…"` that add to a file: their files, and their places there.
    augmented: HashMap<usize, Vec<(usize, usize)>>,
    /// The files whose names are being found.
    busy: HashSet<usize>,
    /// The entries of all tables.
    size: usize,
    /// The interfaces of those files of which they were asked.
    pub(super) shapes: HashMap<PackagePath, Rc<NamedShapes>>,
}

/// The most steps from alias to alias.
const MOST_HOPS: usize = 200;

/// The most modules of which each is what the one before exports.
const MOST_NESTED: usize = 24;

/// The most entries of all tables together.
const MOST_ENTRIES: usize = 500_000;

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
            tables: HashMap::default(),
            known: HashMap::default(),
            augmented: augmented(graph),
            busy: HashSet::default(),
            size: 0,
            shapes: HashMap::default(),
        }
    }

    /// The limit that kept names from being found.
    pub fn cut(&self) -> Option<LimitReached> {
        let limit = Limit { name: "declared_names", value: MOST_ENTRIES as u64 };
        let place = "the declarations export more names, and the rest was not compared";
        (self.size > MOST_ENTRIES).then(|| limit.reached(place))
    }

    pub(super) fn package(&self) -> &'g Package {
        self.graph.package()
    }

    pub(super) fn file(&self, file: usize) -> Option<&'g TypesFile> {
        self.graph.files.get(file)
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
            if self.size > MOST_ENTRIES {
                return Some(TypesNames { equals, ..TypesNames::default() });
            }
            let names = TypesNames { equals, ..self.of_entity(place, entity) };
            self.size = self.size.saturating_add(names.values.len() + names.types.len());
            return Some(names);
        }
        let table = self.table(place);
        let mut names = TypesNames { complete: !table.is_open, ..TypesNames::default() };
        for (name, at) in &table.of {
            let meaning = self.follow(self.origin(at, name));
            match meaning {
                NameMeaning::Value(kind) => {
                    let value = self.value_at(at, name, kind);
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
        Some(DeclaredValue { kind, file: file.path.clone(), span })
    }

    /// The meaning of a name that another file asks for.
    pub(super) fn lookup(&mut self, file: usize, name: &str) -> NameMeaning {
        self.follow(NameStep::Look { file, name: name.to_owned() })
    }

    /// Goes from alias to alias.
    fn follow(&mut self, mut step: NameStep) -> NameMeaning {
        for _ in 0..MOST_HOPS {
            step = match step {
                NameStep::Known(meaning) => return meaning,
                NameStep::Look { file, name } => self.look(file, name),
                NameStep::Local { file, name } => self.local(file, &name),
                NameStep::Entity { file, parts } => self.entity(file, parts),
            };
        }
        NameMeaning::Unknown
    }

    fn look(&mut self, place: usize, name: String) -> NameStep {
        let Some(file) = self.file(place) else { return NameStep::Known(NameMeaning::Unknown) };
        let body = &file.module.body;
        if !file.module.is_module || file.module.is_unread {
            return NameStep::Known(NameMeaning::Unknown);
        }
        if let Some((entity, _)) = &body.export_equals {
            return match name.as_str() {
                "default" => NameStep::Entity { file: place, parts: entity.clone() },
                _ => match self.property(place, &name) {
                    NameMeaning::Missing if self.augmented.contains_key(&place) || !has_known_names(file) => {
                        NameStep::Known(NameMeaning::Unknown)
                    }
                    meaning => NameStep::Known(meaning),
                },
            };
        }
        let table = self.table(place);
        match table.of.get(&name) {
            Some(at) => self.origin(at, &name),
            None if table.is_open => NameStep::Known(NameMeaning::Unknown),
            None => NameStep::Known(NameMeaning::Missing),
        }
    }

    fn origin(&self, at: &ExportPlace, name: &str) -> NameStep {
        let file = self.file(at.file);
        let export = match at.by {
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
            ExportOrigin::Local(name) => NameStep::Local { file: at.file, name: name.clone() },
            ExportOrigin::Request { request, name } => self.request(at.file, *request, name),
            ExportOrigin::Declared { value: Some(kind), .. } => NameStep::Known(NameMeaning::Value(*kind)),
            ExportOrigin::Declared { value: None, .. } => NameStep::Known(NameMeaning::Type),
        }
    }

    fn request(&self, file: usize, request: usize, name: &RequestedName) -> NameStep {
        let edge = self.file(file).and_then(|file| file.edges.get(request)).copied();
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

    fn local(&self, place: usize, name: &str) -> NameStep {
        let local = self.file(place).and_then(|file| file.module.body.locals.get(name));
        // A global, of which nothing is known.
        let Some(local) = local else { return NameStep::Known(NameMeaning::Unknown) };
        match (own_meaning(local), &local.alias) {
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
            [name] => NameStep::Local { file, name: name.clone() },
            [first, rest @ ..] => {
                let local = self.file(file).and_then(|file| file.module.body.locals.get(first));
                NameStep::Known(local.map_or(NameMeaning::Unknown, |local| inner_meaning(local, rest)))
            }
        }
    }

    /// A property of what `export =` names.
    fn property(&mut self, file: usize, name: &str) -> NameMeaning {
        let names = self.exports(file);
        if names.values.contains_key(name) {
            return NameMeaning::Value(DeclaredKind::Variable);
        }
        let is_known = names.complete && !names.unknown.contains(name);
        match (names.types.contains(name), is_known) {
            (true, _) => NameMeaning::Type,
            (false, true) => NameMeaning::Missing,
            (false, false) => NameMeaning::Unknown,
        }
    }

    /// The names that can be imported of what `export =` names: those of its namespaces, and the properties of a variable.
    fn of_entity(&mut self, place: usize, entity: &[String]) -> TypesNames {
        let (mut place, mut name) = match entity {
            [name] => (place, name.clone()),
            _ => return TypesNames::default(),
        };
        for _ in 0..MOST_HOPS {
            let Some(file) = self.file(place) else { break };
            let Some(local) = file.module.body.locals.get(&name) else { break };
            match &local.alias {
                None => return self.names_of_value(place, local),
                Some(LocalAlias::Import { request, name: RequestedName::Module, .. }) => {
                    let Some(TypesEdge::File(to)) = file.edges.get(*request).copied() else { break };
                    let Some(target) = self.file(to) else { break };
                    match &target.module.body.export_equals {
                        Some((entity, _)) if entity.len() == 1 => {
                            (place, name) = (to, entity.concat());
                        }
                        Some(_) => break,
                        None => return (*self.exports(to)).clone(),
                    }
                }
                Some(_) => break,
            }
        }
        TypesNames::default()
    }

    /// The names of the namespaces of a local name, and the properties of a variable as far as its type tells them.
    fn names_of_value(&mut self, place: usize, local: &DeclaredLocal) -> TypesNames {
        let Some(file) = self.file(place) else { return TypesNames::default() };
        let mut names = names_of_local(local, &file.path);
        if let Some(shape @ (TypeShape::Reference(_) | TypeShape::Intersection(_))) = &local.shape {
            let members = self.members(place, shape);
            let value =
                DeclaredValue { kind: DeclaredKind::Variable, file: file.path.clone(), span: local.span };
            let named = members.names.into_iter().map(|name| (name, value.clone()));
            names.values.extend(named);
            let are_known = local.namespaces.iter().all(|body| !body.is_cut && body.stars.is_empty());
            names.complete = are_known && !members.is_open;
        }
        names
    }

    /// The names of a file and of all its `export *`; a name of its own wins.
    pub(super) fn table(&mut self, place: usize) -> Rc<ExportTable> {
        if let Some(known) = self.tables.get(&place) {
            return Rc::clone(known);
        }
        let table = Rc::new(self.make_table(place));
        self.size = self.size.saturating_add(table.of.len());
        self.tables.insert(place, Rc::clone(&table));
        table
    }

    fn make_table(&self, root: usize) -> ExportTable {
        let mut table = ExportTable { is_open: self.size > MOST_ENTRIES, ..ExportTable::default() };
        let (mut seen, mut level): (HashSet<usize>, Vec<usize>) = (HashSet::default(), vec![root]);
        seen.insert(root);
        while let Some(place) = level.pop() {
            let Some(file) = self.file(place).filter(|_| self.size <= MOST_ENTRIES) else { continue };
            table.is_open |= !has_known_names(file);
            table.is_open |= file.module.is_unread || (place != root && !file.module.is_module);
            if place != root && file.module.body.export_equals.is_some() {
                table.is_open = true;
            }
            self.own_names(place, file, place == root, &mut table);
            for (request, _) in &file.module.body.stars {
                match file.edges.get(*request) {
                    Some(TypesEdge::File(to)) if seen.insert(*to) => level.push(*to),
                    Some(TypesEdge::File(_)) => {}
                    _ => table.is_open = true,
                }
            }
        }
        table
    }

    fn own_names(&self, place: usize, file: &TypesFile, is_root: bool, table: &mut ExportTable) {
        let body = &file.module.body;
        let exports = body.exports.iter().enumerate();
        let exports = exports.map(|(at, export)| (export.name.value.as_str(), ExportedBy::Export(at)));
        let locals = body.locals.iter().filter(|(_, local)| is_exported(body, local));
        for (name, by) in exports.chain(locals.map(|(name, _)| (name.as_str(), ExportedBy::Local))) {
            if is_root || name != "default" {
                table.of.entry(name.to_owned()).or_insert(ExportPlace { file: place, by });
            }
        }
        for (file, at) in self.augmented.get(&place).into_iter().flatten() {
            let place = ExportPlace { file: *file, by: ExportedBy::Augmentation(*at) };
            for name in self.names_added(*file, *at) {
                table.of.entry(name.to_owned()).or_insert(place);
            }
        }
    }

    /// The names that an augmentation exports.
    fn names_added(&self, file: usize, at: usize) -> impl Iterator<Item = &'g str> + use<'g> {
        let body = self.file(file).and_then(|file| file.module.ambient.get(at)).map(|(_, body)| body);
        body.into_iter().flat_map(|body| {
            let locals = body.locals.iter().filter(|(_, local)| is_exported(body, local));
            let exports = body.exports.iter().map(|export| export.name.value.as_str());
            locals.map(|(name, _)| name.as_str()).chain(exports)
        })
    }
}

/// The augmentations of each file.
fn augmented(graph: &TypesGraph<'_>) -> HashMap<usize, Vec<(usize, usize)>> {
    let mut of: HashMap<usize, Vec<(usize, usize)>> = HashMap::default();
    for (file, from) in graph.files.iter().enumerate() {
        for (at, to) in from.augments.iter().enumerate() {
            if let TypesEdge::File(to) = to {
                of.entry(*to).or_default().push((file, at));
            }
        }
    }
    of
}

/// Tells whether a name that a file lacks is surely not there. Of other packages only that is read which names lead to: what other files
/// add to it is not known, nor are the static members of a class that `export =` hands over.
fn has_known_names(target: &TypesFile) -> bool {
    let DeclarationModule { requests, body, .. } = &*target.module;
    let adds = |request: &TypeRequest| {
        matches!(request.kind, TypeRequestKind::SideEffect | TypeRequestKind::ReferencePath)
    };
    let equals = body.export_equals.as_ref().and_then(|(entity, _)| body.locals.get(entity.first()?));
    let is_class = equals.is_some_and(|local| local.value == Some(DeclaredKind::Class));
    !target.path.is_outside() || !(is_class || requests.iter().any(adds))
}

/// The meaning of a name that another file adds. A value may be made there, too: that is not known.
fn added_meaning(body: &DeclarationBody, name: &str) -> NameMeaning {
    match body.locals.get(name).and_then(own_meaning) {
        Some(NameMeaning::Type) => NameMeaning::Type,
        _ => NameMeaning::Unknown,
    }
}

fn is_exported(body: &DeclarationBody, local: &DeclaredLocal) -> bool {
    local.is_exported || (body.exports_all && local.alias.is_none() && !local.is_default)
}

/// The meaning that declarations give a name, without its alias.
fn own_meaning(local: &DeclaredLocal) -> Option<NameMeaning> {
    let namespace = || local.namespaces.iter().any(is_instantiated).then_some(DeclaredKind::Variable);
    match local.value.or_else(namespace) {
        Some(kind) => Some(NameMeaning::Value(kind)),
        None if local.namespaces.iter().any(|body| body.is_cut) => Some(NameMeaning::Unknown),
        None => (local.is_type || !local.namespaces.is_empty()).then_some(NameMeaning::Type),
    }
}

/// `getModuleInstanceState`: a namespace is a value if there is one in it.
fn is_instantiated(body: &DeclarationBody) -> bool {
    body.locals.values().any(|local| {
        local.value.is_some_and(|kind| kind != DeclaredKind::ConstEnum)
            || local.namespaces.iter().any(is_instantiated)
    })
}

fn inner_meaning(local: &DeclaredLocal, rest: &[String]) -> NameMeaning {
    let Some((name, rest)) = rest.split_first() else {
        return own_meaning(local).unwrap_or(NameMeaning::Unknown);
    };
    let inner = local.namespaces.iter().find_map(|body| body.locals.get(name));
    inner.map_or(NameMeaning::Unknown, |inner| inner_meaning(inner, rest))
}

fn names_of_local(local: &DeclaredLocal, file: &PackagePath) -> TypesNames {
    let mut names =
        TypesNames { complete: local.value != Some(DeclaredKind::Variable), ..TypesNames::default() };
    for body in &local.namespaces {
        names.complete &= !body.is_cut && body.stars.is_empty();
        for (name, inner) in body.locals.iter().filter(|(_, inner)| is_exported(body, inner)) {
            let value = |kind| DeclaredValue { kind, file: file.clone(), span: inner.span };
            match own_meaning(inner).filter(|_| inner.alias.is_none()) {
                Some(NameMeaning::Value(kind)) => drop(names.values.insert(name.clone(), value(kind))),
                Some(NameMeaning::Type) => drop(names.types.insert(name.clone())),
                _ => drop(names.unknown.insert(name.clone())),
            }
        }
        names.unknown.extend(body.exports.iter().map(|export| export.name.value.clone()));
    }
    if let Some(TypeShape::Members { names: members, .. }) = &local.shape {
        let value = DeclaredValue { kind: DeclaredKind::Variable, file: file.clone(), span: local.span };
        names.values.extend(members.iter().map(|name| (name.clone(), value.clone())));
        names.complete = true;
    }
    names
}
