//! The names that a file of declarations exports, each with its place, before their meanings are known.

use std::{collections::BTreeMap, rc::Rc};

use crate::{
    declarations::{DeclarationModule, DeclaredKind, TypeRequest, TypeRequestKind},
    hash::{HashMap, HashSet},
    limits::{Limit, LimitReached},
    types::{
        graph::{TypesEdge, TypesFile, TypesGraph},
        meaning::is_exported,
    },
};

/// The place of an exported name: a file, and what exports it there.
#[derive(Clone, Copy, Debug)]
pub(super) struct ExportPlace {
    pub file: usize,
    pub by: ExportedBy,
    /// Only `export type *` leads to it.
    pub is_type_only: bool,
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
    pub is_open: bool,
}

/// The tables of those files of which they were asked.
pub(super) struct ExportTables<'g> {
    graph: &'g TypesGraph<'g>,
    tables: HashMap<usize, Rc<ExportTable>>,
    /// The `declare module "…"` that add to a file: their files, and their places there.
    augmented: HashMap<usize, Vec<(usize, usize)>>,
    /// The entries of all tables, and those that were counted beside them.
    size: usize,
}

/// A walk over a file and its `export *`.
#[derive(Default)]
struct StarWalk {
    /// The files to look into, the next one last, and whether only types are taken from them.
    left: Vec<(usize, bool)>,
    seen: HashSet<usize>,
    /// The files that a way without `export type *` leads to.
    plain: HashSet<usize>,
}

/// The most entries of all tables together.
const MOST_ENTRIES: usize = 500_000;

impl<'g> ExportTables<'g> {
    pub(super) fn new(graph: &'g TypesGraph<'g>) -> Self {
        Self { graph, tables: HashMap::default(), augmented: augmented(graph), size: 0 }
    }

    /// Tells whether `declare module "…"` adds to a file.
    pub(super) fn is_augmented(&self, file: usize) -> bool {
        self.augmented.contains_key(&file)
    }

    /// Tells whether `declare module "…"` adds to any file, by which it may add to those that it exports again.
    pub(super) fn is_any_augmented(&self) -> bool {
        !self.augmented.is_empty()
    }

    /// Counts entries that others keep.
    pub(super) fn count(&mut self, entries: usize) {
        self.size = self.size.saturating_add(entries);
    }

    /// Tells whether the limit was passed: tables are open from then on.
    pub(super) fn is_full(&self) -> bool {
        self.size > MOST_ENTRIES
    }

    /// The limit that kept names from being found.
    pub(super) fn cut(&self) -> Option<LimitReached> {
        let limit = Limit { name: "declared_names", value: MOST_ENTRIES as u64 };
        let place = "the declarations export more names, and the rest was not compared";
        self.is_full().then(|| limit.reached(place))
    }

    /// The names of a file and of all its `export *`; a name of its own wins.
    pub(super) fn of(&mut self, place: usize) -> Rc<ExportTable> {
        if let Some(known) = self.tables.get(&place) {
            return Rc::clone(known);
        }
        let table = Rc::new(self.make_table(place));
        // In a chain of `export *` each file has the names of all behind it, so that the sum grows by the square.
        self.count(table.of.len());
        self.tables.insert(place, Rc::clone(&table));
        table
    }

    fn make_table(&self, root: usize) -> ExportTable {
        let mut table = ExportTable { is_open: self.is_full(), ..ExportTable::default() };
        let mut walk = StarWalk { left: vec![(root, false)], ..StarWalk::default() };
        // Depth first, as TypeScript goes: of several files that export a name, the first counts.
        while let Some((place, is_type_only)) = walk.left.pop() {
            let Some(file) = self.graph.files.get(place).filter(|_| !self.is_full()) else { continue };
            if !is_type_only {
                walk.plain.insert(place);
            }
            if !walk.seen.insert(place) {
                continue;
            }
            table.is_open |= !has_known_names(file);
            table.is_open |= file.module.is_unread || (place != root && !file.module.is_module);
            if place != root && file.module.body.export_equals.is_some() {
                table.is_open = true;
            }
            for (name, by) in self.own_names(place).filter(|(name, _)| place == root || *name != "default") {
                // The first wins, and the file itself comes before those of its `export *`.
                let at = ExportPlace { file: by.0, by: by.1, is_type_only };
                table.of.entry(name.to_owned()).or_insert(at);
            }
            for (request, is_type) in file.module.body.stars.iter().rev() {
                match file.edges.get(*request) {
                    Some(TypesEdge::File(to)) => walk.left.push((*to, is_type_only || *is_type)),
                    _ => table.is_open = true,
                }
            }
        }
        self.mark_values(&walk, &mut table);
        table
    }

    /// Names that a plain `export *` leads to, too, are no types only.
    fn mark_values(&self, walk: &StarWalk, table: &mut ExportTable) {
        if !table.of.values().any(|at| at.is_type_only) {
            return;
        }
        for (name, _) in walk.plain.iter().flat_map(|place| self.own_names(*place)) {
            if let Some(at) = table.of.get_mut(name) {
                at.is_type_only = false;
            }
        }
    }

    /// The names of a file without its `export *`, each with the file and the part of it that exports it; `export *` leaves the
    /// default out.
    fn own_names(&self, place: usize) -> impl Iterator<Item = (&'g str, (usize, ExportedBy))> {
        let body = self.graph.files.get(place).map(|file| &file.module.body);
        let exports = body.into_iter().flat_map(|body| body.exports.iter().enumerate());
        let exports = exports.map(|(at, export)| (export.name.value.as_str(), ExportedBy::Export(at)));
        let locals = body.into_iter().flat_map(|body| {
            let exported = body.locals.iter().filter(|(_, local)| is_exported(body, local));
            exported.map(|(name, _)| (name.as_str(), ExportedBy::Local))
        });
        let own = exports.chain(locals).map(move |(name, by)| (name, (place, by)));
        let augmented = self.augmented.get(&place).into_iter().flatten();
        let added = augmented.flat_map(|(file, at)| {
            self.names_added(*file, *at).map(|name| (name, (*file, ExportedBy::Augmentation(*at))))
        });
        own.chain(added)
    }

    /// The names that an augmentation exports.
    fn names_added(&self, file: usize, at: usize) -> impl Iterator<Item = &'g str> + use<'g> {
        let body =
            self.graph.files.get(file).and_then(|file| file.module.ambient.get(at)).map(|(_, body)| body);
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
pub(super) fn has_known_names(target: &TypesFile) -> bool {
    let DeclarationModule { requests, body, .. } = &*target.module;
    let adds = |request: &TypeRequest| {
        matches!(request.kind, TypeRequestKind::SideEffect | TypeRequestKind::ReferencePath)
    };
    let equals = body.export_equals.as_ref().and_then(|(entity, _)| body.locals.get(entity.first()?));
    let is_class = equals.is_some_and(|local| local.value == Some(DeclaredKind::Class));
    !target.path.is_outside() || !(is_class || requests.iter().any(adds))
}
