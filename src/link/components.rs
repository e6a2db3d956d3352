//! Import cycles: the strongly connected components of the graph.

use crate::link::graph::{Module, ModuleGraph, ModuleId};

/// For each module, the number of its component; modules of one cycle share it.
pub(super) struct Components {
    of: Vec<usize>,
    sizes: Vec<usize>,
}

impl Components {
    /// Finds the cycles of the static imports.
    pub(super) fn new(graph: &ModuleGraph) -> Self {
        Self::over(graph, Module::links)
    }

    /// Finds the cycles of the edges that `follow` returns. This is Tarjan's algorithm with its own stack, so
    /// that a chain of any length fits.
    pub(super) fn over(graph: &ModuleGraph, follow: fn(&Module) -> Vec<ModuleId>) -> Self {
        let mut search = ComponentSearch::new(graph, follow);
        for (id, _) in graph.iter() {
            search.visit(id.0);
        }
        let count = search.count;
        let mut sizes = vec![0; count];
        for &component in &search.component {
            if let Some(size) = sizes.get_mut(component) {
                *size += 1;
            }
        }
        Self { of: search.component, sizes }
    }

    /// Returns the number of a module's component.
    pub(super) fn of(&self, id: ModuleId) -> Option<usize> {
        self.of.get(id.0).copied()
    }

    /// Tells whether a module is in a cycle with others.
    pub(super) fn is_in_cycle(&self, id: ModuleId) -> bool {
        self.share_cycle(id, id)
    }

    /// Tells whether two modules are in one cycle.
    pub(super) fn share_cycle(&self, one: ModuleId, other: ModuleId) -> bool {
        match (self.of.get(one.0), self.of.get(other.0)) {
            (Some(a), Some(b)) => a == b && self.sizes.get(*a).is_some_and(|size| *size > 1),
            _ => false,
        }
    }
}

const UNSEEN: usize = usize::MAX;

struct ComponentSearch {
    links: Vec<Vec<usize>>,
    index: Vec<usize>,
    low: Vec<usize>,
    component: Vec<usize>,
    stack: Vec<usize>,
    next_index: usize,
    count: usize,
}

impl ComponentSearch {
    fn new(graph: &ModuleGraph, follow: fn(&Module) -> Vec<ModuleId>) -> Self {
        let links = graph.iter().map(|(_, module)| follow(module).into_iter().map(|id| id.0).collect());
        let links = links.collect();
        let blank = vec![UNSEEN; graph.len()];
        Self {
            links,
            index: blank.clone(),
            low: blank.clone(),
            component: blank,
            stack: Vec::new(),
            next_index: 0,
            count: 0,
        }
    }

    fn visit(&mut self, root: usize) {
        if get(&self.index, root) != UNSEEN {
            return;
        }
        self.enter(root);
        let mut open = vec![(root, 0)];
        while let Some((at, link)) = open.last_mut() {
            let (id, next) = (*at, self.links.get(*at).and_then(|links| links.get(*link)).copied());
            *link += 1;
            match next {
                Some(target) if get(&self.index, target) == UNSEEN => {
                    self.enter(target);
                    open.push((target, 0));
                }
                // A target that has a component belongs to a cycle that is closed. The others are on the
                // stack.
                Some(target) => {
                    if get(&self.component, target) == UNSEEN {
                        self.lower(id, get(&self.index, target));
                    }
                }
                None => {
                    open.pop();
                    self.leave(id);
                    if let Some(&(parent, _)) = open.last() {
                        self.lower(parent, get(&self.low, id));
                    }
                }
            }
        }
    }

    fn enter(&mut self, id: usize) {
        set(&mut self.index, id, self.next_index);
        set(&mut self.low, id, self.next_index);
        self.next_index += 1;
        self.stack.push(id);
    }

    fn lower(&mut self, id: usize, to: usize) {
        // `UNSEEN` is the largest number, so that it never lowers anything.
        let low = get(&self.low, id).min(to);
        set(&mut self.low, id, low);
    }

    fn leave(&mut self, id: usize) {
        // A module from which an earlier one is reached is not the first of its component.
        if get(&self.low, id) != get(&self.index, id) {
            return;
        }
        while let Some(member) = self.stack.pop() {
            set(&mut self.component, member, self.count);
            if member == id {
                break;
            }
        }
        self.count += 1;
    }
}

fn get(list: &[usize], at: usize) -> usize {
    list.get(at).copied().unwrap_or(UNSEEN)
}

fn set(list: &mut [usize], at: usize, value: usize) {
    if let Some(slot) = list.get_mut(at) {
        *slot = value;
    }
}
