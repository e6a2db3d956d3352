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

/// The words of which one stands where code names its own place.
static OWN_PLACES: LazyLock<[Finder<'static>; 5]> = LazyLock::new(|| {
    ["__dirname", "__filename", "import.meta", "module.path", "module.filename"].map(Finder::new)
});

/// The most names for places that are searched.
const MOST_NAMES: usize = 16;
/// The longest function that counts as a helper which makes paths, in bytes.
const LONGEST_HELPER: u32 = 2_000;
/// The shortest name that is searched: shorter ones stand everywhere.
const SHORTEST_NAME: usize = 2;

/// The offsets at which the words begin.
struct DeferredWords(Vec<u32>);

impl DeferredWords {
    /// Finds the words, and the names that the module gives to places.
    fn of(text: &str, places: Option<&[&str]>, goal: Goal) -> Self {
        // In an ES module, a read of these fails.
        let names_places = places.is_some() || goal == Goal::Module;
        let own = names_places.then_some(PLACES.as_slice()).into_iter().flatten();
        let begins = WORDS.iter().chain(own).flat_map(|word| word.find_iter(text.as_bytes()));
        let names = places.into_iter().flatten().map(Finder::new);
        let named = names.flat_map(|name| name.find_iter(text.as_bytes()).collect::<Vec<_>>());
        let mut all: Vec<_> = begins.chain(named).filter_map(|at| u32::try_from(at).ok()).collect();
        all.sort_unstable();
        Self(all)
    }

    /// Finds the places where code names its own place.
    fn of_places(text: &str, places: &[&str]) -> Self {
        let named: Vec<_> = places.iter().map(Finder::new).collect();
        let all = OWN_PLACES.iter().chain(&named).flat_map(|word| word.find_iter(text.as_bytes()));
        let mut all: Vec<_> = all.filter_map(|at| u32::try_from(at).ok()).collect();
        all.sort_unstable();
        Self(all)
    }

    fn stand_in(&self, span: Span) -> bool {
        let next = self.0.partition_point(|&at| at < span.start);
        self.0.get(next).is_some_and(|&at| at < span.end)
    }
}

impl Flow<'_, '_> {
    /// Returns the names of functions that may make or open paths, from the first one on.
    fn helper_names(&self) -> Vec<&str> {
        let places = DeferredWords::of_places(&self.text.text, &self.own_places);
        let is_helper = |it: &Callable<'_>| it.span().size() <= LONGEST_HELPER && places.stand_in(it.span());
        let helpers = self.callables.iter().filter(|(_, it)| is_helper(it));
        let mut helpers: Vec<_> =
            helpers.map(|(symbol, it)| (it.span().start, self.scoping.symbol_name(*symbol))).collect();
        helpers.retain(|(_, name)| name.len() >= SHORTEST_NAME);
        helpers.sort_unstable();
        helpers.truncate(MOST_NAMES);
        helpers.into_iter().map(|(_, name)| name).collect()
    }

    /// Walks the functions that were met and that nothing called.
    pub(super) fn deferred_functions(&mut self) {
        // The search for each name reads the whole text: with more names, every function is walked instead.
        self.names.has_unusual |= self.own_places.len() > MOST_NAMES || self.names_loader;
        let (text, goal) = (self.text, self.goal);
        let mut names: Vec<String> = self.own_places.iter().map(|name| (*name).to_owned()).collect();
        if self.has_places && !self.names.has_unusual {
            names.extend(self.helper_names().into_iter().map(str::to_owned));
        }
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let places = self.has_places.then_some(names.as_slice());
        let words = LazyCell::new(|| DeferredWords::of(&text.text, places, goal));
        while let Some(callable) = self.met.pop() {
            let may_ask = self.names.has_unusual || words.stand_in(callable.span());
            if may_ask && !self.walked.contains_key(&callable.key()) {
                self.later_function = Some(callable.key());
                self.enter(callable, When::Deferred, None);
                self.later_function = None;
            }
        }
        self.kept_calls();
    }
}
