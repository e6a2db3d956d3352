//! Pieces of code that may run or not: arms of choices, and functions, which run where they stand if they are called on the spot.

use oxc_ast::ast::{Argument, CallExpression, Expression};
use oxc_syntax::symbol::SymbolId;

use super::{
    write_forms::{called_function, callee_name, is_function, literal_keys},
    writes::WriteSearch,
};

impl WriteSearch<'_> {
    /// Visits two pieces of code, of which one runs.
    pub(super) fn either(&mut self, first: impl FnOnce(&mut Self), second: impl FnOnce(&mut Self)) {
        self.found.sure.begin();
        first(self);
        self.found.sure.begin();
        second(self);
        self.found.sure.end_either();
    }

    /// Visits code that may not run.
    pub(super) fn maybe(&mut self, visit: impl FnOnce(&mut Self)) {
        self.either(visit, |_| {});
    }

    pub(super) fn with_own_this(&mut self, visit: impl FnOnce(&mut Self)) {
        self.owners_of_this += 1;
        visit(self);
        self.owners_of_this -= 1;
    }

    /// Notes a function that is called on the spot; true if the first argument is the `this` of the top level, and becomes its own:
    /// `(function () { … }).call(this)`.
    pub(super) fn bind(&mut self, it: &CallExpression<'_>) -> bool {
        let Some(start) = called_function(&it.callee) else { return false };
        self.called.insert(start);
        let first = it.arguments.first().and_then(Argument::as_expression);
        let is_this =
            first.is_some_and(|first| matches!(first.without_parentheses(), Expression::ThisExpression(_)));
        let is_bound = is_this && self.owners_of_this == 0 && callee_name(&it.callee) == Some("call");
        if is_bound {
            self.bound.insert(start);
        }
        is_bound
    }

    /// Visits a function, of which the beginning tells whether it is called on the spot.
    pub(super) fn within_function(&mut self, start: u32, visit: impl FnOnce(&mut Self)) {
        self.around.push(start);
        if self.called.contains(&start) {
            self.found.sure.enter_called();
            visit(self);
            self.found.sure.leave_called();
        } else {
            let (key, around) = (self.callbacks.get(&start).copied(), self.found.sure.place());
            self.found.sure.enter_function();
            self.within_loop(key, around, visit);
            self.found.sure.leave_function();
        }
        self.around.pop();
    }

    /// Notes what a variable has.
    pub(super) fn note_variable(&mut self, symbol: SymbolId, init: &Expression<'_>) {
        let is_kept = !self.scoping.symbol_is_mutated(symbol);
        let specifier = self.required(init).filter(|_| is_kept);
        self.required.extend(specifier.map(|specifier| (symbol, specifier)));
        self.functions.extend(is_function(init).then_some(symbol));
        if is_kept {
            let literal = literal_keys(init);
            self.literals.extend(literal.map(|names| (symbol, names)));
            let thing = self.thing(init);
            self.variables.insert(symbol, thing);
        }
    }
}
