//! Cycles through `require` of an ES module, which Node refuses: the module is required while it is being
//! evaluated.
//!
//! A `require` may load an ES module that was evaluated before, or that is linked and not yet evaluated. It
//! must not load one that is being evaluated, nor link one that imports such a module or a CommonJS module
//! that is running: `ERR_REQUIRE_CYCLE_MODULE`. A cycle of `require` among CommonJS modules is allowed.
//! `require` of a module that waits, and imports a CommonJS module which was imported and is running, ends the
//! process: a check of V8 fails, which nothing catches. So does `require` of a new module that imports such a one.
//! Before, Node refused whatever waits its turn. Between these versions (22.15 and 22.16, 23.10 and 23.11, 24.0), the
//! process ends only where `require` linked the module that waits. What ends the process does so within `try`, too.

use crate::{
    hash::{HashMap, HashSet},
    link::{
        components::Components,
        fault::{Fault, FaultKind},
        graph::{Destination, Edge, Module, ModuleGraph, ModuleId},
        reach::{Backwards, LeadingModules},
        request_faults::at_specifier,
        required::{RequireRefusal, Required},
    },
    module::{RequestKind, When},
    node::Profile,
    path::PackagePath,
    resolve::{Mode, format::Format},
};

/// The `require`s of modules that may be under evaluation at that time, depending on where evaluation starts.
pub(super) struct RequireCycles<'g> {
    graph: &'g ModuleGraph,
    suspects: HashSet<(ModuleId, ModuleId)>,
    /// True if `require` of a module that waits its turn is refused.
    refuses_waiting: bool,
    /// True if `require` of a module that waits for running CommonJS ends the process, be it that `import` linked it.
    crashes: bool,
    /// The modules whose evaluation waits for something, so that the order of their requests is not known.
    waiting: HashSet<ModuleId>,
    /// The modules that lead to one which fails, or to a package that perhaps is not there.
    doubtful: LeadingModules,
    /// The cycles of static imports: ES modules that import each other are evaluated together.
    together: Option<Components>,
    backwards: Option<Backwards>,
    /// The modules that lead to a suspect.
    leading: LeadingModules,
}

const IN_CYCLE: &str = "ERR_REQUIRE_CYCLE_MODULE";
/// V8's word for what ends the process.
const FATAL: &str = "Fatal error";
const FAILED_CHECK: &str = "Check failed: module_status == kLinked || module_status == kEvaluatingAsync || module_status == kEvaluated.";

/// The answer to a `require` that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Refused,
    Crash,
}

/// A `require` that Node refuses, and the imports that lead to its module.
pub(super) struct RefusedRequire {
    pub fault: Fault,
    pub chain: Vec<PackagePath>,
}

impl<'g> RequireCycles<'g> {
    pub(super) fn new(
        graph: &'g ModuleGraph,
        late: &[Vec<Fault>],
        required: &Required<'_>,
        profile: &Profile,
    ) -> Self {
        let may_require = |id: ModuleId| match required.refusal(id) {
            None => true,
            Some(RequireRefusal::Module | RequireRefusal::WebAssembly(_)) => false,
            Some(RequireRefusal::Async(_)) => profile.cycle_before_async,
        };
        let (refuses_waiting, crashes) = (profile.refuses_waiting_module, profile.waiting_module_crash);
        let mut suspects: HashSet<_> = required_modules(graph).filter(|(_, id)| may_require(*id)).collect();
        if !suspects.is_empty() && !refuses_waiting {
            let circles = Components::over(graph, runs);
            suspects.retain(|(requirer, id)| requirer == id || circles.share_cycle(*requirer, *id));
        }
        if suspects.is_empty() {
            let (together, backwards) = (None, None);
            return Self {
                graph,
                suspects,
                refuses_waiting,
                crashes,
                waiting: HashSet::default(),
                doubtful: LeadingModules::default(),
                together,
                backwards,
                leading: LeadingModules::default(),
            };
        }
        let backwards = Backwards::new(graph, runs);
        let leading = backwards.first_reached(suspects.iter().map(|(requirer, _)| *requirer));
        let doubtful = backwards.first_reached(doubtful_modules(graph, late));
        let waits = |id: &ModuleId| matches!(required.refusal(*id), Some(RequireRefusal::Async(_)));
        let waiting = graph.iter().map(|(id, _)| id).filter(waits).collect();
        let together = Some(Components::new(graph));
        Self {
            graph,
            suspects,
            refuses_waiting,
            crashes,
            waiting,
            doubtful,
            together,
            backwards: Some(backwards),
            leading,
        }
    }

    /// Tells whether a module leads to any `require` that may be refused.
    pub(super) fn is_suspect(&self, root: ModuleId) -> bool {
        self.leading.from(root).is_some()
    }

    /// Returns every `require` that is certainly refused when evaluation starts at `root`, loaded in this mode.
    pub(super) fn refused(&self, root: ModuleId, mode: Mode) -> Vec<RefusedRequire> {
        let mut run = CycleRun::new(self);
        run.start(root, mode);
        let refused = run.refused.iter();
        refused
            .filter_map(|(requirer, edge, end)| {
                let fault = self.fault(*requirer, edge, *end)?;
                let chain = self.backwards.as_ref()?.towards(*requirer).chain(self.graph, root);
                Some(RefusedRequire { fault, chain: chain.unwrap_or_default() })
            })
            .collect()
    }

    fn fault(&self, requirer: ModuleId, edge: &Edge, end: End) -> Option<Fault> {
        let target = edge.module()?;
        let path = &self.graph.get(requirer)?.path;
        let required = &self.graph.get(target)?.path;
        let cycle = self.cycle(requirer, target);
        let in_cycle = || format!("Cannot require() ES Module {required} in a cycle. (from {path})");
        let (kind, code, message) = match (end, cycle) {
            (End::Refused, Some(cycle)) => (FaultKind::RequiredInCycle { cycle }, IN_CYCLE, in_cycle()),
            (End::Refused, None) => (FaultKind::RequiredBeforeItsTurn, IN_CYCLE, in_cycle()),
            (End::Crash, cycle) => {
                (FaultKind::RequiredWhileWaiting { cycle: cycle? }, FATAL, FAILED_CHECK.to_owned())
            }
        };
        Some(Fault { kind, code, message, when: When::Eager, ..at_specifier(path, &edge.request) })
    }

    /// Returns the files from the module that requires to the one that it requires and back.
    fn cycle(&self, requirer: ModuleId, target: ModuleId) -> Option<Vec<PackagePath>> {
        let back = self.backwards.as_ref()?.towards(requirer).chain(self.graph, target)?;
        let start = self.graph.get(requirer)?.path.clone();
        Some([start].into_iter().chain(back).collect())
    }

    /// Returns the number of the group of modules that are evaluated together with this one: all end when the
    /// one that was entered first ends.
    fn group(&self, id: ModuleId) -> Option<usize> {
        self.together.as_ref()?.of(id)
    }
}

/// Returns every ES module that another module certainly requires, after the module that requires it.
fn required_modules(graph: &ModuleGraph) -> impl Iterator<Item = (ModuleId, ModuleId)> {
    let is_module = |id: &ModuleId| graph.get(*id).is_some_and(|module| module.format == Format::Module);
    let required = |module: &Module| -> Vec<ModuleId> {
        let edges = module.requests.iter().filter(|edge| is_certain_require(edge));
        edges.filter_map(Edge::module).collect()
    };
    let all = graph.iter().flat_map(move |(id, module)| required(module).into_iter().map(move |to| (id, to)));
    all.filter(move |(_, to)| is_module(to))
}

fn is_certain_require(edge: &Edge) -> bool {
    let request = &edge.request;
    request.kind == RequestKind::Require && (request.when == When::Eager || request.begins_try)
}

/// Returns the modules that a module certainly runs, be it that a `try` catches their failure.
fn runs(module: &Module) -> Vec<ModuleId> {
    let certain = module.requests.iter().filter(|edge| edge.is_certain() || is_certain_require(edge));
    certain.filter_map(Edge::module).collect()
}

/// Returns the modules that fail by themselves, and those that load a package which perhaps is not there.
fn doubtful_modules(graph: &ModuleGraph, late: &[Vec<Fault>]) -> impl Iterator<Item = ModuleId> {
    let is_open = |edge: &Edge| matches!(edge.destination, Destination::External | Destination::Nowhere);
    let all = graph.iter().filter(move |(id, module)| {
        let late = late.get(id.0).into_iter().flatten();
        module.faults.iter().chain(late).any(Fault::breaks)
            || module.requests.iter().any(|edge| edge.is_certain() && is_open(edge))
    });
    all.map(|(id, _)| id)
}

/// The progress of a module's evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Linked,
    /// It runs, or it waits for a module that imports it to end.
    Running,
    Done,
}

/// A module that runs, and the index of its next request.
struct CycleFrame {
    id: ModuleId,
    next: usize,
    /// The place on the stack of the module whose failure a `try` catches, if there is one.
    caught: Option<usize>,
}

/// One evaluation that starts at one module. A module that may or may not have been evaluated before never
/// causes a refusal.
struct CycleRun<'r, 'g> {
    cycles: &'r RequireCycles<'g>,
    states: HashMap<ModuleId, State>,
    /// The modules that may be evaluated by now, which is not certain.
    perhaps: HashSet<ModuleId>,
    /// The modules of each group that were entered, in the order of entry.
    groups: HashMap<usize, Vec<ModuleId>>,
    stack: Vec<CycleFrame>,
    /// The CommonJS modules that were imported, and so are modules of V8's, too.
    imported: HashSet<ModuleId>,
    /// The ES modules that `require` linked.
    linked_by_require: HashSet<ModuleId>,
    refused: Vec<(ModuleId, &'g Edge, End)>,
}

impl<'r, 'g> CycleRun<'r, 'g> {
    fn new(cycles: &'r RequireCycles<'g>) -> Self {
        Self {
            cycles,
            states: HashMap::default(),
            perhaps: HashSet::default(),
            groups: HashMap::default(),
            stack: Vec::new(),
            imported: HashSet::default(),
            linked_by_require: HashSet::default(),
            refused: Vec::new(),
        }
    }

    fn start(&mut self, root: ModuleId, mode: Mode) {
        self.link(root, mode);
        self.enter(root, None);
        let graph = self.cycles.graph;
        while let Some(frame) = self.stack.last_mut() {
            let (id, next, caught) = (frame.id, frame.next, frame.caught);
            frame.next += 1;
            match graph.get(id).and_then(|module| module.requests.get(next)) {
                Some(edge) => self.follow(id, edge, caught),
                None => self.leave(id),
            }
        }
    }

    fn follow(&mut self, id: ModuleId, edge: &'g Edge, caught: Option<usize>) {
        let Some(target) = edge.module() else { return };
        let is_in_order = edge.request.when == When::Link || !self.cycles.waiting.contains(&id);
        match (edge.request.when, edge.request.kind) {
            (_, RequestKind::RequireResolve | RequestKind::ImportMetaResolve | RequestKind::Url)
            | (When::Deferred, _) => {}
            (When::Link, _) => self.import(target, caught),
            (When::Eager, RequestKind::Require) if is_in_order => self.require(id, edge, target, caught),
            (_, RequestKind::Require) if is_in_order && edge.request.begins_try => {
                self.try_to_require(id, edge, target);
            }
            _ => self.doubt(target),
        }
    }

    fn require(&mut self, id: ModuleId, edge: &'g Edge, target: ModuleId, caught: Option<usize>) {
        let is_suspect = self.cycles.suspects.contains(&(id, target));
        let end = is_suspect.then(|| self.end(target)).flatten();
        match (end, caught) {
            (Some(End::Refused), Some(first)) => self.abandon(first),
            (Some(end), _) => self.refused.push((id, edge, end)),
            (None, _) => {
                self.link(target, Mode::Require);
                self.enter(target, caught);
            }
        }
    }

    /// Follows a `require` whose failure is caught: only what ends the process counts.
    fn try_to_require(&mut self, id: ModuleId, edge: &'g Edge, target: ModuleId) {
        if self.cycles.doubtful.from(target).is_some() {
            return self.doubt(target);
        }
        let first = self.stack.len();
        match self.cycles.suspects.contains(&(id, target)).then(|| self.end(target)).flatten() {
            Some(End::Refused) => self.doubt(target),
            _ => self.require(id, edge, target, Some(first)),
        }
    }

    /// Leaves the modules from this place on the stack on, which a failure ends that is caught: all that they did and
    /// may do is doubtful.
    fn abandon(&mut self, first: usize) {
        for frame in self.stack.split_off(first.min(self.stack.len())) {
            let group = self.cycles.group(frame.id).and_then(|group| self.groups.remove(&group));
            for id in group.unwrap_or_else(|| vec![frame.id]) {
                self.states.remove(&id);
                self.doubt(id);
            }
        }
    }

    /// Returns the way in which `require` of a module fails: it is being evaluated, would be linked with one that is, or
    /// waits for one.
    fn end(&self, target: ModuleId) -> Option<End> {
        let mut seen = HashSet::from_iter([target]);
        if self.states.get(&target) == Some(&State::Linked) {
            return self.end_of_waiting(target, seen);
        }
        let (mut open, mut waiting) = (vec![target], Vec::new());
        while let Some(id) = open.pop() {
            match self.states.get(&id) {
                Some(State::Running) => return Some(End::Refused),
                Some(State::Linked) => waiting.push(id),
                None if !self.perhaps.contains(&id) => {
                    open.extend(self.links(id).into_iter().filter(|id| seen.insert(*id)));
                }
                Some(State::Done) | None => {}
            }
        }
        self.waits_for_running(waiting, seen).then_some(End::Crash)
    }

    /// Returns the way in which `require` of a module fails that is linked and waits its turn.
    fn end_of_waiting(&self, target: ModuleId, seen: HashSet<ModuleId>) -> Option<End> {
        if self.perhaps.contains(&target) {
            return None;
        }
        if self.cycles.refuses_waiting {
            return Some(End::Refused);
        }
        let crashes = self.cycles.crashes || self.linked_by_require.contains(&target);
        (crashes && self.waits_for_running(vec![target], seen)).then_some(End::Crash)
    }

    /// Tells whether one of these modules, which are linked and wait, imports CommonJS that was imported and is running.
    fn waits_for_running(&self, mut open: Vec<ModuleId>, mut seen: HashSet<ModuleId>) -> bool {
        while let Some(id) = open.pop() {
            match self.states.get(&id) {
                Some(State::Running) if self.imported.contains(&id) => return true,
                Some(State::Linked) if !self.perhaps.contains(&id) => {
                    open.extend(self.links(id).into_iter().filter(|id| seen.insert(*id)));
                }
                _ => {}
            }
        }
        false
    }

    fn links(&self, id: ModuleId) -> Vec<ModuleId> {
        self.cycles.graph.get(id).map(Module::links).unwrap_or_default()
    }

    /// Links an ES module with all modules that it imports.
    fn link(&mut self, root: ModuleId, mode: Mode) {
        let is_module = |id| self.cycles.graph.get(id).is_some_and(|module| module.format == Format::Module);
        let mut open = vec![root];
        while let Some(id) = open.pop() {
            if is_module(id) && !self.states.contains_key(&id) && !self.perhaps.contains(&id) {
                self.states.insert(id, State::Linked);
                if mode == Mode::Require {
                    self.linked_by_require.insert(id);
                }
                open.extend(self.links(id));
            }
        }
    }

    fn import(&mut self, id: ModuleId, caught: Option<usize>) {
        let is_commonjs = self.cycles.graph.get(id).is_some_and(|module| module.format == Format::CommonJs);
        if is_commonjs && !self.states.contains_key(&id) {
            self.imported.insert(id);
        }
        self.enter(id, caught);
    }

    fn enter(&mut self, id: ModuleId, caught: Option<usize>) {
        let is_new = matches!(self.states.get(&id), None | Some(State::Linked));
        if is_new && !self.perhaps.contains(&id) {
            self.states.insert(id, State::Running);
            if let Some(group) = self.cycles.group(id) {
                self.groups.entry(group).or_default().push(id);
            }
            self.stack.push(CycleFrame { id, next: 0, caught });
        }
    }

    fn leave(&mut self, id: ModuleId) {
        self.stack.pop();
        let group = self.cycles.group(id).and_then(|group| self.groups.get(&group));
        let ended = match group.map(Vec::as_slice) {
            Some(all @ [first, ..]) if *first == id => all.to_vec(),
            Some(_) => Vec::new(),
            None => vec![id],
        };
        self.states.extend(ended.into_iter().map(|id| (id, State::Done)));
        // From now on other modules may call its functions.
        let module = self.cycles.graph.get(id);
        let deferred = module.into_iter().flat_map(|module| &module.requests);
        let deferred = deferred.filter(|edge| edge.request.when == When::Deferred).filter_map(Edge::module);
        deferred.for_each(|target| self.doubt(target));
    }

    /// Notes that a module, and every module that it may load, may have been evaluated from here on.
    fn doubt(&mut self, target: ModuleId) {
        let mut open = vec![target];
        while let Some(id) = open.pop() {
            let is_waiting = matches!(self.states.get(&id), None | Some(State::Linked));
            if is_waiting && self.perhaps.insert(id) {
                let module = self.cycles.graph.get(id).into_iter();
                open.extend(module.flat_map(|module| &module.requests).filter_map(Edge::module));
            }
        }
    }
}
