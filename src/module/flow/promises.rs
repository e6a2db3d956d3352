//! Promises: the use of one decides whether a failed `import()` fails the module, is handled, or neither.

use super::*;
use libraries::Library;
use oxc_ast::ast::{
    Argument, ArrayExpressionElement, ArrowFunctionBody, CallExpression, Expression, FunctionBody,
};

impl<'a> Flow<'a, '_> {
    /// Walks an expression whose promise has a known use.
    pub(super) fn promised(&mut self, expression: &'a Expression<'a>, promise: Promised) {
        self.promise = promise;
        self.expression(expression);
        self.promise = Promised::Kept;
    }

    /// Walks a call that passes on the failure of a promise, or handles it; returns false if the call does
    /// neither.
    pub(super) fn promise_call(&mut self, it: &'a CallExpression<'a>, promise: Promised) -> bool {
        let Some(member) = it.callee.without_parentheses().as_member_expression() else { return false };
        match member.static_property_name() {
            Some(name) if self.is_free_name(member.object(), "Promise") => self.joined(name, it, promise),
            // Any object may have methods of these names, so that the chain must begin with a known promise.
            Some("then" | "catch" | "finally") if self.is_promise_chain(member.object()) => {
                self.answer(&it.arguments, promise);
                let promise = if handles(it) { Promised::Caught } else { promise };
                self.promised(member.object(), promise);
                self.arguments(&it.arguments);
                true
            }
            _ => false,
        }
    }

    /// Notes that a failure of the functions among the arguments is handled, where that of the whole chain is: compilers write
    /// `Promise.resolve().then(() => require("a"))` for `import("a")`.
    fn answer(&mut self, arguments: &'a [Argument<'a>], promise: Promised) {
        let is_handled = promise == Promised::Caught || promise == Promised::Awaited && self.caught;
        let functions = arguments.iter().filter_map(|it| Self::literal_callable(it.as_expression()?));
        self.answered.extend(functions.filter(|_| is_handled).map(|it| it.key()));
    }

    /// Tells whether an expression is `import("a").then(…).finally(…)`, or a part of such a chain; it may begin with
    /// `Promise.all(…)` and its like, with `Promise.resolve()`, or with a function of `fs/promises`, too.
    fn is_promise_chain(&self, mut expression: &'a Expression<'a>) -> bool {
        loop {
            match expression.without_parentheses() {
                Expression::ImportExpression(_) => return true,
                Expression::CallExpression(it) => match it.callee.as_member_expression() {
                    Some(member)
                        if matches!(member.static_property_name(), Some("then" | "catch" | "finally")) =>
                    {
                        expression = member.object();
                    }
                    Some(member) if self.is_free_name(member.object(), "Promise") => {
                        return matches!(
                            member.static_property_name(),
                            Some("all" | "allSettled" | "any" | "race" | "resolve")
                        );
                    }
                    _ => {
                        let library = self.library(&it.callee);
                        let reads = matches!(library, Some(LibraryName::Member(Library::FsPromises, _)));
                        return reads || self.has_places && self.callable(&it.callee).is_some();
                    }
                },
                _ => return false,
            }
        }
    }

    /// Walks `Promise.all([import("a"), import("b")])` or another way to join promises; returns false if the call has another
    /// shape.
    fn joined(&mut self, name: &str, it: &'a CallExpression<'a>, promise: Promised) -> bool {
        let [argument] = it.arguments.as_slice() else { return false };
        let Some(Expression::ArrayExpression(array)) = argument.as_expression() else { return false };
        let is_single = array.elements.len() < 2;
        let (promise, is_open) = match name {
            // `Promise.all` fails with the first of its promises, and `Promise.allSettled` with none.
            "all" => (promise, false),
            "allSettled" => (Promised::Caught, false),
            // `Promise.any` fails if all of them do, `Promise.race` if the first that ends does.
            "any" => (if is_single { promise } else { Promised::Caught }, false),
            "race" => (promise, !is_single),
            _ => return false,
        };
        let when = if is_open { When::Conditional } else { When::Eager };
        self.within(when, |flow| flow.promises(&array.elements, promise));
        true
    }

    fn promises(&mut self, elements: &'a [ArrayExpressionElement<'a>], promise: Promised) {
        for element in elements {
            match element.as_expression() {
                Some(element) => self.promised(element, promise),
                None => self.element(element),
            }
        }
    }
}

/// Tells whether a call of `then` or `catch` is given something that handles a failure, and does not throw it
/// again.
fn handles(it: &CallExpression<'_>) -> bool {
    let method = it.callee.without_parentheses().as_member_expression();
    let handler = match method.and_then(|member| member.static_property_name()) {
        Some("catch") => it.arguments.first(),
        Some("then") => it.arguments.get(1),
        _ => None,
    };
    let throws = |body: &FunctionBody<'_>| statements::rethrows(&body.statements);
    match handler.and_then(|handler| handler.as_expression()).map(Expression::without_parentheses) {
        None | Some(Expression::NullLiteral(_)) => false,
        Some(Expression::FunctionExpression(it)) => !it.body.as_deref().is_some_and(throws),
        Some(Expression::ArrowFunctionExpression(it)) => match &it.body {
            ArrowFunctionBody::FunctionBody(body) => !throws(body),
            _ => true,
        },
        Some(Expression::Identifier(it)) => it.name != "undefined",
        Some(_) => true,
    }
}
