//! Gathers the names and specifiers that are found, in the order and with the exclusions of Node's answer.

use super::dialect::Dialect;
use super::lexed::LexedNames;
use super::strings::unescape;
use crate::hash::{HashMap, HashSet};
use std::borrow::Cow;

/// Names as written in the source: a string literal keeps its quotes until the end.
#[derive(Default)]
pub(super) struct NameList<'s> {
    exports: Vec<&'s str>,
    unsafe_getters: Vec<&'s str>,
    reexports: Vec<Cow<'s, str>>,
    star_bindings: HashMap<&'s str, &'s str>,
    star_binding_count: usize,
}

impl<'s> NameList<'s> {
    pub fn export(&mut self, name: &'s str) {
        self.exports.push(name);
    }

    pub fn unsafe_getter(&mut self, name: &'s str) {
        self.unsafe_getters.push(name);
    }

    pub fn reexport(&mut self, specifier: &'s str) {
        self.reexports.push(specifier.into());
    }

    /// Forgets all re-exports, because only the last assignment of `module.exports` counts.
    pub fn forget_reexports(&mut self) {
        self.reexports.clear();
    }

    /// Remembers `var id = require(specifier)`, in case a star loop over `id` follows.
    pub fn bind_star(&mut self, id: &'s str, specifier: &'s str, dialect: Dialect) {
        if self.star_binding_count >= dialect.star_bindings {
            return;
        }
        self.star_binding_count += 1;
        let bound = self.star_bindings.entry(id).or_insert(specifier);
        if dialect.last_star_binding_wins {
            *bound = specifier;
        }
    }

    pub fn reexport_star(&mut self, id: &str, dialect: Dialect) {
        let Some(&specifier) = self.star_bindings.get(id) else { return };
        if !dialect.star_specifier_decoded_twice {
            self.reexports.push(specifier.into());
        } else if let Some(decoded) = unescape(specifier, dialect.escapes).filter(|text| !text.is_empty()) {
            self.reexports.push(decoded.into());
        }
    }

    pub fn finish(self, dialect: Dialect) -> LexedNames {
        let decode = |name: &str| unescape(name, dialect.escapes);
        let exports = self.exports.into_iter().filter_map(decode);
        let reexports = self.reexports.iter().filter_map(|name| decode(name));
        let hidden: HashSet<String> = if dialect.unsafe_getters_hide {
            self.unsafe_getters.into_iter().filter_map(decode).collect()
        } else {
            HashSet::default()
        };
        LexedNames {
            exports: unique(exports.filter(|name| !hidden.contains(name))),
            reexports: if dialect.unique_reexports { unique(reexports) } else { reexports.collect() },
        }
    }
}

fn unique(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = HashSet::default();
    names.filter(|name| seen.insert(name.clone())).collect()
}
