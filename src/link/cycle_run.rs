//! One evaluation of a graph, in the order in which Node runs its modules, and the `require`s that it refuses.

use crate::{
    hash::{HashMap, HashSet},
    link::{
        components::Components,
        graph::{Edge, Module, ModuleGraph, ModuleId},
        reach::LeadingModules,
    },
    module::{RequestKind, When},
    node::Profile,
    resolve::{Mode, format::Format},
};

/// All that is the same for every evaluation of a graph.
pub(super) struct CycleGround<'g> {
    pub graph: &'g ModuleGraph,
    pub suspects: HashSet<(ModuleId, ModuleId)>,
    /// The modules whose evaluation waits for something, so that the order of their requests is not known.
    pub waiting: HashSet<ModuleId>,
    /// The modules that lead to one which fails, or to a package that perhaps is not there.
    pub doubtful: LeadingModules,
    /// The cycles of static imports: ES modules that import each other are evaluated together.
    pub together: Option<Components>,
    /// True if `require` of a module that waits its turn is refused.
    refuses_waiting: bool,
    /// True if `require` of a module that waits for running CommonJS ends the process, be it that `import` linked it.
    crashes: bool,
    /// True if `require` of a module that is being evaluated is refused for the cycle, also where it awaits.
    cycle_before_async: bool,
}

/// The answer to a `require` that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Refused,
    Crash,
    /// It was refused, and a `try` caught that. Now the CommonJS module that failed is imported: `import` linked the one
    /// that Node has forgotten.
    Forgotten,
}

/// A `require` that fails.
#[derive(Clone, Copy)]
pub(super) struct RefusedEdge<'g> {
    pub requirer: ModuleId,
    pub edge: &'g Edge,
    pub end: End,
}

impl<'g> CycleGround<'g> {
    /// The ground of a graph in which no `require` is suspect.
    pub(super) fn new(graph: &'g ModuleGraph, profile: &Profile) -> Self {
        Self {
            graph,
            suspects: HashSet::default(),
            waiting: HashSet::default(),
            doubtful: LeadingModules::default(),
            together: None,
            refuses_waiting: profile.refuses_waiting_module,
            crashes: profile.waiting_module_crash,
            cycle_before_async: profile.cycle_before_async,
        }
    }

    /// Returns the number of the group of modules that are evaluated together with this one: all end when the
    /// one that was entered first ends.
    fn group(&self, id: ModuleId) -> Option<usize> {
        self.together.as_ref()?.of(id)
    }

    fn is_es(&self, id: ModuleId) -> bool {
        self.graph.get(id).is_some_and(|module| module.format == Format::Module)
    }

    fn links(&self, id: ModuleId) -> Vec<ModuleId> {
        self.graph.get(id).map(Module::links).unwrap_or_default()
    }

    fn requests(&self, id: ModuleId) -> impl Iterator<Item = &'g Edge> + use<'g> {
        self.graph.get(id).into_iter().flat_map(|module| &module.requests)
    }
}

/// The progress of a module's evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Linked,
    /// It runs, or it waits for a module that imports it to end.
    Running,
    Done,
    /// An ES module that failed: whoever asks for it again gets the same error.
    Failed,
}

/// A module that runs, and the index of its next request.
struct CycleFrame {
    id: ModuleId,
    next: usize,
    /// The place on the stack of the module whose failure a `try` catches, if there is one.
    caught: Option<usize>,
    /// `require` evaluates it, and with it the modules that it imports: they end with it.
    is_required: bool,
}

/// One evaluation that starts at one module. A module that may or may not have been evaluated before never
/// causes a refusal. An `import()` runs nothing before all else has run that is in order; newer Nodes may link CommonJS then.
pub(super) struct CycleRun<'r, 'g> {
    ground: &'r CycleGround<'g>,
    states: HashMap<ModuleId, State>,
    /// The modules that may be evaluated by now, which is not certain.
    perhaps: HashSet<ModuleId>,
    /// The modules of each group that were entered, in the order of entry.
    groups: HashMap<usize, Vec<ModuleId>>,
    stack: Vec<CycleFrame>,
    /// The CommonJS modules that `import` linked, or perhaps did, and so are modules of V8's, too.
    wrapped: HashSet<ModuleId>,
    /// Those of them that `import` ran.
    imported: HashSet<ModuleId>,
    /// The ES modules that `require` linked.
    linked_by_require: HashSet<ModuleId>,
    /// The cause of the failure of each module that failed, for who imports it, and for who requires an ES module.
    failures: HashMap<ModuleId, RefusedEdge<'g>>,
    /// The number of times that a CommonJS module failed: Node forgets it, and runs it again for who requires it next.
    failed_runs: HashMap<ModuleId, usize>,
    refused: Vec<RefusedEdge<'g>>,
}

/// The times that a module that failed is followed again.
const MAX_FAILED_RUNS: usize = 3;

impl<'r, 'g> CycleRun<'r, 'g> {
    pub(super) fn new(ground: &'r CycleGround<'g>) -> Self {
        Self {
            ground,
            states: HashMap::default(),
            perhaps: HashSet::default(),
            groups: HashMap::default(),
            stack: Vec::new(),
            wrapped: HashSet::default(),
            imported: HashSet::default(),
            linked_by_require: HashSet::default(),
            failures: HashMap::default(),
            failed_runs: HashMap::default(),
            refused: Vec::new(),
        }
    }

    /// Evaluates a module that is loaded in this mode, and returns every `require` that certainly fails and is not caught.
    pub(super) fn refused(mut self, root: ModuleId, mode: Mode) -> Vec<RefusedEdge<'g>> {
        // Node links all static imports before it runs the first module.
        self.link(root, mode);
        match mode {
            Mode::Import => self.import(root, None),
            Mode::Require => self.enter(root, None, true),
        }
        let graph = self.ground.graph;
        // A stack of frames in place of recursion: chains of modules may be of any length.
        while let Some(frame) = self.stack.last_mut() {
            let (id, next, caught) = (frame.id, frame.next, frame.caught);
            frame.next += 1;
            match graph.get(id).and_then(|module| module.requests.get(next)) {
                Some(edge) => self.follow(id, edge, caught),
                None => self.leave(id),
            }
        }
        self.refused
    }

    fn follow(&mut self, id: ModuleId, edge: &'g Edge, caught: Option<usize>) {
        let Some(target) = edge.module() else { return };
        let request = &edge.request;
        // Behind an `await`, other modules run in between: the state at that time is not known.
        let is_in_order = !self.ground.waiting.contains(&id);
        match (request.when, request.kind) {
            (When::Deferred, _) => {}
            (When::Link, _) => self.import(target, caught),
            (When::Eager, RequestKind::Require) if is_in_order => self.require(id, edge, target, caught),
            (_, RequestKind::Require) if is_in_order && request.begins_try => {
                self.try_to_require(id, edge, target);
            }
            (_, RequestKind::Require) => self.doubt(target),
            (_, RequestKind::DynamicImport) => self.wrap(target, true),
            _ => {}
        }
    }

    fn require(&mut self, id: ModuleId, edge: &'g Edge, target: ModuleId, caught: Option<usize>) {
        match self.refusal(id, edge, target) {
            Some(cause) => self.throw(cause, caught),
            None if self.awaits(target) => {
                self.link(target, Mode::Require);
                // The refusal for the `await` is a fault of its own. Here it only ends the modules up to the
                // `try`.
                caught.into_iter().for_each(|first| self.abandon(first, None));
            }
            None => {
                self.link(target, Mode::Require);
                self.enter(target, caught, true);
            }
        }
    }

    /// Follows a `require` whose failure is caught: only what ends the process counts. One that is refused before anything
    /// runs changes nothing.
    fn try_to_require(&mut self, id: ModuleId, edge: &'g Edge, target: ModuleId) {
        match self.refusal(id, edge, target) {
            // The refusal is caught before a module runs. Modules that Node linked on the way to it stay
            // linked.
            Some(cause) if cause.end != End::Crash => self.link_in_vain(target),
            // A module that fails by itself, or a package that is perhaps not there, ends the `try` at an
            // unknown point.
            _ if self.ground.doubtful.from(target).is_some() => self.doubt(target),
            _ => self.require(id, edge, target, Some(self.stack.len())),
        }
    }

    /// Tells whether a module that `require` asks for is refused for a top-level `await`: it is linked, and does not run.
    fn awaits(&self, target: ModuleId) -> bool {
        let is_new = matches!(self.states.get(&target), None | Some(State::Linked));
        is_new && self.ground.waiting.contains(&target)
    }

    /// Returns the cause for which `require` of a module certainly fails.
    fn refusal(&self, requirer: ModuleId, edge: &'g Edge, target: ModuleId) -> Option<RefusedEdge<'g>> {
        let failure = self.failures.get(&target).filter(|_| self.ground.is_es(target));
        failure.copied().or_else(|| {
            let is_suspect = self.ground.suspects.contains(&(requirer, target));
            let end = is_suspect.then(|| self.end(target)).flatten()?;
            Some(RefusedEdge { requirer, edge, end })
        })
    }

    fn throw(&mut self, cause: RefusedEdge<'g>, caught: Option<usize>) {
        match caught {
            // A failed check of V8 ends the process, whatever `try` is around it.
            Some(first) if cause.end != End::Crash => self.abandon(first, Some(cause)),
            // A module that Node runs again makes the same request again: one fault is enough.
            _ if self.refused.iter().any(|known| std::ptr::eq(known.edge, cause.edge)) => {}
            _ => self.refused.push(cause),
        }
    }

    /// Leaves the modules from this place on the stack on, which a failure ends that is caught.
    fn abandon(&mut self, first: usize, cause: Option<RefusedEdge<'g>>) {
        for frame in self.stack.split_off(first.min(self.stack.len())) {
            let group = self.ground.group(frame.id).and_then(|group| self.groups.remove(&group));
            for id in group.unwrap_or_else(|| vec![frame.id]) {
                self.fail(id, cause);
            }
        }
    }

    /// Ends a module that failed. An ES module keeps its error; a CommonJS module is forgotten. Without a cause, all that
    /// it did and may do is doubtful.
    fn fail(&mut self, id: ModuleId, cause: Option<RefusedEdge<'g>>) {
        if let Some(cause) = cause.filter(|_| self.ground.is_es(id)) {
            self.states.insert(id, State::Failed);
            self.failures.insert(id, cause);
            return;
        }
        self.states.remove(&id);
        let runs = self.failed_runs.entry(id).or_default();
        *runs += 1;
        // Without a bound, modules that try the next one twice, which fails each time, double the runs at
        // each level.
        let Some(cause) = cause.filter(|_| *runs < MAX_FAILED_RUNS) else { return self.doubt(id) };
        // CommonJS that `import` ran is a module of V8's, too, which keeps its error for the next import.
        if self.imported.remove(&id) {
            self.failures.insert(id, cause);
        } else if self.wrapped.contains(&id) {
            self.failures.entry(id).or_insert(RefusedEdge { end: End::Forgotten, ..cause });
        }
    }

    /// Returns the way in which `require` of a module fails: it is being evaluated, would be linked with one that is, or
    /// waits for one.
    fn end(&self, target: ModuleId) -> Option<End> {
        // From Node 24.9 on, the `await` is found first: the refusal is then for that, and no cycle.
        let is_told = !self.ground.cycle_before_async && self.ground.waiting.contains(&target);
        if is_told && self.states.contains_key(&target) {
            return None;
        }
        let mut seen = HashSet::from_iter([target]);
        if self.states.get(&target) == Some(&State::Linked) {
            return self.end_of_waiting(target, seen);
        }
        let (mut open, mut waiting) = (vec![target], Vec::new());
        while let Some(id) = open.pop() {
            match self.states.get(&id) {
                // A refusal comes before a crash: Node refuses while it links, and V8 checks only what it is
                // about to evaluate.
                Some(State::Running) if self.is_under_evaluation(id) => return Some(End::Refused),
                Some(State::Linked) => waiting.push(id),
                None if !self.perhaps.contains(&id) => {
                    open.extend(self.ground.links(id).into_iter().filter(|id| seen.insert(*id)));
                }
                Some(_) | None => {}
            }
        }
        self.waits_for_running(waiting, seen).then_some(End::Crash)
    }

    /// Tells whether what imports a module that runs is refused: not if that is CommonJS that was linked, and then
    /// required before its turn came, or after it failed.
    fn is_under_evaluation(&self, id: ModuleId) -> bool {
        self.ground.is_es(id) || self.imported.contains(&id) || !self.wrapped.contains(&id)
    }

    /// Returns the way in which `require` of a module fails that is linked and waits its turn.
    fn end_of_waiting(&self, target: ModuleId, seen: HashSet<ModuleId>) -> Option<End> {
        if self.perhaps.contains(&target) {
            return None;
        }
        if self.ground.refuses_waiting {
            return Some(End::Refused);
        }
        // Between the versions that refuse it and those that crash, only a module that `require` linked
        // crashes.
        let crashes = self.ground.crashes || self.linked_by_require.contains(&target);
        (crashes && self.waits_for_running(vec![target], seen)).then_some(End::Crash)
    }

    /// Tells whether one of these modules, which are linked and wait, imports CommonJS that was imported and is running.
    fn waits_for_running(&self, mut open: Vec<ModuleId>, mut seen: HashSet<ModuleId>) -> bool {
        while let Some(id) = open.pop() {
            match self.states.get(&id) {
                Some(State::Running) if self.imported.contains(&id) => return true,
                Some(State::Linked) if !self.perhaps.contains(&id) => {
                    open.extend(self.ground.links(id).into_iter().filter(|id| seen.insert(*id)));
                }
                _ => {}
            }
        }
        false
    }

    /// Links an ES module with all modules that it imports.
    fn link(&mut self, root: ModuleId, mode: Mode) {
        let mut open = vec![root];
        while let Some(id) = open.pop() {
            if !self.ground.is_es(id) {
                // CommonJS becomes a module of V8's where `import` asks for it, which the root of a `require`
                // is not.
                self.wrap(id, id != root || mode == Mode::Import);
            } else if !self.states.contains_key(&id) && !self.perhaps.contains(&id) {
                self.states.insert(id, State::Linked);
                if mode == Mode::Require {
                    self.linked_by_require.insert(id);
                }
                open.extend(self.ground.links(id));
            }
        }
    }

    fn wrap(&mut self, id: ModuleId, is_imported: bool) {
        if is_imported {
            self.wrapped.insert(id);
        }
    }

    /// Notes what the attempt to link an ES module leaves behind: CommonJS that it imports is perhaps linked.
    fn link_in_vain(&mut self, target: ModuleId) {
        if self.ground.refuses_waiting {
            return self.doubt(target);
        }
        let mut seen = HashSet::from_iter([target]);
        let mut open = vec![target];
        while let Some(id) = open.pop().filter(|id| !self.states.contains_key(id)) {
            self.wrap(id, id != target);
            open.extend(self.ground.links(id).into_iter().filter(|id| seen.insert(*id)));
        }
    }

    fn import(&mut self, id: ModuleId, caught: Option<usize>) {
        if let Some(cause) = self.failures.get(&id).copied() {
            return self.throw(cause, caught);
        }
        if !self.ground.is_es(id) && !self.states.contains_key(&id) {
            self.imported.insert(id);
        }
        self.enter(id, caught, false);
    }

    fn enter(&mut self, id: ModuleId, caught: Option<usize>, is_required: bool) {
        let is_new = matches!(self.states.get(&id), None | Some(State::Linked));
        if is_new && !self.perhaps.contains(&id) {
            self.states.insert(id, State::Running);
            if let Some(group) = self.ground.group(id) {
                self.groups.entry(group).or_default().push(id);
            }
            self.stack.push(CycleFrame { id, next: 0, caught, is_required });
        }
    }

    fn leave(&mut self, id: ModuleId) {
        // The modules of an import cycle end together, when the first that was entered ends. One that
        // `require` entered ends by itself, with those that were entered after it.
        let is_required = self.stack.pop().is_some_and(|frame| frame.is_required);
        let ended = match self.ground.group(id).and_then(|group| self.groups.get_mut(&group)) {
            Some(all) => {
                let first = if is_required { all.iter().rposition(|other| *other == id) } else { Some(0) };
                let ends = first.filter(|first| all.get(*first) == Some(&id));
                ends.map(|first| all.split_off(first)).unwrap_or_default()
            }
            None => vec![id],
        };
        self.states.extend(ended.into_iter().map(|id| (id, State::Done)));
        // From now on other modules may call its functions.
        for edge in self.ground.requests(id).filter(|edge| edge.request.when == When::Deferred) {
            let Some(target) = edge.module() else { continue };
            match edge.request.kind {
                RequestKind::Require => self.doubt(target),
                kind => self.wrap(target, kind == RequestKind::DynamicImport),
            }
        }
    }

    /// Notes that a module, and every module that it may load, may have been evaluated from here on.
    fn doubt(&mut self, target: ModuleId) {
        let mut open = vec![target];
        while let Some(id) = open.pop() {
            let is_waiting = matches!(self.states.get(&id), None | Some(State::Linked));
            if is_waiting && self.perhaps.insert(id) {
                for edge in self.ground.requests(id) {
                    let Some(target) = edge.module() else { continue };
                    self.wrap(target, edge.request.when == When::Link);
                    open.push(target);
                }
            }
        }
    }
}
