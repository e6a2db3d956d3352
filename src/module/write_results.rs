//! Functions that are called where they stand, or by the function that gets them as UMD does, and what they give back.

use oxc_ast::ast::{
    Argument, ArrowFunctionBody, CallExpression, Expression, LogicalExpression, LogicalOperator, Statement,
};
use oxc_ast_visit::Visit;

use super::{
    given_functions::{GivenFunction, given_function, symbols_of},
    guards::GuardNames,
    sure_writes::{GivenValue, WritePlace},
    value_shapes::ValueShape,
    write_forms::called_function,
    writes::{Owner, WriteSearch},
};

impl WriteSearch<'_> {
    /// The expression that is the value of another one in every run.
    pub(super) fn value_of<'e, 'a>(&self, it: &'e Expression<'a>) -> &'e Expression<'a> {
        let mut it = it.without_parentheses();
        loop {
            let next = match it {
                Expression::SequenceExpression(all) => {
                    all.expressions.last().filter(|_| is_idle(&all.expressions))
                }
                Expression::ConditionalExpression(choice) => match self.certain_truth(&choice.test) {
                    Some(true) => Some(&choice.consequent),
                    Some(false) => Some(&choice.alternate),
                    None => None,
                },
                Expression::LogicalExpression(choice) if choice.operator == LogicalOperator::Or => {
                    let is_left = self.certain_truth(&choice.left) == Some(true) || self.is_set(choice);
                    is_left.then_some(&choice.left)
                }
                _ => None,
            };
            match next {
                Some(next) => it = next.without_parentheses(),
                None => return it,
            }
        }
    }

    /// `f || (f = {})`, where `f` is a function or class, as TypeScript writes for a namespace of that name.
    fn is_set(&self, it: &LogicalExpression<'_>) -> bool {
        let symbol = it.left.get_identifier_reference().and_then(|it| self.symbol(it));
        let Expression::AssignmentExpression(set) = it.right.without_parentheses() else { return false };
        let target = set.left.as_simple_assignment_target().and_then(|target| target.get_identifier_name());
        let name = it.left.get_identifier_reference().map(|it| it.name.as_str());
        let is_same = name.is_some() && target == name;
        let flags = symbol.map(|symbol| self.scoping.symbol_flags(symbol));
        is_same && flags.is_some_and(|flags| flags.is_function() || flags.is_class())
    }

    /// Notes the functions that a function on the spot gets, by the parameters that have them.
    pub(super) fn note_given(&mut self, it: &CallExpression<'_>) {
        let parameters = match it.callee.without_parentheses() {
            _ if it.arguments.iter().any(Argument::is_spread) => return,
            Expression::FunctionExpression(it) => &it.params,
            Expression::ArrowFunctionExpression(it) => &it.params,
            _ => return,
        };
        let place = self.found.sure.place();
        for (symbol, argument) in symbols_of(parameters).into_iter().zip(&it.arguments) {
            let symbol = symbol.filter(|symbol| !self.scoping.symbol_is_mutated(*symbol));
            let given = argument.as_expression().and_then(|it| given_function(it, place));
            self.given_functions.extend(symbol.zip(given));
        }
    }

    /// Notes the call of such a parameter; true if it is known what it does with what the module exports.
    pub(super) fn enter_given(&mut self, it: &CallExpression<'_>) -> bool {
        let Some(given) = self.given_function(it) else { return false };
        if given.place == self.found.sure.place() {
            self.called.insert(given.start);
        }
        let mut is_known = !it.arguments.iter().any(Argument::is_spread);
        for (nth, argument) in it.arguments.iter().enumerate() {
            if !argument.as_expression().is_some_and(|it| self.is_exports(it)) {
                continue;
            }
            match given.parameters.get(nth).copied().flatten() {
                Some(symbol) => {
                    self.alias(symbol);
                    self.found.made.insert(symbol);
                    self.entered.insert(given.start);
                }
                None => is_known = false,
            }
        }
        is_known
    }

    fn given_function(&self, it: &CallExpression<'_>) -> Option<GivenFunction> {
        self.given_functions.get(&self.symbol(it.callee.get_identifier_reference()?)?).cloned()
    }

    /// Visits a call of a function on the spot of which the result is what the module exports; false if it is another one.
    pub(super) fn enter_result(&mut self, it: &CallExpression<'_>, owner: Owner) -> bool {
        let start = match self.given_function(it) {
            Some(given) => {
                given.is_plain.then_some(given.start).filter(|_| given.place == self.found.sure.place())
            }
            None => called_function(&it.callee)
                .filter(|_| given_function(&it.callee, WritePlace::default()).is_some_and(|it| it.is_plain)),
        };
        let Some(start) = start else { return false };
        self.returning.insert(start, owner);
        self.call(it);
        true
    }

    /// Notes the last statement of a function that gives what the module exports.
    pub(super) fn note_last(&mut self, start: u32, body: &[Statement<'_>]) {
        let Some(owner) = self.returning.get(&start).copied() else { return };
        match body.last() {
            Some(Statement::ReturnStatement(it)) => _ = self.last_returns.insert(it.span.start, owner),
            _ => self.give_unknown(owner),
        }
    }

    /// Visits what an arrow function gives.
    pub(super) fn visit_given(&mut self, start: u32, body: &ArrowFunctionBody<'_>) -> bool {
        match (self.returning.get(&start).copied(), body.as_expression()) {
            (Some(owner), Some(value)) => {
                self.give(value, owner);
                true
            }
            _ => false,
        }
    }

    /// Visits the value that a function returns, and ends it.
    pub(super) fn return_value(&mut self, start: u32, value: Option<&Expression<'_>>) {
        let returning = self.around.last().and_then(|around| self.returning.get(around)).copied();
        match (self.last_returns.get(&start).copied(), value) {
            (Some(owner), Some(value)) => self.give(value, owner),
            _ => {
                returning.into_iter().for_each(|owner| self.give_unknown(owner));
                value.into_iter().for_each(|value| self.visit_expression(value));
            }
        }
        self.exit();
        self.found.sure.end();
    }

    fn give_unknown(&mut self, owner: Owner) {
        self.open();
        if owner == Owner::Exports {
            self.found.sure.replace(GivenValue::Shape(ValueShape::Unknown));
        }
    }
}

/// Tells whether all of these but the last are plain values, as in `(0, exports)`.
fn is_idle(all: &[Expression<'_>]) -> bool {
    all.split_last().is_some_and(|(_, others)| others.iter().all(Expression::is_literal))
}
