//! The places of modules in the order of evaluation, as far as they are certain.
//!
//! A module that awaits, or imports one that has not run for that reason, waits: it runs behind all that wait for
//! nothing. What one `await` holds up runs in the order in which it would have run; which of several `await`s ends first is
//! not known. A certain `require` of an ES module begins an evaluation of its own at its place; nor is the order known behind any
//! other request that may evaluate some of these modules earlier.

use crate::{
    hash::{HashMap, HashSet},
    link::{
        components::Components,
        graph::{Edge, Module, ModuleGraph, ModuleId},
        reach::{Backwards, LeadingModules},
    },
    module::{RequestKind, When},
    node::Profile,
};

/// The most modules that only lead to the next one.
const MOST_STEPS: usize = 16;

/// The places in the order of evaluation of the modules that were asked about, as far as they are certain.
pub(super) struct EvaluationPlaces<'g> {
    graph: &'g ModuleGraph,
    components: Components,
    /// The modules whose static imports lead to one that was asked about.
    leading: LeadingModules,
    /// The modules that lead to one that awaits, each with the first and the last of those.
    waiting: [LeadingModules; 2],
    /// The modules that lead to one that was asked about, also by `require` and `import()`; no other module decides anything
    /// about their order, but by what it waits for.
    run: LeadingModules,
    requires_es: bool,
    /// True if `require` of a module that is linked and waits its turn is refused.
    refuses_waiting: bool,
}

/// The order of evaluation from one module on.
pub(super) struct EvaluationOrder {
    places: HashMap<ModuleId, EvaluationPlace>,
    /// The number of modules that had run before another evaluation may have begun.
    certain: usize,
    /// Some of the modules that await, two at least if there are so many.
    awaits: HashSet<ModuleId>,
}

#[derive(Clone, Copy)]
struct EvaluationPlace {
    entered: usize,
    left: usize,
    waits: bool,
}

impl EvaluationOrder {
    /// Tells whether a module is evaluated.
    pub fn runs(&self, id: ModuleId) -> bool {
        self.places.contains_key(&id)
    }

    /// Tells whether one module certainly runs before the other.
    pub fn is_before(&self, one: ModuleId, other: ModuleId) -> bool {
        let (Some(one), Some(other)) = (self.places.get(&one), self.places.get(&other)) else { return false };
        let is_certain = one.left < self.certain;
        match (one.waits, other.waits) {
            (false, false) => is_certain && one.left < other.left,
            (false, true) => is_certain,
            (true, false) => false,
            (true, true) => {
                // A module waits for those to which it leads.
                let is_known = self.awaits.len() < 2 || other.entered < one.entered;
                one.left < other.left && is_known && self.certain == usize::MAX
            }
        }
    }
}

impl<'g> EvaluationPlaces<'g> {
    pub fn new(
        graph: &'g ModuleGraph,
        components: Components,
        backwards: Option<&Backwards>,
        pairs: &[(ModuleId, ModuleId)],
        profile: &Profile,
    ) -> Self {
        let asked = || pairs.iter().flat_map(|&(one, other)| [one, other]);
        let reached = |targets: &[ModuleId]| {
            backwards.map(|it| it.first_reached(targets.iter().copied())).unwrap_or_default()
        };
        let awaiting = of_modules(graph, Module::awaits);
        let leading = reached(&asked().collect::<Vec<_>>());
        let run = backwards.map(|_| Backwards::new(graph, runs).first_reached(asked())).unwrap_or_default();
        let last: Vec<_> = awaiting.iter().rev().copied().collect();
        let waiting = [reached(&awaiting), reached(&last)];
        let (requires_es, refuses_waiting) = (profile.require_esm, profile.refuses_waiting_module);
        Self { graph, components, leading, waiting, run, requires_es, refuses_waiting }
    }

    /// Tells whether a module leads to any module that was asked about.
    pub fn is_asked(&self, root: ModuleId) -> bool {
        self.run.from(root).is_some()
    }

    /// Returns the module with which the evaluation of those that were asked about begins when `root` is loaded, as far as one
    /// `require` or `import()` after the other leads there: `module.exports = require("./index.mjs")`.
    pub fn start(&self, root: ModuleId) -> ModuleId {
        let mut at = root;
        for _ in 0..MOST_STEPS {
            match self.only_step(at).filter(|_| self.leading.from(at).is_none()) {
                Some(next) => at = next,
                None => break,
            }
        }
        at
    }

    fn only_step(&self, at: ModuleId) -> Option<ModuleId> {
        let edges = self.graph.get(at)?.requests.iter().filter(|edge| is_run(edge));
        let leads = |edge: &&Edge| edge.module().is_some_and(|id| self.run.from(id).is_some());
        let leading: Vec<_> = edges.filter(leads).collect();
        let next = leading.first()?.module()?;
        let is_only = leading.iter().all(|edge| edge.module() == Some(next));
        let is_taken = leading.iter().any(|edge| edge.is_certain() && !self.is_refused(edge, next));
        (is_only && is_taken).then_some(next)
    }

    /// Tells whether Node may refuse to require a module.
    fn is_refused(&self, edge: &Edge, target: ModuleId) -> bool {
        let is_es = self.graph.get(target).is_some_and(|module| module.es().is_some());
        edge.request.kind == RequestKind::Require && is_es && (!self.requires_es || self.waits(target))
    }

    /// Returns the order when evaluation starts at `root`.
    pub fn from(&self, root: ModuleId) -> EvaluationOrder {
        let mut walk = EvaluationWalk::new(self);
        walk.enter(root, false);
        walk.run();
        walk.order
    }

    /// Returns the steps of a module's evaluation: its static imports, and what its code loads then.
    fn steps(&self, module: &Module) -> Vec<EvaluationStep> {
        let links = module.links().into_iter().map(EvaluationStep::Link);
        let others = module.requests.iter().filter(|edge| is_run(edge) && !is_link(edge));
        links.chain(others.filter_map(|edge| self.step(edge))).collect()
    }

    fn step(&self, edge: &Edge) -> Option<EvaluationStep> {
        let target = edge.module().filter(|id| self.run.from(*id).is_some())?;
        // Where Node refuses to require an ES module, none runs, be it that a `try` catches that.
        let is_declared =
            self.graph.get(target).is_some_and(|module| module.es().is_some() && module.is_declared);
        if !self.requires_es && is_declared && edge.request.kind == RequestKind::Require {
            return None;
        }
        let is_known =
            edge.request.kind == RequestKind::Require && edge.is_certain() && !self.is_refused(edge, target);
        Some(if is_known { EvaluationStep::Require(target) } else { EvaluationStep::Doubt })
    }

    /// Tells whether a module waits because of one that it imports. One that was entered and not left holds up nobody.
    fn holds_up(&self, order: &EvaluationOrder, imported: ModuleId, importer: ModuleId) -> bool {
        let place = order.places.get(&imported);
        // Of another cycle, its first module counts, which waits if any of them does.
        let is_own = self.components.share_cycle(imported, importer);
        place.is_some_and(|place| is_own && place.waits || !is_own && self.waits(imported))
    }

    /// Tells whether a module awaits, or leads to one that does.
    fn waits(&self, id: ModuleId) -> bool {
        let [first, _] = &self.waiting;
        first.from(id).is_some()
    }
}

/// A step of a module's evaluation that leads to another module.
#[derive(Clone, Copy)]
enum EvaluationStep {
    Link(ModuleId),
    /// A `require` that certainly loads this module.
    Require(ModuleId),
    /// Some modules may run here, or not.
    Doubt,
}

/// A module that was entered, and not left yet.
struct OpenModule {
    id: ModuleId,
    steps: std::vec::IntoIter<EvaluationStep>,
    entered: usize,
    waits: bool,
    /// True if an evaluation of its own began with it.
    begins: bool,
    is_linked: bool,
}

/// An evaluation that a `require` began.
#[derive(Clone, Copy)]
struct NestedEvaluation {
    /// The number of modules that were open when it began.
    depth: usize,
    /// The number of modules that had run then.
    before: usize,
}

/// The walk through the modules in the order in which Node evaluates them.
struct EvaluationWalk<'p, 'g> {
    ground: &'p EvaluationPlaces<'g>,
    order: EvaluationOrder,
    entered: HashSet<ModuleId>,
    open: Vec<OpenModule>,
    nested: Vec<NestedEvaluation>,
    /// For each cycle that is under evaluation, and each single module, the number of modules that were open before it.
    cycles: HashMap<usize, usize>,
}

impl<'p, 'g> EvaluationWalk<'p, 'g> {
    fn new(ground: &'p EvaluationPlaces<'g>) -> Self {
        let (places, awaits) = Default::default();
        let order = EvaluationOrder { places, certain: usize::MAX, awaits };
        let (entered, open, nested, cycles) = Default::default();
        Self { ground, order, entered, open, nested, cycles }
    }

    fn run(&mut self) {
        while let Some(top) = self.open.last_mut() {
            match top.steps.next() {
                Some(EvaluationStep::Link(next)) => self.link(next),
                Some(EvaluationStep::Require(next)) => self.require(next),
                Some(EvaluationStep::Doubt) => self.doubt(self.order.places.len()),
                None => self.leave(),
            }
        }
    }

    fn link(&mut self, next: ModuleId) {
        self.find_refusal(next);
        if self.ground.run.from(next).is_none() {
            let waits = self.ground.waits(next);
            if let Some(top) = self.open.last_mut() {
                top.waits |= waits;
            }
            self.order.awaits.extend(self.ground.waiting.iter().filter_map(|it| it.from(next)));
        } else if self.entered.contains(&next) {
            self.hold_up(next);
        } else {
            self.enter(next, true);
        }
    }

    /// Finds out whether Node refuses the innermost `require`, because it leads to a module that is being evaluated: what ran
    /// in that evaluation has not run then.
    fn find_refusal(&mut self, next: ModuleId) {
        let first = self.ground.components.of(next).and_then(|cycle| self.cycles.get(&cycle));
        if let (Some(first), Some(nested)) = (first, self.nested.last().copied())
            && *first < nested.depth
        {
            self.doubt(nested.before);
        }
    }

    fn require(&mut self, next: ModuleId) {
        let is_es = self.ground.graph.get(next).is_some_and(|module| module.es().is_some());
        let is_under_evaluation = || {
            let cycle = self.ground.components.of(next);
            is_es && cycle.is_some_and(|cycle| self.cycles.contains_key(&cycle))
        };
        let is_behind_await = self.open.last().is_some_and(|top| top.waits);
        if is_behind_await || is_under_evaluation() || is_es && self.ground.refuses_waiting {
            self.doubt(self.order.places.len());
        } else if !self.entered.contains(&next) {
            if is_es {
                let (depth, before) = (self.open.len(), self.order.places.len());
                self.nested.push(NestedEvaluation { depth, before });
            }
            self.enter(next, false);
            if let Some(top) = self.open.last_mut() {
                top.begins = is_es;
            }
        }
    }

    fn enter(&mut self, id: ModuleId, is_linked: bool) {
        self.entered.insert(id);
        if let Some(cycle) = self.ground.components.of(id) {
            self.cycles.entry(cycle).or_insert(self.open.len());
        }
        let module = self.ground.graph.get(id);
        let steps = module.map(|module| self.ground.steps(module)).unwrap_or_default().into_iter();
        let waits = module.is_some_and(Module::awaits);
        self.open.push(OpenModule {
            id,
            steps,
            entered: self.entered.len(),
            waits,
            begins: false,
            is_linked,
        });
    }

    fn leave(&mut self) {
        let Some(OpenModule { id, entered, waits, begins, is_linked, .. }) = self.open.pop() else { return };
        self.order.awaits.extend(self.ground.graph.get(id).filter(|it| it.awaits()).map(|_| id));
        let left = self.order.places.len();
        self.order.places.insert(id, EvaluationPlace { entered, left, waits });
        let depth = self.open.len();
        if let Some(cycle) = self.ground.components.of(id)
            && self.cycles.get(&cycle) == Some(&depth)
        {
            self.cycles.remove(&cycle);
        }
        if begins {
            self.nested.pop();
        }
        if is_linked {
            self.hold_up(id);
        }
    }

    /// Notes that the innermost module waits, if it does so because of one that it imports.
    fn hold_up(&mut self, imported: ModuleId) {
        if let Some(top) = self.open.last_mut() {
            top.waits |= self.ground.holds_up(&self.order, imported, top.id);
        }
    }

    /// Notes that the order is not known but for so many modules.
    fn doubt(&mut self, certain: usize) {
        self.order.certain = self.order.certain.min(certain);
    }
}

fn of_modules(graph: &ModuleGraph, is_one: impl Fn(&Module) -> bool) -> Vec<ModuleId> {
    graph.iter().filter(|(_, module)| is_one(module)).map(|(id, _)| id).collect()
}

/// Returns the modules that may be loaded while a module is evaluated.
fn runs(module: &Module) -> Vec<ModuleId> {
    module.requests.iter().filter(|edge| is_run(edge)).filter_map(Edge::module).collect()
}

fn is_run(edge: &Edge) -> bool {
    let names = matches!(
        edge.request.kind,
        RequestKind::RequireResolve | RequestKind::ImportMetaResolve | RequestKind::Url
    );
    !names && edge.request.when != When::Deferred
}

fn is_link(edge: &Edge) -> bool {
    edge.request.when == When::Link
}
