//! Functions and classes: met where they stand, walked when something calls them, else deferred.

use super::{callable::CallRun, *};
use oxc_ast::ast::{
    Argument, ArrowFunctionBody, BindingPattern, ClassElement, Expression, FormalParameters,
    MethodDefinitionKind,
};

impl<'a> Flow<'a, '_> {
    pub(super) fn declare_function(&mut self, it: &'a Function<'a>) {
        if let Some(symbol) = it.id.as_ref().and_then(|id| self.constant_symbol(id)) {
            self.callables.insert(symbol, Callable::Function(it));
        }
        self.learn_declared_shim(it);
        self.meet(Callable::Function(it));
    }

    pub(super) fn meet(&mut self, callable: Callable<'a>) {
        if self.makes_files {
            self.makers.insert(callable.key());
        }
        if matches!(callable, Callable::Arrow(_)) && !self.lacks_this {
            self.arrows_with_this.insert(callable.key());
        }
        self.met.push(callable);
    }

    /// Returns the function that a name stands for.
    pub(super) fn callable(&self, expression: &Expression<'a>) -> Option<Callable<'a>> {
        let id = expression.without_parentheses().get_identifier_reference()?;
        self.callables.get(&self.symbol(id)?).copied()
    }

    /// Returns the function that an expression is, if it is a literal.
    pub(super) fn literal_callable(expression: &'a Expression<'a>) -> Option<Callable<'a>> {
        match expression.without_parentheses() {
            Expression::FunctionExpression(it) => Some(Callable::Function(it)),
            Expression::ArrowFunctionExpression(it) => Some(Callable::Arrow(it)),
            Expression::ClassExpression(it) => Some(Callable::Class(it)),
            _ => None,
        }
    }

    /// Returns the function that an expression is or names.
    pub(super) fn function_of(&self, expression: &'a Expression<'a>) -> Option<Callable<'a>> {
        Self::literal_callable(expression).or_else(|| self.callable(expression))
    }

    /// Walks a function that is called here. The arguments are `None` where someone else passes them: an array method, `call`,
    /// `bind`, a derived class.
    pub(super) fn enter_call(
        &mut self,
        callable: Callable<'a>,
        arguments: Option<&'a [Argument<'a>]>,
        awaited: bool,
    ) {
        let when = match callable.run() {
            CallRun::Never => return,
            // No `try` around the call catches the failure of its promise.
            CallRun::Detached if !awaited && self.when != When::Deferred => When::Conditional,
            _ => self.now(),
        };
        // A deferred call defers the function, too: it is walked when all functions have been met.
        // A function is walked again only for an earlier time, or for what it is given: recursion ends, and each is walked four
        // times at most, others aside that are given functions.
        let known = self.walked.get(&callable.key()).is_some_and(|&known| known <= when);
        if when != When::Deferred && (!known || self.is_given_more(callable, arguments.unwrap_or_default())) {
            let holds = self.holds_module && awaited;
            let outer = std::mem::replace(&mut self.holds_module, holds);
            self.enter(callable, when, arguments);
            self.holds_module = outer;
        } else if when == When::Deferred
            && let Some(arguments) = arguments
        {
            self.keep_call(callable, arguments);
        }
    }

    /// Tells whether a function that was walked is given functions, which it may call as it did those of an earlier call; such
    /// walks are as long together as a few of the whole text.
    fn is_given_more(&mut self, callable: Callable<'a>, arguments: &'a [Argument<'a>]) -> bool {
        if self.opens_what_is_given(callable, arguments) {
            return true;
        }
        let mut given = arguments.iter().filter_map(Argument::as_expression);
        if self.running.contains(&callable.key()) || !given.any(|it| self.function_of(it).is_some()) {
            return false;
        }
        let left = self.walks_left.checked_sub(callable.span().size());
        self.walks_left = left.unwrap_or(self.walks_left);
        left.is_some()
    }

    pub(super) fn enter(
        &mut self,
        callable: Callable<'a>,
        when: When,
        arguments: Option<&'a [Argument<'a>]>,
    ) {
        let caught = std::mem::take(&mut self.call_caught);
        self.enter_given(callable, when, Passed { arguments, values: None, caught });
    }

    /// Walks a function with what is passed to it.
    pub(super) fn enter_given(&mut self, callable: Callable<'a>, when: When, passed: Passed<'a>) {
        let earliest = self.walked.entry(callable.key()).or_insert(when);
        *earliest = when.min(*earliest);
        self.running.insert(callable.key());
        let outer =
            (self.when, self.reached, self.caught, self.explained, self.makes_files, self.told.take());
        let unset_mode = std::mem::take(&mut self.unset_mode);
        let branched = std::mem::take(&mut self.branched);
        let lacks_this = std::mem::take(&mut self.called_plainly) && self.is_strict(callable);
        // Only the function's own blocks count for these: a `try` around it may be left when it runs.
        let is_answered = self.answered.contains(&callable.key());
        (self.when, self.reached, self.caught, self.explained) =
            (when, FlowReach::Always, is_answered || passed.caught, false);
        self.makes_files |= self.makers.contains(&callable.key());
        let arguments = passed.arguments;
        self.learn_undefined(callable, arguments.unwrap_or_default());
        let given = self.give_parameters(callable, passed);
        match callable {
            Callable::Function(it) => self.with_this(lacks_this, |flow| {
                flow.parameters(&it.params, arguments);
                it.body.iter().for_each(|body| flow.statements(&body.statements));
            }),
            Callable::Arrow(it) => {
                let lacks_this = self.lacks_this && !self.arrows_with_this.contains(&callable.key());
                self.with_this(lacks_this, |flow| {
                    flow.parameters(&it.params, arguments);
                    flow.arrow_body(&it.body);
                });
            }
            Callable::Class(it) => self.with_this(false, |flow| flow.instance(it, arguments)),
        }
        (self.when, self.reached, self.caught, self.explained, self.makes_files, self.told) = outer;
        (self.unset_mode, self.branched) = (unset_mode, branched);
        self.running.remove(&callable.key());
        given.into_iter().for_each(|symbol| self.take_back(symbol));
    }

    /// Tells whether a function has no object for `this` where it is called on none.
    fn is_strict(&self, callable: Callable<'a>) -> bool {
        callable.scope().is_some_and(|scope| self.scoping.scope_flags(scope).is_strict_mode())
    }

    fn arrow_body(&mut self, body: &'a ArrowFunctionBody<'a>) {
        match body {
            ArrowFunctionBody::FunctionBody(body) => self.statements(&body.statements),
            _ => body.as_expression().into_iter().for_each(|it| self.expression(it)),
        }
    }

    /// Walks the parameters of a call: a default certainly runs only where the call is known to pass nothing for it.
    fn parameters(&mut self, parameters: &'a FormalParameters<'a>, arguments: Option<&'a [Argument<'a>]>) {
        let are_known = arguments.is_some();
        let arguments = arguments.unwrap_or_default();
        let spread = arguments.iter().position(|argument| matches!(argument, Argument::SpreadElement(_)));
        for (index, parameter) in parameters.items.iter().enumerate() {
            // Behind a spread it is not known which argument a parameter gets.
            let known = spread.is_none_or(|spread| index < spread);
            let argument =
                arguments.get(index).filter(|_| known).and_then(|argument| argument.as_expression());
            if let BindingPattern::BindingIdentifier(id) = &parameter.pattern
                && let Some(symbol) = self.constant_symbol(id)
            {
                self.name_value(symbol, argument);
                // A default takes the place of what is undefined.
                self.hand_on(symbol, argument.filter(|_| parameter.initializer.is_none()));
            }
            let missing = are_known && spread.is_none() && index >= arguments.len();
            let default = if missing { When::Eager } else { When::Conditional };
            self.within(default, |flow| {
                parameter.initializer.iter().for_each(|it| flow.expression(it));
            });
            self.pattern(&parameter.pattern);
        }
        parameters.rest.iter().for_each(|rest| self.pattern(&rest.rest.argument));
    }

    /// Walks a class where it stands: heritage, keys, static fields and blocks run.
    pub(super) fn class(&mut self, it: &'a Class<'a>) {
        if let Some(symbol) = it.id.as_ref().and_then(|id| self.constant_symbol(id)) {
            self.callables.insert(symbol, Callable::Class(it));
        }
        self.meet(Callable::Class(it));
        it.heritage.iter().for_each(|heritage| self.used(&heritage.expression, ValueUse::Extended));
        for element in &it.body.body {
            match element {
                ClassElement::MethodDefinition(it) => {
                    self.key(&it.key, it.computed);
                    self.meet_method(it.kind, Callable::Function(&it.value));
                }
                ClassElement::PropertyDefinition(it) => self.key(&it.key, it.computed),
                _ => {}
            }
        }
        self.with_this(false, |flow| flow.static_parts(it));
    }

    fn meet_method(&mut self, kind: MethodDefinitionKind, method: Callable<'a>) {
        // The constructor is walked with the fields, as `new` runs it.
        if kind != MethodDefinitionKind::Constructor {
            self.meet(method);
        }
    }

    fn static_parts(&mut self, it: &'a Class<'a>) {
        for element in &it.body.body {
            match element {
                ClassElement::StaticBlock(it) => {
                    let outer = self.reached;
                    self.statements(&it.body);
                    self.reached = outer;
                }
                ClassElement::PropertyDefinition(it) if it.r#static => {
                    it.value.iter().for_each(|it| self.expression(it));
                }
                _ => {}
            }
        }
    }

    /// Walks the code that `new` runs: the parent's constructor, the fields, the constructor.
    fn instance(&mut self, it: &'a Class<'a>, arguments: Option<&'a [Argument<'a>]>) {
        if let Some(parent) = it.heritage.as_ref().and_then(|heritage| self.callable(&heritage.expression)) {
            self.enter_call(parent, None, false);
        }
        for element in &it.body.body {
            match element {
                ClassElement::PropertyDefinition(it) if !it.r#static => {
                    it.value.iter().for_each(|it| self.expression(it));
                }
                ClassElement::MethodDefinition(it) if it.kind == MethodDefinitionKind::Constructor => {
                    self.enter_call(Callable::Function(&it.value), arguments, false);
                    self.meet(Callable::Function(&it.value));
                }
                _ => {}
            }
        }
    }
}
