//! The properties of a variable that `export =` hands over, by its type: they can be imported by name.

use std::{
    collections::{BTreeSet, HashSet},
    rc::Rc,
};

use crate::{
    declarations::{ExportOrigin, LocalAlias, NamedShapes, RequestedName, TypeShape, read_named_shapes},
    types::{export_table::ExportedBy, graph::TypesEdge, names::DeclaredNameResolver},
};

/// The names of properties, as far as they are known.
#[derive(Debug, Default)]
pub(super) struct MemberNames {
    pub names: BTreeSet<String>,
    /// There may be others.
    pub is_open: bool,
}

/// The most names of types that are followed for one variable.
const MOST_NAMES: u16 = 500;

/// The most names of types of which each stands for the one before.
const DEEPEST: u8 = 24;

/// One search for the members of a type.
pub(super) struct MemberSearch {
    found: MemberNames,
    left: u16,
    /// The types that were looked into, each by its file and its full name.
    seen: HashSet<(usize, String)>,
}

/// A place in a file, from which names of types are seen.
#[derive(Clone, Copy)]
struct TypeScope<'s> {
    file: usize,
    /// The namespaces around it, as `a.b.`.
    prefix: &'s str,
    depth: u8,
}

impl DeclaredNameResolver<'_> {
    /// The properties of a type that is written in a file.
    pub(super) fn members(&mut self, file: usize, shape: &TypeShape) -> MemberNames {
        let mut search =
            MemberSearch { found: MemberNames::default(), left: MOST_NAMES, seen: HashSet::default() };
        self.add_members(TypeScope { file, prefix: "", depth: 0 }, shape, &mut search);
        search.found
    }

    fn add_members(&mut self, scope: TypeScope<'_>, shape: &TypeShape, search: &mut MemberSearch) {
        match shape {
            TypeShape::Members { names, .. } => search.found.names.extend(names.iter().cloned()),
            TypeShape::Intersection(all) => {
                all.iter().for_each(|shape| self.add_members(scope, shape, search));
            }
            TypeShape::Reference(path) if search.left > 0 && scope.depth < DEEPEST => {
                search.left -= 1;
                if self.add_named(scope, path, search).is_none() {
                    search.found.is_open = true;
                }
            }
            _ => search.found.is_open = true,
        }
    }

    /// The members of a type by its name; `None` if it is not known.
    fn add_named(&mut self, scope: TypeScope<'_>, path: &[String], search: &mut MemberSearch) -> Option<()> {
        let name = path.join(".");
        let shapes = self.named_shapes(scope.file)?;
        // From the innermost namespace outwards.
        let mut prefix = Some(scope.prefix);
        while let Some(around) = prefix {
            let full = format!("{around}{name}");
            if let Some(all) = shapes.get(&full) {
                // An interface may extend itself by way of others. TypeScript reports that, and here it must end.
                if !search.seen.insert((scope.file, full.clone())) {
                    return Some(());
                }
                let inner = full.rfind('.').and_then(|dot| full.get(..=dot)).unwrap_or_default();
                let scope = TypeScope { prefix: inner, depth: scope.depth + 1, ..scope };
                all.iter().for_each(|shape| self.add_members(scope, shape, search));
                return Some(());
            }
            let above = around.strip_suffix('.');
            prefix =
                above.map(|above| above.rfind('.').and_then(|dot| above.get(..=dot)).unwrap_or_default());
        }
        self.add_imported(scope, path, search)
    }

    /// The members of a type that comes from another file.
    fn add_imported(
        &mut self,
        scope: TypeScope<'_>,
        path: &[String],
        search: &mut MemberSearch,
    ) -> Option<()> {
        let file = self.file(scope.file)?;
        let (first, rest) = path.split_first()?;
        let Some(LocalAlias::Import { request, name, .. }) = &file.module.body.locals.get(first)?.alias
        else {
            return None;
        };
        let TypesEdge::File(to) = *file.edges.get(*request)? else { return None };
        let (wanted, rest) = match name {
            RequestedName::Name(name) => (name, rest),
            RequestedName::Namespace => rest.split_first()?,
            RequestedName::Module => return None,
        };
        let (to, local) = self.declared_as(to, wanted)?;
        let path: Vec<String> = [local].into_iter().chain(rest.iter().cloned()).collect();
        let scope = TypeScope { file: to, prefix: "", depth: scope.depth + 1 };
        self.add_members(scope, &TypeShape::Reference(path), search);
        Some(())
    }

    /// The file that declares an exported name, and its name there.
    fn declared_as(&mut self, file: usize, name: &str) -> Option<(usize, String)> {
        let table = self.export_table(file);
        let at = table.of.get(name)?;
        match at.by {
            ExportedBy::Local => Some((at.file, name.to_owned())),
            ExportedBy::Export(export) => {
                match &self.file(at.file)?.module.body.exports.get(export)?.origin {
                    ExportOrigin::Local(local) => Some((at.file, local.clone())),
                    _ => None,
                }
            }
            ExportedBy::Augmentation(_) => None,
        }
    }

    fn named_shapes(&mut self, file: usize) -> Option<Rc<NamedShapes>> {
        let path = &self.file(file)?.path;
        if let Some(known) = self.shapes.get(path) {
            return Some(Rc::clone(known));
        }
        let contents = self.package().contents(path).unwrap_or_default();
        let shapes = Rc::new(read_named_shapes(path.as_str(), contents));
        self.shapes.insert(path.clone(), Rc::clone(&shapes));
        Some(shapes)
    }
}
