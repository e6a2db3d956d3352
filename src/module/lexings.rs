//! The names that lexers of CommonJS found in files, each once for all versions of Node that have the same lexer.

use std::sync::{Arc, Mutex, PoisonError};

use crate::{
    cjs_lexer::{CommonJsLexer, LexedNames},
    hash::HashMap,
    path::PackagePath,
};

/// The way in which a version of Node asks its lexer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LexedBy {
    pub lexer: CommonJsLexer,
    pub strips_bom: bool,
}

/// The files of a package that a lexer was run over so far.
#[derive(Debug, Default)]
pub struct Lexings {
    known: Mutex<LexingsByPath>,
}

type LexingsByPath = HashMap<PackagePath, Vec<(LexedBy, Arc<LexedNames>)>>;

impl Lexings {
    /// Returns the names of a file, which are found if they are not known.
    pub fn get(&self, path: &PackagePath, by: LexedBy, find: impl FnOnce() -> LexedNames) -> Arc<LexedNames> {
        if let Some(known) = self.known(path, by) {
            return known;
        }
        let found = Arc::new(find());
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(path.clone()).or_default().push((by, Arc::clone(&found)));
        found
    }

    fn known(&self, path: &PackagePath, by: LexedBy) -> Option<Arc<LexedNames>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(path)?.iter().find(|(other, _)| *other == by).map(|(_, names)| Arc::clone(names))
    }

    /// Takes over what was found in those files of another package that are the same here.
    pub fn take_over(&self, others: &Self, is_same: impl Fn(&PackagePath) -> bool) {
        let others = others.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        for (path, lexings) in others.into_iter().filter(|(path, _)| is_same(path)) {
            known.entry(path).or_insert(lexings);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::NodeVersion;

    #[test]
    fn a_file_is_lexed_once_by_each_lexer() {
        let by = |version: &str| {
            let profile = version.parse::<NodeVersion>().unwrap().profile();
            LexedBy { lexer: profile.lexer, strips_bom: profile.import_strips_bom }
        };
        let (old, new) = (Lexings::default(), Lexings::default());
        let path = PackagePath::new("a.js").unwrap();
        let found = |lexings: &Lexings, by, name: &str| {
            let names = LexedNames { exports: vec![name.to_owned()], ..LexedNames::default() };
            lexings.get(&path, by, || names).exports.concat()
        };
        assert_eq!(found(&old, by("22"), "first"), "first");
        assert_eq!(found(&old, by("22"), "second"), "first");
        let other = LexedBy { strips_bom: !by("22").strips_bom, ..by("22") };
        assert_eq!(found(&old, other, "other"), "other");
        new.take_over(&old, |_| true);
        assert_eq!(found(&new, by("22"), "third"), "first");
    }
}
