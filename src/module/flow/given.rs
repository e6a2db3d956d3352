//! Values that parameters are given: functions that open what they are given are walked again for each call.

use super::*;
use fold::MOST_LEVELS;
use oxc_ast::ast::{Argument, CallExpression, Expression, ForStatementLeft};
use oxc_span::GetSpan;
use parameters::{BoundName, GivenCall};
use place::KnownValue;

/// The most calls within functions that are kept.
const MOST_CALLS: usize = 256;
/// The most elements of a list that are followed.
const MOST_ELEMENTS: usize = 32;

impl<'a> Flow<'a, '_> {
    /// Returns the value of a name.
    pub(super) fn fold_name(&self, symbol: SymbolId) -> Option<KnownValue<'a>> {
        if let Some(&owner) = self.parameters.owners.get(&symbol) {
            self.parameters.asked.set(Some(owner));
        }
        let bound = self.parameters.bound.borrow();
        match bound.iter().rev().find(|(name, _)| *name == symbol) {
            Some((_, BoundName::Value(value))) => value.clone(),
            Some((_, BoundName::List(_))) => None,
            None => self.parameters.given.get(&symbol).or_else(|| self.known.get(&symbol)).cloned(),
        }
    }

    /// Returns the values that a rest parameter was given.
    pub(super) fn bound_list(&self, symbol: SymbolId) -> Option<Vec<Option<KnownValue<'a>>>> {
        let bound = self.parameters.bound.borrow();
        match bound.iter().rev().find(|(name, _)| *name == symbol)? {
            (_, BoundName::List(values)) => Some(values.clone()),
            (_, BoundName::Value(_)) => None,
        }
    }

    /// Notes that a name is made of parameters, if the folding before asked for them.
    pub(super) fn note_made_of_parameter(&mut self, symbol: SymbolId) {
        if let Some(owner) = self.parameters.asked.get() {
            self.parameters.owners.insert(symbol, owner);
        }
    }

    /// Notes that code opens, makes or looks for a path which it makes of its parameters, if the folding before asked for them.
    pub(super) fn note_opening_parameter(&mut self) {
        self.parameters.opening.extend(self.parameters.asked.get());
    }

    /// Gives a parameter of code that is walked now the value that is passed for it.
    pub(super) fn give(&mut self, symbol: SymbolId, owner: usize, value: Option<KnownValue<'a>>) {
        self.parameters.owners.insert(symbol, owner);
        match value {
            Some(value) => self.parameters.given.insert(symbol, value),
            None => self.parameters.given.remove(&symbol),
        };
    }

    pub(super) fn take_back(&mut self, symbol: SymbolId) {
        self.parameters.given.remove(&symbol);
    }

    /// Tells whether code that was walked is given something that it may open; such walks are as long together as a few of the
    /// whole text.
    pub(super) fn opens_what_is_given(
        &mut self,
        callable: Callable<'a>,
        arguments: &'a [Argument<'a>],
    ) -> bool {
        let mut given = arguments.iter().filter_map(Argument::as_expression);
        self.parameters.opening.contains(&callable.key())
            && !self.running.contains(&callable.key())
            && given.any(|it| self.fold(it).is_some())
            && self.may_walk_again(callable.span().size())
    }

    fn may_walk_again(&mut self, size: u32) -> bool {
        let left = self.parameters.left.checked_sub(size);
        self.parameters.left = left.unwrap_or(self.parameters.left);
        left.is_some()
    }

    /// Gives the parameters of a function what is passed for them, and returns those that have a value.
    pub(super) fn give_parameters(&mut self, callable: Callable<'a>, passed: Passed<'a>) -> Vec<SymbolId> {
        let Some(parameters) = callable.parameters().filter(|_| self.has_places) else { return Vec::new() };
        let values = match passed.arguments {
            Some(arguments) => {
                self.begin_fold();
                self.fold_arguments(MOST_LEVELS, arguments)
            }
            None => passed.values,
        };
        let mut given = Vec::new();
        for (index, parameter) in parameters.items.iter().enumerate() {
            let symbol = parameter.pattern.get_binding_identifier().and_then(|id| self.constant_symbol(id));
            let Some(symbol) = symbol else { continue };
            let value = match (values.as_ref().map(|values| values.get(index)), &parameter.initializer) {
                (Some(Some(value)), _) => value.clone(),
                (Some(None), Some(default)) => self.fold(default),
                _ => None,
            };
            given.extend(value.is_some().then_some(symbol));
            self.give(symbol, callable.key(), value);
        }
        given
    }

    /// Keeps a call within a function until all functions have been met.
    pub(super) fn keep_call(&mut self, callable: Callable<'a>, arguments: &'a [Argument<'a>]) {
        if !self.has_places || arguments.is_empty() || self.parameters.calls.len() >= MOST_CALLS {
            return;
        }
        let values: Vec<_> =
            arguments.iter().map(|it| it.as_expression().and_then(|it| self.fold(it))).collect();
        if values.iter().any(Option::is_some) {
            let caught = self.call_caught || self.caught || self.makes_files;
            self.parameters.calls.push(GivenCall { callable, values, caught });
        }
    }

    /// Walks the functions again that open what calls within functions give them.
    pub(super) fn kept_calls(&mut self) {
        for call in std::mem::take(&mut self.parameters.calls) {
            let opens = self.parameters.opening.contains(&call.callable.key());
            if opens && self.may_walk_again(call.callable.span().size()) {
                let passed = Passed { values: Some(call.values), caught: call.caught, arguments: None };
                self.enter_given(call.callable, When::Deferred, passed);
            }
        }
    }

    /// Walks a callback of `["a.txt"].map(…)` again for each element, if it opens what it is given.
    pub(super) fn visit_list(&mut self, it: &'a CallExpression<'a>) {
        let Some(callback) = self.passed(it).filter(|_| self.has_places && callbacks::takes_elements(it))
        else {
            return;
        };
        let Some(list) = it.callee.without_parentheses().as_member_expression() else { return };
        let elements = self.elements(list.object());
        if !elements.is_empty() && !self.walked.contains_key(&callback.key()) {
            self.enter_call(callback, None, false);
        }
        let opens = self.parameters.opening.contains(&callback.key());
        for value in if opens { elements } else { Vec::new() } {
            if self.may_walk_again(callback.span().size()) {
                let passed = Passed { values: Some(vec![Some(value)]), ..Passed::default() };
                self.enter_given(callback, self.now(), passed);
            }
        }
    }

    /// Returns the elements of a list all of which are known.
    fn elements(&self, list: &'a Expression<'a>) -> Vec<KnownValue<'a>> {
        self.begin_fold();
        let values = self.fold_list(2, list).unwrap_or_default();
        let values: Option<Vec<_>> = values.into_iter().collect();
        values.filter(|values| values.len() <= MOST_ELEMENTS).unwrap_or_default()
    }

    /// Returns the variable of `for (const name of list)`, as a parameter of the body.
    pub(super) fn loop_variable(
        &mut self,
        left: &'a ForStatementLeft<'a>,
        body: &'a Statement<'a>,
    ) -> Option<SymbolId> {
        let ForStatementLeft::VariableDeclaration(it) = left else { return None };
        let [only] = it.declarations.as_slice() else { return None };
        let id = only.id.get_binding_identifier()?;
        let symbol = self.constant_symbol(id).filter(|_| self.has_places)?;
        self.give(symbol, std::ptr::from_ref(body) as usize, None);
        Some(symbol)
    }

    /// Walks the body of a loop again for each element of its list, if it opens what the variable holds.
    pub(super) fn repeat_body(
        &mut self,
        variable: SymbolId,
        list: &'a Expression<'a>,
        body: &'a Statement<'a>,
    ) {
        let owner = std::ptr::from_ref(body) as usize;
        let opens = self.parameters.opening.contains(&owner);
        let text = body.span().source_text(self.program.source_text);
        // `break` and `continue` leave a part of the body out.
        let is_whole = !["break", "continue"].iter().any(|word| text.contains(word));
        let when = if is_whole { When::Eager } else { When::Conditional };
        for value in if opens { self.elements(list) } else { Vec::new() } {
            if self.may_walk_again(body.span().size()) {
                self.give(variable, owner, Some(value));
                self.within(when, |flow| flow.statement(body));
                self.take_back(variable);
            }
        }
    }
}
