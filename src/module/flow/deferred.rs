//! Functions that nothing calls while the module loads: walked last, for the requests that they make.

use std::{cell::LazyCell, sync::LazyLock};

use memchr::memmem::Finder;
use oxc_span::Span;

use super::*;

/// The words of which one stands, in this spelling, wherever code requests something or makes Node's names
/// global.
static WORDS: LazyLock<[Finder<'static>; 5]> =
    // `Require` is that of `createRequire`, `import` also that of `import.meta`, and `\u` may spell any of them.
    LazyLock::new(|| ["require", "Require", "import", "global", "\\u"].map(Finder::new));

/// The words of which one stands where a module that asks for its own place may open a file.
static PLACES: LazyLock<[Finder<'static>; 2]> =
    LazyLock::new(|| ["__dirname", "__filename"].map(Finder::new));

/// The most names for places that are searched.
const MOST_NAMES: usize = 16;

/// The offsets at which the words begin.
struct DeferredWords(Vec<u32>);

impl DeferredWords {
    /// Finds the words, and the names that the module gives to places.
    fn of(text: &str, places: Option<&[&str]>) -> Self {
        let own = places.is_some().then_some(PLACES.as_slice()).into_iter().flatten();
        let begins = WORDS.iter().chain(own).flat_map(|word| word.find_iter(text.as_bytes()));
        let names = places.into_iter().flatten().map(Finder::new);
        let named = names.flat_map(|name| name.find_iter(text.as_bytes()).collect::<Vec<_>>());
        let mut all: Vec<_> = begins.chain(named).filter_map(|at| u32::try_from(at).ok()).collect();
        all.sort_unstable();
        Self(all)
    }

    fn stand_in(&self, span: Span) -> bool {
        let next = self.0.partition_point(|&at| at < span.start);
        self.0.get(next).is_some_and(|&at| at < span.end)
    }
}

impl Flow<'_, '_> {
    /// Walks the functions that were met and that nothing called.
    pub(super) fn deferred_functions(&mut self) {
        // The search for each name reads the whole text: with more names, every function is walked instead.
        self.names.has_unusual |= self.own_places.len() > MOST_NAMES || self.names_loader;
        let (text, names) = (self.text, self.own_places.clone());
        let places = self.has_places.then_some(names.as_slice());
        let words = LazyCell::new(|| DeferredWords::of(&text.text, places));
        while let Some(callable) = self.met.pop() {
            let may_ask = self.names.has_unusual || words.stand_in(callable.span());
            if may_ask && !self.walked.contains_key(&callable.key()) {
                self.enter(callable, When::Deferred, None);
            }
        }
    }
}
