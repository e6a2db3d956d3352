//! The places of modules in the order of evaluation, as far as they are certain.
//!
//! A module that awaits, or imports one that has not run for that reason, waits: it runs behind all that wait for
//! nothing. What one `await` holds up runs in the order in which it would have run; which of several `await`s ends first is
//! not known. Nor is the order behind a `require` or an `import()` that may evaluate some of these modules earlier.

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
    /// The modules that lead to one that was asked about; no other module decides anything about their order, but by what
    /// follows.
    leading: LeadingModules,
    /// The modules that lead to one that awaits, each with the first and the last of those.
    waiting: [LeadingModules; 2],
    /// The modules that lead to one that was asked about, also by `require` and `import()`.
    run: LeadingModules,
    requires_es: bool,
    /// The modules that may begin an evaluation of their own.
    beginners: HashSet<ModuleId>,
    /// The modules that lead to one of them.
    beginning: LeadingModules,
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

/// A module that was entered, and not left yet.
struct OpenModule<I> {
    id: ModuleId,
    links: I,
    entered: usize,
    waits: bool,
}

impl EvaluationOrder {
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
        let begins = |module: &Module| {
            let mut edges = module.requests.iter().filter(|edge| is_run(edge) && !is_link(edge));
            edges.any(|edge| edge.module().is_some_and(|id| run.from(id).is_some()))
        };
        let beginners = of_modules(graph, begins);
        let last: Vec<_> = awaiting.iter().rev().copied().collect();
        let waiting = [reached(&awaiting), reached(&last)];
        let (beginning, beginners) = (reached(&beginners), beginners.into_iter().collect());
        let requires_es = profile.require_esm;
        Self { graph, components, leading, waiting, run, requires_es, beginners, beginning }
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
        let (places, awaits) = Default::default();
        let mut order = EvaluationOrder { places, certain: usize::MAX, awaits };
        let mut entered = HashSet::from_iter([root]);
        let mut open = vec![self.open(root, 0)];
        while let Some(top) = open.last_mut() {
            match top.links.next() {
                Some(next) if self.leading.from(next).is_none() => {
                    top.waits |= self.waits(next);
                    order.awaits.extend(self.waiting.iter().filter_map(|it| it.from(next)));
                    if self.beginning.from(next).is_some() {
                        order.begin();
                    }
                }
                Some(next) if entered.insert(next) => open.push(self.open(next, entered.len())),
                Some(next) => top.waits |= self.holds_up(&order, next, top.id),
                None => {
                    let (id, entered, waits) = (top.id, top.entered, top.waits);
                    if self.beginners.contains(&id) {
                        order.begin();
                    }
                    order.awaits.extend(self.graph.get(id).filter(|it| it.awaits()).map(|_| id));
                    let left = order.places.len();
                    order.places.insert(id, EvaluationPlace { entered, left, waits });
                    open.pop();
                    if let Some(parent) = open.last_mut() {
                        parent.waits |= self.holds_up(&order, id, parent.id);
                    }
                }
            }
        }
        order
    }

    fn open(&self, id: ModuleId, entered: usize) -> OpenModule<std::vec::IntoIter<ModuleId>> {
        let module = self.graph.get(id);
        let links = module.map(Module::links).unwrap_or_default().into_iter();
        OpenModule { id, links, entered, waits: module.is_some_and(Module::awaits) }
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

impl EvaluationOrder {
    /// Notes that another evaluation may begin here.
    fn begin(&mut self) {
        self.certain = self.certain.min(self.places.len());
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
