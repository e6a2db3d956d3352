//! What a module offers through all of its `export *` together, for modules that are asked for many names.
//!
//! ResolveExport looks through every `export *` anew for each name. Most names have one maker among all the modules that
//! are looked through, and then that maker's answer is the answer. Whatever is not as simple is asked of the algorithm.

use crate::{
    hash::{HashMap, HashSet},
    link::{
        builtins,
        graph::{Destination, ModuleId, Record},
        names::{Binding, BindingName, Declared, Export, Names},
    },
    resolve::format::Format,
};

/// The names in reach of one module.
pub(super) struct Offers<'g> {
    makers: HashMap<&'g str, Maker>,
    /// Names of what is no ES module.
    synthetic: HashSet<String>,
    /// Every module that is looked through, the asked one included.
    members: HashSet<ModuleId>,
    /// Whether some name may come from where nothing is known.
    is_open: bool,
}

#[derive(Clone, Copy)]
enum Maker {
    One(ModuleId, Declared),
    Several,
}

impl<'g> Names<'g> {
    /// Looks through every `export *` once.
    pub(super) fn offers(&mut self, root: ModuleId) -> Offers<'g> {
        let mut offers = Offers {
            makers: HashMap::default(),
            synthetic: HashSet::default(),
            members: HashSet::default(),
            is_open: false,
        };
        let mut open = vec![root];
        while let Some(id) = open.pop() {
            if offers.members.insert(id) {
                open.extend(self.look_through(id, root, &mut offers));
            }
        }
        offers
    }

    /// Adds what one module makes itself; the modules that it passes on.
    fn look_through(&mut self, id: ModuleId, root: ModuleId, offers: &mut Offers<'g>) -> Vec<ModuleId> {
        let Some(module) = self.graph.get(id) else {
            offers.is_open = true;
            return Vec::new();
        };
        let Record::Es(es) = &module.record else {
            let offered = self.synthetic_names(id);
            offers.is_open |= module.format == Format::Module || !offered.complete;
            offers.synthetic.extend(offered.names);
            return Vec::new();
        };
        for (name, declared) in self.indexes.get(&id).into_iter().flatten() {
            if id == root || *name != "default" {
                offers
                    .makers
                    .entry(name)
                    .and_modify(|maker| *maker = Maker::Several)
                    .or_insert(Maker::One(id, *declared));
            }
        }
        let mut next = Vec::new();
        for star in &es.star_exports {
            match module.destination(star.request) {
                Destination::Module(target) => next.push(*target),
                Destination::Builtin(builtin) => match builtins::names(builtin, self.version) {
                    Some(names) => offers.synthetic.extend(names.into_iter().map(str::to_owned)),
                    None => offers.is_open = true,
                },
                _ => offers.is_open = true,
            }
        }
        next
    }

    /// ResolveExport of a name that the asked module does not make itself; `None` where only the algorithm can tell.
    pub(super) fn resolve_in(&mut self, offers: &Offers<'g>, name: &str) -> Option<Export> {
        if name == "default" || offers.synthetic.contains(name) {
            return None;
        }
        match offers.makers.get(name) {
            None if offers.is_open => Some(Export::Unknown),
            None => Some(Export::Missing),
            Some(Maker::Several) => None,
            Some(Maker::One(maker, Declared::Local)) => {
                Some(Export::Found(Binding { module: *maker, name: BindingName::Export(name.to_owned()) }))
            }
            Some(Maker::One(maker, Declared::Indirect(_))) => self.resolve_at(*maker, offers, name),
        }
    }

    /// What the one maker passes on, unless that leads back to what was looked through for the same name.
    fn resolve_at(&mut self, maker: ModuleId, offers: &Offers<'g>, name: &str) -> Option<Export> {
        let mut asked = HashSet::default();
        let export = self.resolve_export(maker, name, &mut asked);
        let comes_back =
            asked.iter().any(|(id, other)| *id != maker && other == name && offers.members.contains(id));
        let is_certain = matches!(export, Export::Found(_) | Export::Unknown) && !comes_back;
        is_certain.then_some(export)
    }
}
