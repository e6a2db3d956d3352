//! GetExportedNames in one pass over every `export *`, and what that pass tells of single names.

use std::borrow::Cow;

use crate::{
    hash::HashSet,
    link::{
        exports::{Binding, BindingName, Export, ExportEntry},
        graph::{Destination, ModuleId},
        names::NameResolver,
        offers::Offers,
    },
    node::{builtin_exports, builtin_names},
};

impl<'g> NameResolver<'g> {
    /// Looks through every `export *` once, as far as the limit allows.
    pub(super) fn offers(&mut self, root: ModuleId) -> Offers<'g> {
        let mut offers = Offers::new();
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
        // A name that was not seen may be behind an `export *` that was not looked through.
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
        match offers.maker_of(name) {
            // No `export *` passes on a default export, so only the module itself can tell.
            _ if name == "default" => None,
            None if offers.is_open => Some(Export::Unknown),
            None => Some(Export::Missing),
            Some(None) => None,
            Some(Some(maker)) => {
                match self.resolve_at(maker, name) {
                    export @ (Export::Found(_) | Export::Unknown) => Some(export),
                    // The maker finds nothing although it looks everywhere; within another search it looks at less.
                    Export::Missing | Export::Circular if !offers.is_open => Some(Export::Missing),
                    // That may depend on the module at which the search began: the algorithm decides.
                    Export::Missing | Export::Circular | Export::Ambiguous => None,
                }
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
