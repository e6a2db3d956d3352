//! Calls: of functions that the program made, of Node's `require`, and of unknown values.

use super::*;
use crate::module::flow::names::first_literal;
use oxc_ast::ast::{
    Argument, ArrowFunctionBody, BindingPattern, CallExpression, Expression, FormalParameters, NewExpression,
};
use oxc_span::GetSpan;

/// The arguments of a call.
pub(super) struct Given<'a> {
    pub known: Vec<FlowValue<'a>>,
    /// True if there may be other arguments behind the known ones.
    pub more: bool,
}

impl<'a> Given<'a> {
    pub fn none() -> Self {
        Self { known: Vec::new(), more: false }
    }

    pub fn at(&self, index: usize) -> FlowValue<'a> {
        let otherwise = if self.more { FlowValue::Unknown } else { FlowValue::Undefined };
        self.known.get(index).cloned().unwrap_or(otherwise)
    }

    fn skip_first(mut self) -> Self {
        if !self.known.is_empty() {
            self.known.remove(0);
        }
        self
    }
}

/// The ways to call a function: by its name, or by the `call` or `apply` of that function.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Name,
    Call,
    Apply,
}

impl<'a> Interpreter<'a, '_, '_> {
    pub(super) fn call(&mut self, it: &'a CallExpression<'a>, awaited: bool) -> FlowValue<'a> {
        let callee = it.callee.without_parentheses();
        let (function, this, by) = self.callee(callee);
        let given = self.given(&it.arguments);
        if self.exits(callee) {
            self.stop();
        }
        if function == FlowValue::Require && by == By::Name {
            self.require(it, &given);
        }
        if self.is_certain() {
            self.flow.shim_call(it);
        }
        if self.flow.makes_require(it) {
            return FlowValue::Require;
        }
        if let Some(result) = self.visit(it, &this, &function, &given) {
            return result;
        }
        match by {
            By::Name => self.apply_awaited(&function, this, given, awaited),
            By::Call => {
                let (this, given) = (given.at(0), given.skip_first());
                if let Some(second) = it.arguments.get(1).filter(|_| function == FlowValue::Require) {
                    self.request(RequestKind::Require, &given.at(0), second.span(), it.span);
                }
                self.apply(&function, this, given)
            }
            By::Apply => {
                let elements = self.elements(&given.at(1));
                if elements.is_none() {
                    self.escape(given.at(1));
                }
                let more = elements.is_none();
                self.apply(&function, given.at(0), Given { known: elements.unwrap_or_default(), more })
            }
        }
    }

    fn callee(&mut self, callee: &'a Expression<'a>) -> (FlowValue<'a>, FlowValue<'a>, By) {
        let Some(member) = callee.as_member_expression() else {
            return (self.expression(callee), FlowValue::Undefined, By::Name);
        };
        let (object, value) = self.member(member, callee);
        let is_function = self.function_of(&object).is_some()
            || matches!(object, FlowValue::Native(_) | FlowValue::Require);
        let by = match member.static_property_name() {
            Some("call") if is_function && value == FlowValue::Unknown => By::Call,
            Some("apply") if is_function && value == FlowValue::Unknown => By::Apply,
            _ => return (value, object, By::Name),
        };
        // A function that outside code holds may have got a `call` of its own.
        let is_own =
            matches!(object, FlowValue::Cell(id) if self.cells.get(id).is_some_and(|cell| cell.open));
        if is_own { (FlowValue::Unknown, object, By::Name) } else { (object, FlowValue::Undefined, by) }
    }

    pub(super) fn callee_of(&mut self, callee: &'a Expression<'a>) -> (FlowValue<'a>, FlowValue<'a>) {
        let (function, this, _) = self.callee(callee.without_parentheses());
        (function, this)
    }

    pub(super) fn given(&mut self, arguments: &'a [Argument<'a>]) -> Given<'a> {
        let mut given = Given::none();
        for argument in arguments {
            match argument {
                Argument::SpreadElement(it) => {
                    self.all_escape(std::iter::once(&it.argument));
                    given.more = true;
                }
                _ => {
                    let value = argument.as_expression().map_or(FlowValue::Unknown, |it| self.expression(it));
                    if given.more { self.escape(value) } else { given.known.push(value) }
                }
            }
        }
        given
    }

    /// Tells whether a callee is that of `process.exit()`.
    fn exits(&self, callee: &Expression<'a>) -> bool {
        let Some(member) = callee.as_member_expression() else { return false };
        matches!(member.static_property_name(), Some("exit" | "abort" | "reallyExit"))
            && self.flow.is_free_name(member.object(), "process")
    }

    fn require(&mut self, it: &'a CallExpression<'a>, given: &Given<'a>) {
        match first_literal(&it.arguments) {
            _ if !self.is_certain() => {}
            Some(specifier) => self.flow.request(RequestKind::Require, specifier, it.span),
            None => {
                let at = it.arguments.first().map_or(it.span, GetSpan::span);
                self.request(RequestKind::Require, &given.at(0), at, it.span);
            }
        }
    }

    pub(super) fn apply(
        &mut self,
        function: &FlowValue<'a>,
        this: FlowValue<'a>,
        given: Given<'a>,
    ) -> FlowValue<'a> {
        self.apply_awaited(function, this, given, false)
    }

    fn apply_awaited(
        &mut self,
        function: &FlowValue<'a>,
        this: FlowValue<'a>,
        given: Given<'a>,
        awaited: bool,
    ) -> FlowValue<'a> {
        if let FlowValue::Native(native) = *function {
            return self.native(native, this, given);
        }
        match self.function_of(function) {
            Some((id, callable, frame)) if callable.runs_here(awaited) => {
                self.descend(FlowValue::Unknown, |run| run.invoke((id, callable, frame), this, given))
            }
            _ => {
                self.escape(function.clone());
                self.lose_all(this, given)
            }
        }
    }

    pub(super) fn lose_all(&mut self, this: FlowValue<'a>, given: Given<'a>) -> FlowValue<'a> {
        self.escape(this);
        given.known.into_iter().for_each(|value| self.escape(value));
        FlowValue::Unknown
    }

    pub(super) fn construct(&mut self, it: &'a NewExpression<'a>) -> FlowValue<'a> {
        let callee = self.expression(&it.callee);
        let given = self.given(&it.arguments);
        if let Some(made) = self.function_of(&callee).filter(|(_, callable, _)| callable.constructs()) {
            return self.descend(FlowValue::Unknown, |run| run.instantiate(made, given));
        }
        self.escape(callee);
        self.lose_all(FlowValue::Undefined, given)
    }

    pub(super) fn invoke(
        &mut self,
        (id, callable, outer): (CellId, Callable<'a>, FrameId),
        this: FlowValue<'a>,
        given: Given<'a>,
    ) -> FlowValue<'a> {
        // Without strict mode the `this` of a function that is called on nothing is the global object.
        let this = if this.is_nullish() == Some(true) { FlowValue::Unknown } else { this };
        let this = matches!(callable, Callable::Function(_)).then_some(this);
        // No `break` in a function leads to a label of its caller.
        let labels = std::mem::take(&mut self.labels);
        let frame = CallFrame { outer: Some(outer), this, is_call: true, returned: Vec::new() };
        let ((exits, value), returned) = self.framed(frame, |run| run.body(id, callable, given));
        self.labels = labels;
        let mut all = returned.into_iter();
        let first = all.next().unwrap_or(FlowValue::Undefined);
        // A function that may also reach its end without `return` may give `undefined`, too.
        let mut result = if exits.goes_on() && first != FlowValue::Undefined {
            self.either(first, FlowValue::Undefined)
        } else {
            first
        };
        for value in all {
            result = self.either(result, value);
        }
        value.unwrap_or(result)
    }

    fn body(
        &mut self,
        id: CellId,
        callable: Callable<'a>,
        given: Given<'a>,
    ) -> (statements::Exits, Option<FlowValue<'a>>) {
        self.declare_scope(callable.scope());
        let over = (statements::Exits::NEXT, Some(FlowValue::Unknown));
        match callable {
            Callable::Function(it) => {
                // A function expression sees itself by its name.
                if it.is_expression()
                    && let Some(symbol) = it.id.as_ref().and_then(|id| id.symbol_id.get())
                {
                    self.set_variable(symbol, FlowValue::Cell(id));
                }
                self.parameters(&it.params, given, callable);
                let Some(body) = &it.body else { return over };
                (self.statements(&body.statements), None)
            }
            Callable::Arrow(it) => {
                self.parameters(&it.params, given, callable);
                match &it.body {
                    ArrowFunctionBody::FunctionBody(body) => (self.statements(&body.statements), None),
                    body => {
                        let value = body.as_expression().map(|it| self.expression(it));
                        (statements::Exits::RETURN, value)
                    }
                }
            }
            Callable::Class(_) => over,
        }
    }

    fn parameters(&mut self, parameters: &'a FormalParameters<'a>, given: Given<'a>, callable: Callable<'a>) {
        for (index, parameter) in parameters.items.iter().enumerate() {
            let value = given.at(index);
            let value = match (&parameter.initializer, &value) {
                (Some(default), FlowValue::Undefined) => self.expression(default),
                (Some(default), FlowValue::Unknown) => {
                    let default = self.perhaps(|run| run.expression(default));
                    self.either(value, default)
                }
                _ => value,
            };
            self.bind(&parameter.pattern, value);
        }
        if let Some(rest) = &parameters.rest {
            given.known.iter().skip(parameters.items.len()).cloned().for_each(|it| self.escape(it));
            self.bind(&rest.rest.argument, FlowValue::Unknown);
        }
        let named = callable.scope().is_some_and(|scope| self.references.with_arguments.contains(&scope));
        // `arguments` holds all that was passed, and in sloppy code a write to it changes the parameter.
        if named {
            given.known.into_iter().for_each(|it| self.escape(it));
            for parameter in &parameters.items {
                if let BindingPattern::BindingIdentifier(id) = &parameter.pattern {
                    self.clobber_variable(id.symbol_id.get());
                }
            }
        }
    }
}
