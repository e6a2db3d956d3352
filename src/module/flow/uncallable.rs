//! Calls of what is certainly no function: `void 0`, a literal, or a name that is declared as one and never reassigned.

use super::*;
use crate::module::effects::{Throw, ThrowKind};
use oxc_ast::ast::{BindingIdentifier, CallExpression, Expression, UnaryOperator};
use oxc_span::GetSpan;

impl<'a> Flow<'a, '_> {
    /// Remembers a name that stands for no function wherever it is called: before its declaration is reached, neither.
    pub(super) fn learn_uncallable(&mut self, id: &BindingIdentifier<'a>, init: &Expression<'a>) {
        if (is_no_function(init) || self.is_free_name(init, "undefined"))
            && let Some(symbol) = self.constant_symbol(id)
        {
            self.uncallable.insert(symbol);
        }
    }

    /// `(void 0)("x")`, behind the arguments, which run before.
    pub(super) fn call_of_no_function(&mut self, it: &CallExpression<'a>) {
        let callee = it.callee.without_parentheses();
        if it.optional || !self.is_certain() || !self.is_uncallable(callee) {
            return;
        }
        let span = self.text.span(callee.span());
        let name = match callee {
            Expression::Identifier(it) => it.name.to_string(),
            _ => "(intermediate value)".to_owned(),
        };
        let message = format!("{name} is not a function");
        self.effects.throws.push(Throw {
            kind: ThrowKind::NoFunction,
            code: "TypeError",
            message,
            span,
            unless: None,
        });
    }

    fn is_uncallable(&self, callee: &Expression<'a>) -> bool {
        match callee {
            Expression::Identifier(it) => {
                self.symbol(it).is_some_and(|symbol| self.uncallable.contains(&symbol))
            }
            Expression::SequenceExpression(it) => it.expressions.last().is_some_and(is_no_function),
            _ => is_no_function(callee),
        }
    }
}

/// Tells whether an expression certainly gives a value that cannot be called, if it gives any.
fn is_no_function(expression: &Expression<'_>) -> bool {
    match expression.without_parentheses() {
        Expression::UnaryExpression(it) => it.operator != UnaryOperator::Delete,
        Expression::NullLiteral(_)
        | Expression::BooleanLiteral(_)
        | Expression::NumericLiteral(_)
        | Expression::BigIntLiteral(_)
        | Expression::StringLiteral(_)
        | Expression::TemplateLiteral(_)
        | Expression::RegExpLiteral(_)
        | Expression::ObjectExpression(_)
        | Expression::ArrayExpression(_) => true,
        _ => false,
    }
}
