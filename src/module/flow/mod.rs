//! A walk through a program in the order in which it runs, that tells of each request and read whether it certainly happens.
//!
//! It claims only what holds of every run: a branch is taken when its test is one whose value Node decides (`typeof
//! exports`), a function runs when it is called where it stands or by a name that nothing reassigns. The rest is
//! conditional, or deferred. A program that throws earlier than a certain request fails to load in any case.

mod arms;
mod attributes;
mod callable;
mod callbacks;
mod calls;
mod choices;
mod constant;
mod deferred;
mod early_reads;
mod error_callbacks;
mod expressions;
mod fold;
mod fold_calls;
mod functions;
mod given;
mod givers;
mod globals;
mod known_names;
mod lacking;
mod later_read;
mod libraries;
mod loader_part;
mod loader_parts;
mod making;
mod members;
mod names;
mod natives;
mod newer;
mod onlookers;
mod openers;
mod opening;
mod opens;
mod parameters;
mod patches;
mod patterns;
mod place;
mod promised;
mod promises;
mod run;
mod running;
mod shims;
mod statements;
mod uncallable;
mod undeclared;
mod undefined;
mod unset_mode;
mod uses;
mod wrapper_reads;

use std::{
    cell::{Cell, OnceCell},
    collections::BTreeMap,
};

use oxc_ast::ast::{Class, Function, Ident, Program, Statement};
use oxc_semantic::{Scoping, SymbolId};

use self::{
    callable::Callable,
    known_names::KnownNames,
    later_read::LaterRead,
    libraries::LibraryName,
    loader_part::{LoaderPart, names_loader},
    parameters::{Parameters, Passed},
    place::KnownValue,
    promised::Promised,
    uses::Uses,
};
use super::{
    assets::AssetUse,
    decode::Text,
    early_error::Goal,
    effects::{Effects, ShimWords},
    evaluation::{BindingRead, ValueUse, WrapperRead},
    import_meta::keeps_import_meta,
    loader::{LoaderPowers, RequestTime},
    node_env::may_set_mode,
    requests::{BranchArm, ModuleRequest, When},
    state::held_state,
    switches::ReadingSwitches,
    syntax::Parsed,
};
use crate::hash::{HashMap, HashSet};

/// The findings of the walk, in source order.
#[derive(Default)]
pub(super) struct FlowFindings {
    pub requests: Vec<ModuleRequest>,
    pub reads: Vec<BindingRead>,
    pub wrapper_reads: Vec<WrapperRead>,
    pub effects: Effects,
}

/// Walks a program.
pub(super) fn walk(
    parsed: &Parsed<'_>,
    goal: Goal,
    text: &Text<'_>,
    switches: &ReadingSwitches<'_>,
) -> FlowFindings {
    let mut flow = Flow::new(parsed, goal, text, switches);
    flow.statements(&parsed.program.body);
    flow.deferred_functions();
    flow.run_first(parsed.program);
    flow.effects.state = held_state(parsed, goal, text);
    flow.findings()
}

/// The certainty with which the rest of the running function is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum FlowReach {
    /// For certain.
    Always,
    /// Unless an earlier `return` was taken.
    Perhaps,
    /// Not at all: it stands behind a `return`.
    Never,
    /// Not at all: it stands behind a `throw`, with which the module fails.
    Thrown,
}

/// The times that the length of the text is walked again at most.
const WALKS: u32 = 4;

struct Flow<'a, 's> {
    program: &'a Program<'a>,
    scoping: &'s Scoping,
    goal: Goal,
    text: &'s Text<'s>,
    switches: &'s ReadingSwitches<'s>,
    names: KnownNames,
    /// The time at which the walked code runs, earlier returns aside.
    when: When,
    /// The certainty that earlier returns of the running function leave.
    reached: FlowReach,
    /// True if the walked code certainly runs where `NODE_ENV` is not set, earlier returns aside.
    unset_mode: bool,
    /// The changes of Node's loader that the module may have made.
    patched: LoaderPowers,
    /// Those of its own `module`.
    patched_own: LoaderPowers,
    /// The names for parts of Node's loader.
    loader_parts: HashMap<SymbolId, LoaderPart>,
    /// The names for what requests give, each with the place of the specifier.
    givers: HashMap<SymbolId, u32>,
    /// The names of these that were called.
    called_givers: HashSet<SymbolId>,
    /// The number of requests that were made.
    made: u32,
    /// True if the text has words that only changes of Node's loader need.
    names_loader: bool,
    /// True if it has words of such changes, once that was asked.
    changes_loader: OnceCell<bool>,
    /// True if the process may have been ended.
    exited: bool,
    /// True if a failure of the walked code is caught in the function in which the code stands.
    caught: bool,
    /// True if the failure of the promise that the walked call gives is handled.
    call_caught: bool,
    /// True if an error of its own is thrown there in place of the failure.
    explained: bool,
    /// The error that certainly running code throws in place of its failure, as it is written.
    told: Option<&'a str>,
    /// The use of the promise that the next expression gives.
    promise: Promised,
    callables: HashMap<SymbolId, Callable<'a>>,
    /// The names of variables and parameters for imports that they were given.
    handed: HashMap<SymbolId, &'a str>,
    /// The functions that were walked, and the earliest time at which each was found to run.
    walked: HashMap<usize, When>,
    /// True if the module ends no earlier than the walked code: each function that is walked is awaited.
    holds_module: bool,
    /// The functions that are walked now.
    running: HashSet<usize>,
    /// The bytes of functions that may still be walked again for the functions that they are given.
    walks_left: u32,
    met: Vec<Callable<'a>>,
    // By offset, as the walk follows the order in which code runs, and findings stand in source order. Several specifiers that
    // code makes may have one place.
    requests: BTreeMap<(u32, Option<String>), ModuleRequest>,
    /// True if it asks for modules by specifiers that are no literals.
    asks_computed: bool,
    /// The offsets at which calls begin that a `try` certainly begins with.
    tried: HashSet<u32>,
    /// The calls and imports in the arms of choices, by their places.
    arms: HashMap<u32, BranchArm>,
    reads: BTreeMap<u32, BindingRead>,
    wrapper_reads: BTreeMap<u32, WrapperRead>,
    later_reads: Vec<LaterRead>,
    /// The function that is walked, where nothing calls it while the module loads.
    later_function: Option<usize>,
    /// True if the walked code stands in a branch of the running function.
    branched: bool,
    /// True if the function that is entered next is called on no object.
    called_plainly: bool,
    effects: Effects,
    /// The names of functions that throw in place of `require`, and the words of their errors.
    shims: HashMap<SymbolId, ShimWords>,
    /// The offsets at which calls of these functions begin that were noted already.
    shim_calls: HashSet<u32>,
    /// Names for the global object.
    global_aliases: HashSet<SymbolId>,
    /// True if `this` is undefined, as at the top level of an ES module.
    lacks_this: bool,
    /// The arrow functions that stand in code which has an object for `this`.
    arrows_with_this: HashSet<usize>,
    /// The parameters to which that `this` is passed, each with the global that would be passed if Node had it.
    undefined: HashMap<SymbolId, Option<&'static str>>,
    /// The names of instances, each with its class.
    kinds: HashMap<SymbolId, &'static str>,
    /// The names of values that are certainly no functions.
    uncallable: HashSet<SymbolId>,
    /// True if the module asks for members of `import.meta`, and leaves it as it is.
    keeps_import_meta: bool,
    /// The names of functions and of variables of a `catch`, once they were asked for.
    moving_names: OnceCell<HashSet<&'s str>>,
    /// The names for members that `import.meta` does not have.
    lacking: HashMap<SymbolId, &'a str>,
    /// The members of `require` that were asked for, and whether the module may set them.
    given_members: HashMap<&'a str, bool>,
    /// The uses of a name in the program, for the names whose uses were asked for.
    uses: HashMap<SymbolId, Uses>,
    /// True if the module may ask for its own place.
    has_places: bool,
    /// Names for libraries that make paths or open files.
    libraries: HashMap<SymbolId, LibraryName<'a>>,
    /// Names for constants and for places that follow from the module's own.
    known: HashMap<SymbolId, KnownValue<'a>>,
    /// The members of objects and lists.
    members: HashMap<SymbolId, Vec<(String, Option<KnownValue<'a>>)>>,
    /// The number of uses of each name that only read a member, once that was asked.
    member_reads: OnceCell<HashMap<SymbolId, usize>>,
    parameters: Parameters<'a>,
    /// The names for places, as they are written.
    own_places: Vec<&'a str>,
    // By offset and path: a function that is given several paths opens each.
    assets: BTreeMap<(u32, String), AssetUse>,
    /// The steps that the folding of an expression may still take.
    fold_steps: Cell<u32>,
    /// True if the module names the event by which a stream tells of a failure.
    hears_errors: bool,
    /// True if the running function has made files that are not known.
    makes_files: bool,
    /// The functions that stand behind such code.
    makers: HashSet<usize>,
    /// The functions whose failure is handled by the promise that it fails.
    answered: HashSet<usize>,
}

impl<'a, 's> Flow<'a, 's> {
    fn new(
        parsed: &'s Parsed<'a>,
        goal: Goal,
        text: &'s Text<'s>,
        switches: &'s ReadingSwitches<'s>,
    ) -> Self {
        let Parsed { program, scoping } = parsed;
        Self {
            program,
            switches,
            scoping,
            goal,
            text,
            names: KnownNames::of(scoping),
            when: When::Eager,
            reached: FlowReach::Always,
            patched: LoaderPowers::NONE,
            patched_own: LoaderPowers::NONE,
            loader_parts: HashMap::default(),
            givers: HashMap::default(),
            called_givers: HashSet::default(),
            made: 0,
            names_loader: names_loader(&text.text),
            changes_loader: OnceCell::new(),
            exited: false,
            caught: false,
            call_caught: false,
            unset_mode: false,
            explained: false,
            told: None,
            promise: Promised::Kept,
            callables: HashMap::default(),
            handed: HashMap::default(),
            walked: HashMap::default(),
            holds_module: goal == Goal::Module,
            running: HashSet::default(),
            walks_left: WALKS.saturating_mul(program.span.size()),
            met: Vec::new(),
            requests: BTreeMap::new(),
            asks_computed: false,
            tried: HashSet::default(),
            arms: HashMap::default(),
            reads: BTreeMap::new(),
            wrapper_reads: BTreeMap::new(),
            later_reads: Vec::new(),
            later_function: None,
            branched: false,
            called_plainly: false,
            effects: Effects::default(),
            shims: HashMap::default(),
            shim_calls: HashSet::default(),
            global_aliases: HashSet::default(),
            lacks_this: goal == Goal::Module,
            arrows_with_this: HashSet::default(),
            undefined: HashMap::default(),
            kinds: HashMap::default(),
            uncallable: HashSet::default(),
            keeps_import_meta: goal == Goal::Module
                && memchr::memmem::find(text.text.as_bytes(), b"import.meta").is_some()
                && keeps_import_meta(&text.text),
            lacking: HashMap::default(),
            given_members: HashMap::default(),
            moving_names: OnceCell::new(),
            uses: HashMap::default(),
            has_places: may_have_places(scoping, goal, text),
            libraries: HashMap::default(),
            known: HashMap::default(),
            members: HashMap::default(),
            member_reads: OnceCell::new(),
            parameters: Parameters::with(WALKS.saturating_mul(program.span.size())),
            own_places: Vec::new(),
            assets: BTreeMap::new(),
            fold_steps: Cell::new(0),
            hears_errors: names_error_event(text),
            makes_files: false,
            makers: HashSet::default(),
            answered: HashSet::default(),
        }
    }

    /// Returns the time at which the code at this place runs.
    fn now(&self) -> When {
        if self.is_doubtful() { self.when.max(When::Conditional) } else { self.when }
    }

    /// Tells whether something before this place may have ended what runs.
    fn is_doubtful(&self) -> bool {
        self.exited || self.reached != FlowReach::Always
    }

    fn is_certain(&self) -> bool {
        self.now() == When::Eager
    }

    /// Walks code that runs no more certainly than `when`.
    fn within(&mut self, when: When, walk: impl FnOnce(&mut Self)) {
        let outer = (self.when, self.unset_mode, self.branched);
        self.when = self.when.max(when);
        self.branched |= when > When::Eager;
        self.unset_mode &= when <= When::Eager;
        walk(self);
        (self.when, self.unset_mode, self.branched) = outer;
    }

    fn conditionally(&mut self, walk: impl FnOnce(&mut Self)) {
        self.within(When::Conditional, walk);
    }

    fn findings(mut self) -> FlowFindings {
        self.effects.sets_mode = may_set_mode(&self.text.text);
        self.finish_undeclared();
        self.finish_later_reads();
        self.keep_lacking();
        self.effects.gives_require |= self.goal == Goal::Module && self.names.makes_require();
        self.effects.replaces_require = self.is_written("require");
        self.effects.assets = self.assets.into_values().collect();
        // A function that is walked twice throws once.
        let mut thrown = HashSet::default();
        self.effects.throws.retain(|it| thrown.insert(it.span.start));
        FlowFindings {
            requests: self.requests.into_values().collect(),
            reads: self.reads.into_values().collect(),
            wrapper_reads: self.wrapper_reads.into_values().collect(),
            effects: self.effects,
        }
    }
}

/// Tells whether a module may ask for its own place.
fn may_have_places(scoping: &Scoping, goal: Goal, text: &Text<'_>) -> bool {
    let free = scoping.root_unresolved_references();
    match goal {
        Goal::CommonJs => {
            ["__dirname", "__filename"].iter().any(|name| free.contains_key(&Ident::from(*name)))
                || free.contains_key(&Ident::from("module"))
                    && ["module.path", "module.filename"].iter().any(|name| has(text, name))
        }
        Goal::Module => has(text, "import.meta"),
    }
}

/// Tells whether a text has the name of the event by which streams tell of failures.
fn names_error_event(text: &Text<'_>) -> bool {
    ["'error'", "\"error\"", "`error`"].iter().any(|word| has(text, word))
}

fn has(text: &Text<'_>, word: &str) -> bool {
    memchr::memmem::find(text.text.as_bytes(), word.as_bytes()).is_some()
}
