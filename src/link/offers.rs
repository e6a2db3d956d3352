//! The names that a module offers through all of its `export *` together (GetExportedNames), and the module
//! that makes each name.
//!
//! ResolveExport looks through every `export *` anew for each name. Most names have one maker among all the
//! modules that are looked through, and then that maker's answer is the answer: every other way of asking for
//! the name leads to that maker, or to nothing. All other names are left to the algorithm.

use std::borrow::Cow;

use crate::{
    hash::{HashMap, HashSet},
    link::{
        graph::{Destination, ModuleId},
        names::{Binding, BindingName, Export, ExportEntry, NameResolver},
    },
    node::{builtin_exports, builtin_names},
};

/// The names that one module offers, directly or through `export *`.
pub(super) struct Offers<'g> {
    /// The module that makes each name; `None` if several do, or one of Node's own.
    makers: HashMap<Cow<'g, str>, Option<ModuleId>>,
    /// True if these are all names.
    pub(super) complete: bool,
    /// True if some name may come from a module of unknown names, which may be one of Node's own.
    is_open: bool,
}

impl<'g> Offers<'g> {
    fn add(&mut self, name: Cow<'g, str>, maker: Option<ModuleId>) {
        self.makers.entry(name).and_modify(|known| *known = None).or_insert(maker);
    }

    /// The number of names.
    pub(super) fn len(&self) -> usize {
        self.makers.len()
    }

    /// Returns the names in order.
    pub(super) fn names(&self) -> Vec<&str> {
        let mut names: Vec<_> = self.makers.keys().map(|name| &**name).collect();
        names.sort_unstable();
        names
    }
}

impl<'g> NameResolver<'g> {
    /// Looks through every `export *` once, as far as the limit allows.
    pub(super) fn offers(&mut self, root: ModuleId) -> Offers<'g> {
        let mut offers = Offers { makers: HashMap::default(), complete: true, is_open: false };
        let mut seen = HashSet::from_iter([root]);
        let mut open = vec![root];
        while !self.is_exhausted()
            && let Some(id) = open.pop()
        {
            self.count_step();
            self.add_own(id, root, &mut offers);
            let targets = self.add_stars(id, &mut offers);
            open.extend(targets.into_iter().filter(|target| seen.insert(*target)));
        }
        offers.complete &= !self.is_exhausted();
        offers.is_open |= !offers.complete;
        offers
    }

    /// Adds the names that a module makes itself; `export *` does not pass on its default export.
    fn add_own(&mut self, id: ModuleId, root: ModuleId, offers: &mut Offers<'g>) {
        let is_passed_on = |name: &str| id == root || name != "default";
        match self.indexes.get(&id) {
            Some(index) => {
                let own = index.keys().filter(|name| is_passed_on(name));
                own.for_each(|name| offers.add(Cow::Borrowed(*name), Some(id)));
            }
            None => {
                let offered = self.synthetic_names(id);
                offers.complete &= offered.complete;
                let own = offered.names.into_iter().filter(|name| is_passed_on(name));
                own.for_each(|name| offers.add(Cow::Owned(name), Some(id)));
            }
        }
    }

    /// Returns the modules of a module's `export *`; the names of Node's own modules are added at once.
    fn add_stars(&mut self, id: ModuleId, offers: &mut Offers<'g>) -> Vec<ModuleId> {
        let Some(module) = self.graph.get(id) else { return Vec::new() };
        let mut targets = Vec::new();
        for star in module.es().into_iter().flat_map(|es| &es.star_exports) {
            self.count_step();
            match module.destination(star.request) {
                Destination::Module(target) => targets.push(*target),
                Destination::Builtin(builtin) => self.add_builtin(builtin, offers),
                _ => offers.complete = false,
            }
        }
        targets
    }

    /// Adds the names of one of Node's own modules that the version certainly has. It may have others where it lies between
    /// two measured versions that differ.
    fn add_builtin(&self, module: &str, offers: &mut Offers<'g>) {
        let names = builtin_names(module, self.version).unwrap_or_default();
        for name in names.iter().filter(|name| **name != "default") {
            match builtin_exports(module, name, self.version) {
                Some(true) => offers.add(Cow::Owned((*name).to_owned()), None),
                _ => (offers.is_open, offers.complete) = (true, false),
            }
        }
        if names.is_empty() {
            (offers.is_open, offers.complete) = (true, false);
        }
    }

    /// Returns ResolveExport of a name, from the offers; `None` if only the algorithm can tell.
    pub(super) fn resolve_in(&mut self, offers: &Offers<'g>, name: &str) -> Option<Export> {
        match offers.makers.get(name) {
            _ if name == "default" => None,
            None if offers.is_open => Some(Export::Unknown),
            None => Some(Export::Missing),
            Some(None) => None,
            Some(Some(maker)) => {
                let export = self.resolve_at(*maker, name);
                matches!(export, Export::Found(_) | Export::Unknown).then_some(export)
            }
        }
    }

    fn resolve_at(&mut self, maker: ModuleId, name: &str) -> Export {
        match self.indexes.get(&maker).and_then(|index| index.get(name)) {
            Some(ExportEntry::Local(_)) => {
                Export::Found(Binding { module: maker, name: BindingName::Export(name.to_owned()) })
            }
            _ => self.resolve_export(maker, name),
        }
    }
}
