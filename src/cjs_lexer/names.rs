//! Gathers what is found, in the order and with the exclusions of Node's answer.

use std::collections::{HashMap, HashSet};

use super::Lexed;
use super::dialect::Dialect;
use super::strings::unescape;

/// Names as written in the source: a string literal keeps its quotes until the end.
#[derive(Default)]
pub(super) struct Names<'s> {
    exports: Vec<&'s str>,
    unsafe_getters: Vec<&'s str>,
    reexports: Vec<&'s str>,
    star_bindings: Vec<(&'s str, &'s str)>,
    star_index: HashMap<&'s str, usize>,
}

impl<'s> Names<'s> {
    pub fn export(&mut self, name: &'s str) {
        self.exports.push(name);
    }

    pub fn unsafe_getter(&mut self, name: &'s str) {
        self.unsafe_getters.push(name);
    }

    pub fn reexport(&mut self, specifier: &'s str) {
        self.reexports.push(specifier);
    }

    /// Only the last assignment of `module.exports` counts.
    pub fn forget_reexports(&mut self) {
        self.reexports.clear();
    }

    /// Remembers `var id = require(specifier)`, in case a star loop over `id` follows.
    pub fn bind_star(&mut self, id: &'s str, specifier: &'s str, dialect: Dialect) {
        if self.star_bindings.len() >= dialect.star_bindings {
            return;
        }
        let place = self.star_bindings.len();
        self.star_bindings.push((id, specifier));
        if dialect.last_star_binding_wins {
            self.star_index.insert(id, place);
        } else {
            self.star_index.entry(id).or_insert(place);
        }
    }

    pub fn reexport_star(&mut self, id: &str) {
        if let Some(&place) = self.star_index.get(id) {
            self.reexports.push(self.star_bindings[place].1);
        }
    }

    pub fn finish(self, dialect: Dialect) -> Lexed {
        let decode = |names: Vec<&'s str>| names.into_iter().filter_map(move |name| unescape(name, dialect.escapes));
        let hidden: HashSet<String> =
            if dialect.unsafe_getters_hide { decode(self.unsafe_getters).collect() } else { HashSet::new() };
        let reexports = decode(self.reexports);
        Lexed {
            exports: unique(decode(self.exports).filter(|name| !hidden.contains(name))),
            reexports: if dialect.unique_reexports { unique(reexports) } else { reexports.collect() },
        }
    }
}

fn unique(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = HashSet::new();
    names.filter(|name| seen.insert(name.clone())).collect()
}
