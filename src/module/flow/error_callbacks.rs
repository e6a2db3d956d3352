//! Callbacks that take an error first: one that neither throws it nor passes it on has an answer for a missing file.

use oxc_ast::ast::{Argument, ArrowFunctionBody, BindingPattern, CallExpression, Expression, ThrowStatement};
use oxc_ast_visit::{Visit, walk};

use super::callable::Callable;

/// Tells whether a callback has an answer for an error.
pub(super) fn handles_error(callback: Callable<'_>) -> bool {
    let (parameters, body) = match callback {
        Callable::Function(it) => (&it.params, it.body.as_deref()),
        Callable::Arrow(it) => match &it.body {
            ArrowFunctionBody::FunctionBody(body) => (&it.params, Some(&**body)),
            _ => (&it.params, None),
        },
        Callable::Class(_) => return false,
    };
    let Some(BindingPattern::BindingIdentifier(error)) = parameters.items.first().map(|it| &it.pattern)
    else {
        // A callback without a name for the error goes on after a failure.
        return true;
    };
    let mut search = PassedError { name: error.name.as_str(), is_passed: false };
    match (body, callback) {
        (Some(body), _) => search.visit_function_body(body),
        (None, Callable::Arrow(it)) => {
            it.body.as_expression().into_iter().for_each(|it| search.visit_expression(it))
        }
        _ => {}
    }
    !search.is_passed
}

/// A search for code that throws, or hands an error to another function.
struct PassedError<'n> {
    name: &'n str,
    is_passed: bool,
}

impl<'a> Visit<'a> for PassedError<'_> {
    fn visit_throw_statement(&mut self, _: &ThrowStatement<'a>) {
        self.is_passed = true;
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        let is_error = |argument: &Argument<'a>| {
            let id = argument.as_expression().and_then(Expression::get_identifier_reference);
            id.is_some_and(|id| id.name == self.name)
        };
        // Code that logs the error goes on after it.
        self.is_passed |= !is_logging(&it.callee) && it.arguments.iter().any(is_error);
        walk::walk_call_expression(self, it);
    }
}

fn is_logging(callee: &Expression<'_>) -> bool {
    let object = callee.as_member_expression().and_then(|it| it.object().get_identifier_reference());
    object.is_some_and(|id| matches!(id.name.as_str(), "console" | "logger" | "log"))
}
