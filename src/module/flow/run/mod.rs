//! A run of a program as far as its values are known. It finds the functions that certainly run although no
//! name that calls them shows it: a bundler's wrappers, which are handed around, kept in tables, and called
//! once by functions that helpers make.
//!
//! Nothing is known of values from outside. Outside code may call and change at any time whatever it may
//! hold, so that nothing is known of that either ([`escape`]). Code that runs only perhaps makes the values
//! that it changes unknown ([`Interpreter::perhaps`]). An unknown value never stands for a known object or function:
//! such a thing escapes first. The run ends, with what it found so far, when its steps are used up, or when
//! it would recurse too deep.

mod assign;
mod builtins;
mod calls;
mod cell;
mod cells;
mod changes;
mod counted;
mod escape;
mod expressions;
mod frame;
mod frames;
mod instances;
mod lists;
mod loops;
mod objects;
mod operators;
mod references;
mod statements;
mod values;

#[cfg(test)]
mod tests;

use oxc_ast::ast::{Program, Statement};
use oxc_semantic::{Scoping, SymbolId};

use self::{
    cell::Cell,
    changes::Changes,
    frame::{CallFrame, Variable},
    references::References,
    values::{CellId, FlowValue, FrameId},
};
use super::{Callable, Flow};
use crate::{
    hash::HashMap,
    module::{
        early_error::Goal,
        evaluation::{ValueUse, WRAPPER_NAMES},
        requests::{RequestKind, When},
    },
};

/// The levels that the run recurses at most, of those that every thread of the pool has room for.
const DEPTH_LIMIT: usize = 1 << 11;
/// The steps that any program gets.
const STEPS: usize = 20_000;
/// The bytes of its text for which a program gets one more step.
const BYTES_PER_STEP: usize = 8;

pub(super) struct Interpreter<'a, 'f, 's> {
    flow: &'f mut Flow<'a, 's>,
    references: References,
    cells: Vec<Cell<'a>>,
    frames: Vec<CallFrame<'a>>,
    variables: HashMap<(FrameId, SymbolId), Variable<'a>>,
    /// The frame of the running code.
    frame: FrameId,
    /// The number of the running region: a stretch of code that runs as a whole or not at all. Region 0
    /// certainly runs.
    region: usize,
    regions: usize,
    /// The changes since the last round of the loop began: values that became unknown.
    changes: Changes,
    /// The number of labels around, within the function.
    labels: usize,
    depth: usize,
    steps: usize,
}

impl<'a> Flow<'a, '_> {
    /// Runs the program, if there is anything left to find.
    pub(super) fn run_first(&mut self, program: &'a Program<'a>) {
        if self.may_gain() && !contains_eval(self.scoping) {
            let outer = (self.when, self.reached, self.exited, self.caught);
            // The walk's records ask for these. What the run adds to them is certain.
            (self.when, self.reached, self.exited, self.caught) =
                (When::Eager, super::FlowReach::Always, false, false);
            Interpreter::new(self).program(program);
            (self.when, self.reached, self.exited, self.caught) = outer;
        }
    }

    /// Tells whether the program may hold a `require` that only the run can find to be certain.
    fn may_gain(&self) -> bool {
        let open = |when| matches!(when, When::Conditional | When::Deferred);
        let asks = |kind| kind == RequestKind::Require;
        let mut requests = self.requests.values();
        requests.any(|it| asks(it.kind) && open(it.when) && !it.specifier.value.starts_with("node:"))
            || self.effects.gives_require
            || self.asks_computed
            || self.goal == Goal::Module && (self.names.makes_require() || self.names_wrapper())
    }

    fn names_wrapper(&self) -> bool {
        let free = self.scoping.root_unresolved_references();
        WRAPPER_NAMES.iter().any(|name| free.contains_key(&oxc_ast::ast::Ident::from(*name)))
    }
}

/// Tells whether the program names `eval`, so that code may run that does not stand in it.
fn contains_eval(scoping: &Scoping) -> bool {
    let free = scoping.root_unresolved_references();
    free.contains_key(&oxc_ast::ast::Ident::from("eval"))
}

impl<'a, 'f, 's> Interpreter<'a, 'f, 's> {
    fn new(flow: &'f mut Flow<'a, 's>) -> Self {
        let steps = STEPS + flow.text.text.len() / BYTES_PER_STEP;
        Self {
            references: References::of(flow.scoping),
            flow,
            cells: Vec::new(),
            frames: vec![CallFrame::default()],
            variables: HashMap::default(),
            frame: 0,
            region: 0,
            regions: 0,
            changes: Changes::NONE,
            labels: 0,
            depth: 0,
            steps,
        }
    }

    fn program(&mut self, program: &'a Program<'a>) {
        self.declare_scope(program.scope_id.get());
        self.hoist(&program.body);
        for statement in &program.body {
            self.expose_exported(statement);
        }
        self.run_statements(&program.body);
    }

    /// Tells whether the running code certainly runs, so that its failure is the module's.
    fn is_certain(&self) -> bool {
        self.region == 0 && !self.is_over()
    }

    fn is_over(&self) -> bool {
        self.steps == 0
    }

    /// Takes so many steps.
    fn charge(&mut self, steps: usize) {
        self.steps = self.steps.saturating_sub(steps);
    }

    /// Ends the run.
    fn stop(&mut self) {
        self.steps = 0;
    }

    /// Takes one step, a level deeper, if there are steps and levels left; else returns `otherwise`.
    fn descend<T>(&mut self, otherwise: T, walk: impl FnOnce(&mut Self) -> T) -> T {
        self.steps = if self.depth < DEPTH_LIMIT { self.steps.saturating_sub(1) } else { 0 };
        if self.is_over() {
            return otherwise;
        }
        self.depth += 1;
        let result = walk(self);
        self.depth -= 1;
        result
    }

    /// Runs code that may not run, or whose failure may be caught.
    fn perhaps<T>(&mut self, walk: impl FnOnce(&mut Self) -> T) -> T {
        self.regions += 1;
        let outer = std::mem::replace(&mut self.region, self.regions);
        let result = walk(self);
        self.region = outer;
        result
    }
}
